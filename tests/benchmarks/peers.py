"""The engines measured beside the bot's, each doing the work as its own manual has it done.

``words`` alone is what a plain BM25 does; ``words and 4-grams`` is the work the bot does.
"""

import re
import sqlite3
from collections.abc import Callable, Sequence
from typing import Protocol

import bm25s
import numpy as np
import Stemmer
import tantivy
from rank_bm25 import BM25Okapi

TOP = 3
_WORD = re.compile(r"\w+")
_STEM = Stemmer.Stemmer("english").stemWord


class Engine(Protocol):
    """An engine over texts: gives the positions of the best TOP texts for a question."""

    def search(self, question: str) -> Sequence[int]: ...


def _words(text: str) -> list[str]:
    return [_STEM(word) for word in _WORD.findall(text.lower())]


def _grams(text: str) -> list[str]:
    marked = [f"<{word}>" for word in _WORD.findall(text.lower())]
    return [word[at : at + 4] for word in marked for at in range(max(1, len(word) - 3))]


def _words_and_grams(text: str) -> list[str]:
    return _words(text) + _grams(text)


class RankBM25:
    """rank-bm25's own Okapi class."""

    def __init__(self, texts: Sequence[str], tokens: Callable[[str], list[str]]) -> None:
        self._tokens = tokens
        self._bm25 = BM25Okapi([tokens(text) for text in texts])

    def search(self, question: str) -> Sequence[int]:
        scores = self._bm25.get_scores(self._tokens(question))
        best = np.argpartition(scores, -TOP)[-TOP:] if len(scores) > TOP else np.arange(len(scores))
        return [int(at) for at in best[np.argsort(-scores[best])]]


class BM25S:
    """bm25s, with numba where it helps."""

    def __init__(self, texts: Sequence[str], tokens: Callable[[str], list[str]]) -> None:
        self._tokens = tokens
        self._bm25 = bm25s.BM25(backend="numba")
        self._bm25.index([tokens(text) for text in texts], show_progress=False)
        self._top = min(TOP, len(texts))

    def search(self, question: str) -> Sequence[int]:
        known = [token for token in self._tokens(question) if token in self._bm25.vocab_dict]
        found, _ = self._bm25.retrieve([known or [""]], k=self._top, show_progress=False)
        return [int(at) for at in found[0]]


class Tantivy:
    """tantivy in memory, with its English stemmer and, for 4-grams, an n-gram field."""

    def __init__(self, texts: Sequence[str], with_grams: bool) -> None:
        schema = tantivy.SchemaBuilder()
        schema.add_integer_field("at", stored=True)
        schema.add_text_field("words", tokenizer_name="en_stem")
        self._fields = ["words"]
        if with_grams:
            schema.add_text_field("grams", tokenizer_name="grams")
            self._fields.append("grams")
        self._index = tantivy.Index(schema.build())
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(4, 4, False))
        self._index.register_tokenizer("grams", analyzer.filter(tantivy.Filter.lowercase()).build())
        writer = self._index.writer(heap_size=256_000_000)
        for at, text in enumerate(texts):
            writer.add_document(tantivy.Document(at=at, **dict.fromkeys(self._fields, text)))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, question: str) -> Sequence[int]:
        query = self._index.parse_query(" ".join(_WORD.findall(question)), self._fields)
        hits = self._searcher.search(query, TOP).hits
        return [self._searcher.doc(address)["at"][0] for _, address in hits]


class FTS5:
    """SQLite's full-text search, with the porter stemmer and, for grams, its trigram tokenizer."""

    def __init__(self, texts: Sequence[str], with_grams: bool) -> None:
        self._base = sqlite3.connect(":memory:")
        self._tables = {"words": "porter unicode61"} | ({"grams": "trigram"} if with_grams else {})
        for table, tokenizer in self._tables.items():
            self._base.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5(text, tokenize='{tokenizer}')"
            )
            self._base.executemany(
                f"INSERT INTO {table}(rowid, text) VALUES (?, ?)", enumerate(texts)
            )

    def search(self, question: str) -> Sequence[int]:
        words = _WORD.findall(question.lower())
        asked = {
            "words": words,
            "grams": [w[at : at + 3] for w in words for at in range(len(w) - 2)],
        }
        scores: dict[int, float] = {}
        for table in self._tables:
            query = " OR ".join(f'"{term}"' for term in asked[table])
            rows = self._base.execute(
                f"SELECT rowid, rank FROM {table} WHERE {table} MATCH ? ORDER BY rank LIMIT 20",
                (query,),
            )
            for at, rank in rows:
                scores[at] = scores.get(at, 0.0) - rank
        return sorted(scores, key=lambda at: -scores[at])[:TOP]


WORDS: dict[str, Callable[[Sequence[str]], Engine]] = {
    "rank-bm25": lambda texts: RankBM25(texts, _words),
    "bm25s": lambda texts: BM25S(texts, _words),
    "tantivy": lambda texts: Tantivy(texts, with_grams=False),
    "FTS5": lambda texts: FTS5(texts, with_grams=False),
}
"""Plain BM25 over words."""

WORDS_AND_GRAMS: dict[str, Callable[[Sequence[str]], Engine]] = {
    "rank-bm25": lambda texts: RankBM25(texts, _words_and_grams),
    "bm25s": lambda texts: BM25S(texts, _words_and_grams),
    "tantivy": lambda texts: Tantivy(texts, with_grams=True),
    "FTS5": lambda texts: FTS5(texts, with_grams=True),
}
"""The work the bot does."""
