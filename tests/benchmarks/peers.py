"""The engines measured beside the bot's, each doing the work as its own manual has it done.

``words`` alone is what a plain BM25 does; ``words and 4-grams`` is the work the bot does: every
peer indexes each word's stem and the 4-grams of the word between marks, and ranks by BM25 over
both. All are spared the stop words of English, as bm25s's own tokenizer would have it, and a word
asked twice. An engine may be given other texts again; what it compiles, it compiles once.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Protocol

import bm25s
import numpy as np
import Stemmer
import tantivy
from bm25s.tokenization import STOPWORDS_EN
from rank_bm25 import BM25Okapi
from tantivy import Occur, Query

TOP = 3
_WORD = re.compile(r"\w+")
_STOP_WORDS = frozenset(STOPWORDS_EN)
_STEM = Stemmer.Stemmer("english").stemWord

Tokens = Callable[[str], list[str]]


class Engine(Protocol):
    """An engine over texts: gives the positions of the best TOP texts for a question."""

    def index(self, texts: Sequence[str]) -> None:
        """Take these texts in the place of those before."""

    def search(self, question: str) -> Sequence[int]:
        """The positions of the texts that fit best, best first."""


@cache
def _stem(word: str) -> tuple[str, ...]:
    return (_STEM(word),)


@cache
def _stem_and_grams(word: str) -> tuple[str, ...]:
    marked = f"<{word}>"
    return (_STEM(word), *(marked[at : at + 4] for at in range(max(1, len(marked) - 3))))


def _telling(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if word not in _STOP_WORDS]


def _words(text: str) -> list[str]:
    return [token for word in _telling(text) for token in _stem(word)]


def _words_and_grams(text: str) -> list[str]:
    return [token for word in _telling(text) for token in _stem_and_grams(word)]


def _each_once(tokens: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(tokens))


class RankBM25:
    """rank-bm25's own Okapi class."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def index(self, texts: Sequence[str]) -> None:
        self._bm25 = BM25Okapi(map(self._tokens, texts))

    def search(self, question: str) -> Sequence[int]:
        scores = self._bm25.get_scores(_each_once(self._tokens(question)))
        best = np.argpartition(scores, -TOP)[-TOP:] if len(scores) > TOP else np.arange(len(scores))
        return [int(at) for at in best[np.argsort(-scores[best])]]


class BM25S:
    """bm25s on numba, given numbered tokens, as its own tokenizer, which knows no 4-grams, gives.

    numba compiles for each instance: so the same one is given other texts.
    """

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._bm25 = bm25s.BM25(backend="numba")

    def index(self, texts: Sequence[str]) -> None:
        known: dict[str, int] = {}
        posts = [
            [known.setdefault(token, len(known)) for token in self._tokens(text)] for text in texts
        ]
        self._bm25.index((posts, known), show_progress=False)
        self._top = min(TOP, len(texts))

    def search(self, question: str) -> Sequence[int]:
        asked = _each_once(self._tokens(question))
        known = self._bm25.get_tokens_ids(asked) or [self._bm25.vocab_dict[""]]
        found, _ = self._bm25.retrieve([known], k=self._top, show_progress=False)
        return [int(at) for at in found[0]]


class Tantivy:
    """tantivy in memory: its own stemmer of English for words, ready-made tokens with 4-grams.

    Positions of words are not kept, and hits not plural, as neither is asked for: so it may leave
    out posts that cannot be among the best.
    """

    def __init__(self, with_grams: bool) -> None:
        self._with_grams = with_grams
        self._given = _words_and_grams if with_grams else _telling
        schema = tantivy.SchemaBuilder()
        schema.add_integer_field("at", fast=True)
        tokenizer = "whitespace" if with_grams else "en_stem"
        schema.add_text_field("text", tokenizer_name=tokenizer, index_option="freq")
        self._schema = schema.build()

    def index(self, texts: Sequence[str]) -> None:
        self._index = tantivy.Index(self._schema)
        writer = self._index.writer(heap_size=256_000_000)
        for at, text in enumerate(texts):
            writer.add_document(tantivy.Document(at=at, text=" ".join(self._given(text))))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, question: str) -> Sequence[int]:
        hits = self._searcher.search(self._query(question), TOP, count=False).hits
        found = self._searcher.fast_field_values("at", [address for _, address in hits])
        return [int(at) for at in found if at is not None]

    def _query(self, question: str) -> Query:
        asked = _each_once(self._given(question))
        if not self._with_grams:
            return self._index.parse_query(" ".join(asked), ["text"])
        terms = (Query.term_query(self._schema, "text", token, "freq") for token in asked)
        return Query.boolean_query([(Occur.Should, term) for term in terms])


class FTS5:
    """SQLite's full-text search in memory: its stemmer for words, ready-made tokens with 4-grams.

    It keeps the index and not the texts, merged into one tree, which its manual calls fastest.
    """

    def __init__(self, with_grams: bool) -> None:
        self._given = _words_and_grams if with_grams else _telling
        self._tokenizer = (
            "unicode61 remove_diacritics 0 tokenchars ''<>''" if with_grams else "porter unicode61"
        )

    def index(self, texts: Sequence[str]) -> None:
        self._base = sqlite3.connect(":memory:")
        self._base.execute(
            f"CREATE VIRTUAL TABLE posts USING fts5(text, content='', tokenize='{self._tokenizer}')"
        )
        given = (" ".join(self._given(text)) for text in texts)
        self._base.executemany("INSERT INTO posts(rowid, text) VALUES (?, ?)", enumerate(given))
        self._base.execute("INSERT INTO posts(posts) VALUES ('optimize')")
        self._base.commit()

    def search(self, question: str) -> Sequence[int]:
        asked = " OR ".join(f'"{token}"' for token in _each_once(self._given(question)))
        rows = self._base.execute(
            "SELECT rowid FROM posts WHERE posts MATCH ? ORDER BY rank LIMIT ?", (asked, TOP)
        )
        return [at for (at,) in rows]


WORDS: dict[str, Callable[[], Engine]] = {
    "rank-bm25": lambda: RankBM25(_words),
    "bm25s": lambda: BM25S(_words),
    "tantivy": lambda: Tantivy(with_grams=False),
    "FTS5": lambda: FTS5(with_grams=False),
}
"""Plain BM25 over words."""

WORDS_AND_GRAMS: dict[str, Callable[[], Engine]] = {
    "rank-bm25": lambda: RankBM25(_words_and_grams),
    "bm25s": lambda: BM25S(_words_and_grams),
    "tantivy": lambda: Tantivy(with_grams=True),
    "FTS5": lambda: FTS5(with_grams=True),
}
"""The work the bot does."""
