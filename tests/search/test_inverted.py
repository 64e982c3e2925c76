"""What the posts hold is found again in the lists that are made of them."""

from collections import Counter
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from bot.search.analysis import analyzer
from bot.search.inverted import GAP, Corpus, Postings
from bot.search.vocabulary import Vocabulary

POSTS = st.lists(st.lists(st.sampled_from("abcdef"), max_size=9).map(" ".join), max_size=4)


@given(st.lists(POSTS, max_size=6))
@example([["a", "b a"], ["b " + "a " * 300], ["a " * 70_000]])
def test_every_post_is_listed_with_what_it_holds(threads: list[list[str]]) -> None:
    """Each word is listed with the posts that say it, in order, and how often: once, hundreds of
    times in a chapter, or never."""
    vocabulary = Vocabulary(analyzer("xx", {}))
    corpus = Corpus(list(vocabulary.read(threads)))
    known = vocabulary.forms().known
    terms = vocabulary.forms().terms
    forms, _, bounds, positions, times, most = Postings.of(corpus, terms, len(terms))
    listed = {
        known[form].term: dict(zip(positions[a:b].tolist(), times[a:b].tolist(), strict=True))
        for form, (a, b) in zip(forms.tolist(), pairwise(bounds.tolist()), strict=True)
    }
    said: dict[str, dict[int, int]] = {}
    texts = (text for thread in threads for text in thread)
    for position, text in zip(corpus.positions.tolist(), texts, strict=True):
        for word, count in Counter(text.split()).items():
            said.setdefault(word, {})[position] = count
    assert listed == said
    assert all(list(one) == sorted(one) for one in listed.values())
    assert most.tolist() == [max(listed[known[form].term].values()) for form in forms]


@given(st.lists(POSTS, max_size=6))
def test_threads_stand_apart(threads: list[list[str]]) -> None:
    """What is next to a post is next to it in its thread, and nothing lies beyond the ends."""
    corpus = Corpus(list(Vocabulary(analyzer("xx", {})).read(threads)))
    positions = iter(corpus.positions.tolist())
    end = 0
    for first, thread in zip(corpus.firsts.tolist(), threads, strict=True):
        assert first == end + GAP
        end = first + len(thread)
        assert [next(positions) for _ in thread] == list(range(first, end))
    assert corpus.span == end + GAP
