"""Posts of X as its interfaces, the tools that use them and its old table write them."""

import json
from typing import Any

import pytest

from bot.importing import Imported, ImportOptions, SourceError
from tests.importing.handing_over import labels, of_files, of_text, texts


def first(id: int, text: str, answers: int | None = None, **more: Any) -> dict[str, Any]:
    """A post in version 1.1 of the interface."""
    return {
        "created_at": f"Tue Jan 25 18:{id:02}:00 +0000 2022",
        "id": id,
        "id_str": str(id),
        "full_text": text,
        "entities": {"urls": [{"url": "https://t.co/a", "expanded_url": "https://example.org/a"}]},
        "in_reply_to_status_id": answers,
        "user": {"id": 5, "name": "Example", "screen_name": "example_one"},
    } | more


def of_lines(*values: Any, root: str | None = None) -> Imported:
    """Import JSON lines."""
    return of_text("\n".join(map(json.dumps, values)), options=ImportOptions(root=root))


def test_version_1_is_read_with_its_links_and_its_author() -> None:
    """Entities are decoded, and short links are the links that they lead to."""
    imported = of_lines(first(2, "2/ Two", 1), first(1, "1/ One &amp; a https://t.co/a"))
    assert texts(imported) == ["One & a https://example.org/a", "Two"]
    assert labels(imported) == ["1/", "2/"]
    assert imported.thread.author == "Example (@example_one)"
    assert "the source has its newest post first; the posts were turned round" in (
        imported.report.notes
    )


def test_a_search_of_version_1_and_its_extended_posts_are_read() -> None:
    """A long post of the streaming interface has its whole text in a part of its own."""
    extended = {"full_text": "The whole text", "entities": {"urls": []}}
    cut = first(1, "") | {"full_text": None, "text": "The…", "extended_tweet": extended}
    assert texts(of_text(json.dumps({"statuses": [cut]}))) == ["The whole text"]


def test_version_2_is_read_with_its_includes() -> None:
    """Names, pictures and the posts that are answered are beside the list of posts."""
    page = {
        "data": [
            {"id": "2", "text": "Two", "author_id": "7", "conversation_id": "1",
             "referenced_tweets": [{"type": "replied_to", "id": "1"}],
             "note_tweet": {"text": "Two, and its whole text"}},
            {"id": "9", "text": "RT @bob: no", "author_id": "7", "conversation_id": "9",
             "referenced_tweets": [{"type": "retweeted", "id": "8"}]},
        ],
        "includes": {
            "users": [{"id": "7", "name": "Example", "username": "example_one"}],
            "tweets": [{"id": "1", "text": "One", "author_id": "7"}, {"id": "8", "text": "no"}],
        },
    }  # fmt: skip
    imported = of_text(json.dumps(page))
    assert texts(imported) == ["One", "Two, and its whole text"]
    assert imported.thread.author == "Example (@example_one)"
    assert str(imported.report.left_out[0]).endswith("1 retweet (they are others' words)")


def test_posts_that_answer_none_are_in_the_order_of_their_dates() -> None:
    """A list of posts without answers is one thread, and that is said."""
    author = {"id": "5", "name": "Example", "username": "example_one"}
    lines = [
        {"id": str(id), "text": f"Post {id}", "author_id": "5", "author": author,
         "created_at": f"2022-01-25T18:0{id}:00.000Z"}
        for id in (3, 1, 2)
    ]  # fmt: skip
    imported = of_lines(*lines)
    assert texts(imported) == ["Post 1", "Post 2", "Post 3"]
    assert imported.report.notes[0] == (
        "the source does not say which post answers which; the earliest is first"
    )


def test_posts_of_snscrape_are_read() -> None:
    """Its links are resolved beside the text, and an answer names what it answers."""
    user = {"username": "example_one", "displayname": "Example"}
    kind = {"_type": "snscrape.modules.twitter.Tweet", "user": user}
    one = kind | {"id": 1, "date": "2022-01-25T18:01:00+00:00", "content": "One"}
    two = kind | {
        "id": 2,
        "date": "2022-01-25T18:02:00+00:00",
        "rawContent": "Two &amp; https://t.co/a",
        "inReplyToTweetId": 1,
        "links": [{"text": "example.org", "url": "https://example.org/a", "tcourl": "https://t.co/a"}],
        "media": [{"_type": "snscrape.modules.twitter.Photo", "altText": "A lamp."}],
    }  # fmt: skip
    assert texts(of_lines(two, one)) == ["One", "Two & https://example.org/a\n[picture: A lamp.]"]


CSV = (
    '"tweet_id","in_reply_to_status_id","timestamp","text","retweeted_status_id","expanded_urls"\n'
    '"12","11","2014-01-25 18:02:00 +0000","2/ ash &amp; lid http://t.co/a","","https://example.org/a"\n'
    '"99","","2014-01-25 18:01:30 +0000","RT @bob: no","98",""\n'
    '"11","","2014-01-25 18:01:00 +0000","1/ One","",""\n'
)


def test_the_table_of_old_archives_is_turned_round() -> None:
    """It has the newest first, others' posts, entities, and its links in another column."""
    imported = of_text(CSV)
    assert texts(imported) == ["One", "ash & lid https://example.org/a"]
    assert labels(imported) == ["1/", "2/"]
    assert imported.report.notes[0] == (
        "the source has its newest post first; the posts were turned round"
    )


def test_short_links_of_unknown_targets_are_said() -> None:
    """Nothing is fetched to find out where they lead."""
    imported = of_lines(first(1, "One https://t.co/b"))
    assert texts(imported) == ["One https://t.co/b"]
    assert imported.report.notes[0].startswith("1 post with short links (t.co)")


@pytest.mark.parametrize("end", ["", "/photo/1", "#m", "?s=20"])
def test_a_root_is_a_link_as_people_have_it(end: str) -> None:
    """A link to a picture of a post is a link to the post."""
    link = f"https://nitter.net/example_one/status/1{end}"
    posts = [first(1, "One"), first(2, "Two", 1), first(3, "Alone")]
    assert texts(of_lines(*posts, root=link)) == ["One", "Two"]


def test_a_root_of_thousands_of_digits_is_one_sentence() -> None:
    """No id is that long, and the sentence does not repeat it."""
    with pytest.raises(SourceError) as error:
        of_lines(first(1, "One"), first(2, "Two", 1), root="9" * 5000)
    assert len(str(error.value)) < 300


def test_pages_without_a_shape_are_no_posts() -> None:
    """What is there in place of objects is passed over."""
    imported = of_files("x_api.json")
    page = {"data": [{"id": "1", "text": "One", "author_id": "7"}], "includes": {"users": [7]}}
    assert texts(of_text(json.dumps(page))) == ["One"]
    assert imported.report.format == "posts of X"


def test_posts_without_dates_are_in_order_of_their_ids() -> None:
    """Version 2 gives the newest first and no date unless it is asked for one."""
    posts = [{"id": str(id), "text": f"Post {id}", "author_id": "7"} for id in (13, 12, 11)]
    imported = of_text(json.dumps({"data": posts}))
    assert texts(imported) == ["Post 11", "Post 12", "Post 13"]


def test_a_post_that_the_interface_cut_short_is_noted() -> None:
    """Without its whole text a long post ends in the middle, and the report says so."""
    cut = {"id_str": "1", "text": "Bread is…", "truncated": True, "user": {"screen_name": "ada"}}
    whole = cut | {"extended_tweet": {"full_text": "Bread is older."}}
    assert any("1 post cut short" in note for note in of_text(json.dumps(cut)).report.notes)
    assert not any("cut short" in note for note in of_text(json.dumps(whole)).report.notes)
    long = {"id": "1", "text": "Bread " * 40 + "…", "author_id": "7"}
    assert any("cut short" in note for note in of_text(json.dumps({"data": [long]})).report.notes)
