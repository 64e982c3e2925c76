"""Each format: recognised by its content, and read into the knowledge file a person would write."""

import json
import shutil
import socket
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.importing import FORMATS, ImportOptions, SourceError
from bot.knowledge import format_thread, read_thread, write_thread
from tests.importing.handing_over import SOURCES, of_files, of_text

GOLDENS = Path(__file__).parent / "goldens"

EXPORTS = {
    "x": (["x"], "an X archive"),
    "mastodon": (["mastodon_status.json", "mastodon_context.json"], "a Mastodon thread"),
    "bluesky": (["bluesky.json"], "a Bluesky thread"),
    "mastodon_archive": (["mastodon_archive"], "a Mastodon archive"),
    "telegram": (["telegram.json"], "a Telegram chat"),
    "slackdump": (["slackdump.json"], "a Slack channel"),
    "reddit": (["reddit.json"], "a discussion on Reddit"),
    "hacker_news": (["hacker_news.json"], "a discussion on Hacker News"),
    "x_api": (["x_api.json"], "posts of X"),
    "discord": (["discord.json"], "a Discord channel"),
    "slack": (["slack"], "a Slack channel"),
    "thread_reader": (["thread_reader.html"], "a Thread Reader page"),
    "web_page": (["blog.html"], "a web page"),
    "csv": (["table.csv"], "a CSV table"),
    "json": (["lines.jsonl"], "JSON lines"),
    "yaml": (["plain.yaml"], "this bot's own YAML"),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_becomes_the_knowledge_file_a_person_would_write(name: str) -> None:
    """Words, numbers, labels, authors, dates and links of every format come out as they should."""
    files, recognised = EXPORTS[name]
    imported = of_files(*files)
    assert imported.report.format == recognised
    assert format_thread(imported.thread) == (GOLDENS / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EXPORTS)
def test_what_is_imported_can_be_read_again(name: str, tmp_path: Path) -> None:
    """Import, write, read: the same thread."""
    thread = of_files(*EXPORTS[name][0]).thread
    write_thread(thread, tmp_path / "imported.yaml")
    assert read_thread(tmp_path / "imported.yaml") == thread


@pytest.mark.parametrize(
    "name", sorted(EXPORTS.keys() - {"x", "slack", "mastodon_archive"})
)  # folders of named files
def test_a_format_is_recognised_by_its_content_and_not_by_its_name(
    name: str, tmp_path: Path
) -> None:
    """Files that were renamed are recognised all the same."""
    renamed = []
    for number, file in enumerate(EXPORTS[name][0]):
        renamed.append(tmp_path / f"download ({number})")
        shutil.copy(SOURCES / file, renamed[-1])
    assert of_files(*renamed).report.format == EXPORTS[name][1]


@pytest.mark.parametrize("name", EXPORTS)
def test_nothing_is_fetched(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links in a source are kept, and never followed."""

    def refused(*arguments: object, **options: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    assert of_files(*EXPORTS[name][0]).thread.posts


WORDS = st.text(min_size=1).filter(str.strip)
DATES = st.datetimes(timezones=st.timezones()).map(datetime.isoformat)


@given(
    st.lists(
        st.fixed_dictionaries({"text": WORDS}, optional={"author": WORDS, "date": DATES}),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_is_imported_can_be_written_and_read_again(rows: list[dict[str, str]]) -> None:
    """No words, names or dates of a source make a file that the bot could not serve."""
    thread = of_text("\n".join(map(json.dumps, rows)), format="json").thread
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "imported.yaml"
        write_thread(thread, path)
        assert read_thread(path) == thread


@given(st.lists(WORDS.map(str.strip).filter(bool), min_size=1, max_size=5))
def test_a_knowledge_file_is_imported_as_it_is(words: list[str]) -> None:
    """Import, write, import again: nothing changes any more."""
    rows = "\n".join(json.dumps({"text": text, "number": at}) for at, text in enumerate(words, 1))
    thread = of_text(rows, format="json").thread
    assert of_text(format_thread(thread), format="yaml").thread == thread


def test_a_format_can_be_chosen() -> None:
    """What looks like a table is read as a paste if the person says so."""
    paste = "Text, Author\nalice, bob\n"
    assert of_text(paste).report.format == "a CSV table"
    assert of_text(paste, format="text").report.format == "pasted text, one post a line"


def test_a_format_that_is_none_names_those_that_are() -> None:
    """A mistyped format is answered with the right ones."""
    with pytest.raises(SourceError) as error:
        of_text("A post.", format="twitter")
    assert str(error.value) == f'"twitter" is no format; choose one of {", ".join(FORMATS)}'


@pytest.mark.parametrize(
    ("format", "sentence"),
    [
        ("x", "standard input: this is not tweets.js of an X archive; give that file"),
        ("mastodon", "standard input: there is no status in it; give the status and its context"),
        (
            "bluesky",
            "standard input: no post of Bluesky is in it: it is deleted, or this is another file; "
            "open getPostThread for another post",
        ),
        (
            "discord",
            "standard input: this is no JSON of DiscordChatExporter; choose JSON there",
        ),
        ("slack", "standard input: this is no day of a Slack channel; give a channel's folder"),
        ("html", "standard input: there are 0 web pages in it; give one saved page"),
        (
            "json",
            'standard input:1: no column is named "text"; name the column of the posts so',
        ),
        ("yaml", "this bot's own YAML: no post in it has words; export it again"),
    ],
)
def test_a_format_that_is_chosen_wrongly_says_what_it_needs(format: str, sentence: str) -> None:
    """JSON that is no export of anything gives one sentence in every format."""
    with pytest.raises(SourceError) as error:
        of_text("{}", format=format)
    assert str(error.value) == sentence


def test_json_of_no_known_format_says_so() -> None:
    """JSON is never quoted as if it were a paste."""
    with pytest.raises(SourceError) as error:
        of_text('{"weather": "rain"}')
    assert str(error.value).startswith("standard input: this JSON is of no format that is read")
    assert '{"text": "…", "author": "…", "date": "2022-01-25", "url": "https://…"}' in str(
        error.value
    )


def test_a_root_is_refused_where_there_is_none_to_choose() -> None:
    """An option that would do nothing is not taken in silence."""
    with pytest.raises(SourceError) as error:
        of_text("A post.\nAnother.", options=ImportOptions(root="1"))
    assert str(error.value) == (
        "standard input: one post follows another in it; import it without --root"
    )
