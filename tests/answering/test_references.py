"""Posts as people name them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.references import PostRange, parse_reference

IDS = {"bread", "apollo 11"}


def read(text: str) -> str | None:
    """The posts that a text names, as ``THREAD: NUMBERS``, or None."""
    if (reference := parse_reference(text, IDS)) is None:
        return None
    numbers = ", ".join(map(str, reference.ranges))
    return numbers if reference.thread is None else f"{reference.thread}: {numbers}"


@pytest.mark.parametrize(
    "text",
    [
        *("7", "007", "7?", "7.", "7!", "(7)", "[7]", "#7", "/7", "7/", "7/17", "7/n", "7th"),
        *("post 7", "Post #7", "tweet 7", "no. 7", "7th post", "the 7th post", "post seven"),
        *("Nr. 7", "Beitrag 7", "der 7. Beitrag", "den siebten Beitrag", "Nachricht Nr. 7"),
        *("７", "٧", "post ७"),
        *("mensaje 7", "el mensaje 7", "nº 7", "el séptimo mensaje", "publicación siete"),
    ],
)
def test_one_post(text: str) -> None:
    """A post is named by its number in any common form, in three languages and any digits."""
    assert read(text) == "7"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("7-9", "7-9"),
        ("7 – 9", "7-9"),
        ("#7 - #9", "7-9"),
        ("9-7", "7-9"),
        ("٧-٩", "7-9"),
        ("posts 7-9?", "7-9"),
        ("3 to 5", "3-5"),
        ("from 3 to 5", "3-5"),
        ("Beitrag 3 bis 5", "3-5"),
        ("del 3 al 5", "3-5"),
        ("7-", "7-"),
        ("3,5", "3, 5"),
        ("3 and 5", "3, 5"),
        ("3 und 5", "3, 5"),
        ("mensajes 3 y 5", "3, 5"),
        ("7, 9-11", "7, 9-11"),
        ("[7-9, 12]", "7-9, 12"),
        ("posts 3, 5 and 7", "3, 5, 7"),
        ("posts 3, post 5, and 7", "3, 5, 7"),
    ],
)
def test_several_posts(text: str, numbers: str) -> None:
    """Ranges, either way round, and lists name several posts."""
    assert read(text) == numbers


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("bread 7", "bread: 7"),
        ("bread#7", "bread: 7"),
        ("BREAD: 7-9", "BREAD: 7-9"),
        ("[bread 7]", "bread: 7"),
        ("bread post 7", "bread: 7"),
        ("apollo 11 7", "apollo 11: 7"),
        ("cake 7", None),
    ],
)
def test_posts_of_a_thread(text: str, posts: str | None) -> None:
    """The id of a thread before the numbers says whose they are."""
    assert read(text) == posts


@pytest.mark.parametrize(
    "text",
    [
        *("7 dwarfs", "7-9 percent", "24/7", "-7", "3.5", "1234567890", "⁷", "17 posts", "one"),
        *("two and three", "bread", "apollo 11", "no", "2022-01-25", "10:30", "7 8 9", "", "()"),
        "7, " * 100,
    ],
)
def test_other_texts_are_no_reference(text: str) -> None:
    """A text in which a number counts or dates something is left to the search."""
    assert read(text) is None


def test_references_in_brackets() -> None:
    """Square brackets around a reference, as in a message, are no part of it."""
    assert [parse_reference(text, IDS) for text in ("[7]", "[bread 7-9, 12]", "[sic]")] == [
        ((PostRange(7, 7),), None),
        ((PostRange(7, 9), PostRange(12, 12)), "bread"),
        None,
    ]


@given(st.text(st.sampled_from("0123456789#/-–., ()[]topsandbreadº:?")))
def test_a_reference_is_rising_ranges(text: str) -> None:
    """Any text that is a reference names ranges in order, of numbers that a file may have."""
    if reference := parse_reference(text, IDS):
        for one in reference.ranges:
            assert 0 <= one.first <= (one.last or one.first) <= 999_999_999
