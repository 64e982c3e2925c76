"""Lines that people type, whatever is in them."""

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.nearest import nearest
from bot.answering.parsing import after_command, parse
from bot.answering.requests import Ask, Show

NUMBERS = st.integers(0, 10**10).map(str)
DASHES = st.sampled_from(["-", " – ", "—#", "- -"])
SIGNS = ("#", "1", "999999999", "0", "-", "–", "٣", "²", " ", "\n", ":", "bread", "BREAD", "list")
LINES = st.one_of(
    st.text(st.characters()),
    st.lists(st.sampled_from(SIGNS)).map("".join),
    st.tuples(st.sampled_from(["", "#", "bread: "]), NUMBERS, DASHES, NUMBERS).map("".join),
)


@given(LINES)
def test_numbers_are_a_range_and_words_are_kept(line: str) -> None:
    """A line that shows posts names a range in order; a question is the line, word for word."""
    request = parse(line, {"bread"})
    if isinstance(request, Show):
        for one in request.ranges:
            assert 0 <= one.first <= (one.last or one.first) <= 999_999_999
    if isinstance(request, Ask):
        narrowed = request.thread is not None
        assert line.strip().endswith(request.question)
        assert narrowed == (request.question != line.strip())
        assert not narrowed or nearest(request.thread, {"bread"})  # the id, or mistyped


@given(st.text(st.characters(), min_size=1), LINES, st.sampled_from(["thread", "THREAD"]))
def test_any_prefix_is_only_itself(prefix: str, line: str, command: str) -> None:
    """Whatever the prefix is set to, what follows the command is read as it was typed."""
    assert after_command(f"{prefix}{command} {line}", prefix) == line.strip()
    assert after_command(line, prefix + "\0") is None
