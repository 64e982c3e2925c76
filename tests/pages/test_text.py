"""Posts as text with links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pages.text import Piece, first_words, pieces


@given(st.text() | st.lists(st.sampled_from(["https://a.b/c", "(", ")", ".", " ", "“x”", "\n"])))
def test_no_character_is_lost(text: str | list[str]) -> None:
    """The pieces of a text, joined, are the text."""
    text = "".join(text)
    assert "".join(piece.text for piece in pieces(text)) == text


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("see https://a.example/b.", "https://a.example/b"),
        ("(https://a.example/b)", "https://a.example/b"),
        ("“https://a.example/b”!", "https://a.example/b"),
        ("https://a.example/Bear_(dragon), she said", "https://a.example/Bear_(dragon)"),
        ("https://a.example/b?x=1&y=[2]…", "https://a.example/b?x=1&y=[2]"),
    ],
)
def test_a_link_is_whole_without_the_punctuation_around_it(text: str, url: str) -> None:
    """A link ends before the sentence's own punctuation, but keeps its brackets."""
    assert Piece(url, url) in pieces(text)


def test_closing_brackets_without_end_take_no_time() -> None:
    """What follows an address is not counted again for each character, which would take hours."""
    url = "https://a.example/(b)"
    assert next(pieces(f"{url}{')' * 300_000}")) == Piece(url, url)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One\ntwo", "One two"),
        ("word " * 20, " ".join(["word"] * 12) + "…"),
        ("x" * 100, "x" * 59 + "…"),
    ],
)
def test_first_words_fit_on_one_line(text: str, first: str) -> None:
    """The contents name a post by at most 60 characters, cut between words where there are any."""
    assert first_words(text) == first
    assert len(first) <= 60
