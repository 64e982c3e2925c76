"""The scorer: which posts match a query best, and why.

The score of a post adds two kinds of evidence, each between 0 and about 1:

    words     Σ w(t)·bm25(t, post) / Σ w(t)                     the query's terms t under BM25
    letters   Σ w(t)·m(t)·similarity(t, post) / Σ w(t)·m(t)     its words by their 4-grams
    score     words + LETTERS·letters

w is the idf with everyday language in the background (`bot.search.bm25`), m the weight of a word's
grams, and similarity the largest share of it that a word of the post has (`bot.search.fuzzy`).  A
thread is read in order, so a term counts, fading, in the posts after the one that has it, and less
in those before: a person named once is "he" and "it" from then on.

Posts rank by score, plus NUMBER_BONUS for a post with a number of the kind that is asked for, and
plus a share of EARLY_BONUS: what of the post comes after its first content word of the query.  What
is known comes before what is new, so a post that begins with what is asked goes on to answer.  Only
CANDIDATES posts are scored: those with the highest estimate, an upper bound of a post's own score
or of what a single neighbour adds to it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np

from bot.search.fuzzy import ONE_EDIT, Sought, Word
from bot.search.highlight import highlights
from bot.search.postings import GAP
from bot.search.query import EVERYDAY, Query, Term, TermStatistics, TermTable
from bot.search.ragged import (
    Flags,
    Floats,
    Integers,
    concat_ranges,
    weighted_counts,
)

K1, B = 0.5, 0.6  # a short post that names a word once says nearly all there is to say
BACKGROUND = 200  #: posts of everyday language beside the index's
NUMBER_BONUS = 0.2  #: what a number adds to the score where its kind is asked for
EARLY_BONUS = 0.1  #: what it adds where a post begins with a word of the query
LETTERS = 1.25  #: weight of the similarity of letters beside words
BEFORE = (0.125, 0.25, 0.5)  #: weights of a term in the third, second and first post before one
AFTER = (0.3, 0.09)  #: and in those after it
MIN_MATCH = 0.2  #: a post whose own evidence for every term is smaller does not match
MIN_SIMILARITY = 0.3  #: a word with a smaller similarity is not found
CANDIDATES = 64  #: posts that are scored
MAX_MATCHES = 1000  #: words of a post that are marked; a long one may have half a million
ESTIMATE_STEP = 2.0**-20  #: estimates that are equal in this precision are equal

NEIGHBOUR_WEIGHTS = np.array([*BEFORE, 1.0, *AFTER])[:, None]
STEPS = np.arange(-len(BEFORE), len(AFTER) + 1)[:, None]

assert max(len(BEFORE), len(AFTER)) <= GAP


#: What one term of a query finds in a post: whether a form of the term itself is there, the largest
#: similarity of a word of the post, and what they add to the score, without the posts around.
Evidence = tuple[bool, float, float]
#: A term, one of the first tokens that match it, its form, and whether that is a typo away.
Match = tuple[int, int, int, bool]
Spans = tuple[tuple[int, int], ...]


class ScoredPost(NamedTuple):
    """A post that matches a query."""

    score: float
    found: float  #: the weights of the terms that are found in it
    telling: float  #: nats of the rarest term that it has, as it is or a typo away
    missing: float  #: nats of the terms that it lacks
    position: int
    has_number: bool  #: of the kind that is asked for


class Ranking(NamedTuple):
    """The posts that match a query best, best first, equal ones in order."""

    posts: list[ScoredPost]
    anywhere: Sequence[float]  #: of each term the largest similarity of any word of the index
    #: of the post of a rank, what to mark in its text: rising, without overlap
    mark: Callable[[int], Spans]
    #: of the post of a rank, what each term finds, and its matches in the post's order
    explain: Callable[[int], tuple[list[Evidence], list[Match]]]


class Scorer(Protocol):
    """Finds the posts that match a query best; the NumPy and the native one rank alike."""

    def rank(self, query: Query, limit: int) -> Ranking:
        """Return at most `limit` posts."""


class _Weights(NamedTuple):
    """What each term adds to a score at most, as a word and by its letters."""

    word: Floats
    letters: Floats


class _Scored(NamedTuple):
    position: int
    score: float
    evidence: list[Evidence]
    matched: Integers  #: of the forms sought, those that it has
    tokens: Integers  #: the token of each


class NumpyScorer:
    """The scorer in NumPy: the definition of the ranking."""

    def __init__(self, table: TermTable) -> None:
        self._okapi, self._ngrams = table.okapi, table.ngrams
        self._postings = table.okapi.postings

    def rank(self, query: Query, limit: int) -> Ranking:
        """Return the posts that match a query best, at most `limit`."""
        words = [*map(self._word, query.terms, query.statistics)]
        sought, mass = self._ngrams.similar(words)
        idf = query.weights()
        weights = _weights(np.array(idf), mass)
        frequencies = [term.relative_frequency for term in query.statistics]
        everyday = np.array(frequencies) >= EVERYDAY
        estimates = self._estimates(sought, weights, everyday, max(limit, CANDIDATES))
        has_number = (self._postings.numbers & query.number).astype(np.bool_)
        bonus: Floats = np.where(has_number, NUMBER_BONUS, 0.0)
        candidates = self._candidates(estimates, bonus, max(limit, CANDIDATES))
        scored = self._score(candidates, sought, weights, everyday, bonus, limit)
        anywhere = np.zeros(len(words))
        np.maximum.at(anywhere, sought.words, sought.similarity)
        posts = [
            ScoredPost(
                one.score, *_sums(query, idf, one.evidence), one.position, has_number[one.position]
            )
            for one in scored
        ]

        def explain(rank: int) -> tuple[list[Evidence], list[Match]]:
            return scored[rank].evidence, _matches(sought, scored[rank])

        def mark(rank: int) -> Spans:
            found = [(term, token) for term, token, *_ in explain(rank)[1]]
            return highlights(found, frequencies, self._postings.span_of)

        return Ranking(posts, anywhere.tolist(), mark, explain)

    def _word(self, term: Term, statistics: TermStatistics) -> Word:
        if term.new is None:
            grams = self._ngrams.grams_of(term.number)
            return Word(statistics.forms, grams, len(grams))
        mistyped = term.form if statistics.may_be_typo else None
        return Word(statistics.forms, *self._ngrams.known_grams(term.form), mistyped)

    def _estimates(self, sought: Sought, weights: _Weights, everyday: Flags, wanted: int) -> Floats:
        """Return an upper bound of each post's own score, by the content words if they are in
        enough posts, else by all words."""
        is_everyday = everyday[sought.words]
        content = self._sum_of_postings(sought, weights, ~is_everyday)
        if np.count_nonzero(content) >= wanted or not everyday.any():
            return content
        return content + self._sum_of_postings(sought, weights, is_everyday)

    def _sum_of_postings(self, sought: Sought, weights: _Weights, which: Flags) -> Floats:
        terms, forms, own, _, similarity = (column[which] for column in sought)
        positions, tf = self._postings.lists, self._postings.tf
        starts = positions.offsets[forms]
        counts = positions.offsets[forms + 1] - starts
        at = concat_ranges(starts, counts)
        found = positions.values.take(at)
        scores = self._okapi.term_scores(tf.take(at), found)
        word = (weights.word[terms] * own).repeat(counts) * scores
        letters = (weights.letters[terms] * similarity).repeat(counts)
        return weighted_counts(found, word + letters, self._postings.span)

    def _candidates(self, estimates: Floats, bonus: Floats, wanted: int) -> Integers:
        """Return the positions with the highest estimates, the first of equal ones."""
        found = estimates.nonzero()[0]
        if len(found) <= wanted:
            return found
        best = (estimates[found + STEPS] * NEIGHBOUR_WEIGHTS).max(0)
        ranks = np.rint((best + bonus[found]) / ESTIMATE_STEP)
        least = np.partition(ranks, len(ranks) - wanted)[len(ranks) - wanted]
        better = found[ranks > least]
        return np.sort(np.append(better, found[ranks == least][: wanted - len(better)]))

    def _score(
        self,
        candidates: Integers,
        sought: Sought,
        weights: _Weights,
        everyday: Flags,
        bonus: Floats,
        limit: int,
    ) -> list[_Scored]:
        """Return the best of some posts, with the neighbours of each."""
        is_near = np.zeros(self._postings.span, np.bool_)
        is_near[candidates + STEPS] = True
        near = is_near.nonzero()[0]
        around = np.searchsorted(near, candidates + STEPS)
        tokens, places, matched = self._look_for(near, sought)
        shape = len(weights.word), len(near)  # what each term has in each post
        cells = sought.words[matched] * len(near) + places
        similarity = np.zeros(shape)
        tf = np.bincount(cells[sought.own[matched]], minlength=similarity.size).reshape(shape)
        np.maximum.at(similarity.reshape(-1), cells, sought.similarity[matched])
        word = self._okapi.term_scores(tf, near)  # 0 where tf is
        scores = np.zeros(len(candidates))
        for weight, most in ((weights.word, word), (weights.letters, similarity)):
            scores += (weight[:, None] * (most[:, around] * NEIGHBOUR_WEIGHTS).max(1)).sum(0)
        own = around[len(BEFORE)]
        found = sought.own | (sought.similarity >= MIN_SIMILARITY)
        content = (found & ~everyday[sought.words])[matched]
        early = EARLY_BONUS * self._share_behind(near, tokens[content], places[content])[own]
        ranks = np.rint((scores + bonus[candidates] + early) * 1e9)
        matching = np.maximum(word, similarity)[:, own].max(0, initial=0) >= MIN_MATCH
        best = (matching & (ranks > 0)).nonzero()[0]
        best = best[np.argsort(-ranks[best], kind="stable")][:limit]
        at = own[best]
        contribution = weights.word[:, None] * word + weights.letters[:, None] * similarity
        columns = [one[:, at].T.tolist() for one in (tf > 0, similarity, contribution)]
        evidence = [[*zip(*one, strict=True)] for one in zip(*columns, strict=True)]
        ends = [np.searchsorted(places, at, side).tolist() for side in ("left", "right")]
        posts = zip(candidates[best].tolist(), scores[best].tolist(), evidence, *ends, strict=True)
        return [
            _Scored(position, score, each, matched[first:end], tokens[first:end])
            for position, score, each, first, end in posts
        ]

    def _share_behind(self, near: Integers, tokens: Integers, places: Integers) -> Floats:
        """Return the share of each post that comes after the start of the first of some tokens."""
        lengths = self._postings.lengths[near]
        first = lengths.copy()
        np.minimum.at(first, places, self._postings.starts[tokens])
        share: Floats = 1 - first / np.maximum(lengths, 1)
        return share

    def _look_for(self, near: Integers, sought: Sought) -> tuple[Integers, Integers, Integers]:
        """Return the tokens of posts that have a form sought, their places in `near`, and the
        places of the forms in `sought`; a token is repeated for each term that seeks it."""
        starts = self._postings.offsets[near]
        counts = self._postings.offsets[near + 1] - starts
        tokens, places = concat_ranges(starts, counts), np.arange(len(near)).repeat(counts)
        counts = np.bincount(sought.forms, minlength=len(self._postings.forms))
        by_form = np.argsort(sought.forms, kind="stable")
        forms = self._postings.tokens.take(tokens)
        times = counts.take(forms)
        found = times.nonzero()[0]
        forms, times = forms[found], times[found]
        matched = by_form[concat_ranges((counts.cumsum() - counts)[forms], times)]
        return tokens[found].repeat(times), places[found].repeat(times), matched


def _sums(
    query: Query, idf: Sequence[float], evidence: Sequence[Evidence]
) -> tuple[float, float, float]:
    """Return what is found in a post, telling and missing."""
    found = telling = missing = 0.0
    terms = zip(query.statistics, idf, evidence, strict=True)
    for term, weight, (own, similarity, _) in terms:
        if own or similarity >= MIN_SIMILARITY:
            found += weight if own else weight * similarity
        if own or similarity >= ONE_EDIT:
            telling = max(telling, term.information)
        else:
            missing += term.information
    return found, telling, missing


def _weights(idf: Floats, mass: Floats) -> _Weights:
    letters = idf * mass
    total = letters.sum()  # 0 where no word has letters
    return _Weights(idf / idf.sum(), letters * (LETTERS / total if total else 0))


def _matches(sought: Sought, post: _Scored) -> list[Match]:
    """Return which tokens of a post to mark: for each term the most similar ones, if they are
    similar enough or the best there are; of MAX_MATCHES, each term has the same part."""
    # A form of the term itself is more similar than any other.
    similarity = np.where(sought.own, np.inf, sought.similarity)
    most = np.array([math.inf if own else similarity for own, similarity, _ in post.evidence])
    least = np.maximum(most, min(MIN_SIMILARITY, most.max()))
    is_match = similarity >= least[sought.words]
    chosen = is_match[post.matched].nonzero()[0]
    part = MAX_MATCHES // len(most) + 1
    if len(chosen) > part:
        terms = sought.words[post.matched[chosen]]
        firsts = [chosen[terms == term][:part] for term in range(len(most))]
        chosen = np.sort(np.concatenate(firsts))
    forms, tokens = post.matched[chosen], post.tokens[chosen]
    columns = sought.words[forms], tokens, sought.forms[forms], sought.typo[forms]
    return [*zip(*[column.tolist() for column in columns], strict=True)]
