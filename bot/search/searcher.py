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
from bot.search.tokenizer import Analyzer
from bot.search.vocabulary import TokenizedPosts, Vocabulary


class Searcher:
    """Reads questions and ranks posts; never changes."""

    def __init__(
        self,
        analyzer: Analyzer,
        vocabulary: Vocabulary,
        counts: Sequence[int],
        posts: TokenizedPosts,
    ) -> None:
        """Index the posts of threads, given by how many each has."""
        self.analyzer, self.language = analyzer, analyzer.language
        self.postings = Postings(counts, posts, vocabulary.terms, len(vocabulary.term_numbers))
        self.okapi = okapi = Okapi(
            vocabulary, self.postings, K1, B, BACKGROUND, self.language.relative_frequency
        )
        lists = self.postings.lists
        self.ngrams = ngrams = NgramIndex(vocabulary, self.postings.forms, lists.lengths())
        self.table = table = TermTable(vocabulary, okapi, ngrams, self.language.question_words)
        self.parser = QueryParser(analyzer, vocabulary, table)
        library = native.load()
        self.scorer: Scorer = NativeScorer(library, table) if library else NumpyScorer(table)

    def word(self, form: int) -> str:
        """Return the folded characters of a form."""
        return self.ngrams.word(form)


class Result(NamedTuple):
    """What one search found."""

    searcher: Searcher
    query: Query
    ranking: Ranking
