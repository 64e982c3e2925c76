"""The search box of a page, beside the bot's own search."""

from pathlib import Path
from typing import Any

import pytest

from bot.evaluation import read
from bot.knowledge import Thread
from bot.pages import render_site, write_site
from bot.search import Index
from tests.pages import threads as made
from tests.pages.test_site import shipped
from tests.questions.reading import FOLDER, find_thread

pytestmark = pytest.mark.browser

SAME = 0.95
"""The least share of questions whose first post the page finds first as well."""


TYPE_EACH = """questions => {
  const input = document.getElementById("question");
  input.focus();
  return questions.map((question) => {
    input.value = question;
    input.dispatchEvent(new Event("input"));
    return Number(document.querySelector(".search b")?.textContent) || null;
  });
}"""
"""Types each question into the search box, and returns the number of the first post found."""


def labelled() -> list[tuple[Thread, list[str]]]:
    """The threads of the question files, each with the questions that it answers."""
    return [
        (find_thread(thread.file, thread.id), [q.text for q in thread.questions if q.answerable])
        for dataset in read([FOLDER], find_thread)
        for thread in dataset.threads
    ]


def test_it_finds_first_what_the_bot_finds_first(browser: Any, tmp_path: Path) -> None:
    """At least 95 % of the labelled questions have the first post that the bot has."""
    threads = labelled()
    write_site(render_site([thread for thread, _ in threads]), tmp_path)
    same: list[bool] = []
    page = browser.new_page()
    for thread, questions in threads:
        page.goto((tmp_path / f"{thread.id}.html").as_uri())
        index = Index(thread.posts, thread.language, thread.glossary)
        for question, first in zip(questions, page.evaluate(TYPE_EACH, questions), strict=True):
            hits = index.search(question, limit=1)
            same.append(first == (hits[0].post.number if hits else None))
    assert sum(same) / len(same) >= SAME


def test_decimals_are_found_however_they_are_written(browser: Any, tmp_path: Path) -> None:
    """A page tells 1.5 from 5, and takes 1,5 for it, 1,500 for 1500, and 9.30 for 9:30."""
    posts = "It is 5 o'clock.", "It weighs 1.5 pounds.", "It has 1500 pages.", "It is 9:30."
    write_site(render_site([made.thread(*posts, id="numbers")]), tmp_path)
    page = browser.new_page()
    page.goto((tmp_path / "numbers.html").as_uri())
    assert page.evaluate(TYPE_EACH, ["5.00", "1.5", "1,5", "1,500", "9.30"]) == [1, 2, 2, 3, 4]


def test_letters_of_one_language_are_found(browser: Any, tmp_path: Path) -> None:
    """A page finds words with ø, ł and ı, which are no accented letters, as the bot does."""
    posts = "Solen vil sove.", "Hun har ærligt en nøgle.", "Skoczyl do wody.", "Skończył wczoraj."
    write_site(render_site([made.thread(*posts, "Sattığını gördüm.", id="letters")]), tmp_path)
    page = browser.new_page()
    page.goto((tmp_path / "letters.html").as_uri())
    asked = ["nøgle", "ÆRLIGT", "skończył", "SATTIĞINI", "sattığını"]
    assert page.evaluate(TYPE_EACH, asked) == [2, 2, 4, 5, 5]


def test_a_form_is_no_other_word_with_its_stem(browser: Any, tmp_path: Path) -> None:
    """A page finds August as "Aug", and eyes only as eyes, though German cuts both alike."""
    posts = "Das Treffen war im August.", "Ihre Augen sind blau."
    write_site(render_site([made.thread(*posts, id="augen", language="de")]), tmp_path)
    page = browser.new_page()
    page.goto((tmp_path / "augen.html").as_uri())
    assert page.evaluate(TYPE_EACH, ["Aug.", "Augen"]) == [1, 2]


def test_a_result_leads_to_its_post(browser: Any, tmp_path: Path) -> None:
    """A result leads to its post by the keyboard alone; flags are found, and unknown words not."""
    write_site(render_site([shipped()]), tmp_path)
    page = browser.new_page()
    page.goto((tmp_path / "dragonbear.html").as_uri())
    while page.evaluate("document.activeElement.id") != "question":
        page.keyboard.press("Tab")
    page.keyboard.type("what is the dragonbear")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dragonbear.html#p15")
    page.fill("#question", "🇰🇿")
    assert page.locator(".search b").first.text_content() == "14"
    page.fill("#question", "xylophone")
    assert page.locator(".search [role=status]").text_content() == "No post has these words."
