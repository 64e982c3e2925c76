"""A plain file is read by a pattern as YAML has it, or left to the parser of YAML."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.knowledge import Post, Thread, format_thread
from bot.knowledge.yaml_files import _plain_thread, _strict_thread

THREAD = Thread(
    "bears",
    'On "bears": all',
    (Post(1, "Bears\n\n  sleep # long.\nThey do."), Post(7, "- number: 8"), Post(9, "posts:\nx")),
    language="en",
    glossary={"B": "Bear"},
)
LINES = (
    *(
        "",
        " ",
        "    ",
        "     x",
        "    x",
        "x",
        "\t",
        "    \t",
        "    \u2028",
        "    x\u0085y",
        "    \ufeff",
    ),
    *("posts:", "posts: []", "- number: 7", "- number: 2", "- number: 08", "- number: 3 # x", "-"),
    *(
        "  text: |-",
        "  text: |",
        "  text: x",
        "  label: /1",
        "...",
        "---",
        "# x",
        "    # x",
        "    \r",
    ),
    *(
        'title: "x',
        "title: |",
        "title: x",
        "language: en",
        'x"',
        "author: &a x",
        "  - x",
        "? x",
        "%x",
    ),
    *(
        "title: 'x",
        "{title: x,",
        "}",
        "servers:",
        "- 1",
        "source: [",
        "]",
        "title:",
        "author: x # y",
    ),
)


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.booleans(), st.sampled_from(LINES)), min_size=1, max_size=4
    )
)
@example([(0, True, 'title: "x'), (9, False, 'x"')])
@example([(0, True, "...")])
def test_what_the_pattern_reads_is_what_yaml_has(edits: list[tuple[int, bool, str]]) -> None:
    """However a plain file is edited, it is read alike, or the parser of YAML reads it."""
    lines = format_thread(THREAD).split("\n")
    for place, replaced, line in edits:
        lines[place : place + replaced] = [line]
    text = "\n".join(lines)
    if (thread := _plain_thread("bears", text)) is not None:
        assert thread == _strict_thread("bears", text, "bears.yaml")


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_plain_posts_are_read_by_the_pattern(end: str) -> None:
    """What the bot writes, of posts that have nothing but a number and a text, is read quickly."""
    assert _plain_thread("bears", format_thread(THREAD) + end) == THREAD
