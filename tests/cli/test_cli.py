"""What people get who run ``thread-bot`` in a shell: real processes, real files."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from bot.knowledge import read_thread

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "knowledge"


def run(
    *arguments: str | Path, stdin: str = "", folder: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run ``thread-bot`` as its own process, with no setting but those given."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=folder,
        env=clean | {"PYTHONPATH": str(ROOT)} | environment,
        timeout=60,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A knowledge folder with one small thread."""
    (tmp_path / "bread.yaml").write_text(
        "title: On bread\nposts:\n"
        "- number: 1\n  text: Flour and water make a dough.\n"
        "- number: 2\n  text: A sourdough rests overnight.\n"
    )
    return tmp_path


def test_ask_quotes_the_post_that_answers() -> None:
    """The question the bot exists for is answered with post 15, and the quote is verbatim."""
    asked = run("ask", "--json", "what is the dragonbear")
    answer = json.loads(asked.stdout)
    assert asked.returncode == 0
    assert answer["question"] == "what is the dragonbear"
    assert answer["answered"] is True
    best = answer["posts"][0]
    assert (best["thread"], best["number"]) == ("dragonbear", 15)
    assert best["quote"] in best["text"]
    assert best["text"].endswith("The #dragonbear keeps external forces away from CA.")
    assert 0 < best["score"] <= 1


def test_ask_says_when_the_thread_does_not_answer() -> None:
    """A question about something else is not answered, and nothing is quoted."""
    answer = json.loads(run("ask", "--json", "how do I install Python").stdout)
    assert (answer["kind"], answer["certainty"]) == ("refusal", None)
    assert (answer["answered"], answer["posts"]) == (False, [])


def test_ask_takes_the_lines_of_the_chat() -> None:
    """A line is answered as in the chat, and `--before` makes it a follow-up."""
    for line, before, kind, numbers in (
        ("7-9", "", "posts", [7, 8, 9]),
        ("next", "7", "posts", [8]),
        ("thanks", "", "help", []),
        ("who wrote this", "", "facts", []),
    ):
        answer = json.loads(run("ask", "--json", line, "--before", before).stdout)
        assert (answer["kind"], [post["number"] for post in answer["posts"]]) == (kind, numbers)


def test_ask_says_an_error_as_json_too() -> None:
    """A post that there is not is of the kind `error`, and the exit code says so as well."""
    asked = run("ask", "--json", "99")
    assert asked.returncode == 1
    assert json.loads(asked.stdout)["kind"] == "error"


def test_ask_keeps_to_the_limit_and_the_thread(folder: Path) -> None:
    """--limit and --thread narrow the answer, and a thread that is not there is an error."""
    asked = run("ask", "dough", "--json", "--limit", "1", "--knowledge", folder)
    assert [post["number"] for post in json.loads(asked.stdout)["posts"]] == [1]
    wrong = run("ask", "dough", "--thread", "cake", "--knowledge", folder)
    assert wrong.returncode == 1
    assert wrong.stderr.splitlines()[-1] == "There is no thread cake; there are: bread"
    wrong = run("ask", "dough", "--limit", "9" * 5000, "--knowledge", folder)
    assert wrong.stderr.splitlines()[-1].endswith('…" is no number from 1 to 50')


def test_explain_shows_which_words_matched_what() -> None:
    """Each hit comes with the words that led to it, also where they were misspelt."""
    asked = run("ask", "--explain", "--limit", "1", "the dragon bear and Centrl Asia")
    rows = [line.split() for line in asked.stdout.splitlines()]
    assert ["Centrl", "Central", "similar"] in [row[:3] for row in rows]
    assert ["dragon", "bear", "dragonbear", "word"] in [row[:4] for row in rows]
    assert any(row[:4] == ["post", "15", "of", "dragonbear,"] for row in rows)


def test_evaluate_scores_labelled_questions(tmp_path: Path) -> None:
    """One's own questions, labelled with the posts that answer them, are scored in one table."""
    questions = tmp_path / "questions.yaml"
    questions.write_text(
        "thread: dragonbear\nquestions:\n"
        "- {ask: what is the dragonbear, posts: [15]}\n"
        "- {ask: who won the world cup, posts: []}\n"
    )
    table = run("evaluate", questions).stdout
    rows = {
        " ".join(line.split()[:-1]): line.split()[-1] for line in table.splitlines() if line.strip()
    }
    assert (rows["questions"], rows["of which without an answer"]) == ("2", "1")
    assert (rows["hit@1"], rows["refusal AUC"]) == ("100.0%", "1.000")


def test_the_chat_answers_piped_lines() -> None:
    """Lines piped in are answered in plain text, after a line on how to run it on Discord."""
    chat = run("run", stdin="!thread what is the dragonbear\n")
    assert chat.returncode == 0
    first, *rest = chat.stdout.splitlines()
    assert "set DISCORD_TOKEN" in first
    assert "15 · The dragonbear · sure" in rest
    assert "The #dragonbear keeps external forces away from CA." in chat.stdout
    assert "\x1b" not in chat.stdout


def test_the_chat_reloads_while_it_runs(folder: Path) -> None:
    """What is added is found after a reload in the same chat, which answers a pipe at once."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "--knowledge", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
    ) as chat:
        assert chat.stdin is not None
        assert chat.stdout is not None
        chat.stdin.write("!thread list\n")
        chat.stdin.flush()
        assert any(line.startswith("On bread") for line in chat.stdout)
        (folder / "tea.yaml").write_text("title: On tea\nposts: [{number: 1, text: Boil it.}]\n")
        said, _ = chat.communicate("!thread reload\n!thread list\n", timeout=60)
    assert "Threads: 1 added, 0 changed, 0 removed." in said
    assert "On tea · 1 post · English (guessed) · tea" in said


def test_bytes_that_are_no_text_do_not_end_the_chat() -> None:
    """A line of garbage is a line like any other; the next one is answered."""
    chat = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        input=b"\xff\xfe\x00\n!thread 16\n",
        capture_output=True,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        timeout=60,
        check=True,
    )
    assert b"#Timestamp from January 25" in chat.stdout


def test_check_passes_a_good_folder() -> None:
    """The shipped knowledge has no errors."""
    checked = run("check", SHIPPED)
    assert (checked.returncode, checked.stdout) == (
        0,
        f"{SHIPPED}: 17 posts in 1 thread, no errors\n",
    )


def test_check_prints_every_fault_and_exits_1(tmp_path: Path) -> None:
    """Five broken files give at least five located lines and exit code 1."""
    broken = {
        "a.yaml": "title: A\nposts: []\n",
        "b.yaml": "title: B\nposts:\n- number: 1\n  txt: x\n",
        "c.yaml": "title: [\n",
        "d.yaml": "- x\n",
        "e.yaml": "",
    }
    for name, content in broken.items():
        (tmp_path / name).write_text(content)
    checked = run("check", tmp_path)
    assert checked.returncode == 1
    places = [
        line.removeprefix(f"{tmp_path}/").split(": ")[0] for line in checked.stderr.split("\n")
    ]
    assert places == [
        "a.yaml:2:8",
        "b.yaml:3:3",
        "b.yaml:4:3",
        "c.yaml:2:1",
        "d.yaml:1:1",
        "e.yaml:1:1",
        "",
    ]


def test_a_broken_folder_does_not_start(tmp_path: Path) -> None:
    """The bot does not start on knowledge it cannot read; it says where and what."""
    started = run("run", "--knowledge", tmp_path / "gone")
    assert (started.returncode, started.stderr) == (
        1,
        f"{tmp_path / 'gone'}:1:1: the folder is not there; make it, or name another\n",
    )


def test_schema_checks_the_shipped_thread() -> None:
    """The printed schema is one that an editor can use."""
    schema = json.loads(run("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["required"]) == {"title", "posts"}


def test_a_wrong_setting_is_one_line_and_exit_code_78() -> None:
    """A setting out of range or misspelt is named, with the values it takes."""
    started = run("run", THREAD_BOT_QUOTES="many", THREAD_BOT_PREFX="?")
    assert started.returncode == 78
    assert started.stderr.splitlines() == [
        "THREAD_BOT_PREFX is no setting; write THREAD_BOT_PREFIX",
        'THREAD_BOT_QUOTES is "many"; it is the most posts that an answer quotes, 1 to 3',
    ]


def test_the_prefix_is_a_setting() -> None:
    """Another prefix is taken, and help shows it."""
    chat = run("run", stdin="?thread help\n", THREAD_BOT_PREFIX="?")
    assert "?thread list" in chat.stdout


def test_import_writes_a_knowledge_file_and_says_what_it_dropped(tmp_path: Path) -> None:
    """A paste becomes a file that can be served at once."""
    paste = "One bicycle. 1/\nAnother sailboat. 2/\nShare this Scrolly Tale with your friends.\n"
    target = tmp_path / "thing.yaml"
    done = run("import", "-", "-o", target, "--title", "Things", stdin=paste)
    assert done.returncode == 0
    assert "left out: line 3" in done.stderr
    assert target.read_text() == (
        "title: Things\n\nposts:\n"
        "- number: 1\n  label: 1/\n  text: |-\n    One bicycle.\n\n"
        "- number: 2\n  label: 2/\n  text: |-\n    Another sailboat.\n"
    )
    asked = run("ask", "sailboat", "--json", "--knowledge", tmp_path)
    assert json.loads(asked.stdout)["posts"][0]["number"] == 2


def test_a_paste_of_the_shipped_thread_gives_the_shipped_posts(tmp_path: Path) -> None:
    """The thread the bot exists for survives print and import, character for character."""
    posts = read_thread(SHIPPED / "dragonbear.yaml").posts
    paste = "\n".join(f"{post.text} {post.label or ''}" for post in posts)
    target = tmp_path / "again.yaml"
    run("import", "-", "-o", target, stdin=paste)
    assert read_thread(target).posts == posts
