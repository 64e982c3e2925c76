"""An index of posts: evidence that a post answers a question, and how sure that makes us.

Two kinds of evidence speak for a post, each between 0 and about 1:

    words    Σ w(t)·bm25(t, post) / Σ w(t)                 the question's terms t under BM25
    letters  Σ w(t)·m(t)·alike(t, post) / Σ w(t)·m(t)      its words by their character 4-grams

w is BM25's idf with everyday language in the background (`bot.search.bm25`), m the weight of a
word's grams, and alike the greatest share of it that a word of the post holds
(`bot.search.lexicon`).  A thread is read in order, so a term counts, fading, in the posts after
the one that holds it, and less in those before: what was named is "he" and "it" from then on.

    score    words + LETTERS·letters

Posts rank by score, with NUMBER more where a number is asked for and the post holds one.  The
confidence that a post answers is logistic in what is known of any question, in any language, and
of a thread of any size:

    z = 3.02·score + 0.222·Σ w(t)·found(t, post) - 0.056·Σ info(t)·(1 - found(t, any post))
        - 1.435·ln(posts + BACKGROUND) - 0.78 if a number is asked for and the post has none + 4.96

info(t) = -ln(1 - (1 - p)^50) is how much it says, in nats, that a term of everyday share p stands
in a text of 50 words; found is 1 for a term, else alike where it is at least ALIKE.  Among more
posts more is found by chance, hence their logarithm.

Threads of one language and glossary are searched together, with the weights that terms have in all
of them, or one alone, with those that they have in it.

The weights were fitted, all alike, to real questions on threads of 5 to 3,000 posts in English,
German and Arabic: asked of their own thread, of another one, and of their own without its answer.
What was tried on the way, in points of nDCG@10, the mean of five sets:

    posts lend each term, fading (.5 a post on, .3 back)            +1.3
    posts lend whole scores (.2 and .1, on either side) instead     +0.65
    lending only as far as the thread's posts hang together         +0.05: left out
    each word's likest word in a post, for grams anywhere in it     +0.1, and it can be shown
    a number where one is asked for                                 +0.2
    grams weighted among words, not posts                           -0.1, a third less to keep
    sums of powers .7 to .9 (softer "and")                          +0.1: left out
    one evidence, the greater of words and letters                  -0.2
    adjacent or near words together                                 +0.05 in English, -0.2 in German
    a word inside a longer one as good as whole                     -0.1
    dictionary lemmas before stems                                   0
    large word lists (300,000 words) for small ones                  0
    question words left out: English                                +0.3, and refusal AUC +.002
    question words left out: German, Arabic                         -0.15
    terms of more than 2 % of running words left out                -0.1
    words less than ALIKE left out                                  -0.25
    all forms of a term as alike as the likest of them              -0.2
    threads searched one by one, the surest hits of all first        0, but then 76 % of the sure
                                                                    first hits are right, not 86 %
    refusal by 14 more features, or by products of these four        0 in AUC
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from typing import Generic, NamedTuple, Protocol, TypeVar

import numpy as np

from bot.search.analysis import Analyzer, Token, analyzer, one_word
from bot.search.bm25 import Okapi
from bot.search.evidence import Sought, are_few, everywhere, in_candidates, scores
from bot.search.inverted import Corpus
from bot.search.languages import RARE, detect
from bot.search.lexicon import Forms, Lexicon, Word, may_slip
from bot.search.lists import Floats, Integers, joined
from bot.search.vocabulary import Passage, Vocabulary

#: The least confidence of an answer; below are at best the closest posts.  Of questions on tweets,
#: a quarter of them asked of the wrong thread, 87 % are rightly answered or refused by it.
ANSWER_THRESHOLD = 0.5
#: The confidence from which an answer is sure: on tweets 96 % of such first hits are the right
#: post, on articles, where the next sentence often says it too, more than 80 %.
SURE_THRESHOLD = 0.8

K1, B = 0.5, 0.6  # a short post that names a word once says nearly all there is to say
BACKGROUND = 200  # posts of everyday language beside the index's
LETTERS = 1.25
NUMBER = 0.2
MATCHED = 0.2  # a post in which no word of the question is found so far does not match
ALIKE = 0.3
EVERYDAY = 5e-3  # a term of a larger share of running words says nothing by itself
MARKED = 2e-3  # and one of this share is not worth marking in a quote
SHORTEST_PART = 4  # letters of each half of a compound
LONGEST_QUESTION = 4000  # characters
OWN = 2.0  # more than any word looks like another
LATELY_ASKED = 1_024  # words of which is kept what they find
LATELY_FOUND = 1 << 18  # posts, counted for each word, of which that is kept
LATELY_READ = 16  # threads of which an index of their own is kept, of whatever size


class Post(Protocol):
    """What an index takes: anything with a number and a text."""

    @property
    def number(self) -> int:
        """The number by which people name the post."""

    @property
    def text(self) -> str:
        """What the post says."""


P = TypeVar("P", bound=Post)


class Match(NamedTuple):
    """What one word of the question found in a post."""

    word: str  #: the question's word, as typed
    kind: str  #: "word" (as typed), "stem", "number", "name" (or flag, emoji) or "similar"
    found: str  #: the post's word, as it stands there
    spans: tuple[tuple[int, int], ...]  #: where it stands, each time
    gave: float  #: what it gave to the score under the confidence, the posts around left aside


@dataclass(frozen=True, slots=True)
class Hit(Generic[P]):
    """A post that matches a question."""

    post: P
    score: float  #: confidence that the post answers, 0..1
    spans: tuple[tuple[int, int], ...]  #: the matched words in the post's text, half open, rising
    matches: tuple[Match, ...]  #: what the question's words found, in the question's order
    thread: int  #: which of the index's threads it is in, from 0


class _Asked(NamedTuple):
    """What is known here of a word that is asked for."""

    share: float  # of running words in everyday language
    weight: float  # w(t)
    info: float  # info(t), in nats
    mass: float  # m(t)
    anywhere: float  # found(t, any post)
    looks: dict[int, float]  # how much it looks like forms of the vocabulary; OWN for its own
    sought: Sought
    evidence: Floats | None  # in all posts, where they are few


class Index(Generic[P]):
    """The posts of threads, ready to be searched; it never changes.

    `language` is a BCP 47 tag, guessed from the posts if None; `glossary` maps abbreviations to
    what they stand for.
    """

    _vocabulary: Vocabulary

    def __init__(
        self,
        posts: Sequence[P],
        language: str | None = None,
        glossary: Mapping[str, str] | None = None,
    ) -> None:
        language = language or detect("\n".join([post.text for post in posts]))
        self._read([tuple(posts)], analyzer(language, glossary or {}), None, lambda posts: None)

    @classmethod
    def of_threads(
        cls,
        threads: Sequence[Sequence[P]],
        language: str,
        glossary: Mapping[str, str] | None = None,
        before: Index[P] | None = None,
        progress: Callable[[int], object] = lambda posts: None,
    ) -> Index[P]:
        """An index of several threads of one language.

        What `before` has read, with the same language and glossary, is not read again; of one
        `before` one index is made at a time.  `progress` is told, thread after thread, how many
        posts were read.
        """
        index = cls.__new__(cls)
        index._read(threads, analyzer(language, glossary or {}), before, progress)
        return index

    def _read(
        self,
        threads: Sequence[Sequence[P]],
        own: Analyzer,
        before: Index[P] | None,
        progress: Callable[[int], object],
    ) -> None:
        vocabulary = Vocabulary(own)
        corpus: Corpus | None = None
        known: dict[int, Passage] = {}
        if before is not None and 2 * len(before._okapi.forms) > len(before._vocabulary):
            vocabulary, corpus = before._vocabulary, before._corpus
            known = dict(zip(map(id, before._threads), corpus.passages, strict=True))
        new = [thread for thread in threads if id(thread) not in known]
        texts = ([post.text for post in thread] for thread in new)
        for thread, passage in zip(new, vocabulary.read(texts), strict=True):
            known[id(thread)] = passage
            progress(len(thread))
        self._vocabulary = vocabulary
        corpus = Corpus([known[id(thread)] for thread in threads], corpus)
        self._index(own, threads, corpus, vocabulary.forms())

    def _index(
        self,
        own: Analyzer,
        threads: Sequence[Sequence[P]],
        corpus: Corpus,
        forms: Forms,
    ) -> None:
        self._analyzer, self._threads, self._corpus, self._forms = own, threads, corpus, forms
        self._language = self._analyzer.language
        self._okapi = Okapi(forms, corpus, K1, B, BACKGROUND, self._language.share)
        self._lexicon = Lexicon(forms, self._okapi.forms, self._okapi.df)
        self._firsts: Sequence[int] = corpus.firsts.data
        self._numbered = np.zeros(corpus.span, np.bool_)
        self._numbered[corpus.positions] = joined(
            [passage.numbered for passage in corpus.passages], np.bool_
        )
        self._few = are_few(self._okapi)
        self._kept = LATELY_ASKED
        if self._few:
            self._kept = min(self._kept, LATELY_FOUND // max(1, self._okapi.corpus_size))
        self._asked_lately: dict[tuple[str, ...], _Asked] = {}
        self._alone_lately = lru_cache(LATELY_READ)(
            partial(_alone, own, threads, corpus.passages, forms)
        )

    def thread(self, number: int) -> Index[P]:
        """The index of one of the threads alone, given by its place from 0."""
        return self if len(self._threads) == 1 else self._alone_lately(number)

    def search(self, question: str, limit: int = 3, among: int | None = None) -> tuple[Hit[P], ...]:
        """The posts that match a question, at most `limit` (or 100, of more than 1,000 posts).

        Best first, equal scores in order; () when nothing matches or the question has no word that
        says anything.  `among` is how many posts are searched in all, if others than these are.
        """
        question = question[:LONGEST_QUESTION]
        tokens = self._tokens(question)
        words = self._asked(tokens)
        if not self._okapi.corpus_size or not any(map(self._says_something, tokens, words)):
            return ()
        more = NUMBER * self._language.asks_for_number(question)
        positions, evidence, gains = self._evidence(words, more)
        found = scores(evidence, gains)
        numbered = self._numbered[positions]
        ranks = (found + more * numbered).round(9)
        ranks[evidence[0].reshape(gains.size, -1).max(axis=0) < MATCHED] = 0
        best = (-ranks).argsort(kind="stable")[:limit]
        best = best[ranks[best] > 0]
        own = evidence[0][:, :, best].T
        missing = sum([word.info * (1 - word.anywhere) for word in words])
        among = among or self._okapi.corpus_size
        least = 1.0
        hits: list[Hit[P]] = []
        for at, score, has_number, held, gave in zip(
            positions[best].tolist(),
            found[best].tolist(),
            numbered[best].tolist(),
            own.tolist(),
            (gains.T * own).sum(axis=1).tolist(),
            strict=True,
        ):
            weights = sum(
                [word.weight * _found(*one) for word, *one in zip(words, *held, strict=True)]
            )
            lacking = more > 0 and not has_number
            least = min(least, self._confidence(score, weights, missing, lacking, among))
            hits.append(self._hit(question, tokens, words, at, least, gave))
        return tuple(hits)

    def _says_something(self, token: Token, word: _Asked) -> bool:
        return word.share < EVERYDAY and token.word not in self._language.question_words

    def _tokens(self, question: str) -> list[Token]:
        """What is asked for, each term once."""
        asked = self._analyzer.recent_question(question)
        tokens = [part for token in asked for part in self._parted(token)]
        for i in range(len(tokens) - 2, -1, -1):  # "dragon bear" is "dragonbear" if that is known
            pair = tokens[i : i + 2]
            if len(pair) > 1 and one_word(pair) in self._lexicon and not all(map(self._has, pair)):
                tokens[i : i + 2] = [self._analyzer.join(pair)]
        return list({t.term: t for t in tokens}.values())

    def _has(self, token: Token) -> bool:
        return token.term in self._okapi

    def _parted(self, token: Token) -> list[Token]:
        """A compound that the posts have only as its two words, such as "dragonbear", as those."""
        word, known = token.word, self._lexicon
        if token.kind == "word" and word not in known and not self._has(token):
            for end in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
                if word[:end] in known and word[end:] in known:
                    return [
                        self._analyzer.part(token, word[:end]),
                        self._analyzer.part(token, word[end:]),
                    ]
        return [token]

    def _asked(self, tokens: Sequence[Token]) -> list[_Asked]:
        """What is known of words; each is looked up once."""
        if len(self._asked_lately) >= self._kept:
            self._asked_lately = {}
        known = self._asked_lately
        keys = [(token.term, token.word, token.kind) for token in tokens]
        if new := {key: t for key, t in zip(keys, tokens, strict=True) if key not in known}:
            words = self._looked_up(list(new.values()))
            if self._few:
                evidence = everywhere(self._okapi, Sought.all([word.sought for word in words]))
                words = [word._replace(evidence=evidence[:, at]) for at, word in enumerate(words)]
            known |= zip(new, words, strict=True)
        return [known[key] for key in keys]

    def _looked_up(self, tokens: Sequence[Token]) -> list[_Asked]:
        """What is known of words that were not asked for lately, their evidence left out."""
        shares = [self._language.share(token.term) for token in tokens]
        found = self._lexicon.compare(
            [
                Word(
                    token.word,
                    token.kind,
                    self._okapi.forms_of(token.term),
                    share <= RARE and may_slip(token.word, token.kind),
                )
                for token, share in zip(tokens, shares, strict=True)
            ]
        )
        forms = self._okapi.forms[found.forms].tolist()
        looks = np.where(found.own, OWN, found.shares).tolist()
        words = []
        for token, share, mass, (start, end) in zip(
            tokens, shares, found.masses, pairwise(found.bounds), strict=True
        ):
            here = slice(start, end)
            likest = max(looks[here], default=0.0)
            words.append(
                _Asked(
                    share,
                    self._okapi.weight(token.term),
                    -math.log(1 - (1 - share) ** 50),
                    mass,
                    _found(likest == OWN, likest),
                    dict(zip(forms[here], looks[here], strict=True)),
                    Sought([end - start], found.forms[here], found.own[here], found.shares[here]),
                    None,
                )
            )
        return words

    def _evidence(self, words: Sequence[_Asked], more: float) -> tuple[Integers, Floats, Floats]:
        """The positions of posts that may be the best, the evidence there, and what whole evidence
        of each word gives to a score, as a term and by its letters: (words, 2)."""
        weight = sum([word.weight for word in words])
        mass = sum([word.weight * word.mass for word in words]) / LETTERS
        gains = np.array([(word.weight / weight, word.weight * word.mass / mass) for word in words])
        if self._few:
            evidence = np.array([word.evidence for word in words]).swapaxes(0, 1)
            return self._corpus.positions, evidence, gains
        sought = Sought.all([word.sought for word in words])
        found = in_candidates(self._okapi, sought, gains, self._numbered, more)
        return *found, gains

    def _confidence(
        self, score: float, held: float, missing: float, lacking: bool, among: int
    ) -> float:
        """How sure a post is to answer: by its score, by what of the question it holds (weights)
        and what is missing anywhere (nats), and by whether it lacks a number that is asked for."""
        z = 3.02 * score + 0.222 * held - 0.056 * missing + 4.96 - 0.78 * lacking
        z -= 1.435 * math.log(among + BACKGROUND)
        return round(1 / (1 + math.exp(-z)), 6)

    def _hit(
        self,
        question: str,
        tokens: Sequence[Token],
        words: Sequence[_Asked],
        position: int,
        score: float,
        gave: Sequence[float],
    ) -> Hit[P]:
        thread = bisect_right(self._firsts, position) - 1
        number = position - self._firsts[thread]
        post = self._threads[thread][number]
        forms, starts, lengths = self._corpus.passages[thread].post(number)
        present = set(forms)
        matches: list[Match] = []
        marked: list[tuple[int, int]] = []
        finds = [word.looks.keys() & present for word in words]
        likest = [
            max(map(word.looks.__getitem__, held), default=0.0)
            for word, held in zip(words, finds, strict=True)
        ]
        enough = min(ALIKE, max(likest))  # what is least alike still says why, if nothing else does
        for token, word, given, held, most in zip(tokens, words, gave, finds, likest, strict=True):
            if not held or most < enough:
                continue
            looks = word.looks
            found = {form for form in held if looks[form] == most}
            at = [place for place, form in enumerate(forms) if form in found]
            spans = tuple(sorted({(starts[place], starts[place] + lengths[place]) for place in at}))
            kind = self._kind(token, found) if most == OWN else "similar"
            asked, (start, end) = question[token.start : token.end], spans[0]
            matches.append(Match(asked, kind, post.text[start:end], spans, round(given, 6)))
            if word.share < MARKED:
                marked += spans
        marked = marked or [span for match in matches for span in match.spans]
        return Hit(post, score, _united(sorted(marked)), tuple(matches), thread)

    def _kind(self, token: Token, forms: Collection[int]) -> str:
        """How a word is found in forms of its own."""
        if token.kind in ("name", "number"):
            return token.kind
        known = self._forms.known
        return "word" if any(known[form].word == token.word for form in forms) else "stem"


def _found(by_term: float, by_letters: float) -> float:
    """found(t, post), by the evidence."""
    if by_term:
        return 1.0
    return by_letters if by_letters >= ALIKE else 0.0


def _united(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Rising spans without overlap."""
    united: list[tuple[int, int]] = []
    for start, end in spans:
        if united and start < united[-1][1]:
            united[-1] = united[-1][0], max(end, united[-1][1])
        else:
            united.append((start, end))
    return tuple(united)


def _alone(
    own: Analyzer,
    threads: Sequence[Sequence[P]],
    passages: Sequence[Passage],
    forms: Forms,
    number: int,
) -> Index[P]:
    """The index of one of the threads; it does not refer to that of all, so that goes at once."""
    alone = Index.__new__(Index)
    alone._index(own, [threads[number]], Corpus([passages[number]]), forms)
    return alone
