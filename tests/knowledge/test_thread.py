"""What people get who compare threads."""

from dataclasses import replace

import pytest

from bot.knowledge import Medium, Post, Thread

THREAD = Thread("tea", "On tea", (Post(1, "Water has to boil."),), glossary={"UK": "Kingdom"})


def test_threads_with_the_same_words_are_equal() -> None:
    """A thread that is read twice is one thread, in sets and mappings too."""
    again = replace(THREAD, posts=(Post(1, "Water has to boil."),), glossary={"UK": "Kingdom"})
    assert again == THREAD
    assert again.digest == THREAD.digest
    assert {again, THREAD} == {THREAD}


POST = THREAD.posts[0]


@pytest.mark.parametrize(
    "other",
    [
        replace(THREAD, id="coffee"),
        replace(THREAD, title="On green tea"),
        replace(THREAD, author="@tea"),
        replace(THREAD, source="@tea"),
        replace(THREAD, language="en"),
        replace(THREAD, glossary={}),
        replace(THREAD, glossary={"UK": "United Kingdom"}),
        replace(THREAD, posts=(POST, POST._replace(number=2))),
        *(
            replace(THREAD, posts=(POST._replace(**{key: value}),))
            for key, value in {
                "number": 2,
                "text": "Water has to boil!",
                "label": "1/",
                "author": "1/",
                "date": "2022-01-25",
                "url": "2022-01-25",
                "media": (Medium("https://example.org/tea.png"),),
            }.items()
        ),
    ],
)
def test_threads_that_differ_anywhere_are_not_equal(other: Thread) -> None:
    """No difference between two threads is overlooked, so a reload takes up every one."""
    assert other != THREAD
    assert other.digest != THREAD.digest
