"""What is imported, whatever it is."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import BotError
from bot.importing import import_thread, standard_input
from bot.knowledge import read_thread, write_thread
from tests.fuzz.damage import files

GOOD = """\
Unrolled thread from @alice
1/4 The lamp is lit. 🧵

2/4 It burns: until dawn, 24/7, as on 9/11.
A second line.

(3/4) Oil is dear.

4/ End
""".encode()
SIGNS = (
    *("1/", "2/9", "3)", "(4/9)", "[5]", "6.", "Tweet 7", "Part 8 of 9", "🧵", "24/7"),
    *("9/11", "/9"),
    *("\n", "\n\n", "\r\n", "\r", " ", "\t", "\x00", "\x0b", "\x85", "\u2028", "\ufeff", "\u200b"),
    *("Unrolled thread from", "Share this page!", "@a", "https://example.org/1/2", "—", "٣/٤", "²"),
    *("<html>", "<p>", "</p>", "<!--", "&amp;", "&#0;", "{", '{"text": "a"}', "[", '"', ",", ";"),
    *("title: T\n", "posts:\n", "- number: 1\n", "text,number\n", "a", "The lamp is lit."),
)  # fmt: skip

LABELLED = st.lists(
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["", "", "The lamp is lit. ", "A light: ", "\n"]),
        st.integers(0, 9),
        st.sampled_from(["/", "/9", ")", ".", "/9 🧵", " of 9", ""]),
        st.sampled_from(["", " It burns.", "\nOil is dear.", "\n\n", " \n\nOil\n"]),
    ),
    max_size=9,
).map(lambda posts: "\n".join(posts).encode())


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "imported.yaml"


@given(
    st.one_of(files(SIGNS, GOOD), LABELLED),
    st.sampled_from(["auto", "text", "lines", "paragraphs"]),
)
@example(b"", "text")
@example(b"\n \xc2\x85\n", "paragraphs")
def test_any_paste_is_a_thread_or_an_error(file: Path, content: bytes, format: str) -> None:
    """Whatever is pasted, in whatever layout, becomes a file that the bot serves, or is refused."""
    try:
        thread = import_thread(standard_input(BytesIO(content)), "imported", format=format).thread
    except BotError:
        return
    write_thread(thread, file)
    assert read_thread(file) == thread
