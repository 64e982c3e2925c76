"""The searcher: all that an index knows of its words, and nothing of the caller's posts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.search import native
from bot.search.bm25 import Okapi
from bot.search.fuzzy import NgramIndex
from bot.search.native.scorer import NativeScorer
from bot.search.postings import Postings
from bot.search.query import Query, QueryParser, TermTable
from bot.search.scoring import BACKGROUND, K1, B, NumpyScorer, Ranking, Scorer
from bot.search.tokenizer import Analyzer, Form
from bot.search.vocabulary import TokenizedThread, Vocabulary


class Searcher:
    """Reads questions and ranks posts; never changes."""

    def __init__(
        self, analyzer: Analyzer, vocabulary: Vocabulary, threads: Sequence[TokenizedThread]
    ) -> None:
        self.analyzer, self.language = analyzer, analyzer.language
        self.postings = Postings(threads, vocabulary.terms, len(vocabulary.term_numbers))
        self.okapi = okapi = Okapi(
            vocabulary, self.postings, K1, B, BACKGROUND, self.language.relative_frequency
        )
        self._forms: list[Form] = [vocabulary.forms[form] for form in self.postings.forms.tolist()]
        grams = vocabulary.grams.take(self.postings.forms)
        self.ngrams = ngrams = NgramIndex(self._forms, grams, self.postings.lists.lengths())
        self.table = table = TermTable(vocabulary, okapi, ngrams, self.language.question_words)
        self.parser = QueryParser(analyzer, vocabulary, table)
        library = native.load()
        self.scorer: Scorer = NativeScorer(library, table) if library else NumpyScorer(table)

    def word(self, form: int) -> str:
        """Return the folded characters of a form."""
        return self._forms[form].word


class Result(NamedTuple):
    """What one search found."""

    searcher: Searcher
    query: Query
    ranking: Ranking
