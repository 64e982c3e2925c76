"""The vocabulary: every form of the posts with a number, and threads as arrays of those numbers.

A vocabulary is filled by one builder and never changes once an index uses it; the next index is
built with a copy.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, count, islice, pairwise
from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.search.letters import grams_of_all
from bot.search.ragged import Floats, Integers, Ragged, concat_ranges, offsets
from bot.search.tokenizer import Analyzer, Chunk, Form, Token

BATCH = 1 << 20  #: characters of the posts that are read together
DIGIT, COUNT = 1, 2  #: kinds of numbers: with a digit; and, in digits or words, none of a year
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"1\d{3}|20\d\d")

NumberKinds: TypeAlias = NDArray[np.uint8]
K = TypeVar("K", bound=Hashable)


class TokenizedThread(NamedTuple):
    """The posts of a thread as tokens, one post's after the other's."""

    forms: Integers  #: form number of each token
    starts: Integers  #: character offset of each token in its post
    ends: Integers
    sizes: Integers  #: number of tokens of each post
    numbers: NumberKinds  #: the kinds of numbers that each post has

    def slice(self, tokens: Integers, first: int, last: int) -> TokenizedThread:
        """Return posts by their place, half open; `tokens` are the first token of each post."""
        some, posts = slice(tokens[first], tokens[last]), slice(first, last)
        return TokenizedThread(
            self.forms[some],
            self.starts[some],
            self.ends[some],
            self.sizes[posts],
            self.numbers[posts],
        )


def is_count(form: Form) -> bool:
    """Tell whether a form is a number, in digits or in words, that is none of a year."""
    return form.term.isdigit() and not _YEAR.fullmatch(form.term)


def numbering(known: Mapping[K, int]) -> defaultdict[K, int]:
    """Return a mapping that gives a key that is new the next number."""
    return defaultdict(count(len(known)).__next__, known)


class Vocabulary:
    """Forms numbered from 0 in the order in which they are met."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self.forms: list[Form] = []
        self.form_numbers: defaultdict[Form, int] = numbering({})
        self.term_numbers: defaultdict[str, int] = numbering({})
        self.word_numbers: defaultdict[str, int] = numbering({})
        self._terms, self._words, self._counts = array("i"), array("i"), array("b")
        self._frequencies = array("d")
        self._grams, self._gram_counts = array("Q"), array("q")

    def __len__(self) -> int:
        return len(self.forms)

    def copy(self) -> Vocabulary:
        """Return a vocabulary with the same numbers that grows by itself."""
        other = Vocabulary(self._analyzer)
        for name, value in vars(self).items():
            if name != "_analyzer":
                setattr(other, name, numbering(value) if isinstance(value, dict) else value[:])
        return other

    @property
    def terms(self) -> Integers:
        """The term number of each form."""
        return np.array(self._terms, np.int32)

    @property
    def frequencies(self) -> Floats:
        """The relative frequency of each term in everyday language."""
        return np.array(self._frequencies)

    @property
    def words(self) -> Integers:
        """The word number of each form."""
        return np.array(self._words, np.int32)

    @property
    def grams(self) -> Ragged:
        """The grams of each form, by `letters.grams_of_all`."""
        return Ragged(offsets(self._gram_counts), np.array(self._grams, np.uint64))

    def tokenize(
        self,
        threads: Sequence[Sequence[str]],
        progress: Callable[[int], object] = lambda posts: None,
    ) -> list[TokenizedThread]:
        """Return the posts of threads as tokens, and add the forms that are new.

        `progress` is called with how many posts have been read since the last call.
        """
        parts = []
        for texts in _batches(chain.from_iterable(threads)):
            parts.append(self._read(texts))
            progress(len(texts))
        new = [*islice(self.term_numbers, len(self._frequencies), None)]
        self._frequencies.extend(self._analyzer.language.relative_frequencies(new))
        posts = TokenizedThread(*map(np.concatenate, zip(*parts, strict=True)))
        tokens = offsets(posts.sizes)
        ends = accumulate(map(len, threads), initial=0)
        return [posts.slice(tokens, first, last) for first, last in pairwise(ends)]

    def _read(self, texts: Sequence[str]) -> TokenizedThread:
        """Return posts as tokens, each distinct chunk looked at once."""
        raws, starts, posts = _cut(texts)
        distinct: defaultdict[str, int] = numbering({})
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
        numbers[posts[np.frombuffer(self._counts, np.bool_)[forms]]] |= COUNT
        of_posts = np.bincount(posts, minlength=len(texts))
        return TokenizedThread(forms, begins + starts, ends + starts, of_posts, numbers)

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
        new = [*islice(self.form_numbers, len(self.forms), None)]
        self.forms += new
        terms, words, _ = zip(*new, strict=True) if new else ((), (), ())
        self._terms.extend(map(self.term_numbers.__getitem__, terms))
        self._words.extend(map(self.word_numbers.__getitem__, words))
        self._counts.extend(map(is_count, new))
        grams = grams_of_all(new)
        self._grams.frombytes(grams.values.tobytes())
        self._gram_counts.frombytes(grams.lengths().tobytes())
        return np.array([numbers, starts, ends], np.int32)


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
