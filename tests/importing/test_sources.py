"""What a source may be: a file, a folder, a zip archive, a pipe; and what may be wrong with it."""

import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError
from bot.importing import Document, SourceError, documents, import_thread, standard_input
from bot.importing.documents import (
    LARGEST,
    MOST_DOCUMENTS,
    MOST_LINES,
    MOST_VALUES,
    uploaded,
)
from bot.knowledge.yaml_files import format_thread, parse_thread
from tests.importing.handing_over import SOURCES, of_files, of_text, texts

NESTED = "[" * 100_000

ROOT = Path(__file__).parents[2]


def zipped(folder: Path, target: Path) -> Path:
    """A zip archive of a folder, with what a desktop adds to one."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._users.json", b"\0\5\26\7")
        archive.writestr("canvas.png", b"\x89PNG")
        for path in sorted(folder.rglob("*.js*")):
            archive.write(path, path.relative_to(folder.parent))
    return target


@pytest.mark.parametrize("name", ["x", "slack"])
def test_a_zip_archive_is_read_as_the_folder_it_is_of(name: str, tmp_path: Path) -> None:
    """What was downloaded need not be unpacked."""
    archive = zipped(SOURCES / name, tmp_path / "download")
    assert of_files(archive).thread.posts == of_files(name).thread.posts


def test_a_zip_archive_can_come_through_a_pipe(tmp_path: Path) -> None:
    """Standard input takes what a file may hold."""
    archive = zipped(SOURCES / "slack", tmp_path / "slack.zip")
    assert of_text(archive.read_bytes()).thread.posts == of_files("slack").thread.posts


def test_a_zip_archive_that_is_cut_short_says_so(tmp_path: Path) -> None:
    """Half a download is distinguished from a whole one."""
    archive = zipped(SOURCES / "slack", tmp_path / "slack.zip")
    archive.write_bytes(archive.read_bytes()[:-100])
    with pytest.raises(SourceError) as error:
        of_files(archive)
    assert str(error.value) == "slack.zip: the zip archive is cut short; download it again"


def test_a_zip_archive_of_a_version_to_come_is_no_traceback(tmp_path: Path) -> None:
    """A wrong byte in the list of an archive's files may ask for a reader that there is not."""
    archive = zipped(SOURCES / "slack", tmp_path / "slack.zip")
    content = bytearray(archive.read_bytes())
    content[content.index(b"PK\x01\x02") + 6] = 250
    archive.write_bytes(content)
    with pytest.raises(SourceError, match="the zip archive is cut short; download it again"):
        of_files(archive)


def problem_of(archive: Path) -> str:
    try:
        of_files(archive)
    except SourceError as error:  # which pytest.raises would keep, and with it the open archive
        return str(error)
    return ""


def test_a_damaged_file_in_a_zip_archive_says_so(tmp_path: Path) -> None:
    """A flipped bit is found by the archive's own sum."""
    archive = tmp_path / "posts.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("posts.txt", "The lamp is lit.")
    archive.write_bytes(archive.read_bytes().replace(b"The lamp is lit.", b"The lamp is out."))
    assert (
        problem_of(archive)
        == "posts.zip/posts.txt: the zip archive is damaged or locked; unpack it first"
    )


@pytest.mark.parametrize("packed", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_zip_archive_packed_otherwise_and_damaged_says_so(tmp_path: Path, packed: int) -> None:
    """Some programs pack with LZMA or bzip2, whose readers find damage by themselves."""
    archive = tmp_path / "posts.zip"
    with zipfile.ZipFile(archive, "w", packed) as file:
        file.writestr("posts.txt", "The lamp is lit. " * 9)
    content = bytearray(archive.read_bytes())
    start = content.index(b"posts.txt") + len("posts.txt")
    content[start + 12 : start + 30] = bytes(18)
    archive.write_bytes(content)
    assert (
        problem_of(archive)
        == "posts.zip/posts.txt: the zip archive is damaged or locked; unpack it first"
    )


def test_a_long_name_in_a_zip_archive_makes_no_long_sentence(tmp_path: Path) -> None:
    """A name in an archive may have as many characters as a book's chapter."""
    archive = tmp_path / "posts.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a" * 60_000 + ".json", "{")
    assert len(problem_of(archive)) < 500


def test_a_zip_archive_that_lacks_a_piece_says_so(tmp_path: Path) -> None:
    """Where bytes are missing in the middle, its list leads to places before its beginning."""
    archive = tmp_path / "posts.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("posts.txt", "The lamp is lit, and the lamp is out.")
    archive.write_bytes(archive.read_bytes().replace(b", and the lamp is out", b""))
    with pytest.raises(SourceError, match="the zip archive is damaged or locked"):
        of_files(archive)


@pytest.mark.parametrize("mode", [0o000, 0o444])
def test_a_folder_that_cannot_be_read_is_not_passed_over(
    mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No posts are lost in silence because a folder inside an export belongs to someone else."""
    (more := tmp_path / "export" / "more").mkdir(parents=True)
    for folder in (more, more.parent):
        (folder / "posts.txt").write_text("The lamp is lit.")
    more.chmod(mode)
    monkeypatch.chdir(more.parent)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # whom no other rights help
    try:
        with pytest.raises(SourceError, match=r"cannot be read \(Permission denied"):
            documents([Path()])
    finally:
        os.seteuid(user)
        more.chmod(0o700)


def test_names_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    """A path from the root is only a name, and one that climbs out is passed over."""
    archive = tmp_path / "posts.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("/outside.txt", "The lamp is lit.")
        file.writestr("../outside.txt", "The lamp is out.")
    assert texts(of_files(archive)) == ["The lamp is lit."]
    assert sorted(tmp_path.iterdir()) == [archive]


def test_the_folder_one_is_in_is_a_folder_like_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dot, and a folder whose own name begins with one; hidden files inside stay out."""
    folder = tmp_path / ".lamps"
    folder.mkdir()
    (folder / "posts.txt").write_text("The lamp is lit.")
    (folder / ".posts.txt").write_text("The lamp is out.")
    monkeypatch.chdir(folder)
    assert [document.name for document in documents([Path()])] == [".lamps/posts.txt"]


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    """A mistyped name is recognised by name."""
    with pytest.raises(SourceError) as error:
        documents([tmp_path / "nowhere.txt"])
    assert str(error.value) == f"{tmp_path / 'nowhere.txt'}: is not there; name the file to import"


def test_a_folder_without_posts_says_so(tmp_path: Path) -> None:
    """Pictures alone are no source."""
    (tmp_path / "lamp.png").touch()
    with pytest.raises(SourceError) as error:
        documents([tmp_path])
    assert str(error.value) == (
        f"{tmp_path}: holds no file of a known format; give the export itself"
    )


def archive_of(names: Iterable[str]) -> bytes:
    """A zip archive of files that hold nothing."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
    return packed.getvalue()


def test_an_archive_without_posts_says_so() -> None:
    """Also where it comes through a pipe, or is uploaded."""
    content = archive_of(["lamp.png"])
    what = "holds no file of a known format; give the export itself"
    with pytest.raises(SourceError, match=f"^standard input: {what}$"):
        standard_input(BytesIO(content))
    with pytest.raises(SourceError, match=f"^lamps.zip, more.zip: {what}$"):
        uploaded([("lamps.zip", content), ("more.zip", content)])


def test_an_archive_of_too_many_files_is_left() -> None:
    """Also where it comes through a pipe; what is beyond the most is not looked at."""
    content = archive_of(f"{number}.txt" for number in range(MOST_DOCUMENTS + 1))
    what = "has more than 20,000 files; give a part of it"
    with pytest.raises(SourceError, match=f"^standard input: {what}$"):
        standard_input(BytesIO(content))
    with pytest.raises(SourceError, match=f"^many.zip: {what}$"):
        uploaded([("many.zip", content)])


def test_a_source_too_large_is_refused_unread() -> None:
    """The size is looked at before the file is opened for reading."""
    read = []

    def opened() -> BytesIO:
        read.append(1)
        return BytesIO(b"The lamp is lit.")

    document = Document("huge.txt", LARGEST + 1, opened)
    with pytest.raises(SourceError) as error:
        import_thread([document], "huge", format="text")
    assert str(error.value) == (
        "huge.txt: has 100 MB, and at most 100 can be read; give a shorter part of it"
    )
    assert len(read) <= 1  # its first bytes, by which JSON is recognised


@pytest.mark.parametrize("line", ["", "1/ One lamp", "- a", "1,a"])
def test_a_text_of_too_many_lines_is_refused(line: str) -> None:
    """A small archive may unpack to a text whose lines take minutes and all memory."""
    with pytest.raises(SourceError, match="has 500,001 lines, and at most 500,000 can be read"):
        of_text(f"{line}\n" * (MOST_LINES + 1))


def test_json_of_millions_of_values_is_refused() -> None:
    """A small archive cannot unpack to JSON that takes gigabytes of memory."""
    document = Document.from_bytes("many.json", b"[" + b"0," * MOST_VALUES + b"0]")
    with pytest.raises(SourceError, match=r"many\.json: the JSON has more than 2,000,000 values"):
        document.json  # noqa: B018


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-with-mark"])
def test_text_is_read_in_the_encodings_that_say_so_themselves(encoding: str) -> None:
    """What Notepad and Excel save is read as what was typed."""
    words = "Der Turm heißt „Roter Sand“ 🗼"
    if encoding == "utf-16-le-with-mark":
        content = b"\xff\xfe" + words.encode("utf-16-le")
    else:
        content = words.encode(encoding)
    assert texts(of_text(content)) == [words]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_exports_in_utf16_are_read_as_those_in_utf8(encoding: str) -> None:
    """What another program saved again is decoded before its format is recognised."""
    tweets = (SOURCES / "x" / "data" / "tweets.js").read_text(encoding="utf-8")
    assert of_text(tweets.encode(encoding)).thread == of_text(tweets).thread
    assert texts(of_text('[{"text": "Der Türmer"}]'.encode(encoding))) == ["Der Türmer"]


def test_a_pipe_given_as_a_file_is_read_once_and_whole(tmp_path: Path) -> None:
    """A shell's ``<(...)`` is a file that can be read once; no first posts are lost."""
    pipe = tmp_path / "posts"
    os.mkfifo(pipe)
    rows = [f'{{"text": "post {number}{" of many" * 30}"}}\n' for number in range(400)]
    writer = threading.Thread(target=pipe.write_text, args=("".join(rows),))
    writer.start()
    imported = of_files(pipe)
    writer.join()
    assert len(imported.thread.posts) == 400
    assert texts(imported)[0].startswith("post 0 of many")


def test_a_stream_too_long_is_refused_and_never_cut() -> None:
    """More than is read at once is no thread of the first part of it."""
    with pytest.raises(SourceError) as error:
        standard_input(BytesIO(b"a" * (LARGEST + 1)))
    assert str(error.value) == "standard input: more than 100 MB came in; give the file itself"


def test_text_that_is_not_utf8_says_where() -> None:
    """A byte of an old encoding is never guessed at."""
    with pytest.raises(SourceError) as error:
        of_text("Der Turm\nheißt so".encode("latin-1"))
    assert str(error.value) == "standard input:2: this is not UTF-8 text; save the file as UTF-8"


def test_what_is_no_text_says_so() -> None:
    """A picture is not taken for a paste."""
    with pytest.raises(SourceError) as error:
        of_text(b"The lamp\n\0\0\0")
    assert str(error.value) == (
        "standard input:2: this is not text; give a file of one of the formats"
    )


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_line_ends(ending: str) -> None:
    """A paste from Windows is a paste."""
    assert texts(of_text(f"One.{ending}Two.{ending}")) == ["One.", "Two."]


@pytest.mark.parametrize("name", ["mastodon_context.json", "bluesky.json", "discord.json"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_json_that_is_cut_short_says_where(name: str, part: float, tmp_path: Path) -> None:
    """Half an export is distinguished from a whole one, by the line in which it breaks off."""
    content = (SOURCES / name).read_text(encoding="utf-8").rstrip()
    half = content[: int(len(content) * part)]
    (tmp_path / "half.json").write_text(half, encoding="utf-8")
    with pytest.raises(SourceError) as error:
        of_files(tmp_path / "half.json")
    assert str(error.value).startswith("half.json:")
    line = int(str(error.value).split(":")[1])
    assert half.count("\n", 0, half.rfind('"')) + 1 <= line <= half.count("\n") + 1
    assert str(error.value).endswith("; export it again")


@pytest.mark.parametrize(
    "content",
    [
        f'{{"thread": {NESTED}',
        '{"guild": {"id": "1"}, "channel": {"id": "1", "name": "a"}, '
        f'"messages": [{{"content": {NESTED}',
        f"window.YTD.tweets.part0 = [{NESTED}",
        f'[{{"ts": {NESTED}',
    ],
)
def test_json_nested_without_end_is_one_sentence(content: str) -> None:
    """No depth of brackets ends the program."""
    with pytest.raises(SourceError) as error:
        of_text(content)
    assert str(error.value) == (
        "standard input:1: the JSON is nested deeper than any thread; export it again"
    )


def test_a_number_of_thousands_of_digits_is_one_sentence() -> None:
    """Python refuses to read such a number, and so does the import."""
    with pytest.raises(SourceError) as error:
        of_text('[{"ts": ' + "9" * 10_000 + "}]")
    assert str(error.value) == (
        "standard input:1: a number in the JSON is too long; export it again"
    )


@pytest.mark.parametrize(
    ("format", "source"),
    [
        ("markdown", "# Lamps\n\n1. {0} of {1}\n2. Oil"),
        ("csv", "text\n{0} of {1}\nOil"),
        ("json", '[{{"text": "{0} of {1}"}}, {{"text": "Oil"}}]'),
        ("slack", '[{{"type": "message", "ts": "1.0", "user": "U1", "text": "{0} of {1}"}}]'),
        ("html", "<p>{0} of {1}</p><p>Oil</p>"),
    ],
)
@pytest.mark.parametrize("number", ["9" * 5000, "0" * 5000 + "65", "x" + "f" * 5000])
def test_the_number_of_no_character_is_shown_as_lost(format: str, source: str, number: str) -> None:
    """A reference of HTML of thousands of digits, which Python reads as no number, ends nothing."""
    imported = of_text(source.format("Lamps&amp;oils", f"&#{number};"), format=format)
    assert "Lamps&oils of" in imported.thread.posts[0].text
    assert number not in imported.thread.posts[0].text


def test_half_a_character_in_json_is_shown_as_lost() -> None:
    """What no file could hold does not keep the rest from being imported."""
    imported = of_text('[{"text": "a lamp \\ud83d"}, {"text": "a \\ud83d\\uddfc tower"}]')
    assert texts(imported) == ["a lamp \N{REPLACEMENT CHARACTER}", "a 🗼 tower"]


def test_half_a_character_beside_the_text_is_not_written() -> None:
    """A label shows it as lost, and an address with it is left out: the file can be read again."""
    imported = of_text(
        r'[{"text": "a lamp", "label": "\ud83d 1", "url": "https://example.org/\ud83d"}]'
    )
    (post,) = imported.thread.posts
    assert (post.label, post.url) == ("\N{REPLACEMENT CHARACTER} 1", None)
    assert parse_thread("imported", format_thread(imported.thread), "") == imported.thread


def test_a_source_is_read_by_no_more_than_its_shape() -> None:
    """Keys that an export adds one day change nothing."""
    status = json.loads((SOURCES / "mastodon_status.json").read_text(encoding="utf-8"))
    status |= {"quote": {"state": "accepted"}, "some_new_key": [1, {"a": None}]}
    imported = of_text(json.dumps(status))
    assert imported.thread.posts == of_files("mastodon_status.json").thread.posts


INSTEAD = [
    *(b"", b"\0", b"\x0b", b"\xff", b"\n", b'"', b"{", b"]", b"1", b"null"),
    *(b"<!--", b"<svg>", b"<html>", b"&#xD800;", b"&#0;", b"\\ud800", b"\\u0000"),
]
DAMAGE = st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 60), st.sampled_from(INSTEAD))


@given(st.sampled_from(sorted(SOURCES.rglob("*.*"))), st.lists(DAMAGE, min_size=1, max_size=4))
def test_damage_anywhere_is_one_sentence_or_still_a_thread(
    source: Path, damages: list[tuple[float, int, bytes]]
) -> None:
    """Whatever happened to a file on its way, the import ends with words, not a traceback."""
    content = source.read_bytes()
    for place, length, instead in damages:
        at = int(place * len(content))
        content = content[:at] + instead + content[at + length :]
    with suppress(BotError):
        of_text(content)


BOMB = """
import resource, sys, zipfile
from pathlib import Path
from bot.errors import BotError
from bot.importing import documents, import_thread

with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("posts.json", "[" + "{}," * 30_000_000)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    import_thread(documents([Path(sys.argv[1])]), "bomb")
except BotError as error:
    print(error)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.slow
def test_json_of_millions_of_values_in_an_archive_is_not_unpacked(tmp_path: Path) -> None:
    """They are counted as they come, so that a small archive takes no more than what it was."""
    done = subprocess.run(
        [sys.executable, "-c", BOMB, str(tmp_path / "bomb.zip")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        check=True,
    )
    said, kilobytes = done.stdout.splitlines()
    assert said == (
        "bomb.zip/posts.json: the JSON has more than 2,000,000 values; give a shorter part"
    )
    assert int(kilobytes) < 1024


def test_a_post_with_more_pictures_than_a_file_may_have_is_read_again() -> None:
    """The addresses beyond are left out with a word on it; what the pictures show stays."""
    status = json.loads((SOURCES / "mastodon_status.json").read_text(encoding="utf-8"))
    status["media_attachments"] = [
        {"type": "image", "url": f"https://example.org/{number}.jpg"} for number in range(101)
    ]
    status["media_attachments"][100]["description"] = "A lamp."
    imported = of_text(json.dumps(status))
    written = format_thread(imported.thread)
    assert parse_thread("imported", written, "imported.yaml") == imported.thread
    assert len(imported.thread.posts[0].media) == 100
    assert texts(imported)[0].endswith("\n[picture: A lamp.]")
    assert "left out: the thread: 1 picture (a post has 100 addresses at most)" in list(
        imported.report.lines()
    )
