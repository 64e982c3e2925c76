"""Links from answers to the pages of threads."""

from pathlib import Path

import pytest

from bot.answering.engine import AnswerEngine
from bot.answering.page_links import post_url
from bot.knowledge import Post, Thread
from bot.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("number", "url"),
    [
        (15, "https://threads.example/read/a%20b.html#p15"),
        (200, "https://threads.example/read/a%20b.html#p200"),
        (201, "https://threads.example/read/a%20b.2.html#p201"),
    ],
)
def test_a_post_is_on_the_page_that_has_it(number: int, url: str) -> None:
    """A post's address names the page of 200 posts that it is on."""
    posts = tuple(Post(n, f"Post of {n}") for n in range(1, 301))
    thread = Thread(id="a b", title="Talk", posts=posts)
    assert post_url("https://threads.example/read/", thread, posts[number - 1]) == url


def test_answers_link_to_pages_where_a_site_is_set() -> None:
    """With a site, quotes name their place on it, and a link leads there; without, none does."""
    knowledge = ROOT / "knowledge"
    url = "https://threads.example/dragonbear.html#p15"
    with_site = AnswerEngine(Settings(knowledge=knowledge, site_url="https://threads.example"))
    answer = with_site.answer_line("15")
    assert [quote.url for quote in answer.quotes] == [url]
    assert [link.url for link in answer.links if link.url] == [url]
    without = AnswerEngine(Settings(knowledge=knowledge)).answer_line("15")
    assert not [link.url for link in without.links if link.url]
