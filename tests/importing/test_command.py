"""``thread-bot import`` in a shell: what is printed, written and refused."""

import gc
import io
import json
import resource
import signal
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import import_, main
from bot.knowledge import read_thread
from tests.importing.handing_over import SOURCES


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it printed."""

    code: int
    printed: str
    messages: list[str]


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``thread-bot import`` with some arguments and something piped in."""

    def done(*arguments: str | Path, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["thread-bot", "import", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        printed = capsys.readouterr()
        return Done(code if isinstance(code, int) else 0, printed.out, printed.err.splitlines())

    return done


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "lamps.yaml"


def test_an_export_that_fills_the_memory_is_refused(
    run: Run, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small archive may unpack to more messages than the memory has room for."""
    monkeypatch.setattr(import_, "_MOST_MEMORY", -1)
    done = run(SOURCES / "discord.json", "-o", target)
    assert (done.code, target.exists()) == (1, False)
    assert "of memory to read; give a shorter part of it" in done.messages[-1]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory")
def test_a_small_file_that_fills_the_memory_is_refused(
    run: Run, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name may be long, and be in place of thousands of mentions."""
    monkeypatch.setattr(import_, "_MOST_MEMORY", 2**27)
    message = {"id": 3, "content": "<@1>" * 20_000, "mentions": [{"id": 1, "name": "a" * 20_000}]}
    export = {"guild": {"id": "1"}, "channel": {"id": "2"}, "messages": [message]}
    (file := tmp_path / "export.json").write_text(json.dumps(export))
    limits = resource.getrlimit(resource.RLIMIT_AS)
    done = run(file, "-o", target)
    assert (done.code, target.exists()) == (1, False)
    assert "128 MB of memory to read; give a shorter part of it" in done.messages[-1]
    assert resource.getrlimit(resource.RLIMIT_AS) == limits


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Stop the collector of cycles: it calls Hypothesis, and what is raised there is lost.

    An import would then go on for another second, and may be done before.
    """
    before = gc.get_threshold()
    gc.set_threshold(0)
    yield
    gc.set_threshold(*before)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no time")
@pytest.mark.usefixtures("no_collector")
def test_a_file_that_takes_long_is_refused(
    run: Run, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import ends after two minutes of computing, whatever is in the file, and says so."""
    monkeypatch.setattr(import_, "_MOST_SECONDS", 0.1)
    (file := tmp_path / "chat.txt").write_text("[24/01/2022, 10:00] Ada: Tea.\n" * 100_000)
    done = run(file, "-o", target)
    assert (done.code, target.exists()) == (1, False)
    assert done.messages == [
        f"{file}: it takes more than 0.1 s of computing to read; give a shorter part of it"
    ]
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no time")
@pytest.mark.usefixtures("no_collector")
def test_an_archive_of_more_files_than_can_be_listed_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limits hold from the first byte that is read."""
    monkeypatch.setattr(import_, "_MOST_SECONDS", 0.02)
    with zipfile.ZipFile(file := tmp_path / "many.zip", "w") as archive:
        for number in range(10_000):
            archive.writestr(f"{number}.bin", "")
    done = run(file)
    assert (done.code, len(done.messages)) == (1, 1)
    assert "it takes more than 0.02 s of computing to read" in done.messages[0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no time")
@pytest.mark.usefixtures("no_collector")
def test_a_comparison_that_takes_long_is_refused(
    run: Run, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A source may have thousands of posts that may each be an edited one; the file stays."""
    monkeypatch.setattr(import_, "_MOST_SECONDS", 1)
    one, other = ("abcd" * 49, "dbca" * 49)
    old, new = (
        "title: T\nposts:\n"
        + "".join(f"- number: {n}\n  text: {words}{n}\n" for n in range(1, 999))
        for words in (one, other)
    )
    target.write_text(old)
    (file := tmp_path / "new.yaml").write_text(new)
    done = run(file, "-o", target, "--update")
    assert (done.code, target.read_text()) == (1, old)
    assert done.messages[-1].endswith("1 s of computing to read; give a shorter part of it")


def test_several_files_are_one_source(run: Run, target: Path) -> None:
    """A status and its context are given side by side."""
    files = [SOURCES / "mastodon_status.json", SOURCES / "mastodon_context.json"]
    done = run(*files, "-o", target, "--only-author")
    assert done.code == 0
    assert done.messages[:2] == [
        "a Mastodon thread: 3 posts; the source itself marks each post",
        "left out: the thread: 1 post by others (only its author was asked for)",
    ]
    assert done.messages[-1] == f"written to {target}"
    assert len(read_thread(target).posts) == 3


def test_a_root_is_listed_and_chosen(run: Run) -> None:
    """Asking for the list ends the command, and an id of it goes on."""
    listed = run(SOURCES / "slack", "--root", "?")
    assert listed.code == 1
    assert "  1643135400.000100  3 posts  2022-01-25  A lighthouse" in listed.messages[1]
    chosen = run(SOURCES / "slack", "--root", "1643135400.000100")
    assert chosen.code == 0
    assert "number: 3" in chosen.printed


def test_a_file_that_is_there_is_only_added_to_when_it_is_said(run: Run, target: Path) -> None:
    """Without a person to ask nothing changes, and the command says how to go on."""
    run("-", "-o", target, stdin="One lamp. 1/\nTwo bells. 2/\n")
    target.write_text(target.read_text().replace("One lamp.", "One lamp, lit."))
    edited = target.read_text()
    paste = "One lamp. 1/\nTwo bells. 2/\nThree towers. 3/\n"
    refused = run("-", "-o", target, stdin=paste)
    assert refused.code == 1
    assert target.read_text() == edited
    assert refused.messages[-1] == (f"{target} stays as it is; to add 1 post, say so with --update")
    added = run("-", "-o", target, "--update", stdin=paste)
    assert added.code == 0
    assert added.messages[-3:] == [
        'post 1, text: the file\'s "One lamp, lit." stays, the source has "One lamp."',
        'new, as post 3: "Three towers."',
        f"1 post added to {target}",
    ]
    assert target.read_text().startswith(edited)
    same = run("-", "-o", target, stdin=paste)
    assert same.code == 0
    assert same.messages[-1] == (f"{target} has all posts of the source; it stays as it is")


@pytest.mark.parametrize("content", ['{"thread": ', '[{"text": "One."', "\0"])
def test_a_source_that_is_wrong_leaves_the_target_as_it_was(
    content: str, run: Run, target: Path
) -> None:
    """One sentence, exit code 1, and no file touched or left behind."""
    target.write_text("title: Mine\nposts:\n- number: 1\n  text: Mine.\n")
    before = target.read_text()
    done = run("-", "-o", target, "--update", stdin=content)
    assert done.code == 1
    assert done.messages[0].startswith("standard input")
    assert len(done.messages) == 1
    assert target.read_text() == before
    assert list(target.parent.iterdir()) == [target]


def test_a_folder_that_cannot_be_written_to_is_one_sentence(run: Run, tmp_path: Path) -> None:
    """The result goes nowhere rather than half-way."""
    done = run("-", "-o", tmp_path / "nowhere" / "lamps.yaml", stdin="One lamp.")
    assert done.code == 1
    assert done.messages[-1].startswith(f"{tmp_path / 'nowhere' / 'lamps.yaml'}")


@pytest.mark.parametrize("name", [".lamps.yaml", "..yaml", "lamps.txt"])
def test_what_no_bot_would_read_is_not_written(run: Run, tmp_path: Path, name: str) -> None:
    """Hidden files are no threads, nor are files of other endings."""
    done = run("-", "-o", tmp_path / name, stdin="One lamp.")
    assert (done.code, [*tmp_path.iterdir()]) == (1, [])
    assert "would not be read; give it a name that ends in .yaml" in done.messages[-1]


def test_an_ending_in_capitals_is_read(run: Run, tmp_path: Path) -> None:
    """The bot reads B.YAML, so an import may write it."""
    assert run("-", "-o", tmp_path / "B.YAML", stdin="One lamp.").code == 0
    assert read_thread(tmp_path / "B.YAML").id == "B"


def test_a_name_too_long_for_a_file_is_one_sentence(run: Run, tmp_path: Path) -> None:
    """Neither a source nor a target of a name that no file can have ends in a traceback."""
    long = tmp_path / f"{'a' * 300}.yaml"
    for arguments in ((long,), ("-", "-o", long)):
        done = run(*arguments, stdin="One lamp.")
        assert done.code == 1
        assert "(File name too long)" in done.messages[-1]


def test_an_update_goes_through_a_link(run: Run, target: Path) -> None:
    """A link to a file that is edited elsewhere stays one."""
    real = target.with_name("real.yaml")
    target.symlink_to(real)
    for posts in ("One 1/9\n", "One 1/9\nTwo 2/9\n"):
        assert run("-", "-o", target, "--update", stdin=posts).code == 0
    assert target.is_symlink()
    assert len(read_thread(real).posts) == 2


def test_words_of_a_source_do_not_steer_the_terminal(run: Run, target: Path) -> None:
    """What is shown of a source has no control characters."""
    done = run("-", "-o", target, stdin="A lamp\x1b[31m red 1/9\nTwo 2/9\x07\n")
    again = run("-", "-o", target, stdin="A lamp\x1b[31m blue 1/9\nTwo 2/9\x07\nNew \x1b[2J 3/9\n")
    assert not any("\x1b" in line for line in done.messages + again.messages)
    column = '[{"text": "A", "\\u001b[2J": 1}]'
    number = '[{"text": "A", "number": "\\u001b[2J"}]'
    left_out, refused = run("-", stdin=column), run("-", stdin=number)
    assert r'the column "\x1b[2J"' in left_out.messages[1]
    assert r'"\x1b[2J" is no number of a post' in refused.messages[0]
