"""What people get who rely on rank-bm25's model, and on its errors being fixed."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from bot.search.bm25 import Okapi, never_used
from bot.search.postings import Postings
from bot.search.tokenizer import analyzer
from bot.search.vocabulary import Vocabulary

corpora = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=12), min_size=1, max_size=12)


def okapi(
    *threads: list[list[str]],
    background: float = 0.0,
    frequency: Callable[[str], float] = never_used,
) -> Okapi:
    """BM25 of threads whose posts are given as terms."""
    vocabulary = Vocabulary(analyzer("xx", {}))
    posts = vocabulary.tokenize(" ".join(terms) for thread in threads for terms in thread)
    counts = [*map(len, threads)]
    postings = Postings(counts, posts, vocabulary.terms, len(vocabulary.term_numbers))
    return Okapi(vocabulary, postings, background=background, relative_frequency=frequency)


@given(corpora.filter(any), corpora, st.lists(st.sampled_from("abcdefghij"), max_size=6))
def test_scores_are_rank_bm25s_own_to_the_last_bit(
    thread: list[list[str]], other: list[list[str]], query: list[str]
) -> None:
    """For the same tokens and weights nothing parts the inverted index from rank-bm25's class."""
    ours = okapi(thread, other)
    corpus = thread + other
    theirs = BM25Okapi(corpus)
    theirs.idf = dict(ours.idf)
    assert ours.get_scores(query).tolist() == theirs.get_scores(query).tolist()
    positions = list(range(0, len(corpus), 2))
    assert ours.get_batch_scores(query, positions) == theirs.get_batch_scores(query, positions)


def test_a_term_in_half_the_posts_counts() -> None:
    """A word that one of two posts has tells them apart; rank-bm25 gives it nothing."""
    assert BM25Okapi([["a"], ["b"]]).get_scores(["a"]).tolist() == [0, 0]
    assert okapi([["a"], ["b"]]).get_scores(["a"])[0] > 0


def test_a_commoner_term_never_weighs_more() -> None:
    """A word in two of three posts weighs less than a word in one; rank-bm25 turns that round."""
    idf = okapi([["a", "b"], ["a", "c"], ["d"]]).idf
    assert idf["a"] < idf["b"]
    assert idf["a"] == pytest.approx(math.log(1 + 1.5 / 2.5))


def test_a_single_post_can_be_found() -> None:
    """A thread of one post answers; rank-bm25 scores it below nothing."""
    assert BM25Okapi([["a", "b"]]).get_scores(["a"])[0] < 0
    assert okapi([["a", "b"]]).get_scores(["a"])[0] > 0


@pytest.mark.parametrize("corpus", [[], [[]], [[], []]])
def test_an_empty_corpus_has_no_matches(corpus: list[list[str]]) -> None:
    """A thread without posts, or without words, is searched like any other."""
    empty = okapi(corpus)
    assert empty.get_scores(["a"]).tolist() == [0] * len(corpus)
    assert empty.get_top_n(["a"], [object()] * len(corpus)) == []


def test_only_posts_that_match_are_ranked() -> None:
    """Where nothing matches nothing is returned, not the last posts."""
    held = okapi([["a"], ["b"], ["c"]])
    assert held.get_top_n(["x"], ["A", "B", "C"]) == []
    assert held.get_top_n(["b"], ["A", "B", "C"]) == ["B"]


def test_equal_scores_keep_the_order_of_the_posts() -> None:
    """Posts that match alike come as they stand in the thread."""
    held = okapi([["x", "y"], ["a", "y"], ["a", "x"], ["a", "z"]])
    assert held.get_top_n(["a"], [1, 2, 3, 4], 2) == [2, 3]


def test_everyday_words_weigh_little_in_the_smallest_thread() -> None:
    """With everyday language in the background "the" is weak even where one post has it."""
    frequency = {"the": 0.05, "dragon": 1e-6}.__getitem__
    held = okapi([["the"], ["dragon"]], background=200, frequency=frequency)
    assert held.idf["the"] < held.idf["dragon"] / 2
    assert okapi([["the"], ["dragon"]]).idf["the"] == okapi([["the"], ["dragon"]]).idf["dragon"]


def test_a_word_the_thread_lacks_has_a_weight() -> None:
    """What a question asks for without success still counts as asked for."""
    held = okapi([["a"]], background=200)
    assert held.weight("missing") > held.weight("a") > 0
    assert not np.any(held.get_scores(["missing"]))
