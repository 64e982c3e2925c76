"""``thread-bot page``."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
THREAD = "title: {title}\nposts:\n- number: 1\n  text: One.\n"


def command(*words: str | Path) -> list[str]:
    """The command line of ``thread-bot page``."""
    return [sys.executable, "-m", "bot", "page", *map(str, words)]


def test_it_writes_a_page_for_each_thread(tmp_path: Path) -> None:
    """Without ids every thread has its page, with ids those have."""
    knowledge, site = tmp_path / "knowledge", tmp_path / "site"
    knowledge.mkdir()
    for id in ("bear", "wolf"):
        (knowledge / f"{id}.yaml").write_text(THREAD.format(title=id))
    subprocess.run(command("-o", site, "--knowledge", knowledge), cwd=ROOT, check=True)
    assert {path.name for path in site.iterdir()} == {"index.html", "bear.html", "wolf.html"}
    subprocess.run(command("wolf", "-o", site, "--knowledge", knowledge), cwd=ROOT, check=True)
    assert {path.name for path in site.iterdir()} == {"index.html", "wolf.html"}


def test_an_unknown_thread_is_named(tmp_path: Path) -> None:
    """An id that no thread has is one sentence, and nothing is written."""
    done = subprocess.run(
        command("lion", "-o", tmp_path / "site"), cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert 'There is no thread "lion"; there are: dragonbear' in done.stderr
    assert not (tmp_path / "site").exists()


def test_it_writes_again_when_a_thread_changes(tmp_path: Path) -> None:
    """With --watch a changed thread's page is written again, and an error in between is shown."""
    knowledge, site = tmp_path / "knowledge", tmp_path / "site"
    knowledge.mkdir()
    file = knowledge / "bear.yaml"
    file.write_text(THREAD.format(title="Before"))
    with subprocess.Popen(
        command("--watch", "-o", site, "--knowledge", knowledge),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert "Before" in (site / "bear.html").read_text()
        file.write_text("title: Broken\n")
        assert "bear.yaml" in process.stdout.readline()
        assert "Before" in (site / "bear.html").read_text()
        file.write_text(THREAD.format(title="After"))
        while "index.html" not in process.stdout.readline():
            pass
        assert "After" in (site / "bear.html").read_text()
        process.terminate()
