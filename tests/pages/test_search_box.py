"""The search box of a page, beside the bot's own search."""

from pathlib import Path

import pytest
import yaml

from bot.knowledge import Thread, read_thread
from bot.pages import render_site, write_site
from bot.search import Index

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
SAME = 0.95
"""The least share of questions whose first post the page finds first as well."""


def labelled() -> list[tuple[Thread, list[str]]]:
    """The threads of the question files, each with the questions that it answers."""
    threads = []
    for file in sorted((ROOT / "tests/questions").glob("*.yaml")):
        data = yaml.safe_load(file.read_text("utf-8"))
        name = f"{data['thread']}.yaml"
        path = ROOT / "tests/questions/threads" / name
        thread = read_thread(path if path.exists() else ROOT / "knowledge" / name)
        threads.append((thread, [one["ask"] for one in data["questions"] if one["posts"]]))
    return threads


def test_it_finds_first_what_the_bot_finds_first(tmp_path: Path) -> None:
    """At least 95 % of the labelled questions have the first post that the bot has."""
    threads = labelled()
    write_site(render_site([thread for thread, _ in threads]), tmp_path)
    same: list[bool] = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        for thread, questions in threads:
            page.goto((tmp_path / f"{thread.id}.html").as_uri())
            index = Index(thread.posts, thread.language, thread.glossary)
            for question in questions:
                page.fill("#question", question)
                first = page.evaluate("document.querySelector('.search li')?.value")
                hits = index.search(question, limit=1)
                same.append(first == (hits[0].post.number if hits else None))
        browser.close()
    assert sum(same) / len(same) >= SAME


def test_a_result_leads_to_its_post(tmp_path: Path) -> None:
    """Choosing a result shows the post; words of no post are said to be in none."""
    [(thread, _)] = [one for one in labelled() if one[0].id == "dragonbear"]
    write_site(render_site([thread]), tmp_path)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto((tmp_path / "dragonbear.html").as_uri())
        page.fill("#question", "what is the dragonbear")
        page.locator(".search li a").first.click()
        assert page.url.endswith("#p15")
        page.fill("#question", "xylophone")
        assert page.locator(".search [role=status]").text_content() == "No post has these words."
        browser.close()
