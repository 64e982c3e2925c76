"""What is quoted of a long post."""

import doctest

from hypothesis import given
from hypothesis import strategies as st

from bot.answering import snippets
from bot.answering.snippets import window

TEXT = "First things first. Then came the dragonbear, and it kept the others out. Nothing more."


def quoted(limit: int, *words: str, text: str = TEXT) -> str:
    spans = sorted((text.index(word), text.index(word) + len(word)) for word in words)
    start, end = window(text, spans, limit)
    return text[start:end]


def test_a_post_that_fits_is_quoted_whole() -> None:
    """Nothing is cut that need not be."""
    assert quoted(len(TEXT), "dragonbear") == TEXT


def test_the_sentence_that_matches_is_quoted() -> None:
    """Where it fits, the sentence with the matched words is the quote."""
    assert quoted(60, "dragonbear") == "Then came the dragonbear, and it kept the others out."


def test_the_window_with_the_most_matches_is_quoted() -> None:
    """Of two places that match, the one that matches more is shown."""
    text = "the bear " + "and so on " * 20 + "the dragon and the bear"
    spans = [(4, 8), (213, 219), (228, 232)]
    start, end = window(text, spans, 40)
    assert start <= 213
    assert end >= 232


def test_words_are_not_cut() -> None:
    """A quote begins and ends where words do."""
    assert quoted(20, "others") in TEXT
    assert set(quoted(20, "others").split()) <= set(TEXT.split())


def test_a_word_longer_than_the_limit_is_cut() -> None:
    """Even one endless word keeps to the limit."""
    assert window("x" * 5000, [(100, 200)], 80) == (0, 80)


@given(st.text(alphabet="ab .!\n字", max_size=120), st.data(), st.integers(1, 60))
def test_a_window_keeps_to_the_limit(text: str, data: st.DataObject, limit: int) -> None:
    """Whatever the post and the matches, the quote is a part of the post of at most the limit."""
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    start, end = window(text, spans, limit)
    assert 0 <= start <= end <= len(text)
    assert end - start <= limit


def test_a_long_sentence_is_cut_between_words() -> None:
    """Where no sentence ends within reach, a word does."""
    text = " ".join(f"word{number}" for number in range(300))
    for spans in ((), ((text.index("word150"), text.index("word150") + 7),)):
        start, end = window(text, spans, 100)
        assert text[:start].endswith(" ") or start == 0
        assert text[end] == " "


def test_a_match_at_the_end_is_quoted_with_what_comes_before_it() -> None:
    """As much of the post is shown as there is room for."""
    text = " ".join(f"word{number}" for number in range(300))
    start, end = window(text, [(text.index("word299"), len(text))], 100)
    assert end == len(text)
    assert end - start > 90


def test_the_example_in_the_docstring_is_true() -> None:
    """People who copy the example see what it promises."""
    result = doctest.testmod(snippets)
    assert result.attempted
    assert not result.failed
