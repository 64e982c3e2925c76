"""Pages in a real browser."""

from pathlib import Path
from typing import Any

import pytest

from bot.i18n import sentence
from bot.knowledge import Medium, Post, Thread
from bot.pages import render_site, write_site
from bot.pages.rendering import render_message
from tests.pages.test_site import PNG, shipped
from tests.pages.threads import HOSTILE, thread

axe = pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = pytest.mark.browser

SCREENS = (1280, 900), (390, 844)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the shipped thread, of hostile posts and of others, and one of a message."""
    folder = tmp_path_factory.mktemp("site")
    threads = [
        shipped(),
        thread(*HOSTILE),
        thread("مرحبا بالعالم", "منشور ثان #سلسلة", id="rtl", language="ar"),
        thread(*(f"Post of {number} " * (number % 40) for number in range(1, 201)), id="long"),
    ]
    write_site(render_site(threads), folder)
    message = render_message(sentence("page_expired", button="Read in place"), "en")
    (folder / "message.html").write_text(message, encoding="utf-8")
    return folder


def test_nothing_that_people_write_runs(browser: Any, site: Path) -> None:
    """No post's markup becomes a part of the page, and the browser refuses nothing on it."""
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(f"{site.as_uri()}/talk.html")
    assert page.title() == "Title of talk"
    assert page.locator("section").count() == len(HOSTILE)
    assert page.locator("section img").count() == 0
    assert refused == []


def test_a_picture_is_shown(browser: Any, tmp_path: Path) -> None:
    """A picture beside the thread's file is on the page, which the content policy allows."""
    (tmp_path / "bear.png").write_bytes(PNG)
    shown = Thread(id="bear", title="T", posts=(Post(1, "See.", media=(Medium("bear.png"),)),))
    write_site(render_site([shown], folder_of=lambda _: tmp_path), tmp_path)
    page = browser.new_page()
    page.goto((tmp_path / "bear.html").as_uri())
    page.wait_for_load_state()
    assert page.locator("section img").evaluate("one => one.naturalWidth") == 3


def test_no_request_leaves_the_page(browser: Any, site: Path) -> None:
    """A page is whole in itself: the browser asks for the file and for nothing else."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.as_uri()}/dragonbear.html")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith("data:")] == [
        f"{site.as_uri()}/dragonbear.html"
    ]


def test_a_link_to_a_post_shows_it(browser: Any, site: Path) -> None:
    """The address ``#p150`` scrolls to post 150 and highlights it, and no other."""
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/long.html#p150")
    post = page.locator("section:target")
    assert post.get_attribute("id") == "p150"
    assert 0 < post.bounding_box()["y"] < page.viewport_size["height"]
    colours = page.evaluate(
        "['#p150', '#p149'].map(p => getComputedStyle(document.querySelector(p)).backgroundColor)"
    )
    assert colours[0] != colours[1]


def test_a_number_copies_itself(browser: Any, site: Path) -> None:
    """Pressing a post's number puts ``[15]`` on the clipboard, and the page says so."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site.as_uri()}/dragonbear.html")
    page.locator("#p15 .number").click()
    page.locator("#copied", has_text="[15]").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == "[15]"


@pytest.mark.parametrize("name", ["index", "dragonbear", "talk", "rtl", "message"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_read_it(browser: Any, site: Path, name: str, scheme: str) -> None:
    """axe-core finds nothing, and nothing is wider than the screen of a phone or a desk."""
    page = browser.new_page(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{site.as_uri()}/{name}.html")
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_marks_of_direction_stay_in_their_words(browser: Any, site: Path) -> None:
    """An author whose name turns the direction of writing does not move the date before it."""
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/talk.html")
    author, date = page.locator("#p1 .facts span"), page.locator("#p1 time")
    assert date.bounding_box()["x"] > author.bounding_box()["x"]


def test_a_thread_from_right_to_left(browser: Any, site: Path) -> None:
    """An Arabic thread runs from right to left, its numbers at the right margin."""
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/rtl.html")
    number, text = page.locator("#p1 .number"), page.locator("#p1 .text")
    assert number.bounding_box()["x"] > text.bounding_box()["x"]
    assert text.evaluate("one => getComputedStyle(one).direction") == "rtl"


def test_the_keyboard_is_enough(browser: Any, site: Path) -> None:
    """The first press of Tab offers to skip to the posts; the contents open by Enter."""
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/dragonbear.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("nav li").first.is_visible()


def test_it_is_whole_without_scripts(browser: Any, site: Path) -> None:
    """With scripts off every post is there to read."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.as_uri()}/dragonbear.html")
    assert page.locator("section .text").count() == len(shipped().posts)
