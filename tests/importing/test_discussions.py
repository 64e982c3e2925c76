"""Reddit and Hacker News: a submission, and below it what others answered."""

import json
import time
from typing import Any

import pytest

from bot.importing import ImportOptions
from tests.importing.handing_over import of_files, of_text, texts


def test_an_answer_to_a_deleted_comment_is_kept() -> None:
    """What hangs below a deleted comment is shown below what that one answered."""
    for name, gone in (("reddit.json", "ddd1"), ("hacker_news.json", "4")):
        imported = of_files(name)
        assert texts(imported)[-1] == "It does."
        assert gone in (imported.thread.posts[-1].url or "")
        assert "1 deleted post (their words are gone)" in str(imported.report.left_out[0])


@pytest.mark.parametrize("parent", ["t1_{}", "{}"])
def test_answers_below_thousands_of_deleted_comments_are_kept(parent: str) -> None:
    """Below a long chain of deleted comments each answer is below the nearest one with words."""
    count = 20_000
    key = "body" if parent.startswith("t1_") else "text"
    rest = {"body": {"link_id": "t3_a", "created_utc": 1}, "text": {"type": "comment", "by": "bob"}}
    words = ["One.", *[""] * count, *["Two."] * count]
    lines = (
        {"id": str(at), key: text, "parent_id": parent.format(min(at - 1, count))} | rest[key]
        for at, text in enumerate(words)
    )
    start = time.process_time()
    imported = of_text("\n".join(map(json.dumps, lines)))
    assert time.process_time() - start < 20
    assert texts(imported) == ["One.", *["Two."] * count]


def test_comments_that_reddit_did_not_write_are_counted() -> None:
    """Of a long discussion the page has only a part."""
    assert of_files("reddit.json").report.notes[0].startswith("7 comments not in it")


@pytest.mark.parametrize(
    ("root", "count"),
    [
        ("https://www.reddit.com/r/lamps/comments/aaa1/a_lighthouse/bbb1/?context=3", 2),
        ("https://www.reddit.com/r/lamps/comments/aaa1/a_lighthouse/", 3),
        ("t1_ddd1", 1),
    ],
)
def test_a_comment_of_reddit_is_chosen_by_its_link(root: str, count: int) -> None:
    """A link to a comment takes it and what is below it."""
    assert len(texts(of_files("reddit.json", options=ImportOptions(root=root)))) == count


def test_comments_of_reddit_one_a_line_are_a_discussion() -> None:
    """Public collections have submissions and comments as bare lines."""
    lines: list[dict[str, Any]] = [
        {"id": "b", "body": "Two.", "author": "bob", "created_utc": 1643135460,
         "link_id": "t3_a", "parent_id": "t3_a"},
        {"id": "a", "title": "One", "selftext": "", "author": "alice", "created_utc": 1643135400},
    ]  # fmt: skip
    imported = of_text("\n".join(map(json.dumps, lines)))
    assert imported.report.format == "a discussion on Reddit"
    assert texts(imported) == ["One", "Two."]


def test_single_items_of_hacker_news_make_a_discussion() -> None:
    """The official interface gives one item at a time, and names the answers by ids."""
    story = {"id": 1, "type": "story", "by": "alice", "title": "One", "kids": [2, 3], "time": 1}
    comment = {"id": 2, "type": "comment", "by": "bob", "text": "Two &amp; a", "parent": 1}
    imported = of_text(f"{json.dumps(story)}\n{json.dumps(comment)}")
    assert texts(imported) == ["One", "Two & a"]
    assert imported.report.notes[0].startswith("1 answer named by their ids alone are not in it")


def test_an_item_of_hacker_news_is_chosen_by_its_link() -> None:
    """The id is behind the question mark of the address."""
    link = "https://news.ycombinator.com/item?id=2"
    chosen = of_files("hacker_news.json", options=ImportOptions(root=link))
    assert texts(chosen) == ["Does it burn 24/7?\n\nSee https://example.org/oil", "It does."]


def test_a_moment_that_no_date_can_show_is_one_sentence() -> None:
    """Numbers in an export may be anything."""
    for seconds in ("1e400", "-1", "9999999999999"):
        line = f'{{"id": "a", "title": "One", "selftext": "", "created_utc": {seconds}}}'
        with pytest.raises(Exception, match='"created_utc" of post 1 is not what it should be'):
            of_text(line)
