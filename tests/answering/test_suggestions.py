"""What people are offered while they type which post they want."""

from bot.answering.library import Library
from bot.answering.suggestions import MAX_SUGGESTED, suggest_posts
from bot.knowledge import Post, Thread

BREAD = Thread("bread", "On bread", tuple(Post(n, "Flour.") for n in range(1, 31)), language="en")
TEA = Thread("tea", "On tea", (Post(3, "Boil water."), Post(2022, "Of 3 leaves.")), language="en")
LIBRARY = Library.of([BREAD, TEA])


def suggested(typed: str, thread_id: str | None = None) -> list[tuple[int, str]]:
    return [(post.number, post.text) for post in suggest_posts(LIBRARY, typed, thread_id)]


def test_digits_suggest_the_posts_whose_number_begins_so() -> None:
    """The post of that number comes first, then longer numbers; posts with the digits follow."""
    assert suggested("3") == [
        (3, "Flour."), (30, "Flour."), (3, "Boil water."), (2022, "Of 3 leaves."),
    ]  # fmt: skip
    assert [number for number, _ in suggested("1", "bread")] == [1, *range(10, 20)]
    assert suggested("202") == [(2022, "Of 3 leaves.")]


def test_words_suggest_the_posts_that_have_them() -> None:
    """A part of a word is enough, in whatever case, and a thread can be chosen."""
    assert suggested("WAT") == [(3, "Boil water.")]
    assert suggested("WAT", "bread") == []


def test_no_more_are_suggested_than_discord_shows() -> None:
    """Of many posts the first are suggested."""
    assert suggested("") == [(n, "Flour.") for n in range(1, MAX_SUGGESTED + 1)]
