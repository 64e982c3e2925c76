"""Importing again over a file that people have edited since."""

import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError
from bot.importing import update, write_update
from bot.knowledge import Post, Thread, read_thread, write_thread
from tests.importing.handing_over import of_text

FILE = """\
# Kept by the keepers.
title: Lamps, old and new
posts:
  - number: 1  # every night
    label: 1/
    text: The lamp is lit.
  - number: 2
    label: 2/
    text: |-
      It burns oil 🗼 (until 1922).

# What the keepers say
glossary:
  GRT: gross register tonnage
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lamps.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def source(*posts: str) -> Thread:
    """What the source says today."""
    return of_text("\n".join(f"{number}/ {post}" for number, post in enumerate(posts, 1))).thread


def thread(*posts: Post, author: str | None = None) -> Thread:
    """A thread of some posts."""
    return Thread(id="lamps", title="Lamps", posts=posts, author=author)


def test_only_what_is_new_is_added_and_comments_and_edits_stay(file: Path) -> None:
    """Everything that people wrote into the file is in it afterwards, in its place."""
    found = update(read_thread(file), source("The lamp is lit.", "It burns oil.", "It is out."))
    write_update(found, file)
    above, below = FILE.split("\n# What")
    new = "\n  - number: 3\n    label: 3/\n    text: |-\n      It is out.\n"
    assert file.read_text(encoding="utf-8") == f"{above}{new}\n# What{below}"
    assert read_thread(file) == found.thread


def test_what_differs_is_shown(file: Path) -> None:
    """The person sees both wordings from the word in which they part."""
    found = update(read_thread(file), source("The lamp is lit.", "It burns oil.", "It is out."))
    assert list(found.lines()) == [
        'post 2, text: the file\'s "It burns oil 🗼 (until 1922)." stays, '
        'the source has "It burns oil."',
        'new, as post 3: "It is out."',
    ]


def test_nothing_new_adds_nothing(file: Path) -> None:
    """Importing the same again changes nothing."""
    found = update(read_thread(file), source("The lamp is lit.", "It burns oil."))
    assert found.thread == read_thread(file)
    assert not found.added


def test_a_post_that_was_taken_out_stays_out() -> None:
    """The gap in the numbers tells that someone removed it."""
    kept = thread(Post(1, "One lamp."), Post(3, "Three towers."))
    found = update(kept, source("One lamp.", "Second thoughts.", "Three towers.", "Four keepers."))
    assert [post.text for post in found.taken_out] == ["Second thoughts."]
    assert [(post.number, post.text) for post in found.added] == [(4, "Four keepers.")]


def test_a_post_that_is_new_in_the_middle_goes_below_and_renumbers_none() -> None:
    """Every number in the file may have been cited."""
    kept = thread(Post(1, "One lamp."), Post(2, "Three towers."))
    found = update(kept, source("One lamp.", "Two bells.", "Three towers."))
    assert found.thread.posts[:2] == kept.posts
    assert [(post.number, post.text) for post in found.added] == [(3, "Two bells.")]


def test_posts_are_paired_by_their_links_first() -> None:
    """A post that was rewritten in the file and moved in the source is still that post."""
    url = "https://example.org/{}".format
    kept = thread(Post(1, "One.", url=url(1)), Post(2, "All else now.", url=url(2)))
    new = thread(
        Post(1, "Zero.", url=url(0)), Post(2, "One.", url=url(1)), Post(3, "Two.", url=url(2))
    )
    found = update(kept, new)
    assert [(post.number, post.text) for post in found.added] == [(3, "Zero.")]
    assert [str(difference) for difference in found.differences] == [
        'post 2, text: the file\'s "All else now." stays, the source has "Two."'
    ]


def test_what_only_the_file_has_stays_and_is_reported() -> None:
    """A post that someone added, or that is deleted in the source."""
    kept = thread(Post(1, "One lamp."), Post(2, "A note of the keepers."))
    found = update(kept, source("One lamp.", "Something else altogether, with more words in it."))
    assert "post 2 is only in the file, and stays" in list(found.lines())
    assert [post.number for post in found.added] == [3]


def test_an_author_is_named_once() -> None:
    """A new post of the thread's own author needs no author of its own."""
    kept = thread(Post(1, "One lamp."), author="alice")
    new = thread(Post(1, "One lamp."), Post(2, "Two.", author="alice"), Post(3, "3", author="bob"))
    assert [post.author for post in update(kept, new).added] == [None, "bob"]


@pytest.mark.parametrize(
    "content",
    [
        "title: Lamps\nposts: [{number: 1, text: One lamp.}]\n",
        "title: Lamps\nposts: [{number: 1, text: One lamp.}]\nlanguage: en\n",
    ],
)
def test_a_file_that_cannot_be_added_to_stays_as_it_was(content: str, tmp_path: Path) -> None:
    """Where posts cannot be put below the others, nothing is written."""
    path = tmp_path / "lamps.yaml"
    path.write_text(content, encoding="utf-8")
    found = update(read_thread(path), source("One lamp.", "Two bells."))
    with pytest.raises(BotError) as error:
        write_update(found, path)
    assert str(error.value) == (
        f"{path}: posts cannot be added to it as it is written; "
        "import into another file, and copy them over"
    )
    assert path.read_text(encoding="utf-8") == content
    assert list(tmp_path.iterdir()) == [path]


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    """A file that was saved on Windows is added to as one."""
    path = tmp_path / "lamps.yaml"
    path.write_bytes(FILE.replace("\n", "\r\n").encode())
    found = update(read_thread(path), source("The lamp is lit.", "It burns oil.", "It is out."))
    write_update(found, path)
    content = path.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert read_thread(path) == found.thread


SENTENCES = [
    "The lamp is lit.",
    "Nobody keeps bees up here!",
    "Oil was dear in 1822, gas was not",
    "🗼",
    "Why does it blink twice?",
    "Ships. Many ships.",
    "#fog and more #fog",
    "Ask at the harbour office for keys",
]


@given(st.data())
def test_whatever_was_edited_the_files_posts_stay(data: st.DataObject) -> None:
    """Edits, removals and late posts: no post changes, and what was added is not added again."""
    said = data.draw(st.permutations(SENTENCES))
    source = thread(*(Post(number, words) for number, words in enumerate(said, 1)))
    known = data.draw(st.lists(st.sampled_from(source.posts), min_size=1, unique=True))
    numbered = data.draw(st.booleans())
    kept = thread(
        *(
            Post(post.number if numbered else at, data.draw(st.sampled_from(edits(post.text))))
            for at, post in enumerate(sorted(known, key=lambda post: post.number), 1)
        )
    )
    found = update(kept, source)
    assert found.thread.posts[: len(kept.posts)] == kept.posts
    numbers = [post.number for post in found.thread.posts]
    assert numbers == sorted(set(numbers))
    assert len(kept.posts) + len(found.added) + len(found.taken_out) == len(SENTENCES)
    assert not update(found.thread, source).added


def edits(words: str) -> list[str]:
    """A text as it was, and as someone may have changed it."""
    return [words, f"{words} (sic)"] if len(words) > 10 else [words]


def test_the_result_is_read_back_whatever_the_words(tmp_path: Path) -> None:
    """Words that YAML could take for something else are written so that it does not."""
    path = tmp_path / "lamps.yaml"
    write_thread(thread(Post(1, "One lamp.")), path)
    hard = ["no", "12:30", "# lamps", "- a\n\n  b", "\tkey: value", "a\u2028b", "…  ", "'\"\\"]
    more = [Post(number, words.strip()) for number, words in enumerate(hard, 2)]
    found = update(read_thread(path), thread(Post(1, "One lamp."), *more))
    write_update(found, path)
    assert read_thread(path) == found.thread


@pytest.mark.parametrize("words", [30, 300, 30_000])
def test_a_post_with_an_edited_word_is_no_new_post(words: int) -> None:
    """However long a post is, it is recognized, and compared in a second."""
    chance = random.Random(words)

    def some(others: str = "") -> list[str]:
        return chance.choices(f"lamp oil keeper storm. night ship tower {others}".split(), k=words)

    start = time.process_time()
    text = some()
    edited = [*text[: words // 2], "bread", *text[words // 2 + 1 :]]
    kept = thread(Post(1, " ".join(text)))
    assert not update(kept, thread(Post(1, " ".join(edited)))).added
    assert (
        len(update(kept, source(" ".join(some("of the sea. and in an old house. by")))).added) == 1
    )
    assert time.process_time() - start < 3
