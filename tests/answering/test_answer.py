"""Quotes: always the post's own words."""

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Quote
from bot.i18n import Run, plain
from bot.knowledge import Post, Thread


def quote(text: str, length: int, *spans: tuple[int, int]) -> Quote:
    post = Post(7, text)
    return Quote.of(Thread("t", "T", (post,)), post, length, spans)


def test_a_short_post_is_quoted_whole() -> None:
    """What fits is not cut, and the matched words are strong."""
    line = quote("Salt slows the yeast.", 100, (0, 4), (15, 20)).line
    assert line == (Run("Salt", "strong"), Run(" slows the "), Run("yeast", "strong"), Run("."))


def test_a_long_post_is_cut_at_word_ends_around_the_match() -> None:
    """The cut shows with an ellipsis, and the matched word is inside."""
    text = "one two three four five six seven eight nine ten"
    at = text.index("seven")
    line = plain(quote(text, 16, (at, at + 5)).line)
    assert line.startswith("…")
    assert line.endswith("…")
    assert set(line.strip("…").split()) <= set(text.split())
    assert "seven" in line.strip("…").split()


def test_an_address_is_not_marked() -> None:
    """Marks inside a web address would break it."""
    line = quote("See https://example.org/salt now.", 100, (24, 28)).line
    assert line == (Run("See https://example.org/salt now."),)


def test_an_address_that_is_cut_is_not_marked_either() -> None:
    """A quote may begin or end inside an address: what it has of one is not marked."""
    text = "https://example.org/salt and salt https://salt.example"
    spans, post = ((20, 24), (29, 33), (42, 46)), Post(1, text)
    cut = Quote(Thread("t", "T", (post,)), post, 15, 46, spans)
    assert [run.text for run in cut.line if run.style == "strong"] == ["salt"]
    assert plain(cut.line) == "….org/salt and salt https://salt…"


@given(st.data(), st.text(min_size=1).filter(str.strip), st.integers(1, 80))
def test_a_quote_is_verbatim(data: st.DataObject, text: str, length: int) -> None:
    """Whatever the post and the match, a quote is a piece of the post within the length."""
    edges = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
    one = quote(text, length, (edges[0], edges[1]))
    assert one.text in text
    assert len(one.text) <= length
    assert plain(one.line).removeprefix("…").removesuffix("…") in text
    assert one.shortened(max(1, length // 2)).text in one.text


def test_marks_that_touch_are_one() -> None:
    """Two flags side by side are one mark, as two would show their asterisks."""
    post = Post(1, "flags 🇷🇺🇨🇳 here")
    line = Quote.of(Thread("t", "T", (post,)), post, 100, ((6, 8), (8, 10))).line
    assert line == (Run("flags "), Run("🇷🇺🇨🇳", "strong"), Run(" here"))


def test_a_very_long_post_is_cut_where_most_matches_are() -> None:
    """In a post far longer than a quote the quote has the place with the most matched words."""
    text = "salt " + "flour and water " * 2000 + "salt and more salt " + "and rye " * 2000
    at = [index for index in range(len(text)) if text.startswith("salt", index)]
    one = quote(text, 60, *((index, index + 4) for index in at))
    assert "salt and more salt" in one.text
    assert len(one.text) <= 60
