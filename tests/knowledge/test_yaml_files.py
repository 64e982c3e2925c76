"""What people get who write knowledge files by hand."""

import json
import os
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError, KnowledgeError
from bot.knowledge import (
    Medium,
    Post,
    Thread,
    format_thread,
    json_schema,
    read_thread,
    write_thread,
)

WHOLE = """\
title: A thread
author: '@example'
source: https://example.org/thread/1
language: pt-BR
glossary:
  EU: European Union
servers:
- 1043589827345612345
- 7
posts:
- number: 1
  label: 1/
  author: '@guest'
  date: 2022-01-25T18:30:00+01:00
  url: https://example.org/post/1
  media:
  - url: https://example.org/map.png
    description: A map
  - url: https://example.org/film.mp4
  - url: pictures/sunny day.JPG
  text: First
- number: 5
  text: |
    Two
    lines
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "thread.yaml"


def errors(file: Path, content: str | bytes) -> list[str]:
    """The errors of a file with that content, without the folder before its name."""
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(KnowledgeError) as raised:
        read_thread(file)
    return str(raised.value).replace(f"{file.parent}/", "").splitlines()


def with_posts(posts: str) -> str:
    return f"title: A thread\nposts:\n{posts}"


def test_every_key_is_read(file: Path) -> None:
    """A file with every key gives a thread with every fact, its id being the file's name."""
    file.write_text(WHOLE, encoding="utf-8")
    first = Post(
        number=1,
        text="First",
        label="1/",
        author="@guest",
        date="2022-01-25T18:30:00+01:00",
        url="https://example.org/post/1",
        media=(
            Medium("https://example.org/map.png", "A map"),
            Medium("https://example.org/film.mp4"),
            Medium("pictures/sunny day.JPG"),
        ),
    )
    assert read_thread(file) == Thread(
        id="thread",
        title="A thread",
        posts=(first, Post(number=5, text="Two\nlines")),
        author="@example",
        source="https://example.org/thread/1",
        language="pt-BR",
        glossary={"EU": "European Union"},
        servers=(1043589827345612345, 7),
    )


@pytest.mark.parametrize(
    "typed", ["no", "1e3", "12:30", "2022-01-25", "~", "null", "0x1F", "1_000", "=", "<<", "off"]
)
def test_text_stays_what_was_typed(file: Path, typed: str) -> None:
    """A post's text is never turned into a number, a date, a truth value or nothing."""
    file.write_text(with_posts(f"- number: 1\n  text: {typed}\n"), encoding="utf-8")
    assert read_thread(file).posts[0].text == typed


NO_POSTS = '"posts:", and below it each post, begun by "- number: 1" and "text: ..."'


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (
            "",
            '1:1: the file is empty; write "title: ..." with the name of the thread, '
            f"then {NO_POSTS}",
        ),
        (
            "- a\n",
            "1:1: the file does not begin with a key; "
            f'write "title: ..." with the name of the thread, then {NO_POSTS}',
        ),
        ("title: A\n", f'1:1: the thread has no "posts"; write {NO_POSTS}'),
        (
            "posts: [{number: 1, text: a}]\n",
            '1:1: the thread has no "title"; write "title: ..." with the name of the thread',
        ),
        ("title: A\nposts: []\n", f'2:8: "posts" is empty; write {NO_POSTS}'),
        ("title: A\nposts: some\n", f'2:8: "posts" is text; write {NO_POSTS}'),
        (with_posts("- number: 1\n  txt: a\n  text: b\n"), '4:3: unknown key "txt"; write "text"'),
        (
            with_posts("- number: 1\n  text: b\nzzz: 1\n"),
            '5:1: unknown key "zzz"; '
            "the keys here are title, posts, author, source, language, glossary, servers",
        ),
        (
            with_posts("- number: 1\n  text: b\nid: x\n"),
            '5:1: the file\'s name is the id; remove the key "id"',
        ),
        (
            with_posts("- text: b\n"),
            '3:3: the post at position 1 has no "number"; '
            'write "number: 1", counting up from post to post',
        ),
        (
            with_posts("- number: seven\n  text: b\n"),
            '3:11: "seven" is no whole number; write digits only, such as 7',
        ),
        (
            with_posts("- number: 0\n  text: b\n"),
            '3:11: "0" is before 1, where numbers begin; write 1 or more',
        ),
        (
            with_posts("- number: 4\n  text: a\n- number: 4\n  text: b\n"),
            "5:11: post 4 is given twice; number this one 5, or remove it",
        ),
        (
            with_posts("- number: 4\n  text: a\n- number: 3\n  text: b\n"),
            "5:11: post 3 comes after post 4, but numbers rise; move it up",
        ),
        (
            with_posts("- number: 7\n  text:\n"),
            '4:8: post 7 has no text; write it after "text:", in quotes if it begins with "#", '
            "or remove the post",
        ),
        (
            with_posts("- number: 7\n"),
            '3:3: post 7 has no "text"; write "text: ..." with the words of the post',
        ),
        (
            with_posts("- number: 7\n  text: [a]\n"),
            '4:9: "text" is a list; write "text: ..." with the words of the post',
        ),
        (
            with_posts("- number: 7\n  text: a\n  label: {b: c}\n"),
            '5:10: "label" is a mapping; write "label: ..." with one text',
        ),
        (
            with_posts("- hello\n"),
            '3:3: the post at position 1 has no keys; write "- number: 1", then "text: ..."',
        ),
        (
            with_posts("- number: 7\n  text: the #dragonbear\n"),
            '4:9: what follows " #" is lost as a comment; put the text in quotes, '
            'or below "text: |"',
        ),
        (
            with_posts("- number: 7\n  text: a\n  date: soon\n"),
            '5:9: "soon" is no date; write it as 2022-01-25 or 2022-01-25T18:30:00+01:00',
        ),
        (
            with_posts("- number: 7\n  text: a\n  url: example\n"),
            '5:8: "example" is no web address; write it whole, beginning with "https://"',
        ),
        *(
            (
                with_posts(f"- number: 7\n  text: a\n  media:\n  - url: {place}\n"),
                f'6:10: "{place}" is no web address and no picture beside the file, such as '
                '"pictures/bear.jpg"; write an address whole, beginning with "https://"',
            )
            for place in ("../a.png", "/a.png", "a/../b.png", "a.svg", "file:///a.png", "a//b.png")
        ),
        (
            with_posts("- number: 7\n  text: a\nlanguage: english!\n"),
            '5:11: "english!" is no language tag; write one as in BCP 47, such as "en" or "pt-BR"',
        ),
        (
            with_posts("- number: 7\n  text: a\n  url: https://example.org:99999/\n"),
            '5:8: "https://example.org:99999/" is no web address; '
            'write it whole, beginning with "https://"',
        ),
        (
            with_posts("- number: 7\n  text: a\nlanguage: german\n"),
            '5:11: "german" is no language tag; write one as in BCP 47, such as "en" or "pt-BR"',
        ),
        (
            with_posts("- number: 7\n  text: a\nauthor: ' '\n"),
            '5:9: "author" of the thread is empty; write it after the colon, or remove the key',
        ),
        (
            with_posts("- number: 7\n  text: a\n  media: map.png\n"),
            '5:10: "media" is text; write "media:", and below it each picture, '
            'begun by "- url: https://..."',
        ),
        (
            with_posts("- number: 7\n  text: a\n  media: [map.png]\n"),
            '5:11: medium 1 of post 7 has no keys; write "- url: https://..."',
        ),
        (
            with_posts("- number: 7\n  text: a\n  media: [{description: b}]\n"),
            '5:11: medium 1 of post 7 has no "url"; '
            'write "url: https://..." with its whole web address',
        ),
        (
            with_posts("- number: 7\n  text: a\n  media:\n  - {url: https://a.b, text: b}\n"),
            '6:24: unknown key "text"; the keys here are url, description',
        ),
        (
            with_posts(
                "- number: 7\n  text: a\n  media:\n"
                "  - url: https://a.b\n    description: our #map\n"
            ),
            '7:18: what follows " #" is lost as a comment; put the text in quotes, '
            'or below "text: |"',
        ),
        (
            with_posts("- number: 7\n  text: a\nglossary: EU\n"),
            '5:11: "glossary" is text; write one abbreviation a line, such as "EU: European Union"',
        ),
        (
            with_posts('- number: 7\n  text: a\nglossary: {EU: Union, " EU": Euro}\n'),
            '5:30: " EU" is there again without the blanks around it; remove one of both',
        ),
        (
            with_posts("- number: 7\n  text: a\nservers: 42\n"),
            '5:10: "servers" is text; '
            'write "servers:", and below it the id of each server, begun by "- "',
        ),
        (
            with_posts("- number: 7\n  text: a\nservers: []\n"),
            '5:10: "servers" is empty; write "servers:", and below it the id of each server, '
            'begun by "- "',
        ),
        (
            with_posts("- number: 7\n  text: a\nservers: [42, our server]\n"),
            '5:15: "our server" is no server\'s id; copy it on Discord: digits only',
        ),
        (
            with_posts("- number: 7\n  text: a\nservers:\n- [42]\n"),
            '6:3: "servers" is a list; '
            'write "servers:", and below it the id of each server, begun by "- "',
        ),
        (
            with_posts("- number: 7\n  text: a\ntitle: B\n"),
            '5:1: "title" is given twice, first in line 1; keep one of them',
        ),
        (
            "title: A # thread\n" + with_posts("- number: 7\n  text: a\n"),
            '2:1: "title" is given twice, first in line 1; keep one of them',
        ),
        (
            with_posts("- number: 7\n  text: &a b\n"),
            '4:9: "&a" is an anchor; remove it, or quote the value',
        ),
        (
            with_posts("- number: 7\n  text: !!binary aGk=\n"),
            '4:9: "!!binary" is a tag; remove it, or quote the value',
        ),
        (
            with_posts("- number: 7\n  text: a\n---\ntitle: B\n"),
            '5:1: a second document begins; remove the line "---" above it',
        ),
        (
            with_posts("- number: 7\n  text: a: b\n"),
            '4:10: a colon and a space inside a text; put the text in quotes, or below "text: |"',
        ),
        (
            with_posts("- number: 7\n  text: @a\n"),
            '4:9: a text cannot begin with "@" here; put it in quotes, or below "text: |"',
        ),
        (
            with_posts("- number: 7\n\ttext: a\n"),
            "4:1: a tab is where only spaces may be; indent with spaces",
        ),
        (
            'title: "A\n',
            "2:1: the file ends inside quotes or brackets; close them",
        ),
        (
            with_posts("- number: 7\n text: a\n"),
            "4:2: this is not YAML (did not find expected key); "
            "check the indentation, quotes and brackets up to here",
        ),
        (
            "title: ä\x07\n",
            "1:9: the character U+0007 is not allowed in YAML; remove it, "
            'or write it as "\\x07" in double quotes',
        ),
        (
            "title: " + "[" * 100,
            "1:23: this is nested more than 16 deep; a thread is not",
        ),
    ],
)
def test_an_error_is_located_and_says_what_to_write(file: Path, content: str, error: str) -> None:
    """What is wrong in a file is one line with its place, the error and the remedy."""
    assert errors(file, content) == [f"thread.yaml:{error}"]


def test_all_errors_of_a_file_come_at_once(file: Path) -> None:
    """Nobody has to run the check five times to fix five errors."""
    found = errors(
        file, "title:\nauthor: [a]\nposts:\n- number: x\n- txt: a\n- number: 1\n  text:\n"
    )
    assert [line.split(": ")[0] for line in found] == [
        "thread.yaml:1:7",
        "thread.yaml:2:9",
        "thread.yaml:4:3",
        "thread.yaml:4:11",
        "thread.yaml:5:3",
        "thread.yaml:5:3",
        "thread.yaml:5:3",
        "thread.yaml:7:8",
    ]


def test_an_alias_bomb_is_refused(file: Path) -> None:
    """A file whose aliases would unfold to a billion words is refused without unfolding them."""
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)]
    found = errors(file, "a0: &a0 [lol]\n" + "".join(levels))
    assert 'thread.yaml:2:10: "*a0" is an alias; write the value out, or quote it' in found


def test_a_file_that_is_not_utf8_is_located(file: Path) -> None:
    """A file saved in another encoding is an error at its first wrong byte."""
    assert errors(file, b"title: A\nauthor: caf\xe9\n") == [
        "thread.yaml:2:12: the byte 0xE9 is not UTF-8; save the file as UTF-8"
    ]


def test_a_byte_order_mark_is_no_error(file: Path) -> None:
    """A file saved by an editor that puts a byte order mark first reads as any other."""
    file.write_bytes(b"\xef\xbb\xbf" + WHOLE.encode())
    assert read_thread(file).title == "A thread"


def test_a_huge_file_is_refused_unread(file: Path) -> None:
    """A file of 100 MiB that strays into the folder is refused for its size."""
    with file.open("wb") as sparse:
        sparse.truncate(100 * 2**20)
    with pytest.raises(
        KnowledgeError, match="1:1: the file has 100 MiB; split it into files of 64"
    ):
        read_thread(file)


def test_a_pipe_in_the_folder_is_an_error(tmp_path: Path) -> None:
    """What is no file is an error, and the bot does not wait for it."""
    os.mkfifo(pipe := tmp_path / "pipe.yaml")
    with pytest.raises(KnowledgeError) as raised:
        read_thread(pipe)
    assert str(raised.value) == (
        f"{pipe}:1:1: this is no file; remove it, or put a file in its place"
    )


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """A name without a file is one sentence, not a traceback."""
    missing = tmp_path / "missing.yaml"
    with pytest.raises(KnowledgeError) as raised:
        read_thread(missing)
    assert str(raised.value) == (
        f"{missing}:1:1: cannot be read (No such file or directory); check its name, "
        "and where it leads if it is a link"
    )


def test_the_schema_agrees_with_the_reader(file: Path) -> None:
    """An editor that checks by the published schema accepts a good file and marks a bad one."""
    schema = json.loads(json.dumps(json_schema()))
    check = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    check.check_schema(schema)
    good = yaml.load(WHOLE.replace("2022-01-25T18:30:00+01:00", "'2022-01-25'"), yaml.SafeLoader)
    assert not list(check.iter_errors(good))
    for bad in (
        good | {"titel": "x"},
        good | {"posts": []},
        good | {"language": "english!"},
        good | {"posts": [{"number": 0, "text": "a"}]},
        good | {"posts": [{"number": 1, "text": " "}]},
        good | {"posts": [{"number": 1}]},
        good | {"posts": [{"number": 1, "text": "a", "media": ["map.png"]}]},
        {"title": "x"},
    ):
        assert list(check.iter_errors(bad)), bad


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(str.strip)
texts = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cc"]),
        st.sampled_from("\n\t #:-'\"|>{}[]&*!%@`\x85\u2028"),
    ),
).map(str.strip)
media = st.builds(
    Medium,
    url=st.sampled_from(["https://example.org/a.png", "https://example.org/?b=c&d=e#f:g"]),
    description=st.none() | texts.filter(bool),
)
posts = st.builds(
    Post,
    number=st.just(1),
    text=texts.filter(bool),
    label=st.none() | words.filter(bool),
    date=st.none() | st.dates().map(str),
    author=st.none() | words.filter(bool),
    url=st.none(),
    media=st.lists(media, max_size=2).map(tuple),
)
threads = st.builds(
    lambda title, author, texts, glossary, servers: Thread(
        id="thread",
        title=title,
        author=author,
        glossary=glossary,
        servers=servers,
        posts=tuple(post._replace(number=number) for number, post in enumerate(texts, 1)),
    ),
    title=texts.filter(bool),
    author=st.none() | words.filter(bool),
    texts=st.lists(posts, min_size=1, max_size=5),
    glossary=st.dictionaries(
        st.one_of(texts, st.integers(120, 1200).map(lambda length: "k" * length)).filter(bool),
        texts.filter(bool),
        max_size=3,
    ),
    servers=st.lists(st.integers(1, 2**63 - 1), max_size=3).map(tuple),
)


@given(threads)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, thread: Thread
) -> None:
    """A thread written to a file and read again is the same, character for character."""
    file = tmp_path_factory.getbasetemp() / "thread.yaml"
    write_thread(thread, file)
    assert read_thread(file) == thread


def test_a_written_file_is_glad_to_be_edited(file: Path) -> None:
    """Texts are in blocks as they are, facts that are not known are left out."""
    thread = Thread("thread", "T", (Post(1, "a: b #c", label="/1"), Post(2, "d\n\ne")))
    assert format_thread(thread) == (
        "title: T\n\nposts:\n"
        "- number: 1\n  label: /1\n  text: |-\n    a: b #c\n\n"
        "- number: 2\n  text: |-\n    d\n\n    e\n"
    )


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    """When the folder is gone the writer says so, and nothing half-written is left."""
    file = tmp_path / "gone" / "thread.yaml"
    with pytest.raises(BotError) as raised:
        write_thread(Thread("thread", "T", (Post(1, "a"),)), file)
    assert str(raised.value) == (
        f"{file} cannot be written (No such file or directory); make room, or choose another folder"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_a_link_stays_one(tmp_path: Path) -> None:
    """What the link leads to is written, under the longest name too, and nothing is left beside."""
    real, link = tmp_path / f"{'a' * 250}.yaml", tmp_path / "thread.yaml"
    link.symlink_to(real)
    write_thread(Thread("thread", "T", (Post(1, "a"),)), link)
    assert link.is_symlink()
    assert read_thread(real).posts == (Post(1, "a"),)
    assert sorted(tmp_path.iterdir()) == [real, link]


def test_a_file_that_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    """A thread that is too long for one file is refused, and nothing is left of it."""
    text = "The keeper lights the lamp. " * 40_000
    posts = tuple(Post(number, text) for number in range(1, 66))
    with pytest.raises(BotError, match="would have 69 MiB, and at most 64 are read"):
        write_thread(Thread("lamps", "Lamps", posts), tmp_path / "lamps.yaml")
    assert not list(tmp_path.iterdir())
