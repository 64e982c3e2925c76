"""Postings: for each form of an index the posts that have it, and how often."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np

from bot.search.ragged import Flags, Integers, Ragged, concat_ranges, offsets, packed
from bot.search.vocabulary import NumberKinds, TokenizedThread

GAP = 3  #: positions without a post before, between and after threads


class Postings:
    """The posts of threads, each at a position, and their inverted index; never changes.

    Positions count all posts from 0, with GAP more before each thread, so the posts around a
    position are those of its own thread.  Forms are numbered from 0 within the index, the forms of
    one term side by side.
    """

    def __init__(self, threads: Sequence[TokenizedThread], terms: Integers, term_count: int):
        """Index threads; `terms` are the term numbers of the vocabulary's forms."""
        self.counts = np.array([len(thread.numbers) for thread in threads], np.int64)
        self.posts = int(self.counts.sum())
        self.firsts = offsets(self.counts + GAP)[:-1] + GAP  #: position of each thread's first post
        self.span = GAP + int((self.counts + GAP).sum())  #: positions in all
        self.positions = concat_ranges(self.firsts, self.counts)  #: of the posts
        self._first_positions: list[int] = self.firsts.tolist()
        self._add_tokens(threads)
        self._add_forms(terms, term_count)
        self._invert()

    def _add_tokens(self, threads: Sequence[TokenizedThread]) -> None:
        sizes = np.zeros(self.span, np.int64)
        #: the kinds of numbers of the post at each position
        self.numbers: NumberKinds = np.zeros(self.span, np.uint8)
        self._forms, self.starts, self.ends = np.zeros((3, 0), np.int32)
        if threads:
            forms, starts, ends, of_posts, numbers = zip(*threads, strict=True)
            self._forms, self.starts, self.ends = map(np.concatenate, (forms, starts, ends))
            sizes[self.positions] = np.concatenate(of_posts)
            self.numbers[self.positions] = np.concatenate(numbers)
        # Views that are quicker to read one by one than arrays.
        self._token_starts, self._token_ends = self.starts.data, self.ends.data
        self.sizes = sizes  #: tokens of the post at each position; 0 where no post is
        self.offsets = offsets(sizes)  #: where the tokens of each position begin, and the last end
        #: where the last word of the post at each position ends
        self.lengths = np.zeros(self.span, np.int32)
        some = sizes.nonzero()[0]
        if len(some):
            self.lengths[some] = np.maximum.reduceat(self.ends, self.offsets[some])

    def _add_forms(self, terms: Integers, term_count: int) -> None:
        present = np.bincount(self._forms, minlength=len(terms)).nonzero()[0]
        #: the vocabulary's number of each form
        self.forms = present[np.argsort(terms[present], kind="stable")].astype(np.int32)
        #: the forms of term t are those in term_offsets[t] : term_offsets[t + 1]
        self.term_offsets = offsets(np.bincount(terms[self.forms], minlength=term_count))
        numbers = np.zeros(len(terms), np.int32)
        numbers[self.forms] = np.arange(len(self.forms))
        self.tokens = numbers[self._forms]  #: form of each token
        del self._forms

    def _invert(self) -> None:
        starts, positions = Ragged(self.offsets, self.tokens).invert(len(self.forms))
        is_first = np.ones(len(positions) + 1, np.bool_)
        np.not_equal(positions[1:], positions[:-1], out=is_first[1:-1])
        is_first[starts] = True
        first = is_first.nonzero()[0]
        self.tf = np.diff(first).astype(np.int32)
        #: positions of the posts with each form, rising; `tf` tells how often each has it
        self.lists = Ragged(np.searchsorted(first, starts), positions[first[:-1]])

    def document_frequencies(self) -> Integers:
        """Return how many posts have each term of the vocabulary."""
        forms = np.diff(self.term_offsets)
        counts = np.diff(self.lists.offsets[self.term_offsets])
        # Of terms with several forms, a post may have more than one.
        several = (forms > 1).repeat(forms).nonzero()[0]
        lists = self.lists.take(several)
        terms = np.arange(len(forms)).repeat(forms)[several]
        pairs = packed(terms.repeat(lists.lengths()), lists.values)
        counts -= np.bincount(pairs[1:][pairs[1:] == pairs[:-1]] >> 32, minlength=len(counts))
        return counts

    def place(self, position: int) -> tuple[int, int]:
        """Return the thread at a position, and the place of the post in it, both from 0."""
        thread = bisect_right(self._first_positions, position) - 1
        return thread, position - self._first_positions[thread]

    def thread(self, number: int, posts: int) -> TokenizedThread:
        """Return the first posts of a thread as they were given, without a copy where it can."""
        first = int(self.firsts[number])
        tokens = slice(int(self.offsets[first]), int(self.offsets[first + posts]))
        return TokenizedThread(
            self.forms[self.tokens[tokens]],
            self.starts[tokens],
            self.ends[tokens],
            self.sizes[first : first + posts],
            self.numbers[first : first + posts],
        )

    def with_new(self, positions: Integers, new: TokenizedThread) -> TokenizedThread:
        """Return the posts at some positions as a thread, and those of `new`, in their order,
        where a position is -1."""
        is_new = positions < 0
        old = positions[~is_new]
        tokens = concat_ranges(self.offsets[old], self.sizes[old])

        def fill(places: Flags, from_old: Any, from_new: Any) -> Any:
            whole = np.empty(len(places), from_old.dtype)
            whole[places], whole[~places] = from_new, from_old
            return whole

        sizes = fill(is_new, self.sizes[old], new.sizes)
        of_new = is_new.repeat(sizes)
        return TokenizedThread(
            fill(of_new, self.forms[self.tokens[tokens]], new.forms),
            fill(of_new, self.starts[tokens], new.starts),
            fill(of_new, self.ends[tokens], new.ends),
            sizes,
            fill(is_new, self.numbers[old], new.numbers),
        )

    def span_of(self, token: int) -> tuple[int, int]:
        """Return where a token is in the text of its post."""
        return self._token_starts[token], self._token_ends[token]
