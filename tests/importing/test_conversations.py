"""Mastodon and Bluesky: one author's thread and what others answered, however it was fetched."""

import json
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from bot.importing import Document, Imported, ImportOptions, SourceError
from bot.importing.parsed_source import RawPost
from bot.importing.replies import Reply, conversation_or_list
from tests.importing.handing_over import SOURCES, of_files, of_text, texts

MASTODON = ["mastodon_status.json", "mastodon_context.json"]


def status(id: str, words: str, answers: str | None = None, **more: Any) -> dict[str, Any]:
    """A Mastodon status, by alice unless said otherwise."""
    return {
        "id": id,
        "created_at": f"2022-12-12T09:{int(id):02}:00.000Z",
        "in_reply_to_id": answers,
        "content": f"<p>{words}</p>",
        "url": f"https://social.example/@alice/{id}",
        "account": {"acct": "alice", "url": "https://social.example/@alice"},
    } | more


def by_bob() -> dict[str, Any]:
    """Another account."""
    return {"acct": "bob@elsewhere.example", "url": "https://elsewhere.example/@bob"}


def context(*descendants: dict[str, Any], ancestors: tuple[dict[str, Any], ...] = ()) -> Any:
    """What Mastodon answers for the context of a status."""
    return {"ancestors": list(ancestors), "descendants": list(descendants)}


def of_mastodon(*values: Any, options: ImportOptions | None = None) -> Imported:
    """Import answers of a server put one below the other."""
    return of_text("\n".join(map(json.dumps, values)), options=options)


def test_ids_of_thousands_of_digits_are_read_and_listed_in_short() -> None:
    """Posts without dates are ordered by such ids, and a choice of roots stays readable."""
    first, second = "8" * 5000, "9" * 5000
    replies = [Reply(id, None, RawPost(words)) for id, words in ((second, "Two."), (first, "One."))]
    document = Document.from_bytes("posts.json", b"")
    posts = conversation_or_list(replies, None, document)
    assert [one.raw_post.text for one in posts] == ["One.", "Two."]
    with pytest.raises(SourceError) as error:
        conversation_or_list(replies, "?", document)
    assert len(str(error.value)) < 600


def node(key: str, words: str, answers: str | None = None, **more: Any) -> dict[str, Any]:
    """A node of a Bluesky thread, by alice."""
    record: dict[str, Any] = {"text": words, "createdAt": f"2024-02-01T09:0{key[-1]}:00.000Z"}
    if answers:
        parent = {"uri": f"at://did:plc:one/app.bsky.feed.post/{answers}", "cid": "b"}
        record["reply"] = {"parent": parent, "root": parent}
    return {
        "$type": "app.bsky.feed.defs#threadViewPost",
        "post": {
            "uri": f"at://did:plc:one/app.bsky.feed.post/{key}",
            "author": {"did": "did:plc:one", "handle": "alice.example.org"},
            "record": record,
        },
        **more,
    }


def test_others_come_after_the_authors_own_thread() -> None:
    """So the author's posts have the numbers that the author meant."""
    imported = of_mastodon(
        status("1", "One."),
        context(
            status("2", "Why?", "1", account=by_bob()),
            status("3", "Because.", "2"),
            status("4", "Two.", "1"),
            status("5", "Three.", "4"),
        ),
    )
    assert texts(imported) == ["One.", "Two.", "Three.", "Why?", "Because."]


def test_others_can_be_left_out() -> None:
    """Who wants the author's words alone gets them, and the rest is reported."""
    imported = of_files(*MASTODON, options=ImportOptions(only_author=True))
    assert len(imported.thread.posts) == 3
    assert [str(left_out) for left_out in imported.report.left_out] == [
        "the thread: 1 post by others (only its author was asked for)"
    ]


def test_the_context_of_a_post_in_the_middle_is_a_whole_thread() -> None:
    """What came before the status that was asked for is before it."""
    imported = of_mastodon(
        context(status("3", "Three.", "2"), ancestors=(status("1", "One."),)),
        status("2", "Two.", "1"),
    )
    assert texts(imported) == ["One.", "Two.", "Three."]


def test_a_context_without_its_status_says_what_to_give_too() -> None:
    """The status that the context was asked for is not in it, and would leave a hole."""
    with pytest.raises(SourceError) as error:
        of_files("mastodon_context.json")
    assert str(error.value) == (
        "mastodon_context.json: only what was before and after a status is in it; "
        "give the status too, as in: thread-bot import status.json context.json"
    )


def test_an_answer_to_a_deleted_status_is_kept() -> None:
    """A hole in the conversation is reported, and what hangs below it is not lost."""
    imported = of_mastodon(status("1", "One."), context(status("3", "Three.", "2")))
    assert texts(imported) == ["One.", "Three."]
    assert imported.report.notes[0] == (
        "the words of 1 post that others answer are not in it: deleted, private or cut off"
    )


def test_a_list_of_statuses_offers_its_threads() -> None:
    """What an account wrote is many threads, of which one is chosen."""
    statuses = [
        status("1", "One."),
        status("2", "Two.", "1"),
        status("5", "Five."),
        status("6", "", reblog=status("9", "Not mine.")),
    ]
    with pytest.raises(SourceError) as error:
        of_mastodon(statuses)
    assert str(error.value) == (
        "standard input: holds 2 threads; choose one with --root:\n"
        "  1  2 posts  2022-12-12  One.\n"
        "  5  1 post  2022-12-12  Five."
    )
    assert texts(of_mastodon(statuses, options=ImportOptions(root="1"))) == ["One.", "Two."]


def test_answers_that_the_server_left_out_are_counted() -> None:
    """Statuses say how many answers they have, and that is more than came."""
    imported = of_text(json.dumps(status("1", "One.", replies_count=3)))
    assert imported.report.notes[0] == (
        "by their own counts the posts have 3 more answers, private ones included; "
        "without a login a server gives only 60, so fetch the context with one"
    )


def test_a_poll_keeps_what_it_offers() -> None:
    """The answers of a poll are words of its author."""
    poll = {"options": [{"title": "Oil", "votes_count": 1}, {"title": "Gas", "votes_count": 2}]}
    assert texts(of_mastodon(status("1", "Which?", poll=poll))) == ["Which?\n[poll: Oil / Gas]"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<p>One<br>two</p><p>three</p>", "One\ntwo\n\nthree"),
        ("<p>A <b>bold</b> &amp; <i>fine</i> &lt;lamp&gt;</p>", "A bold & fine <lamp>"),
        (
            "<p><a href='https://example.org/a'>the list</a>.</p>",
            "the list (https://example.org/a).",
        ),
        (
            "<p><a href='https://www.example.org/'>example.org</a></p>",
            "https://www.example.org/",
        ),
        ("<p><a href='javascript:alert(1)'>the list</a></p>", "the list"),
        ("<ul><li>oil</li><li>glass</li></ul>", "- oil\n- glass"),
        ("<pre><code>a\n  b</code></pre>", "a\n  b"),
        ("<p>A<script>alert(1)</script> lamp<!-- not seen --></p>", "A lamp"),
        ("<p>Two  blanks\nrun   together</p>", "Two blanks run together"),
        ("<p>never closed <b>at all", "never closed at all"),
        ("A lamp &lt 3", "A lamp < 3"),
    ],
)
def test_html_becomes_the_words_a_reader_sees(content: str, words: str) -> None:
    """Line breaks and links stay, what is not seen goes, and nothing in it is run."""
    assert texts(of_mastodon(status("1", "", content=content))) == [words]


QUOTING = (
    '<p class="quote-inline">RE: <a href="https://social.example/@bob/9">social.example/9</a></p>'
    "<p>1/ Mine.</p>"
)


def test_the_line_of_a_quote_is_not_the_authors() -> None:
    """Servers put a link to the quoted post in front, for programs that know no quotes."""
    quote = {"state": "accepted", "quoted_status": {"id": "9", "url": "https://social.example/9"}}
    imported = of_mastodon(status("1", "", content=QUOTING, quote=quote), status("2", "Two.", "1"))
    assert texts(imported)[0] == "1/ Mine.\n[quotes: https://social.example/9]"
    refused = status("1", "", content=QUOTING, quote={"state": "deleted", "quoted_status": None})
    assert texts(of_mastodon(refused)) == ["1/ Mine.\n[quotes: https://social.example/@bob/9]"]


def test_many_lines_of_quotes_are_taken_out_at_once() -> None:
    """The words behind a line are not copied again for each of them."""
    start = time.process_time()
    lines = '<i class="quote-inline"></i>Bread is old. ' * 20_000
    deep = '<p class="quote-inline"><a href="https://social.example/9">' * 200
    imported = of_mastodon(status("1", "", content=f"{lines}{deep}"))
    quoted = "\n[quotes: https://social.example/9]"
    assert texts(imported) == [("Bread is old. " * 20_000).strip() + quoted]
    assert time.process_time() - start < 3
    root = status("1", "", content='<html class="quote-inline">Bread')
    assert texts(of_mastodon(root)) == ["Bread"]


def test_a_quote_of_a_post_that_is_not_given_leaves_a_trace() -> None:
    """A server may name the quoted post by its id alone."""
    quoting = {"quote": {"state": "accepted", "quoted_status_id": "9"}, "content": ""}
    assert texts(of_text(json.dumps(status("1", "") | quoting))) == ["[quoted post]"]


def test_a_list_of_wrong_entries_is_left_at_the_first() -> None:
    """Each error takes 500 bytes, where the entry may take two."""
    start = time.process_time()
    with pytest.raises(SourceError, match="is not what it should be"):
        of_mastodon(status("1", "One.", media_attachments=[1] * 300_000))
    assert time.process_time() - start < 1


def test_null_is_as_good_as_a_key_that_is_not_there() -> None:
    """Servers write null where they have nothing."""
    nothing = dict.fromkeys(("poll", "url", "spoiler_text", "media_attachments", "language"))
    assert texts(of_mastodon(status("1", "One.", **nothing))) == ["One."]


def test_private_mentions_never_become_posts() -> None:
    """What was written to named people is not for a thread that others read."""
    imported = of_mastodon(
        status("1", "One."), context(status("2", "Secret.", "1", visibility="direct"))
    )
    assert texts(imported) == ["One."]
    assert [str(one) for one in imported.report.left_out] == [
        "the list: 1 private mention (only named people see them)"
    ]


def test_the_archive_of_an_account_is_a_thread(tmp_path: Path) -> None:
    """What the server hands out for download is read as it is, zipped too."""
    archive = tmp_path / "archive.zip"
    with ZipFile(archive, "w") as file:
        for name in ("outbox.json", "actor.json"):
            file.write(SOURCES / "mastodon_archive" / name, name)
    imported = of_files(archive)
    assert texts(imported)[0] == "A lighthouse is a promise & a lamp."
    assert imported.thread.author == "Example Alice (@alice@social.example)"
    assert [one.what for one in imported.report.left_out] == ["1 boost", "1 private mention"]


def test_words_of_an_archive_may_be_given_by_language_alone() -> None:
    """ActivityPub allows a post whose words are only in contentMap."""
    outbox = json.loads((SOURCES / "mastodon_archive" / "outbox.json").read_text())
    for activity in outbox["orderedItems"]:
        if isinstance(activity.get("object"), dict):
            words = activity["object"].pop("content")
            activity["object"]["contentMap"] = {"en": words}
    assert texts(of_text(json.dumps(outbox))) == texts(of_files("mastodon_archive/outbox.json"))


def test_an_archive_without_its_actor_says_where_the_name_is() -> None:
    """The outbox alone does not name its author."""
    imported = of_files("mastodon_archive/outbox.json")
    assert imported.thread.author is None
    assert imported.report.notes[0] == (
        "the name of the author is in actor.json: give it too, or the whole archive"
    )


def test_what_bluesky_leaves_out_below_is_reported() -> None:
    """Long threads end after ten levels, and the address that has the rest is named."""
    top = node("k1", "One.", replies=[node("k2", "Two.", "k1")])
    top["replies"][0]["post"]["replyCount"] = 1
    imported = of_text(json.dumps({"thread": top}))
    assert imported.report.notes[0] == (
        "the answers to 1 post are cut off or hidden: a server gives at most 10 levels, whatever "
        "depth is asked for; save https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread"
        "?depth=10&uri=at://did:plc:one/app.bsky.feed.post/k2 too and import the files together"
    )


def test_what_bluesky_leaves_out_above_is_reported() -> None:
    """A thread that was asked for by a post in its middle begins there or lacks answers."""
    parent = node("k1", "One.")
    whole = of_text(json.dumps({"thread": node("k2", "Two.", "k1", parent=parent)}))
    assert texts(whole) == ["One.", "Two."]
    assert whole.report.notes[0].startswith("what else answers the posts above is not in it")
    cut = of_text(json.dumps({"thread": node("k2", "Two.", "k1")}))
    assert cut.report.notes[0] == "the beginning is cut off: ask for the thread of its first post"


def test_two_answers_of_bluesky_make_one_thread() -> None:
    """A thread that was cut off is asked for again from there, and both files are given."""
    first = {"thread": node("k1", "One.", replies=[node("k2", "Two.", "k1")])}
    second = {"thread": node("k2", "Two.", "k1", replies=[node("k3", "Three.", "k2")])}
    imported = of_text(f"{json.dumps(first)}\n{json.dumps(second)}")
    assert texts(imported) == ["One.", "Two.", "Three."]


def test_a_thread_that_is_gone_says_so() -> None:
    """Bluesky answers for a deleted post too, but without it."""
    gone = {"$type": "app.bsky.feed.defs#notFoundPost", "uri": "at://x/y/z", "notFound": True}
    with pytest.raises(SourceError) as error:
        of_text(json.dumps({"thread": gone}))
    assert str(error.value) == (
        "standard input: no post of Bluesky is in it: it is deleted, or this is another file; "
        "open getPostThread for another post"
    )


def test_bluesky_nested_as_deep_as_can_be_read_is_a_thread() -> None:
    """A thread of hundreds of posts, each inside the one before."""
    posts = 200
    top = node("k0", "Post 0.")
    here = top
    for number in range(1, posts):
        here["replies"] = [node(f"k{number}", f"Post {number}.", f"k{number - 1}")]
        here = here["replies"][0]
    assert len(texts(of_text(json.dumps({"thread": top})))) == posts


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (4, 10, "See: a lamp (https://example.org/a)"),
        (0, 99, "See: a lamp"),
        (9, 5, "See: a lamp"),
        (-1, 5, "See: a lamp"),
    ],
)
def test_a_link_is_put_where_its_bytes_say(start: int, end: int, words: str) -> None:
    """Stretches that lie outside the text or run backwards are passed over."""
    post = node("k1", "See: a lamp")
    post["post"]["record"]["facets"] = [
        {
            "index": {"byteStart": start + (start == 4), "byteEnd": end + (end == 10)},
            "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/a"}],
        }
    ]
    assert texts(of_text(json.dumps({"thread": post}))) == [words]


def test_a_quoted_post_and_a_film_are_reported() -> None:
    """What hangs on a post is not lost with its look."""
    post = node("k1", "Look at this.")
    post["post"]["embed"] = {
        "$type": "app.bsky.embed.recordWithMedia#view",
        "record": {
            "record": {
                "$type": "app.bsky.embed.record#viewRecord",
                "uri": "at://did:plc:two/app.bsky.feed.post/k9",
                "author": {"did": "did:plc:two", "handle": "bob.example.org"},
                "value": {"text": "Quoted."},
            }
        },
        "media": {"$type": "app.bsky.embed.video#view", "alt": "A lamp turning."},
    }
    assert texts(of_text(json.dumps({"thread": post}))) == [
        "Look at this.\n"
        "[quotes: https://bsky.app/profile/bob.example.org/post/k9]\n"
        "[video: A lamp turning.]"
    ]


def test_the_flat_answer_of_bluesky_is_a_thread() -> None:
    """The second interface lists posts with their depths, and says why one is lacking."""
    thread = [
        {"uri": "at://x", "depth": 0, "value": node("k1", "One.") | {"moreReplies": 0}},
        {"uri": "at://y", "depth": 1, "value": node("k2", "Two.", "k1") | {"moreReplies": 4}},
        {"uri": "at://z", "depth": 1, "value": {"$type": "x#threadItemNoUnauthenticated"}},
    ]
    imported = of_text(json.dumps({"thread": thread, "hasOtherReplies": True}))
    assert texts(imported) == ["One.", "Two."]
    assert str(imported.report.left_out[0]) == (
        "an answer: at://z (its author shows it only to people who are logged in)"
    )
    assert "the answers to 1 post are cut off or hidden" in imported.report.notes[0]
    assert "Bluesky hides further answers" in imported.report.notes[1]


def test_the_records_of_an_account_are_a_thread() -> None:
    """A page of records names nobody; another post of the same account does."""
    posts = [node("k2", "Two.", "k1")["post"], node("k1", "One.")["post"]]
    records = [{"uri": post["uri"], "cid": "b", "value": post["record"]} for post in posts]
    images = {"$type": "app.bsky.embed.images", "images": [{"alt": "A lamp.", "image": {}}]}
    records[0]["value"]["embed"] = images
    page = {"records": records, "cursor": "k1"}
    imported = of_text(json.dumps(page))
    assert texts(imported) == ["One.", "Two.\n[picture: A lamp.]"]
    assert imported.thread.author is None
    assert imported.thread.source == "https://bsky.app/profile/did:plc:one/post/k1"
    assert any("--author" in note for note in imported.report.notes)
    assert any("&cursor=" in note for note in imported.report.notes)
    named = of_text(f"{json.dumps(page)}\n{json.dumps({'thread': node('k3', 'Three.', 'k2')})}")
    assert named.thread.author == "@alice.example.org"
    assert texts(named)[2] == "Three."


def test_a_gallery_is_its_pictures() -> None:
    """More than four pictures hang on a post in another way."""
    post = node("k1", "Look.")
    items = [{"alt": "A lamp.", "fullsize": "https://cdn.example.org/1.jpg"}, {"alt": ""}]
    post["post"]["embed"] = {"$type": "app.bsky.embed.gallery#view", "items": items}
    imported = of_text(json.dumps({"thread": post}))
    assert texts(imported) == ["Look.\n[picture: A lamp.]"]
    assert imported.thread.posts[0].media[0].description == "A lamp."
    assert [one.what for one in imported.report.left_out] == ["1 picture"]


def test_what_hangs_on_a_post_in_an_unknown_way_is_counted() -> None:
    """Bluesky adds ways; none is passed over in silence."""
    post = node("k1", "Look.")
    post["post"]["embed"] = {"$type": "app.bsky.embed.hologram#view"}
    imported = of_text(json.dumps({"thread": post}))
    assert [one.what for one in imported.report.left_out] == ["1 hologram"]


@pytest.mark.parametrize("name", ["mastodon_context.json", "bluesky.json"])
def test_any_key_of_another_kind_is_one_sentence(name: str) -> None:
    """Whatever is wrong in an export, the key is named and nothing else happens."""
    whole = json.loads((SOURCES / name).read_text(encoding="utf-8"))
    root = json.loads((SOURCES / "mastodon_status.json").read_text(encoding="utf-8"))
    kinds = {
        tuple(key if isinstance(key, str) else 0 for key in one): one for one in paths_of(whole)
    }
    for path in kinds.values():  # one of the places in a list
        for wrong in (None, 7, ["x"], {"x": 7}):
            broken = json.loads(json.dumps(whole))
            put(broken, path, wrong)
            content = "\n".join(map(json.dumps, [broken, root][: 1 + ("ancestors" in whole)]))
            with suppress(SourceError):
                of_text(content)


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each value inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, one in inside:
        found.append((*path, key))
        if isinstance(one, dict | list):
            found += paths_of(one, (*path, key))
    return found


def put(value: Any, path: tuple[Any, ...], new: Any) -> None:
    """Replace what lies at the end of a way."""
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = new
