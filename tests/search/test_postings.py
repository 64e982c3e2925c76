"""What the posts have is found again in the postings that are made of them."""

from collections import Counter
from itertools import chain, pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from bot.search.postings import GAP, Postings
from bot.search.tokenizer import analyzer
from bot.search.vocabulary import Vocabulary

POSTS = st.lists(st.lists(st.sampled_from("abcdef"), max_size=9).map(" ".join), max_size=4)


def postings(threads: list[list[str]]) -> tuple[Postings, Vocabulary]:
    """The postings of some threads, with their vocabulary."""
    vocabulary = Vocabulary(analyzer("xx", {}))
    posts = vocabulary.tokenize(chain.from_iterable(threads))
    counts = [*map(len, threads)]
    return Postings(counts, posts, vocabulary.terms, len(vocabulary.term_numbers)), vocabulary


@given(st.lists(POSTS, max_size=6))
@example([["a", "b a"], ["b " + "a " * 300], ["a " * 70_000]])
def test_every_post_is_listed_with_what_it_has(threads: list[list[str]]) -> None:
    """Each word is listed with the posts that have it, in order, and how often: once, hundreds of
    times in a chapter, or never."""
    made, vocabulary = postings(threads)
    offsets, positions = made.lists
    listed = {
        vocabulary.forms[form].term: dict(
            zip(positions[a:b].tolist(), made.tf[a:b].tolist(), strict=True)
        )
        for form, (a, b) in zip(made.forms.tolist(), pairwise(offsets.tolist()), strict=True)
    }
    said: dict[str, dict[int, int]] = {}
    texts = (text for thread in threads for text in thread)
    for position, text in zip(made.positions.tolist(), texts, strict=True):
        for word, count in Counter(text.split()).items():
            said.setdefault(word, {})[position] = count
    assert listed == said
    assert all(list(one) == sorted(one) for one in listed.values())


@given(st.lists(POSTS, max_size=6))
def test_threads_stand_apart(threads: list[list[str]]) -> None:
    """What is next to a post is next to it in its thread, and nothing lies beyond the ends."""
    made, _ = postings(threads)
    positions = iter(made.positions.tolist())
    end = 0
    for first, thread in zip(made.firsts.tolist(), threads, strict=True):
        assert first == end + GAP
        end = first + len(thread)
        assert [next(positions) for _ in thread] == list(range(first, end))
    assert made.span == end + GAP


@given(st.lists(POSTS, max_size=6))
def test_a_thread_is_taken_out_as_it_was_put_in(threads: list[list[str]]) -> None:
    """The next index has the words of a thread where this one has them."""
    made, vocabulary = postings(threads)
    for first, thread in zip(made.firsts.tolist(), threads, strict=True):
        taken = made.slice(first, first + len(thread))
        for given_, column in zip(vocabulary.tokenize(thread), taken, strict=True):
            assert given_.tolist() == column.tolist()
