"""An index of posts: finds the posts that answer a question, and tells how sure that is."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from typing import Generic, NamedTuple, Protocol, TypeVar

from bot.search import native
from bot.search.bm25 import Okapi
from bot.search.certainty import TELLING, Certainty, certainty, is_by_chance, telling
from bot.search.confidence import MUCH_ALIKE, Confidence
from bot.search.fuzzy import NgramIndex
from bot.search.language import Language, detect
from bot.search.matches import TermMatch
from bot.search.native.scorer import NativeScorer
from bot.search.postings import Postings
from bot.search.query import Query, QueryParser, TermTable, information
from bot.search.scoring import BACKGROUND, K1, B, NumpyScorer, Ranking, ScoredPost, Scorer, Spans
from bot.search.tokenizer import Analyzer, Form, Token, analyzer
from bot.search.vocabulary import COUNT, DIGIT, TokenizedThread, Vocabulary, is_count

BESIDE = 2  #: words at most between a number and what it counts
LONGEST_QUESTION = 4000  #: characters
LONGEST_CHECKED = 20_000  #: characters of a post; what any answer has, a longer one does not lack
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
    explanation: Explanation  #: why it is one
    rank: int  #: its place among the hits, from 0

    @property
    def spans(self) -> Spans:
        """The matched words in the post's text, half open, rising."""
        return self.scored.spans

    @property
    def terms(self) -> tuple[TermMatch, ...]:
        """What each term of the question finds, in the question's order."""
        return self.explanation.terms(self.rank, self.post.text)

    @property
    def relevance(self) -> float:
        """The score by which the post ranks, under the confidence: 0 to about 2."""
        return self.scored.score

    @property
    def is_by_chance(self) -> bool:
        """Whether the post has no more of the question than most texts have."""
        return not self.explanation.has_telling_term and is_by_chance(self.terms)

    @property
    def lacks_answer(self) -> bool:
        """Whether the post lacks what any answer to such a question has."""
        return self.lacks_count or self.lacks_members

    @property
    def lacks_count(self) -> bool:
        """Whether the question asks how many, and the post has no number for it.

        A number in words, which may mean little ("one of them"), must be beside a word asked for.
        """
        if self.explanation.confidence.lacks_count(self.scored):
            return True
        return self.explanation.confidence.wants_count and not self._has_count_beside()

    def _has_count_beside(self) -> bool:
        if len(self.post.text) > LONGEST_CHECKED:
            return True
        tokens = self.explanation.searcher.analyzer.tokens(self.post.text)
        found = {span for term in self.matches if not term.asks for span in term.spans}
        words = {at for at, token in enumerate(tokens) if (token.start, token.end) in found}
        return any(
            self.post.text[token.start].isdigit()
            or not words.isdisjoint(range(at - BESIDE, at + BESIDE + 1))
            for at, token in enumerate(tokens)
            if is_count(token.form)
        )

    @property
    def lacks_members(self) -> bool:
        """Whether the question asks who is in something, and the post names nothing else."""
        language, text = self.explanation.searcher.language, self.post.text
        found = [term for term in telling(self.terms) if term.exact]
        if len(text) > LONGEST_CHECKED or not found:
            return False
        if not language.asks_for_members(self.explanation.query.text):
            return False
        if not all(term.found[:1].isupper() for term in found):
            return False
        asked = {span for term in self.matches for span in term.spans}
        return not any(
            text[token.start].isupper()
            and (token.start, token.end) not in asked
            and information(language.relative_frequency(token.term)) >= TELLING
            for token in self.explanation.searcher.analyzer.tokens(text)
        )

    @property
    def matches(self) -> tuple[TermMatch, ...]:
        """The terms that are found in the post."""
        return tuple([term for term in self.terms if term.spans])

    @property
    def missing(self) -> tuple[TermMatch, ...]:
        """The telling words of the question that no post has in any form."""
        return tuple([term for term in telling(self.terms) if term.in_no_post])

    @property
    def certainty(self) -> Certainty:
        """How far the post is trusted to answer."""
        margin = self.explanation.confidence.margin(self.rank, self.scored)
        return certainty(self.score, self.terms, margin, self.lacks_answer)


class Explanation:
    """Why posts are hits."""

    def __init__(
        self, searcher: _Searcher, query: Query, ranking: Ranking, confidence: Confidence
    ) -> None:
        self.searcher, self.query = searcher, query
        self.ranking, self.confidence = ranking, confidence
        self._terms: dict[int, tuple[TermMatch, ...]] = {}  # certainty and matches read them often

    @cached_property  # the terms of all hits read it
    def absent(self) -> tuple[bool, ...]:
        """Whether no post has a term of the query, nor a word much like it."""
        return tuple([self._in_no_post(number) for number in range(len(self.query.terms))])

    @cached_property  # most questions have one, and no post is then a hit by chance
    def has_telling_term(self) -> bool:
        """Whether a term of the query tells much, by itself."""
        asking = self.searcher.language.question_words
        return any(
            term.information >= TELLING and term.form.word not in asking
            for term in self.query.terms
        )

    def terms(self, rank: int, text: str) -> tuple[TermMatch, ...]:
        """Return what each term of the query finds in the post of a rank, with this text."""
        if rank not in self._terms:
            self._terms[rank] = self._match_terms(rank, text)
        return self._terms[rank]

    def _match_terms(self, rank: int, text: str) -> tuple[TermMatch, ...]:
        query = self.query
        evidence, found = self.ranking.explain(rank)
        tokens: list[list[int]] = [[] for _ in query.terms]
        for number, token in found:
            tokens[number].append(token)
        matches = []
        weights = query.weights()
        for i, term in enumerate(query.terms):
            own, similarity, contribution = evidence[i]
            spans = tuple(sorted({*map(self.searcher.postings.span_of, tokens[i])}))
            forms = self.searcher.forms(tokens[i])
            matches.append(
                TermMatch(
                    query.typed[i],
                    weights[i],
                    term.information,
                    term.form.word in self.searcher.language.question_words,
                    self.absent[i],
                    self._kind(term.form, forms, bool(own)),
                    any(self._is_exact(i, form) for form in forms),
                    similarity,
                    text[slice(*spans[0])] if spans else "",
                    spans,
                    round(contribution, 6),
                )
            )
        return tuple(matches)

    def _kind(self, asked: Form, forms: Sequence[int], own: bool) -> str:
        if not forms or not own:
            return "similar" if forms else ""
        if asked.kind in ("name", "number"):
            return asked.kind
        return "word" if asked.word in map(self.searcher.word, forms) else "stem"

    def _in_no_post(self, number: int) -> bool:
        """Tell whether no post of the index has a term, nor a word that is much like it."""
        term = self.query.terms[number]
        if term.forms:
            return not any(self._is_exact(number, form) for form in term.forms)
        return self.ranking.anywhere[number] < MUCH_ALIKE

    def _is_exact(self, number: int, form: int) -> bool:
        """Tell whether a form is a term's own word, another form of it, or a typo away."""
        term = self.query.terms[number]
        asked = term.form
        word = self.searcher.word(form)
        if form in term.forms:
            return asked.kind != "word" or not self.searcher.language.is_part(asked.word, word)
        typed_plain = asked.word == asked.term  # without the accents that tell words apart
        return form in term.edits or (typed_plain and asked.word == word)


class _Searcher:
    """The parts of an index that know nothing of the caller's posts."""

    def __init__(
        self, own: Analyzer, vocabulary: Vocabulary, threads: Sequence[TokenizedThread]
    ) -> None:
        self.analyzer, self.language = own, own.language
        self._vocabulary = vocabulary
        self.postings = Postings(threads, vocabulary.terms, len(vocabulary.term_numbers))
        forms = self.postings.forms
        self.okapi = okapi = Okapi(
            vocabulary, self.postings, K1, B, BACKGROUND, self.language.relative_frequency
        )
        self.ngrams = ngrams = NgramIndex(vocabulary, forms, self.postings.lists.lengths())
        self.table = table = TermTable(vocabulary, okapi)
        self.parser = QueryParser(own, vocabulary, ngrams, okapi, table)
        library = native.load()
        self.scorer: Scorer = (
            NativeScorer(library, okapi, ngrams, table) if library else NumpyScorer(okapi, ngrams)
        )

    def forms(self, tokens: Sequence[int]) -> list[int]:
        """Return the numbers of the tokens' forms, among the forms of the index."""
        return [int(self.postings.tokens[token]) for token in tokens]

    def word(self, form: int) -> str:
        """Return the folded characters of a form."""
        return self._vocabulary.forms[int(self.postings.forms[form])].word


class Index(Generic[P]):
    """The posts of threads, ready to be searched; it never changes.

    `language` is a BCP 47 tag, guessed from the posts if None; `glossary` maps abbreviations to
    what they stand for.
    """

    _threads: Sequence[Sequence[P]]
    _keys: Sequence[Hashable]
    _vocabulary: Vocabulary
    _searcher: _Searcher

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
    ) -> Index[P]:
        """Return an index of several threads of one language.

        A thread whose key is among those of `before`, an index with the same language and glossary,
        is not tokenized again unless it is longer than there: of two threads with equal keys, one
        begins with the texts of the other.  `before` is not changed.  `progress` is called for each
        thread that is tokenized, with the number of its posts.
        """
        index = cls.__new__(cls)
        own = analyzer(language, glossary or {})
        index._build(threads, range(len(threads)) if keys is None else keys, own, before, progress)
        return index

    def _build(
        self,
        threads: Sequence[Sequence[P]],
        keys: Sequence[Hashable],
        own: Analyzer,
        before: Index[P] | None,
        progress: Callable[[int], object],
    ) -> None:
        self._threads, self._keys = threads, keys
        tokenized: dict[Hashable, TokenizedThread] = {}
        if before is None or before._is_outdated():
            vocabulary = Vocabulary(own)
        else:
            tokenized = before._beginnings(dict(zip(keys, map(len, threads), strict=True)))
            vocabulary = before._vocabulary
            if len(tokenized) < len(threads):
                vocabulary = vocabulary.copy()
        for key, thread in zip(keys, threads, strict=True):
            if key not in tokenized:
                tokenized[key] = vocabulary.tokenize([post.text for post in thread])
                progress(len(thread))
        self._vocabulary = vocabulary
        self._searcher = _Searcher(own, vocabulary, [tokenized[key] for key in keys])
        self._thread_cache = lru_cache(THREAD_CACHE_SIZE)(
            partial(_thread_index, own, threads, vocabulary, self._searcher.postings)
        )

    def _beginnings(self, lengths: Mapping[Hashable, int]) -> dict[Hashable, TokenizedThread]:
        """Return as many first posts of each thread as are asked for, where it has them."""
        postings = self._searcher.postings
        return {
            key: postings.thread(number, lengths[key])
            for number, (key, thread) in enumerate(zip(self._keys, self._threads, strict=True))
            if lengths.get(key, math.inf) <= len(thread)
        }

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
        postings, language = searcher.postings, searcher.language
        query = searcher.parser.parse(question[:LONGEST_QUESTION], before[:LONGEST_QUESTION])
        limit = min(limit, postings.posts)
        if limit < 1 or not any(term.is_content for term in query.terms):
            return ()
        wants_number = language.asks_for_number(query.text)
        wants_count = wants_number and language.asks_for_count(query.text)
        number = COUNT if wants_count else DIGIT * wants_number
        ranking = searcher.scorer.rank(query, number, limit + 1)
        searched = among or postings.posts
        confidence = Confidence(ranking, searched, wants_number, wants_count)
        explanation = Explanation(searcher, query, ranking, confidence)
        hits: list[Hit[P]] = []
        least = 1.0
        for rank, post in enumerate(ranking.posts[:limit]):
            thread, place = postings.place(post.position)
            least = min(least, confidence.of(post))  # confidence falls with the rank
            hits.append(Hit(self._threads[thread][place], least, thread, post, explanation, rank))
        return tuple(hits)


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
    alone._searcher = _Searcher(own, vocabulary, [postings.thread(number, len(threads[number]))])
    return alone
