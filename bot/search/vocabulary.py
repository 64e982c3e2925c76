"""The vocabulary: every form of the posts with a number, and posts as arrays of those numbers.

A vocabulary is filled by one builder and never changes once an index uses it; the next index is
built with a copy.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import partial
from itertools import chain, count, islice
from typing import Any, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.search.folding import NUMBER
from bot.search.letters import Hashes, grams_of_all, has_typos, letters_of
from bot.search.ragged import (
    Flags,
    Floats,
    Integers,
    Ragged,
    concat_ranges,
    distinct,
    low,
    offsets,
    packed,
)
from bot.search.tokenizer import Analyzer, Chunk, Form, Token

BATCH = 1 << 20  #: characters of the posts that are read together
DIGIT, COUNT = 1, 2  #: kinds of numbers: with a digit; and, in digits or words, none of a year
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"1\d{3}|20\d\d")

NumberKinds: TypeAlias = NDArray[np.uint8]
Spelling: TypeAlias = tuple[Sequence[str], Sequence[str], Sequence[str]]
"""The terms, the words and the kinds of forms."""

_NO_SPELLING: Spelling = (), (), ()
_form = partial(tuple.__new__, Form)  # a third of the time of Form
K = TypeVar("K", bound=Hashable)


class TokenizedPosts(NamedTuple):
    """Posts as tokens, one post's after the other's."""

    forms: Integers  #: form number of each token
    starts: Integers  #: character offset of each token in its post
    ends: Integers
    sizes: Integers  #: number of tokens of each post
    numbers: NumberKinds  #: the kinds of numbers that each post has

    def take(self, posts: Integers) -> TokenizedPosts:
        """Return some of the posts, in the order given."""
        if np.array_equal(posts, np.arange(len(self.sizes))):
            return self
        sizes = self.sizes[posts]
        starts = offsets(self.sizes)[posts]
        ends = starts + sizes
        # What lies together is copied together.
        firsts = np.append(True, starts[1:] != ends[:-1])[: len(posts)]
        lasts = np.append(firsts[1:], True)[: len(posts)]
        runs = [slice(0), *map(slice, starts[firsts], ends[lasts])]
        forms, starts, ends = (np.concatenate([column[run] for run in runs]) for column in self[:3])
        return TokenizedPosts(forms, starts, ends, sizes, self.numbers[posts])


class Columns(NamedTuple):
    """What a vocabulary knows of its forms and terms, in arrays that are never written to."""

    terms: Integers  #: the term and the word of each form, by number
    words: Integers
    is_count: Flags
    has_typos: Flags
    frequencies: Floats  #: of each term in everyday language
    gram_offsets: Integers  #: the grams of each form, each once, by the numbers of their codes
    grams: Integers
    codes: Hashes  #: rising
    letter_offsets: Integers  #: the letters of the word of each form
    letters: Integers


_NUMBERS, _FLAGS = np.zeros(0, np.int32), np.zeros(0, np.bool_)
_NOTHING = Columns(
    *(_NUMBERS, _NUMBERS, _FLAGS, _FLAGS, np.zeros(0), offsets([]), _NUMBERS),
    *(np.zeros(0, np.uint64), *letters_of([])),
)


def joined(parts: Sequence[TokenizedPosts]) -> TokenizedPosts:
    """Return the posts of all parts, of one at least."""
    if len(parts) == 1:
        return parts[0]
    return TokenizedPosts(*map(np.concatenate, zip(*parts, strict=True)))


def _spelling(forms: Sequence[Form]) -> Spelling:
    terms, words, kinds = zip(*forms, strict=True) if forms else _NO_SPELLING
    return terms, words, kinds


def is_count(form: Form) -> bool:
    """Tell whether a form is a number, in digits or in words, that is none of a year."""
    return NUMBER.fullmatch(form.term) is not None and not _YEAR.fullmatch(form.term)


def numbering(known: Mapping[K, int] | Iterable[tuple[K, int]] = ()) -> defaultdict[K, int]:
    """Return a mapping that gives a key that is new the next number."""
    numbers: defaultdict[K, int] = defaultdict(None, known)
    numbers.default_factory = count(len(numbers)).__next__
    return numbers


class Vocabulary:
    """Forms numbered from 0 in the order in which they are met."""

    def __init__(
        self,
        analyzer: Analyzer,
        spelling: Spelling = _NO_SPELLING,
        columns: Columns = _NOTHING,
    ) -> None:
        """Begin with forms that have this spelling and these columns."""
        self._analyzer = analyzer
        self.forms = [*map(_form, zip(*spelling, strict=True))]
        terms, words, _ = spelling
        self.form_numbers = numbering(zip(self.forms, count()))
        self.term_numbers = numbering(zip(terms, columns.terms.tolist(), strict=True))
        self.word_numbers = numbering(zip(words, columns.words.tolist(), strict=True))
        self.terms, self.words, self._is_count, self.has_typos, self.frequencies = columns[:5]
        self.grams, self.codes = Ragged(*columns[5:7]), columns.codes
        self.letters = Ragged(*columns[8:])

    @property
    def spelling(self) -> Spelling:
        """The spelling of its forms, to be kept for another vocabulary."""
        return _spelling(self.forms)

    @property
    def columns(self) -> Columns:
        """Its columns, to be kept for another vocabulary."""
        return Columns(
            *(self.terms, self.words, self._is_count, self.has_typos, self.frequencies),
            *(*self.grams, self.codes, *self.letters),
        )

    def __len__(self) -> int:
        return len(self.forms)

    def copy(self) -> Vocabulary:
        """Return a vocabulary with the same numbers that grows by itself."""
        other = copy(self)  # arrays are replaced, and never written to
        other.forms = [*self.forms]
        other.form_numbers = numbering(self.form_numbers)
        other.term_numbers = numbering(self.term_numbers)
        other.word_numbers = numbering(self.word_numbers)
        return other

    def tokenize(
        self, texts: Iterable[str], progress: Callable[[int], object] = lambda posts: None
    ) -> TokenizedPosts:
        """Return posts as tokens, and add the forms that are new.

        `progress` is called with how many posts have been read since the last call.
        """
        parts = []
        for batch in _batches(texts):
            parts.append(self._read(batch))
            progress(len(batch))
        new = [*islice(self.term_numbers, len(self.frequencies), None)]
        frequencies = self._analyzer.language.relative_frequencies(new)
        self.frequencies = _extended(self.frequencies, frequencies)
        return joined(parts)

    def _read(self, texts: Sequence[str]) -> TokenizedPosts:
        """Return posts as tokens, each distinct chunk looked at once."""
        raws, starts, posts = _cut(texts)
        distinct: defaultdict[str, int] = numbering()
        which = np.fromiter(map(distinct.__getitem__, raws), np.int64, len(raws))
        numbers: NumberKinds = np.zeros(len(texts), np.uint8)
        with_digit = np.array([_DIGIT.search(raw) is not None for raw in distinct], np.bool_)
        numbers[posts[with_digit[which]]] = DIGIT
        chunks = self._analyzer.chunks(distinct)
        pieces: list[Sequence[Token]] = [one.tokens + one.joined for one in chunks.values()]
        pieces.append(())
        for first, last, tokens in self._names(texts, chunks, pieces, which, starts, posts):
            which[first], which[first + 1 : last] = len(pieces), len(chunks)
            starts[first] = 0
            pieces.append(tokens)

        lengths = np.array([*map(len, pieces)], np.int64)
        table = self._numbered([*chain.from_iterable(pieces)])
        sizes = lengths[which]
        forms, begins, ends = table[:, concat_ranges(offsets(lengths)[which], sizes)]
        starts = starts.repeat(sizes)
        posts = posts.repeat(sizes)
        numbers[posts[self._is_count[forms]]] |= COUNT
        of_posts = np.bincount(posts, minlength=len(texts))
        return TokenizedPosts(forms, begins + starts, ends + starts, of_posts, numbers)

    def _names(
        self,
        texts: Sequence[str],
        chunks: Mapping[str, Chunk],
        pieces: list[Sequence[Token]],
        which: Integers,
        starts: Integers,
        posts: Integers,
    ) -> list[tuple[int, int, list[Token]]]:
        """Read names: those in one chunk into its piece, the same wherever it is.

        Return the chunks in which there may be longer ones, half open, and their tokens in a text.
        """
        analyzer, numbers, pairs = self._analyzer, which.tolist(), [*chunks.items()]
        ends: dict[int, Sequence[tuple[str, str]]] = {}  # of chunks in which a name may begin
        for number, raw, chunk in analyzer.openers(chunks):
            pieces[number] = analyzer.read(raw, [(0, chunk)], 1)[1]
            ends[number] = analyzer.open_ends(raw, chunk)
        is_opener = np.zeros(len(chunks), np.bool_)
        is_opener[[number for number, some in ends.items() if some]] = True
        openers = is_opener[which].nonzero()[0]
        found: list[tuple[int, int, list[Token]]] = []
        last = 0
        lasts = np.searchsorted(posts, posts[openers], "right").tolist()
        for first, end in zip(openers.tolist(), lasts, strict=True):
            behind = (pairs[numbers[at]] for at in range(first + 1, end))
            after = next((one for one in behind if one[1].tokens), None)
            if (
                first >= last  # no name that begins before goes on in it
                and after is not None
                and analyzer.goes_on(ends[numbers[first]], after[0], after[1].tokens[0])
            ):
                places = ((int(starts[at]), pairs[numbers[at]][1]) for at in range(first, end))
                count, tokens = analyzer.read(texts[posts[first]], places, 1)
                last = first + count
                found.append((first, last, tokens))
        return found

    def _numbered(self, tokens: Sequence[Token]) -> Integers:
        """Return the forms of tokens by number, with their places, and add those that are new."""
        forms, starts, ends = zip(*tokens, strict=True) if tokens else ((), (), ())
        numbers = [*map(self.form_numbers.__getitem__, forms)]
        self.add([*islice(self.form_numbers, len(self.forms), None)])
        return np.array([numbers, starts, ends], np.int32)

    def add(self, new: Sequence[Form]) -> None:
        """Add forms that are new, each once."""
        self.forms += new
        terms, words, _ = _spelling(new)
        self.terms = _extended(self.terms, [*map(self.term_numbers.__getitem__, terms)])
        self.words = _extended(self.words, [*map(self.word_numbers.__getitem__, words)])
        self._is_count = _extended(self._is_count, [*map(is_count, new)])
        self.has_typos = _extended(self.has_typos, [*map(has_typos, new)])
        self.letters = self.letters.joined(letters_of(words))
        found, known = grams_of_all(new), self.codes
        self.codes = distinct(np.sort(np.append(known, found.values)))
        pairs = packed(found.owners(), np.searchsorted(self.codes, found.values))
        pairs.sort()
        pairs = distinct(pairs)
        grams = Ragged(offsets(np.bincount(pairs >> 32, minlength=len(new))), low(pairs))
        renumbered = np.searchsorted(self.codes, known).astype(np.int32).take(self.grams.values)
        self.grams = Ragged(self.grams.offsets, renumbered).joined(grams)


def _extended(array: Any, values: Sequence[float]) -> Any:
    return np.append(array, np.array(values, array.dtype))


def _cut(texts: Sequence[str]) -> tuple[list[str], Integers, Integers]:
    """Return the chunks of texts, the place of each in its text, and the number of that text."""
    joined = " ".join(texts)
    for blank in "\t\r\n":
        joined = joined.replace(blank, " ")
    chunks = joined.split(" ") if texts else []
    starts = offsets(np.array([*map(len, chunks)], np.int64) + 1)[:-1]
    of_texts = offsets(np.array([*map(len, texts)], np.int64) + 1)[:-1]
    counts = np.diff(np.searchsorted(starts, of_texts), append=len(chunks))
    places: Integers = (starts - of_texts.repeat(counts)).astype(np.int32)
    return chunks, places, np.arange(len(texts)).repeat(counts)


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield texts in lists of about BATCH characters; one list at least."""
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size > BATCH:
            yield batch
            batch, size = [], 0
    yield batch
