"""The vocabulary: every form of the posts with a number, and threads as arrays of those numbers.

A vocabulary is filled by one builder and never changes once an index uses it; the next index is
built with a copy.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bot.search.fuzzy import delete_hashes, grams
from bot.search.ragged import Flags, Integers, Ragged, concat_ranges, offsets
from bot.search.tokenizer import Analyzer, Form, Token

MAX_CACHED_CHUNK = 24  #: characters; a longer chunk is hardly met twice
_CHUNKS_PER_FORM = 2  # a larger token cache mostly holds chunks of posts that are gone
_NOT_CACHED = -1
_DIGIT = re.compile(r"\d")


class TokenizedThread(NamedTuple):
    """The posts of a thread as tokens, one post's after the other's."""

    forms: Integers  #: form number of each token
    starts: Integers  #: character offset of each token in its post
    ends: Integers
    sizes: Integers  #: number of tokens of each post
    numbered: Flags  #: whether each post has a digit


class _TokenCache:
    """Tokens of chunks, a row per chunk; a chunk is the text between two blanks.

    A chunk whose tokens depend on the next chunk is `open`: a name may begin in it.
    """

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.forms, self.starts, self.ends = array("i"), array("i"), array("i")
        self.offsets = array("q", [0])
        self.open, self.numbered = array("B"), array("B")
        self.rows[""] = self.add("", ())

    def copy(self) -> _TokenCache:
        """Return a cache that grows by itself."""
        other = _TokenCache.__new__(_TokenCache)
        other.rows = self.rows.copy()
        for name in ("forms", "starts", "ends", "offsets", "open", "numbered"):
            setattr(other, name, getattr(self, name)[:])
        return other

    def add(self, text: str, tokens: Sequence[tuple[int, int, int]] | None) -> int:
        """Add a row and return its number; None marks an open chunk."""
        for form, start, end in tokens or ():
            self.forms.append(form)
            self.starts.append(start)
            self.ends.append(end)
        self.offsets.append(len(self.forms))
        self.open.append(tokens is None)
        self.numbered.append(_DIGIT.search(text) is not None)
        return len(self.open) - 1

    def truncate(self, rows: int) -> None:
        """Keep the first rows only."""
        del self.open[rows:], self.numbered[rows:], self.offsets[rows + 1 :]
        for column in (self.forms, self.starts, self.ends):
            del column[self.offsets[-1] :]


class Vocabulary:
    """Forms numbered from 0 in the order in which they are met."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self.forms: list[Form] = []
        self.form_numbers: dict[Form, int] = {}
        self.term_numbers: dict[str, int] = {}
        self.word_numbers: dict[str, int] = {}
        self.gram_numbers: dict[str, int] = {}
        self._terms, self._words = array("i"), array("i")
        self._grams, self._gram_offsets = array("i"), array("q", [0])
        self._deletes, self._delete_offsets = array("i"), array("q", [0])
        self._cache = _TokenCache()

    def __len__(self) -> int:
        return len(self.forms)

    def copy(self) -> Vocabulary:
        """Return a vocabulary with the same numbers that grows by itself."""
        other = Vocabulary.__new__(Vocabulary)
        for name, value in vars(self).items():
            setattr(
                other,
                name,
                value
                if name == "_analyzer"
                else value[:]
                if isinstance(value, list | array)
                else value.copy(),
            )
        if len(self._cache.open) > _CHUNKS_PER_FORM * len(self):
            other._cache = _TokenCache()
        return other

    @property
    def terms(self) -> Integers:
        """The term number of each form."""
        return np.array(self._terms, np.int32)

    @property
    def words(self) -> Integers:
        """The word number of each form."""
        return np.array(self._words, np.int32)

    @property
    def grams(self) -> Ragged:
        """The gram numbers of each form."""
        return Ragged(np.array(self._gram_offsets), np.array(self._grams, np.int32))

    @property
    def deletes(self) -> Ragged:
        """The hashes of each form's deletes."""
        return Ragged(np.array(self._delete_offsets), np.array(self._deletes, np.int32))

    def tokenize(self, texts: Sequence[str]) -> TokenizedThread:
        """Return a thread's posts as tokens, and add the forms that are new."""
        text = "\n".join(texts)
        chunks = text.replace("\t", " ").replace("\r", " ").replace("\n", " ").split(" ")
        chunks = chunks if texts else []
        starts = offsets([len(chunk) + 1 for chunk in chunks])[:-1]
        post_starts = offsets([len(post) + 1 for post in texts])
        # An empty post has one empty chunk, so every post begins with a chunk of its own.
        posts = np.searchsorted(starts, post_starts)
        cached = self._add_chunks(chunks)
        rows = np.array([self._cache.rows.get(chunk, _NOT_CACHED) for chunk in chunks], np.int64)
        self._add_in_place(text, starts, rows, posts)
        thread = self._assemble(rows, starts, posts, post_starts)
        self._cache.truncate(cached)
        return thread

    def _add_chunks(self, chunks: Sequence[str]) -> int:
        """Add the new chunks to the cache and return the number of its rows."""
        rows = self._cache.rows
        for chunk in chunks:
            if chunk not in rows and len(chunk) <= MAX_CACHED_CHUNK:
                tokens = self._analyzer.piece(chunk)
                rows[chunk] = self._cache.add(
                    chunk, None if tokens is None else self._numbered(tokens)
                )
        return len(self._cache.open)

    def _add_in_place(self, text: str, starts: Integers, rows: Integers, posts: Integers) -> None:
        """Add a row for each chunk, or several with a name across them, outside the cache."""
        ends = [*(starts[1:] - 1).tolist(), len(text)]
        is_open = np.frombuffer(self._cache.open, np.bool_)[rows] | (rows == _NOT_CACHED)
        found = is_open.nonzero()[0]
        del is_open
        lasts = posts[np.searchsorted(posts, found, "right")]
        end = 0
        for at, last in zip(found.tolist(), lasts.tolist(), strict=True):
            if at < end:
                continue
            end = at + 1 if rows[at] == _NOT_CACHED else min(at + 2, last)
            tokens = self._analyzer.piece(text[starts[at] : ends[end - 1]])
            while tokens is None and end < last:
                end = min(2 * end - at, last)  # doubled, so the time stays linear in the length
                tokens = self._analyzer.piece(text[starts[at] : ends[end - 1]])
            piece = text[starts[at] : ends[end - 1]]
            if tokens is None:
                tokens = self._analyzer.post(piece)
            rows[at:end] = 0
            rows[at] = self._cache.add(piece, self._numbered(tokens))

    def _assemble(
        self, rows: Integers, starts: Integers, posts: Integers, post_starts: Integers
    ) -> TokenizedThread:
        cache = self._cache
        row_offsets = np.frombuffer(cache.offsets, np.int64)
        counts = row_offsets[rows + 1] - row_offsets[rows]
        tokens = concat_ranges(row_offsets[rows], counts)
        shifts = (starts - post_starts[:-1].repeat(np.diff(posts))).repeat(counts)
        digits = offsets(np.frombuffer(cache.numbered, np.uint8)[rows])
        return TokenizedThread(
            np.frombuffer(cache.forms, np.int32)[tokens],
            (np.frombuffer(cache.starts, np.int32)[tokens] + shifts).astype(np.int32),
            (np.frombuffer(cache.ends, np.int32)[tokens] + shifts).astype(np.int32),
            np.diff(offsets(counts)[posts]),
            np.diff(digits[posts]) > 0,
        )

    def _numbered(self, tokens: Sequence[Token]) -> list[tuple[int, int, int]]:
        return [
            (self._number(Form(term, word, kind)), start, end)
            for term, word, start, end, kind in tokens
        ]

    def _number(self, form: Form) -> int:
        number = self.form_numbers.get(form)
        return self._add(form) if number is None else number

    def _add(self, form: Form) -> int:
        number = self.form_numbers[form] = len(self.forms)
        self.forms.append(form)
        self._terms.append(self.term_numbers.setdefault(form.term, len(self.term_numbers)))
        self._words.append(self.word_numbers.setdefault(form.word, len(self.word_numbers)))
        known = self.gram_numbers
        pieces = grams(form.word, form.kind) if form.kind != "name" else ()
        self._grams.extend([known.setdefault(gram, len(known)) for gram in pieces])
        self._gram_offsets.append(len(self._grams))
        self._deletes.extend(delete_hashes(form))
        self._delete_offsets.append(len(self._deletes))
        return number
