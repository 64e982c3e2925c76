"""The words of an index, each with a number, and a thread's posts in those numbers."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

import numpy as np

from bot.search import kernel
from bot.search.analysis import Analyzer, Form, Token, plain_word
from bot.search.lexicon import LEFT_OUT, NO_FORM, Forms, grams, letters, may_slip
from bot.search.lists import Flags, Integers, Lists, bounds, small
from bot.search.slips import Slips
from bot.search.strings import Strings

_Numbered = tuple[int, int, int]  # form, start, length
_KEPT_LENGTH = 24  # characters of a chunk that may be met again
_CHUNKS_A_FORM = 2  # more are of posts that are gone, or hold no new word
AT_ONCE = 1 << 18  #: characters, from which on threads are not read together with more
_DIGIT = re.compile(r"\d")


class Passage(NamedTuple):
    """A thread's posts as tokens, in order, one post's after the other's."""

    forms: Integers  #: the number of each token's form
    starts: Integers  #: where it stands in its post's text
    lengths: Integers  #: characters
    bounds: Integers  #: the tokens of post i are those from bounds[i] to before bounds[i + 1]
    numbered: Flags  #: whether each post holds a digit
    structure: bytes  #: the kernel's


class _Text(NamedTuple):
    """A text in chunks."""

    text: str
    starts: Integers  #: where each chunk begins
    ends: Integers
    rows: Integers  #: of its tokens; -1 for a new one

    def piece(self, first: int, end: int) -> str:
        """The text of the chunks from one to before another."""
        return self.text[self.starts[first] : self.ends[end - 1]]


class _Chunks:
    """The tokens of pieces of text, one row each: of chunks, by which they are found, and others.

    A chunk is what stands between blanks; no token reaches beyond.  Row 0, without tokens, is that
    of all chunks that are too long to be kept.
    """

    def __init__(self) -> None:
        self._strings = Strings()
        self._forms, self._starts, self._lengths = array("i"), array("i"), array("i")
        self._ends = array("i", [0])  # of the tokens of each row
        self._in_place, self._numbered = array("B"), array("B")
        self.add("", None, found=False)

    def __len__(self) -> int:
        return len(self._numbered)

    def add(self, text: str, tokens: Sequence[_Numbered] | None, found: bool = True) -> int:
        """The number of a new row: the tokens of a text, or None if it must be looked at in its
        place.  One that is to be found is, once it is kept."""
        for form, start, length in tokens or ():
            self._forms.append(form)
            self._starts.append(start)
            self._lengths.append(length)
        self._ends.append(len(self._forms))
        if found:
            self._strings.add(text)
        self._in_place.append(tokens is None)
        self._numbered.append(_DIGIT.search(text) is not None)
        return len(self) - 1

    def keep(self) -> None:
        """Have the new rows found from now on."""
        self._strings.keep()

    def shorten(self, count: int) -> None:
        """Keep so many rows."""
        del self._numbered[count:], self._in_place[count:]
        del self._ends[count + 1 :]
        for numbers in (self._forms, self._starts, self._lengths):
            del numbers[self._ends[-1] :]

    def find(self, text: str) -> _Text:
        """A text in its chunks."""
        return _Text(text, *kernel.find_chunks(self._strings.table(), text, _KEPT_LENGTH))

    def in_place(self, rows: Integers) -> Integers:
        """Which of some chunks, by their rows, must be looked at in their place."""
        return np.frombuffer(self._in_place, np.bool_)[rows].nonzero()[0]

    def passages(self, pieces: kernel.Pieces, threads: Sequence[int]) -> list[Passage]:
        """Threads of posts in pieces of some rows: thread i has the posts from threads[i] to before
        threads[i + 1]."""
        rows = kernel.Rows(
            ends=self._ends,
            forms=self._forms,
            starts=self._starts,
            lengths=self._lengths,
            numbered=self._numbered,
        )
        ends, numbered, (forms, starts, lengths) = kernel.tokens_of(rows, pieces)
        starts, lengths = small(starts), small(lengths)
        passages = []
        for first, end in pairwise(threads):
            here = slice(int(ends[first]), int(ends[end]))
            arrays = (
                forms[here].copy(),
                starts[here].copy(),
                lengths[here].copy(),
                small(ends[first : end + 1] - ends[first]),
            )
            structure = kernel.passage(*arrays)
            passages.append(Passage(*arrays, numbered[first:end].copy(), structure))
        return passages


class Vocabulary:
    """Forms, numbered as they come.

    It grows as posts are read; `forms` are those of the moment.
    """

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._known: list[Form] = []
        self._numbers: dict[Form, int] = {}
        self._term_numbers: dict[str, int] = {}
        self._word_numbers = {"": 0}
        self._word_strings = Strings()
        self._alone, self._asks = array("i", [NO_FORM]), array("B", [False])  # of each word
        self._gram_numbers: dict[str, int] = {}
        self._gram_strings = Strings()
        self._terms, self._words, self._shares = array("i"), array("i"), array("d")
        self._grams, self._gram_counts = array("i"), array("i")
        self._letters, self._letter_counts = array("I"), array("H")
        self._slips = Slips()
        self._chunks = _Chunks()
        for word in sorted(analyzer.language.question_words):
            number = self._word(word)
            self._asks[number] = True
            if analyzer.ignores(word):
                self._alone[number] = LEFT_OUT

    def __len__(self) -> int:
        return len(self._known)

    def read(self, threads: Iterable[Sequence[str]]) -> Iterator[Passage]:
        """The posts of each thread in the numbers of their forms; new ones are added."""
        if len(self._chunks) > _CHUNKS_A_FORM * len(self):
            self._chunks = _Chunks()
        for some in _batches(threads):
            yield from self._read(some)

    def _read(self, threads: Sequence[Sequence[str]]) -> list[Passage]:
        texts = [*chain.from_iterable(threads)]
        text = self._chunks.find("\n".join(texts))  # a blank, so a chunk is of one post
        self._add_new(text)
        count = len(self._chunks)
        starts = bounds([len(post) + 1 for post in texts])
        posts = np.searchsorted(text.starts, starts)
        self._look_in_place(text, posts)
        pieces = kernel.Pieces(
            rows=text.rows, starts=text.starts, posts=posts, offsets=starts, count=len(texts)
        )
        passages = self._chunks.passages(pieces, [0, *accumulate(map(len, threads))])
        self._chunks.shorten(count)  # what was looked at in its place is hardly met again
        return passages

    def _add_new(self, text: _Text) -> None:
        """Give each new chunk a row."""
        new = (text.rows < 0).nonzero()[0]
        chunks = [text.piece(at, at + 1) for at in new.tolist()]
        rows = {chunk: self._row_of(chunk) for chunk in dict.fromkeys(chunks)}
        text.rows[new] = [rows[chunk] for chunk in chunks]
        self._chunks.keep()

    def _row_of(self, chunk: str) -> int:
        tokens = self._analyzer.piece(chunk)
        if tokens is None:
            return self._chunks.add(chunk, None)
        numbered = self._numbered(tokens)
        if len(numbered) == 1 and plain_word(chunk) and not self._analyzer.may_name(tokens[0].term):
            [(form, _, _)] = numbered
            if self._alone[self._words[form]] != LEFT_OUT:
                self._alone[self._words[form]] = form
        return self._chunks.add(chunk, numbered)

    def _look_in_place(self, text: _Text, posts: Integers) -> None:
        """Give what must be looked at in its place a row: a chunk, or several where a name goes on,
        of which the first has the tokens of all.  Post i has the chunks from posts[i] to before
        posts[i + 1]."""
        chunks = self._chunks.in_place(text.rows)
        lasts = posts[np.searchsorted(posts, chunks, "right")]
        end = 0
        for at, last in zip(chunks.tolist(), lasts.tolist(), strict=True):
            if at < end:
                continue
            end = at + 1 if text.rows[at] == 0 else min(at + 2, last)  # one with a row goes on
            tokens = self._analyzer.piece(text.piece(at, end))
            while tokens is None and end < last:
                end = min(2 * end - at, last)  # twice as many: no time but the length's
                tokens = self._analyzer.piece(text.piece(at, end))
            piece = text.piece(at, end)
            if tokens is None:
                tokens = self._analyzer.post(piece)
            text.rows[at:end] = 0
            text.rows[at] = self._chunks.add(piece, self._numbered(tokens), found=False)

    def _numbered(self, tokens: Sequence[Token]) -> list[_Numbered]:
        return [
            (self._number(Form(term, word, kind)), start, end - start)
            for term, word, start, end, kind in tokens
        ]

    def forms(self) -> Forms:
        """The forms there are now."""
        self._word_strings.keep()
        self._gram_strings.add_new(self._gram_numbers)
        self._gram_strings.keep()
        spelled = Lists(bounds(self._letter_counts), np.array(self._letters, np.uint32))
        self._slips.add_new(spelled)
        return Forms(
            self._known,
            self._numbers,
            self._term_numbers,
            len(self._term_numbers),
            np.array(self._terms, np.int32),
            np.array(self._shares, np.float64),
            self._word_numbers,
            len(self._word_numbers),
            np.array(self._words, np.int32),
            self._word_strings.copy(),
            np.array(self._alone, np.int32),
            np.array(self._asks, np.bool_),
            self._gram_numbers,
            len(self._gram_numbers),
            self._gram_strings.copy(),
            Lists(bounds(self._gram_counts), np.array(self._grams, np.int32)),
            spelled,
            self._slips.table,
        )

    def _number(self, form: Form) -> int:
        number = self._numbers.get(form)
        return self._add(form) if number is None else number

    def _add(self, form: Form) -> int:
        number = len(self._known)
        self._terms.append(self._term_numbers.setdefault(form.term, len(self._term_numbers)))
        self._shares.append(self._analyzer.language.share(form.term))
        self._words.append(self._word(form.word))
        pieces = grams(form.word, form.kind) if form.kind != "name" else ()
        numbers = self._gram_numbers
        self._grams.extend([numbers.setdefault(gram, len(numbers)) for gram in pieces])
        self._gram_counts.append(len(pieces))
        before = len(self._letters)
        if may_slip(form.word, form.kind):
            self._letters.frombytes(letters(form.word))
        self._letter_counts.append(len(self._letters) - before)
        self._known.append(form)
        self._numbers[form] = number
        return number

    def _word(self, word: str) -> int:
        number = self._word_numbers.setdefault(word, len(self._word_numbers))
        if number == len(self._alone):
            self._word_strings.add(word)
            self._alone.append(NO_FORM)
            self._asks.append(False)
        return number


def _batches(threads: Iterable[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    """Threads, so many at once that calls of numpy and the kernel are worth their while."""
    batch: list[Sequence[str]] = []
    characters = 0
    for texts in threads:
        batch.append(texts)
        characters += sum(map(len, texts))
        if characters >= AT_ONCE:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
