"""The README and the pages of docs/ name what is there."""

import os
import re
import subprocess
import sys
import tomllib
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.cli.app import program
from bot.knowledge import read_thread

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "tests/README.md"))
MARKDOWN = MarkdownIt().enable("table")
COMMANDS: Mapping[str, ArgumentParser] = next(
    action.choices for action in program()._actions if isinstance(action, _SubParsersAction)
)

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def tokens(page: Path) -> Iterator[Token]:
    """Yield the tokens of a page, the inline ones too."""
    for token in MARKDOWN.parse(page.read_text(encoding="utf-8")):
        yield token
        yield from token.children or ()


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings."""
    parsed = MARKDOWN.parse(page.read_text(encoding="utf-8"))
    headings = [after.content for token, after in pairwise(parsed) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def code(page: Path) -> str:
    """Return the code of a page: its shell blocks, and what is set in backticks."""
    return "\n".join(
        token.content
        for token in tokens(page)
        if token.type == "code_inline" or (token.type == "fence" and token.info in ("sh", ""))
    )


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    """Each relative link and picture of a page is a file, and each anchor a heading there."""
    for token in tokens(page):
        address = token.attrGet("href") or token.attrGet("src")
        if address is None or urlsplit(str(address)).scheme:
            continue
        link = urlsplit(str(address))
        target = (page.parent / link.path).resolve() if link.path else page
        assert target.exists(), address
        assert DOCS not in page.parents or DOCS in target.parents, (
            "the site of docs/ has no such page"
        )
        assert not link.fragment or link.fragment in anchors(target), address


@each_page
def test_make_targets_exist(page: Path) -> None:
    """Each `make …` of a page is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = re.findall(r"(?:^|&& |\| )make (?:-s )?([a-z-]+)", code(page), re.MULTILINE)
    assert set(named) <= targets


@each_page
def test_commands_and_options_exist(page: Path) -> None:
    """Each `thread-bot …` of a page is a command, and each option after it one of its own."""
    for name, rest in re.findall(r"thread-bot ([a-z]+)(.*)", code(page)):
        assert name in COMMANDS, name
        known = set(COMMANDS[name]._option_string_actions)
        named = set(re.findall(r"(?<=\s)--?[a-z][a-z-]*", rest.split("#")[0].split("|")[0]))
        assert named <= known, name


@each_page
def test_files_exist(page: Path) -> None:
    """Each path of the repository that a page names in backticks is there."""
    named = re.findall(
        r"^((?:bot|deploy|docs|scripts|tests|\.ci)/[\w./-]+)(?:::\w+)?$", code(page), re.M
    )
    missing = [path for path in named if not (ROOT / path).exists()]
    assert missing == []


def test_every_command_is_described() -> None:
    """The page about getting started has a line for each command of the program."""
    described = re.findall(
        r"^\| `thread-bot (\w+)", (DOCS / "getting-started.md").read_text(), re.M
    )
    assert sorted(described) == sorted(COMMANDS)


@each_page
def test_the_tests_exist(page: Path) -> None:
    """Each test that a page names as its proof is there."""
    tests = "".join(path.read_text() for path in ROOT.glob("tests/**/test_*.py"))
    named = re.findall(r"::(test_\w+)", code(page))
    assert [name for name in named if f"def {name}(" not in tests] == []


def test_the_site_has_every_page() -> None:
    """Each page of docs/ is in the site's navigation, and nothing else is."""
    site = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]
    listed = re.findall(r"[\w/-]+\.md", str(site["nav"]))
    assert sorted(listed) == sorted(str(page.relative_to(DOCS)) for page in DOCS.glob("**/*.md"))


def test_the_example_of_a_thread_can_be_served(tmp_path: Path) -> None:
    """The thread on the page about thread files is read as it is there."""
    page = ROOT / "docs/thread-files.md"
    (example,) = (token.content for token in tokens(page) if token.info == "yaml")
    file = tmp_path / "tea.yaml"
    file.write_text(example, encoding="utf-8")
    assert [post.number for post in read_thread(file).posts] == [1, 2]


def test_the_example_in_python_runs() -> None:
    """The search alone works as the page about getting started shows it."""
    page = ROOT / "docs/getting-started.md"
    (example,) = (token.content for token in tokens(page) if token.info == "python")
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("15 ")


def test_the_answer_in_the_readme_is_the_answer() -> None:
    """The bot's answer to the README's first question begins with the lines of the README."""
    (shown,) = re.findall(r"^> !thread (.+)\n([^`]+)", (ROOT / "README.md").read_text(), re.M)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", shown[0]],
        cwd=ROOT, env=os.environ | {"COLUMNS": "100"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    words = shown[1].replace("│", "").split()
    assert done.stdout.split()[: len(words)] == words
