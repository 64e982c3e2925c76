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

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache, partial
from itertools import groupby
from math import exp, log
from operator import attrgetter
from typing import Generic, NamedTuple, Protocol, TypeVar

from bot.search.analysis import Analyzer, Form, Token, analyzer
from bot.search.evidence import BACKGROUND, Evidence, Find, Ranking
from bot.search.inverted import Corpus
from bot.search.languages import detect
from bot.search.lexicon import Forms
from bot.search.question import QuestionReader
from bot.search.vocabulary import Passage, Vocabulary

#: The least confidence of an answer; below are at best the closest posts.  Of questions on tweets,
#: a quarter of them asked of the wrong thread, 87 % are rightly answered or refused by it.
ANSWER_THRESHOLD = 0.5
#: The confidence from which an answer is sure: on tweets 96 % of such first hits are the right
#: post, on articles, where the next sentence often says it too, more than 80 %.
SURE_THRESHOLD = 0.8

NUMBER = 0.2
LONGEST_QUESTION = 4000  # characters
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


class Hit(NamedTuple, Generic[P]):
    """A post that matches a question."""

    post: P
    score: float  #: confidence that the post answers, 0..1
    spans: tuple[tuple[int, int], ...]  #: the matched words in the post's text, half open, rising
    thread: int  #: which of the index's threads it is in, from 0
    ranking: Ranking  #: why it does
    place: int  #: among those of the ranking, from 0

    @property
    def matches(self) -> tuple[Match, ...]:
        """What the question's words found, in the question's order."""
        question = self.ranking.question
        tokens = question.tokens()
        matches: list[Match] = []
        finds = map(Find._make, sorted(self.ranking.finds(self.place)))
        for word, group in groupby(finds, attrgetter("word")):
            token, found = tokens[word], list(group)
            kind = _kind(token, [question.reader.form(find.form) for find in found])
            spans = sorted({(find.start, find.end) for find in found})
            start, end = spans[0]
            matches.append(
                Match(
                    question.text[token.start : token.end],
                    kind if found[0].own else "similar",
                    self.post.text[start:end],
                    tuple(spans),
                    round(found[0].gave, 6),
                )
            )
        return tuple(matches)


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
        known: dict[int, Passage] = {}
        if before is not None and 2 * len(before._okapi.forms) > len(before._vocabulary):
            vocabulary = before._vocabulary
            known = dict(zip(map(id, before._threads), before._corpus.passages, strict=True))
        new = [thread for thread in threads if id(thread) not in known]
        texts = ([post.text for post in thread] for thread in new)
        for thread, passage in zip(new, vocabulary.read(texts), strict=True):
            known[id(thread)] = passage
            progress(len(thread))
        self._vocabulary = vocabulary
        corpus = Corpus([known[id(thread)] for thread in threads])
        self._index(own, threads, corpus, vocabulary.forms())

    def _index(
        self,
        own: Analyzer,
        threads: Sequence[Sequence[P]],
        corpus: Corpus,
        forms: Forms,
    ) -> None:
        self._threads, self._corpus, self._language = threads, corpus, own.language
        self._evidence = Evidence(forms, corpus, self._language.share)
        self._okapi = self._evidence.okapi
        self._reader = QuestionReader(own, forms, self._evidence.lexicon, self._okapi)
        self._alone_lately = lru_cache(LATELY_READ)(
            partial(_alone, own, threads, corpus.passages, forms)
        )

    def thread(self, number: int) -> Index[P]:
        """The index of one of the threads alone, given by its place from 0."""
        return self if len(self._threads) == 1 else self._alone_lately(number)

    def search(self, question: str, limit: int = 3, among: int | None = None) -> tuple[Hit[P], ...]:
        """The posts that match a question, at most `limit`.

        Best first, equal scores in order; () when nothing matches or the question has no word that
        says anything, and for a `limit` below 1.  `among` is how many posts are searched in all, if
        others than these are.
        """
        asked = self._reader.read(question[:LONGEST_QUESTION])
        limit = min(limit, self._okapi.corpus_size)
        if limit < 1 or not asked.says_something:
            return ()
        more = NUMBER * self._language.asks_for_number(asked.text)
        ranking = self._evidence.rank(asked, more, limit)
        posts = (among or self._okapi.corpus_size) + BACKGROUND
        outset = 4.96 - 0.056 * ranking.missing - 1.435 * log(posts)
        least, marks = 1.0, ranking.marks
        hits: list[Hit[P]] = []
        first = 0
        for at, (thread, place, numbered, score, held, _, end) in enumerate(ranking.hits):
            z = outset + 3.02 * score + 0.222 * held
            if more and not numbered:
                z -= 0.78
            sure = int(1e6 / (1 + exp(-z)) + 0.5) / 1e6 if z > -700 else 0.0
            least = sure if sure < least else least
            post, spans = self._threads[thread][place], tuple(marks[first:end])
            hits.append(Hit(post, least, spans, thread, ranking, at))
            first = end
        return tuple(hits)


def _kind(token: Token, forms: Collection[Form]) -> str:
    """How a word is found in forms of its own."""
    if token.kind in ("name", "number"):
        return token.kind
    return "word" if any(form.word == token.word for form in forms) else "stem"


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
