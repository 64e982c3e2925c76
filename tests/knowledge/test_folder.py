"""What people get who keep a folder of threads."""

import os
import time
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge import Changes, FolderReader, Post, Thread, changes, read_folder

GOOD = "title: {title}\nposts:\n- number: 1\n  text: hello\n"


def errors(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as raised:
        read_folder(folder)
    return str(raised.value).replace(f"{folder}/", "").splitlines()


def test_every_thread_is_read_and_other_files_are_passed_over(tmp_path: Path) -> None:
    """Files ending in .yaml or .yml are read, in any case and folder, but what is hidden."""
    (tmp_path / "folder.yaml" / "deeper").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name in (
        *("b.yaml", "a.yml", "C.YAML", "folder.yaml/d.yaml", "folder.yaml/deeper/e.yaml"),
        *(".hidden.yaml", "notes.txt", ".git/f.yaml"),
    ):
        (tmp_path / name).write_text(GOOD.format(title=name))
    assert {thread.id for thread in read_folder(tmp_path)} == {"a", "b", "C", "d", "e"}


def test_links_in_a_circle_are_followed_once(tmp_path: Path) -> None:
    """A folder with a link to itself has each thread once; a file that is one is an error."""
    (tmp_path / "a.yaml").write_text(GOOD.format(title="a"))
    (tmp_path / "again").symlink_to(tmp_path)
    assert [thread.id for thread in read_folder(tmp_path)] == ["a"]
    (tmp_path / "b.yaml").symlink_to(tmp_path / "b.yaml")
    assert errors(tmp_path) == [
        "b.yaml:1:1: cannot be read (Too many levels of symbolic links); check its name, "
        "and where it leads if it is a link"
    ]


def test_a_name_that_is_no_utf8_breaks_nothing(tmp_path: Path) -> None:
    """A file named in another encoding is a thread whose id and errors can be shown anywhere."""
    file = tmp_path / os.fsdecode(b"caf\xe9.yaml")
    file.write_text(GOOD.format(title="Coffee"))
    (tmp_path / "tea.yaml").write_text(GOOD.format(title="Tea"))
    assert {thread.id for thread in read_folder(tmp_path)} == {"caf\ufffd", "tea"}
    file.write_text("title: Coffee\n")
    with pytest.raises(KnowledgeError) as raised:
        read_folder(tmp_path)
    assert str(raised.value).encode().startswith(f"{tmp_path}/caf\\udce9.yaml:1:1: ".encode())


def test_errors_of_many_files_are_bounded(tmp_path: Path) -> None:
    """However many files are wrong, the first 1,000 errors are listed, and all are counted."""
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.yaml").write_text("title: T\nposts:\n" + "- a\n" * 600)
    with pytest.raises(KnowledgeError) as raised:
        read_folder(tmp_path)
    assert len(raised.value.diagnostics) == 1_000
    assert raised.value.count == 1_800


def test_all_errors_of_all_files_come_at_once(tmp_path: Path) -> None:
    """One reading names every broken file, in the order of their names."""
    (tmp_path / "b.yaml").write_text("title: B\n")
    (tmp_path / "a.yaml").write_text(GOOD.format(title=""))
    (tmp_path / "c.yaml").write_text(GOOD.format(title="C"))
    assert [line.split(": ")[0] for line in errors(tmp_path)] == ["a.yaml:1:7", "b.yaml:1:1"]


def test_two_files_of_one_id_are_refused(tmp_path: Path) -> None:
    """Ids differ by more than the ending or the case, as nobody could name one of the two."""
    for name in ("a.yaml", "a.yml", "A.yaml"):
        (tmp_path / name).write_text(GOOD.format(title="x"))
    assert errors(tmp_path) == [
        "a.yaml:1:1: has the same id as A.yaml; rename one of the two",
        "a.yml:1:1: has the same id as A.yaml; rename one of the two",
    ]


def test_an_id_is_found_however_its_accents_are_encoded(tmp_path: Path) -> None:
    """A name with decomposed accents, as macOS may write it, is the id that people type."""
    (tmp_path / "cafe\u0301.yaml").write_text(GOOD.format(title="Coffee"))
    assert [thread.id for thread in read_folder(tmp_path)] == ["caf\u00e9"]


def test_an_empty_folder_says_what_to_put_there(tmp_path: Path) -> None:
    """A folder without threads is an error with the remedy."""
    assert errors(tmp_path) == [
        f'{tmp_path}:1:1: the folder has no thread; put a file ending in ".yaml" into it'
    ]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """A wrong folder name is one sentence with the remedy."""
    folder = tmp_path / "gone"
    assert errors(folder) == [f"{folder}:1:1: the folder is not there; make it, or name another"]


def test_a_file_in_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    """Naming a file where a folder belongs is one sentence with the remedy."""
    file = tmp_path / "a.yaml"
    file.touch()
    assert errors(file) == [
        f"{file}:1:1: the folder cannot be read (Not a directory); name another"
    ]


def test_reading_again_reads_what_changed(tmp_path: Path) -> None:
    """Files that have settled are not read again, a changed one is, and a new one is found."""
    for name in ("a.yaml", "b.yaml"):
        file = tmp_path / name
        file.write_text(GOOD.format(title=name))
        os.utime(file, (1, 1))
    later = time.time_ns() + 10**10
    reader = FolderReader(tmp_path, now=lambda: later)
    a, b = reader.read()
    (tmp_path / "b.yaml").write_text(GOOD.format(title="B, edited"))
    (tmp_path / "c.yaml").write_text(GOOD.format(title="C"))
    again_a, again_b, c = reader.read()
    assert again_a is a
    assert (b.title, again_b.title, c.title) == ("b.yaml", "B, edited", "C")


def test_a_file_just_written_is_read_again(tmp_path: Path) -> None:
    """A time stamp as young as the clock's step proves nothing, so such a file is read again."""
    file = tmp_path / "a.yaml"
    file.write_text(GOOD.format(title="a"))
    written = file.stat().st_ctime_ns
    reader = FolderReader(tmp_path, now=lambda: written + 10**9)
    read: list[tuple[int, int]] = []
    for _ in range(2):
        reader.read(lambda done, total: read.append((done, total)))
    assert read == [(0, 1)] * 2


def test_a_file_that_takes_long_to_read_may_change_at_the_same_time(tmp_path: Path) -> None:
    """A stamp is as old as its file is when reading begins, not when it ends."""
    file = tmp_path / "a.yaml"
    file.write_text(GOOD.format(title="a"))
    written = file.stat().st_ctime_ns
    reads_in_seconds = iter([1, 4, 5, 6])
    reader = FolderReader(tmp_path, now=lambda: written + next(reads_in_seconds) * 10**9)
    read: list[tuple[int, int]] = []
    for _ in range(3):
        reader.read(lambda done, total: read.append((done, total)))
    assert read == [(0, 1)] * 2


def test_a_file_saved_without_a_change_gives_an_equal_thread(tmp_path: Path) -> None:
    """Saving a file unchanged costs one reading of it, and no new index."""
    file = tmp_path / "a.yaml"
    file.write_text(GOOD.format(title="a"))
    reader = FolderReader(tmp_path)
    (before,) = reader.read()
    file.write_text(GOOD.format(title="a"))
    assert reader.read()[0] == before


def test_an_error_forgets_nothing(tmp_path: Path) -> None:
    """After a reading that failed, the fixed folder is read as if nothing had happened."""
    (tmp_path / "a.yaml").write_text(GOOD.format(title="a"))
    reader = FolderReader(tmp_path)
    before = reader.read()
    (tmp_path / "b.yaml").write_text("")
    with pytest.raises(KnowledgeError):
        reader.read()
    (tmp_path / "b.yaml").unlink()
    assert reader.read() == before


def test_a_link_to_nowhere_is_an_error(tmp_path: Path) -> None:
    """A link that leads nowhere is an error of that file."""
    (tmp_path / "a.yaml").symlink_to(tmp_path / "gone")
    assert errors(tmp_path) == [
        "a.yaml:1:1: cannot be read (No such file or directory); check its name, "
        "and where it leads if it is a link"
    ]


def test_changes_count_threads_and_posts() -> None:
    """A reload can tell what it added, changed and removed."""

    def thread(id: str, *texts: str) -> Thread:
        return Thread(id, id, tuple(Post(n, text) for n, text in enumerate(texts, 1)))

    before = [thread("same", "a"), thread("edited", "a", "b"), thread("gone", "a", "b")]
    after = [thread("same", "a"), thread("edited", "a", "c", "d"), thread("new", "a")]
    assert changes(before, after) == Changes(
        added=("new",),
        changed=("edited",),
        removed=("gone",),
        posts_added=2,
        posts_changed=1,
        posts_removed=2,
    )
    assert changes(before, before) == Changes()
