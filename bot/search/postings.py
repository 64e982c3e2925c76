"""Postings: for each form of an index the posts that have it, and how often."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from bot.search.ragged import Integers, Ragged, concat_ranges, offsets
from bot.search.vocabulary import NumberKinds, TokenizedPosts

GAP = 3  #: positions without a post before, between and after threads


class Postings:
    """The posts of threads, each at a position, and their inverted index; never changes.

    Positions count all posts from 0, with GAP more before each thread, so the posts around a
    position are those of its own thread.  Forms are numbered from 0 within the index, the forms of
    one term side by side.
    """

    def __init__(
        self, counts: Sequence[int], posts: TokenizedPosts, terms: Integers, term_count: int
    ) -> None:
        """Index the posts of threads, given by how many each has.

        `terms` are the term numbers of the vocabulary's forms.
        """
        self.posts = sum(counts)
        spans = np.array(counts, np.int64) + GAP
        self.firsts = offsets(spans)[:-1] + GAP  #: position of each thread's first post
        self.span = GAP + int(spans.sum())  #: positions in all
        self.positions = concat_ranges(self.firsts, spans - GAP)  #: of the posts
        self._first_positions: list[int] = self.firsts.tolist()
        self._add_posts(posts)
        self._add_forms(posts.forms, terms, term_count)
        #: positions of the posts with each form, rising; `tf` tells how often each has it
        self.lists, self.tf = Ragged(self.offsets, self.tokens).invert(len(self.forms))

    def _add_posts(self, posts: TokenizedPosts) -> None:
        self.starts, self.ends = posts.starts, posts.ends  #: of each token, in the text of its post
        # Views that are quicker to read one by one than arrays.
        self._token_starts, self._token_ends = self.starts.data, self.ends.data
        #: the kinds of numbers of the post at each position
        self.numbers: NumberKinds = np.zeros(self.span, np.uint8)
        self.numbers[self.positions] = posts.numbers
        sizes = np.zeros(self.span, np.int64)
        sizes[self.positions] = posts.sizes
        self.sizes = sizes  #: tokens of the post at each position; 0 where no post is
        self.offsets = offsets(sizes)  #: where the tokens of each position begin, and the last end
        #: where the last word of the post at each position ends
        self.lengths = np.zeros(self.span, np.int32)
        some = sizes.nonzero()[0]
        if len(some):
            self.lengths[some] = np.maximum.reduceat(self.ends, self.offsets[some])

    def _add_forms(self, forms: Integers, terms: Integers, term_count: int) -> None:
        present = np.bincount(forms, minlength=len(terms)).nonzero()[0].astype(np.int32)
        by_term, _ = Ragged(np.arange(len(present) + 1), terms[present]).invert(term_count)
        #: the vocabulary's number of each form
        self.forms = present[by_term.values]
        #: the forms of term t are those in term_offsets[t] : term_offsets[t + 1]
        self.term_offsets = by_term.offsets
        #: the number here of each form of the vocabulary; that after the last if no post has it
        self.form_numbers = np.full(len(terms), len(self.forms), np.int32)
        self.form_numbers[self.forms] = np.arange(len(self.forms))
        self.tokens = self.form_numbers.take(forms)  #: form of each token

    def document_frequencies(self) -> Integers:
        """Return how many posts have each term of the vocabulary."""
        by_term = Ragged(self.lists.offsets[self.term_offsets], self.lists.values)
        counts = by_term.lengths()
        # Where a term has several forms, a post that has two of them counts once.
        (several,) = (self.term_offsets[1:] - self.term_offsets[:-1] > 1).nonzero()
        terms, _ = by_term.take(several).invert(self.span)
        counts[several] = np.bincount(terms.values, minlength=len(several))
        return counts

    def place(self, position: int) -> tuple[int, int]:
        """Return the thread at a position, and the place of the post in it, both from 0."""
        thread = bisect_right(self._first_positions, position) - 1
        return thread, position - self._first_positions[thread]

    def slice(self, first: int, last: int) -> TokenizedPosts:
        """Return what is at some positions, half open; without tokens where no post is."""
        tokens, posts = slice(self.offsets[first], self.offsets[last]), slice(first, last)
        columns = self.forms.take(self.tokens[tokens]), self.starts[tokens], self.ends[tokens]
        return TokenizedPosts(*columns, self.sizes[posts], self.numbers[posts])

    def span_of(self, token: int) -> tuple[int, int]:
        """Return where a token is in the text of its post."""
        return self._token_starts[token], self._token_ends[token]
