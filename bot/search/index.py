"""An index of posts: finds the posts that match a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import accumulate, count, islice, pairwise, starmap
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import numpy as np

from bot.search.bm25 import Okapi
from bot.search.confidence import confidences
from bot.search.kept_words import KeptWords
from bot.search.language import Language, detect
from bot.search.postings import Postings
from bot.search.ragged import Flags, Integers, concat_ranges
from bot.search.scoring import ScoredPost, Spans
from bot.search.searcher import Result, Searcher
from bot.search.tokenizer import Analyzer, Token, analyzer
from bot.search.vocabulary import Vocabulary, joined

LONGEST_QUESTION = 4000  #: characters
THREAD_CACHE_SIZE = 16  #: threads whose own index is kept


class Post(Protocol):
    """What an index takes: anything with a number and a text."""

    @property
    def number(self) -> int:
        """The number by which people name the post."""

    @property
    def text(self) -> str:
        """The words of the post."""


P = TypeVar("P", bound=Post)


class Hit(NamedTuple, Generic[P]):
    """A post that matches a question."""

    post: P
    score: float  #: confidence that the post answers, 0..1
    thread: int  #: which of the index's threads it is in, from 0
    scored: ScoredPost  #: what the confidence is computed from
    result: Result  #: the search that found it
    rank: int  #: its place among the hits, from 0

    @property
    def spans(self) -> Spans:
        """The matched words in the post's text, half open, rising."""
        return self.result.ranking.mark(self.rank)

    @property
    def relevance(self) -> float:
        """The score by which the post ranks, under the confidence: 0 to about 2."""
        return self.scored.score

    @property
    def margin(self) -> float:
        """By how much its relevance is apart from that of the posts that rank beside it."""
        beside = self.result.ranking.posts[max(0, self.rank - 1) : self.rank + 2]
        apart = [better.score - worse.score for better, worse in pairwise(beside)]
        return min(apart, default=self.relevance)


class Index(Generic[P]):
    """The posts of threads, ready to be searched; it never changes.

    `language` is a BCP 47 tag, guessed from the posts if None; `glossary` maps abbreviations to
    what they stand for.
    """

    _threads: Sequence[Sequence[P]]
    _keys: Sequence[Hashable]
    _vocabulary: Vocabulary
    _searcher: Searcher

    def __init__(
        self,
        posts: Sequence[P],
        language: str | None = None,
        glossary: Mapping[str, str] | None = None,
    ) -> None:
        language = language or detect("\n".join([post.text for post in posts]))
        self._build([tuple(posts)], (0,), analyzer(language, glossary or {}), None, lambda _: None)

    @classmethod
    def of_threads(
        cls,
        threads: Sequence[Sequence[P]],
        language: str,
        glossary: Mapping[str, str] | None = None,
        keys: Sequence[Hashable] | None = None,
        before: Index[P] | None = None,
        progress: Callable[[int], object] = lambda posts: None,
        kept: KeptWords | None = None,
    ) -> Index[P]:
        """Return an index of several threads of one language.

        A thread whose key is among those of `before`, an index with the same language and glossary,
        is not tokenized again unless it is longer than there: of two threads with equal keys, one
        begins with the texts of the other.  Nor is a post of which a thread that is gone has the
        text.  `before` is not changed.  `progress` is called as posts are tokenized, with the
        number of those since the last call.  Without `before`, nor is a thread tokenized whose key
        is among those of `kept`, the words of an index with the same language and glossary.
        """
        index = cls.__new__(cls)
        own = analyzer(language, glossary or {})
        keys = range(len(threads)) if keys is None else keys
        index._build(threads, keys, own, before, progress, kept)
        return index

    def _build(
        self,
        threads: Sequence[Sequence[P]],
        keys: Sequence[Hashable],
        own: Analyzer,
        before: Index[P] | None,
        progress: Callable[[int], object],
        kept: KeptWords | None = None,
    ) -> None:
        self._threads, self._keys = threads, keys
        if before is not None and not before._is_outdated():
            vocabulary, known = before._vocabulary, before._searcher.postings
            positions, new = before._find(threads, keys)
            posts = [known.slice(0, known.span)]
            if new:
                vocabulary = vocabulary.copy()
        elif kept is not None:
            vocabulary, posts = Vocabulary(own, kept.spelling, kept.columns), [kept.posts]
            positions, new = _find_kept(kept, threads, keys)
        else:
            vocabulary, posts = Vocabulary(own), []
            new = [post.text for one in threads for post in one]
            positions = np.arange(len(new))
        self.has_read = bool(new)  #: whether it had to read posts
        if new or not posts:
            posts.append(vocabulary.tokenize(new, progress))
        whole = joined(posts).take(positions)
        self._vocabulary = vocabulary
        self._searcher = Searcher(own, vocabulary, [*map(len, threads)], whole)
        self._thread_cache = lru_cache(THREAD_CACHE_SIZE)(
            partial(_thread_index, own, threads, vocabulary, self._searcher.postings)
        )

    def _find(
        self, threads: Sequence[Sequence[P]], keys: Sequence[Hashable]
    ) -> tuple[Integers, list[str]]:
        """Return the position of each post of threads, and the texts of posts that are new.

        These have the positions after the last.
        """
        postings, places = self._searcher.postings, self._places
        kept = {
            key
            for key, thread in zip(keys, threads, strict=True)
            if len(thread) <= len(places.get(key, ()))
        }
        gone = {
            post.text: position
            for key, thread in zip(self._keys, self._threads, strict=True)
            if key not in kept
            for position, post in zip(places[key], thread, strict=True)
        }
        by_text = defaultdict(count(postings.span).__next__, gone)
        runs: list[tuple[int, int]] = []  # first position, and number of posts
        for key, thread in zip(keys, threads, strict=True):
            if key in kept:
                runs.append((places[key].start, len(thread)))
            else:
                runs += [(by_text[post.text], 1) for post in thread]
        positions = concat_ranges(*np.array(runs, np.int64).reshape(-1, 2).T)
        return positions, [*islice(by_text, len(gone), None)]

    @property
    def _places(self) -> dict[Hashable, range]:
        """The positions of the posts of each thread, by its key."""
        firsts = self._searcher.postings.firsts.tolist()
        return {
            key: range(first, first + len(thread))
            for key, thread, first in zip(self._keys, self._threads, firsts, strict=True)
        }

    @property
    def words(self) -> KeptWords:
        """Its words, to be kept for another index; the keys of its threads are bytes."""
        vocabulary, postings = self._vocabulary, self._searcher.postings
        ends = accumulate(map(len, self._threads), initial=0)
        places = zip(self._keys, starmap(range, pairwise(ends)), strict=True)
        return KeptWords(
            self.language.code,
            vocabulary.spelling,
            vocabulary.columns,
            {key: place for key, place in places if isinstance(key, bytes)},
            postings.slice(0, postings.span).take(postings.positions),
        )

    def _is_outdated(self) -> bool:
        """Tell whether most forms of the vocabulary are of posts that are gone."""
        return 2 * len(self._searcher.postings.forms) <= len(self._vocabulary)

    @property
    def language(self) -> Language:
        """The language of the posts."""
        return self._searcher.language

    @property
    def bm25(self) -> Okapi:
        """BM25 over the posts."""
        return self._searcher.okapi

    def tokens(self, text: str) -> list[Token]:
        """Return the words of a post as the index has them."""
        return self._searcher.analyzer.post(text)

    def having(self, words: str) -> Iterator[tuple[int, P]] | None:
        """Return the posts that have all of some words, in order, each with its thread.

        Return None where the index does not know: of what is not written in words with blanks
        between them.
        """
        tokens = self._searcher.analyzer.tokens(words)
        if not tokens or any(token.kind != "word" for token in tokens):
            return None
        have_all = np.logical_and.reduce([self._have(token.word) for token in tokens])
        places = map(self._searcher.postings.place, have_all.nonzero()[0].tolist())
        return ((thread, self._threads[thread][place]) for thread, place in places)

    def _have(self, word: str) -> Flags:
        """Return whether the post at each position has a word, whatever it means there."""
        postings, number = self._searcher.postings, self._vocabulary.word_numbers.get(word, -1)
        forms = (self._vocabulary.words[postings.forms] == number).nonzero()[0]
        have = np.zeros(postings.span, np.bool_)
        have[postings.lists.take(forms).values] = True
        return have

    def thread(self, number: int) -> Index[P]:
        """Return the index of one of the threads alone, given by its place from 0."""
        return self if len(self._threads) == 1 else self._thread_cache(number)

    def search(
        self, question: str, limit: int = 3, among: int | None = None, before: str = ""
    ) -> tuple[Hit[P], ...]:
        """Return the posts that match a question, at most `limit`, best first, equal ones in order.

        Return () when nothing matches, when the question has no content word, and for a `limit`
        below 1.  `among` is how many posts are searched in all, if others than these are; `before`
        the question that this one follows up.
        """
        searcher = self._searcher
        postings = searcher.postings
        query = searcher.parser.parse(question[:LONGEST_QUESTION], before[:LONGEST_QUESTION])
        limit = min(limit, postings.posts)
        if limit < 1 or not query.has_content:
            return ()
        ranking = searcher.scorer.rank(query, limit + 1)
        result = Result(searcher, query, ranking)
        posts = ranking.posts[:limit]
        scores = confidences(posts, query.number, among or postings.posts)
        hits: list[Hit[P]] = []
        for rank, (post, score) in enumerate(zip(posts, scores, strict=True)):
            thread, place = postings.place(post.position)
            hits.append(Hit(self._threads[thread][place], score, thread, post, result, rank))
        return tuple(hits)


def _find_kept(
    kept: KeptWords, threads: Sequence[Sequence[P]], keys: Sequence[Hashable]
) -> tuple[Integers, list[str]]:
    """Return the position of each post of threads, and the texts of posts that are new.

    These have the positions after the last.
    """
    places: Mapping[Any, range] = kept.threads
    positions: list[int] = []
    new: list[str] = []
    for key, thread in zip(keys, threads, strict=True):
        place = places.get(key, range(0))
        if len(place) != len(thread):
            first = len(kept.posts.sizes) + len(new)
            place = range(first, first + len(thread))
            new += [post.text for post in thread]
        positions += place
    return np.array(positions, np.int64), new


def _thread_index(
    own: Analyzer,
    threads: Sequence[Sequence[P]],
    vocabulary: Vocabulary,
    postings: Postings,
    number: int,
) -> Index[P]:
    """Return the index of one of the threads; it does not refer to that of all."""
    alone: Index[P] = Index.__new__(Index)
    alone._threads, alone._keys, alone._vocabulary = [threads[number]], (0,), vocabulary
    first, count = int(postings.firsts[number]), len(threads[number])
    posts = postings.slice(first, first + count)
    alone._searcher = Searcher(own, vocabulary, [count], posts)
    return alone
