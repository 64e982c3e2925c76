"""Slack: everything that a reader sees of a message becomes words, or is counted."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.importing import Imported, ImportOptions, SourceError
from bot.importing.formats import slack
from tests.importing.handing_over import of_files, of_text, texts

ROOT = Path(__file__).parents[2]
USERS = [{"id": "U1", "profile": {"display_name": "alice"}}, {"id": "U2", "name": "bob"}]


def said(text: str | None, second: int = 1, **more: Any) -> dict[str, Any]:
    """A message of alice."""
    return {"type": "message", "user": "U1", "text": text, "ts": f"{second}.000100"} | more


def section(*elements: dict[str, Any], type: str = "rich_text_section") -> dict[str, Any]:
    """A block of rich text with one paragraph."""
    return {"type": "rich_text", "elements": [{"type": type, "elements": list(elements)}]}


def of_messages(tmp_path: Path, *messages: dict[str, Any], root: str | None = None) -> Imported:
    """Import a channel of these messages, with the names of its members."""
    (tmp_path / "lamps").mkdir(exist_ok=True)
    (tmp_path / "lamps" / "2022-01-25.json").write_text(json.dumps(messages), encoding="utf-8")
    (tmp_path / "users.json").write_text(json.dumps(USERS), encoding="utf-8")
    return of_files(tmp_path / "lamps", tmp_path / "users.json", options=ImportOptions(root=root))


def test_a_message_with_more_cards_than_slack_allows_is_refused(tmp_path: Path) -> None:
    """Each card is looked for in its message's words, so that many of them would take minutes."""
    cards = [{"from_url": "https://example.org/a", "title": "One."}] * 101
    assert len(texts(of_messages(tmp_path, said("Two.", attachments=cards[:100])))) == 1
    with pytest.raises(SourceError, match='"attachments" of message 1 has more entries than it'):
        of_messages(tmp_path, said("Two.", attachments=cards))


def test_more_members_than_a_workspace_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small archive may unpack to millions of members, whose names would fill the memory."""
    monkeypatch.setattr(slack, "_MAX_USERS", 2)
    assert texts(of_messages(tmp_path, said("Hi."))) == ["Hi."]
    monkeypatch.setattr(slack, "_MAX_USERS", 1)
    with pytest.raises(SourceError, match=r"users.json: there are more than 1 members; give those"):
        of_messages(tmp_path, said("Hi."))


def test_of_thousands_of_notes_the_first_are_shown(tmp_path: Path) -> None:
    """Each thread whose answers are on other days has a note; their number says the rest."""
    messages = [said("Hi.", second, reply_count=1) for second in range(1, 5_001)]
    notes = of_messages(tmp_path, *messages).report.notes
    assert notes[0].startswith('the thread "Hi." lacks 1 answer')
    assert (len(notes), notes[-1]) == (21, "4,980 more of such notes")


def test_a_shared_message_is_quoted_with_its_author(tmp_path: Path) -> None:
    """Sharing without a word of one's own is a post too."""
    shared = {"is_share": True, "author_id": "U2", "author_name": "Bob", "text": "It is <b>."}
    imported = of_messages(
        tmp_path,
        said("", attachments=[shared]),
        said("Look.", 2, attachments=[{"is_msg_unfurl": True, "author_id": "U2", "text": "Ash."}]),
    )
    assert texts(imported) == ["[shared from Bob] It is b.", "Look.\n[shared from bob] Ash."]


def test_a_shared_message_of_blocks_alone_is_read(tmp_path: Path) -> None:
    """Newer shares have their words in blocks, and a fallback for old programs."""
    inside = {"message": {"blocks": [section({"type": "text", "text": "From blocks."})]}}
    shared = {"is_share": True, "author_name": "Bob", "message_blocks": [inside], "fallback": "no"}
    assert texts(of_messages(tmp_path, said("", attachments=[shared]))) == [
        "[shared from Bob] From blocks."
    ]


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ({"type": "header", "text": {"type": "plain_text", "text": "Oil"}}, "Oil"),
        (
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": "<https://example.org/o|Oil> &amp; glass"},
                "fields": [{"type": "plain_text", "text": "9 lamps"}],
            },
            "Oil (https://example.org/o) & glass\n9 lamps",
        ),
        ({"type": "context", "elements": [{"type": "mrkdwn", "text": "by <@U2>"}]}, "by @bob"),
        ({"type": "markdown", "text": "**Oil**"}, "**Oil**"),
        ({"type": "image", "alt_text": "A lamp", "image_url": "x"}, "[picture: A lamp]"),
        (
            {"type": "video", "title": {"type": "plain_text", "text": "Lit"}, "alt_text": "Fire"},
            "Lit\n[video: Fire]",
        ),
        (
            {
                "type": "table",
                "rows": [
                    [{"type": "raw_text", "text": "a"}, section({"type": "text", "text": "b"})],
                    [{"type": "raw_text", "text": "c"}, {"type": "raw_text", "text": "d"}],
                ],
            },
            "a | b\nc | d",
        ),
        (
            section(
                {"type": "text", "text": "See "},
                {"type": "link", "url": "https://example.org/t", "text": "this"},
                {"type": "text", "text": ", "},
                {"type": "user", "user_id": "U2"},
                {"type": "broadcast", "range": "here"},
                {"type": "emoji", "name": "wave", "unicode": "1f44b-1f3fb"},
                {"type": "date", "timestamp": 1, "fallback": " today"},
            ),
            "See this (https://example.org/t), @bob@here\U0001f44b\U0001f3fb today",
        ),
        (section({"type": "text", "text": "wise"}, type="rich_text_quote"), "> wise"),
        (section({"type": "text", "text": "a = 1"}, type="rich_text_preformatted"), "a = 1"),
        (
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_list",
                        "style": "ordered",
                        "elements": [
                            {"type": "rich_text_section", "elements": [{"text": "oil"}]},
                            {"type": "rich_text_section", "elements": [{"text": "glass"}]},
                        ],
                    }
                ],
            },
            "1. oil\n2. glass",
        ),
    ],
)
def test_every_block_is_the_words_that_members_see(
    tmp_path: Path, block: dict[str, Any], words: str
) -> None:
    """Bots write in blocks and leave the text empty."""
    assert texts(of_messages(tmp_path, said("", blocks=[block]))) == [words]


def test_a_block_of_an_unknown_type_is_counted(tmp_path: Path) -> None:
    """Slack adds types; what cannot be laid out is read as plain text and said."""
    block = {"type": "plan", "tasks": [{"title": {"type": "plain_text", "text": "Buy oil"}}]}
    imported = of_messages(tmp_path, said("", blocks=[block]))
    assert texts(imported) == ["Buy oil"]
    assert [str(one) for one in imported.report.left_out] == [
        "the channel: 1 block of type plan (not known; only the plain texts in it were read)"
    ]


def test_a_text_and_blocks_that_say_the_same_are_one(tmp_path: Path) -> None:
    """Slack writes most messages twice; only what one of them lacks comes from the other."""
    twice = said("Lit & *warm*", blocks=[section({"type": "text", "text": "Lit & warm"})])
    header = {"type": "header", "text": {"type": "plain_text", "text": "Weekly"}}
    assert texts(of_messages(tmp_path, twice, said("New plan", 2, blocks=[header]))) == [
        "Lit & *warm*",
        "New plan\nWeekly",
    ]


def test_a_card_of_a_bot_is_read_whole(tmp_path: Path) -> None:
    """Title, text, pairs and footer are all on the card."""
    card = {
        "pretext": "News",
        "title": "A stone oven",
        "title_link": "https://example.org/o",
        "text": "In the valley",
        "fields": [{"title": "Price", "value": "9"}],
        "footer": "Feed",
        "image_url": "https://example.org/o.jpg",
        "fallback": "not this",
    }
    imported = of_messages(tmp_path, said("", attachments=[card]))
    assert texts(imported) == [
        "News\nA stone oven (https://example.org/o)\nIn the valley\nPrice: 9\nFeed"
    ]
    assert imported.thread.posts[0].media[0].url == "https://example.org/o.jpg"


def test_the_preview_of_a_link_is_counted(tmp_path: Path) -> None:
    """What a linked page says of itself is not what the member wrote."""
    preview = {"from_url": "https://example.org/a", "title": "A", "text": "Page"}
    imported = of_messages(tmp_path, said("See <https://example.org/a>", attachments=[preview]))
    assert texts(imported) == ["See https://example.org/a"]
    assert str(imported.report.left_out[0]) == (
        "the channel: 1 preview (the words of linked pages, not of the posts)"
    )


def test_emoji_are_the_characters_of_the_blocks(tmp_path: Path) -> None:
    """Slack's names are its own; those without a character are said to be names."""
    elements = (
        {"type": "emoji", "name": "man-tipping-hand", "unicode": "1f481-200d-2642-fe0f"},
        {"type": "emoji", "name": "party_lamp"},
    )
    imported = of_messages(
        tmp_path, said("Hm :man-tipping-hand: :party_lamp: 10:30:45", blocks=[section(*elements)])
    )
    assert texts(imported) == ["Hm \U0001f481\u200d\u2642\ufe0f :party_lamp: 10:30:45"]
    assert "1 emoji by name alone, as custom ones are: :party_lamp:" in imported.report.notes


def test_old_comments_and_broadcasts_are_peoples_words(tmp_path: Path) -> None:
    """What is left out holds nobody's words; a comment on a file is its author's."""
    comment = {"comment": "Nice lamp", "user": "U2"}
    imported = of_messages(
        tmp_path,
        said("x commented on a file", subtype="file_comment", user=None, comment=comment),
        said("To all", 2, subtype="reply_broadcast"),
        said("alice has joined", 3, subtype="channel_join"),
    )
    assert texts(imported) == ["Nice lamp", "To all"]
    assert [post.author for post in imported.thread.posts] == ["bob", "alice"]
    assert [str(one) for one in imported.report.left_out] == [
        "the channel: 1 message of type channel_join (Slack's own notices)"
    ]


@pytest.mark.parametrize(
    "root",
    [
        "1643135400.000100",
        "https://lamps.slack.com/archives/C1/p1643135400000100",
        "https://lamps.slack.com/archives/C1/p1643135520000200?thread_ts=1643135400.000100&cid=C1",
    ],
)
def test_a_thread_is_chosen_by_the_link_that_slack_copies(tmp_path: Path, root: str) -> None:
    """A link to any message of a thread leads to the thread."""
    first = said("One.", ts="1643135400.000100", thread_ts="1643135400.000100")
    second = said("Two.", ts="1643135520.000200", thread_ts="1643135400.000100")
    other = said("Lunch?", ts="1643135600.000100")
    assert texts(of_messages(tmp_path, first, second, other, root=root)) == ["One.", "Two."]


def test_a_link_leads_to_its_channel(tmp_path: Path) -> None:
    """Two channels may have a message of the same moment; channels.json says which is meant."""
    for channel in ("lamps", "lunch"):
        (tmp_path / channel).mkdir()
        content = json.dumps([said(f"About {channel}.", ts="1643135400.000100")])
        (tmp_path / channel / "2022-01-25.json").write_text(content, encoding="utf-8")
    channels = json.dumps([{"id": "C1", "name": "lamps"}, {"id": "C2", "name": "lunch"}])
    (tmp_path / "channels.json").write_text(channels, encoding="utf-8")
    link = "https://lamps.slack.com/archives/C2/p1643135400000100"
    assert texts(of_files(tmp_path, options=ImportOptions(root=link))) == ["About lunch."]


def test_everything_that_may_be_missing_may_be_null(tmp_path: Path) -> None:
    """Tools write null where Slack leaves a key out."""
    nothing = dict.fromkeys(
        ("subtype", "blocks", "attachments", "files", "thread_ts", "user_profile", "reply_count")
    )
    assert texts(of_messages(tmp_path, said("One.", **nothing))) == ["One."]


def test_a_dump_of_slackdump_is_the_channel_with_its_answers() -> None:
    """The answers are nested in what they answer, and stand below it."""
    imported = of_files("slackdump.json", options=ImportOptions(root="1643135400.000100"))
    assert texts(imported) == ["A lighthouse is a promise & a lamp.", "Does it burn 24/7?"]


HUGE = """
import json, sys, zipfile
from pathlib import Path
from bot.errors import BotError
from bot.importing import ImportOptions, documents, import_thread

with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
    for day in range(1, 4):
        with archive.open(f"lamps/2022-01-{day:02}.json", "w", force_zip64=True) as file:
            for number in range(60):
                ts = f"{1643000000 + day * 1000 + number}.000100"
                said = {"type": "message", "ts": ts, "user": "U1", "text": "A lamp. " * 125_000}
                file.write((b"," if number else b"[") + json.dumps(said).encode())
            file.write(b"]")
taken = documents([Path(sys.argv[1])])
thread = import_thread(taken, "huge", options=ImportOptions(root="1643001000.000100")).thread
print(len(thread.posts))
try:
    import_thread(taken, "huge")
except BotError as error:
    print(error)
"""


@pytest.mark.slow
def test_a_huge_export_is_read_in_bounded_memory(tmp_path: Path) -> None:
    """Of 180 MB a thread is found and read; all of them at once are refused with a way."""
    done = subprocess.run(
        [sys.executable, "-c", HUGE, str(tmp_path / "huge.zip")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (2**27, 2**27)),
    )
    posts, refusal = done.stdout.splitlines()
    assert posts == "1"
    assert refusal == (
        "huge.zip/lamps/2022-01-01.json: the channel is too long for one thread; "
        "choose a thread with --root, or give fewer days"
    )


MANY = """
import sys, zipfile
from pathlib import Path
from bot.errors import BotError
from bot.importing import ImportOptions, documents, import_thread

with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
    for day in range(1, 4):
        with archive.open(f"lamps/2022-01-{day:02}.json", "w", force_zip64=True) as file:
            file.write(b"[" + b'{"ts":"1","text":"a"},' * 399_999 + b'{"ts":"2","text":"a"}]')
try:
    import_thread(documents([Path(sys.argv[1])]), "many", options=ImportOptions(root="3"))
except BotError as error:
    print(error)
"""


def test_an_export_of_too_many_messages_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is left after a number of them, whichever are asked for."""
    monkeypatch.setattr(slack, "_MAX_READ", 1)
    with pytest.raises(SourceError, match="there are more than 1 messages; give fewer days"):
        of_messages(tmp_path, said("One.", 1), said("Two.", 2), root="3")


@pytest.mark.long
def test_an_export_of_millions_of_messages_is_refused(tmp_path: Path) -> None:
    """A small archive of tiny messages is left after a million, in bounded memory."""
    done = subprocess.run(
        [sys.executable, "-c", MANY, str(tmp_path / "many.zip")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (2**28, 2**28)),
    )
    refusal = "there are more than 1,000,000 messages; give fewer days"
    assert done.stdout == f"many.zip/lamps/2022-01-01.json: {refusal}\n"


def test_a_byte_that_is_no_utf8_is_an_error_with_its_line(tmp_path: Path) -> None:
    """Words with a wrong character in them are never quoted."""
    day = tmp_path / "2022-01-25.json"
    day.write_bytes(b'[\n{"type": "message", "ts": "1.0", "user": "U1",\n"text": "caf\xe9"}]')
    with pytest.raises(SourceError) as error:
        of_files(day)
    assert str(error.value) == ("2022-01-25.json:3: this is not UTF-8 text; save the file as UTF-8")


@pytest.mark.parametrize("key", ["ts", "thread_ts", "type", "subtype"])
def test_a_list_in_place_of_a_text_is_an_error(tmp_path: Path, key: str) -> None:
    """A message whose keys are of another type is named, also where a thread is looked for."""
    with pytest.raises(SourceError, match=f'"{key}" of message 1 is not what it should be'):
        of_messages(tmp_path, said("One.") | {key: ["a"]})
    with pytest.raises(SourceError):
        of_messages(tmp_path, said("One.") | {key: ["a"]}, root="?")


def test_a_thread_of_thousands_of_digits_is_not_there() -> None:
    """A root that is no time is one sentence, shortened."""
    with pytest.raises(SourceError) as error:
        of_text(json.dumps([said("One.")]), options=ImportOptions(root="9" * 5000))
    assert str(error.value) == "standard input: holds no thread; give the export of one"


def test_the_title_of_a_file_is_words(tmp_path: Path) -> None:
    """What a member called a file says more than its name; a snippet is words itself."""
    files = [
        {"name": "a.pdf", "title": "The lamp's manual", "mimetype": "application/pdf"},
        {"name": "image.png", "title": "image.png", "mimetype": "image/png"},
        {"name": "image.png", "title": "A lit lamp", "mimetype": "image/png"},
        {
            "name": "-.txt",
            "mimetype": "text/plain",
            "mode": "snippet",
            "preview": "turn on",
            "preview_is_truncated": True,
        },
    ]
    imported = of_messages(
        tmp_path, *(said("", at, files=[file]) for at, file in enumerate(files, 1))
    )
    assert texts(imported) == [
        "[file: The lamp's manual]",
        "[picture]",
        "[picture: A lit lamp]",
        "turn on\n[file: -.txt]",
    ]
    assert any("only the beginning is in the export" in note for note in imported.report.notes)


def test_words_that_only_the_blocks_have_are_read(tmp_path: Path) -> None:
    """A program may write another text than its blocks show."""
    block = section({"type": "text", "text": "The lamp is lit."})
    imported = of_messages(
        tmp_path,
        said("New message", 1, blocks=[block]),
        said("This content can't be displayed.", 2, blocks=[block]),
    )
    assert texts(imported) == ["New message\nThe lamp is lit.", "The lamp is lit."]
