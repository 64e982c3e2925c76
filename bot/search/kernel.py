"""The compiled part of the search, `kernel.c`, by its functions.

A structure or a function takes arrays, and reads them where they stand; a structure keeps its own.
While a function runs, other threads of execution run as well.
"""

from __future__ import annotations

from array import array
from ctypes import (
    CDLL,
    Array,
    Structure,
    addressof,
    c_char_p,
    c_double,
    c_int32,
    c_int64,
    c_uint32,
    c_uint64,
    c_void_p,
)
from pathlib import Path
from struct import Struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.search.lists import Flags, Floats, Integers, Lists

MOST_SAID, MOST_NEW = 64, 512  #: words, and letters of new ones, of a question read at a glance
# Not kernel.so: Python would take that for this module.
_FILE = Path(__file__).with_name("libkernel.so")

try:
    _kernel = CDLL(str(_FILE))
except OSError as error:
    raise ImportError(
        f"{error}; `make run` compiles it, and README.md tells how to do without make"
    ) from None


class _Table(Structure):
    """A structure of the kernel; arrays and other structures stand in it by their addresses."""

    def __init__(self, **values: Any) -> None:
        self._values = values
        super().__init__(**{name: _in_table(value) for name, value in values.items()})
        self.address = addressof(self)


def _in_table(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        assert value.flags.c_contiguous
        return value.ctypes.data
    if isinstance(value, array):
        return address(value)
    return addressof(value) if isinstance(value, Array | Structure) else value


class Posts(_Table):
    """`struct posts`: what is listed."""

    _fields_ = (
        ("passages", c_void_p),
        ("firsts", c_void_p),
        ("counts", c_void_p),
        ("threads", c_int64),
    )


class Bm25(_Table):
    """`struct bm25`: what posts hold."""

    _fields_ = (
        ("posts", c_int64),
        ("span", c_int64),
        ("forms", c_int64),
        ("bounds", c_void_p),
        ("positions", c_void_p),
        ("tf", c_void_p),
        ("tf_width", c_int64),
        ("most_tf", c_void_p),
        ("sizes", c_void_p),
        ("size_width", c_int64),
        ("least_size", c_int64),
        ("lengthened", c_void_p),
        ("known_df", c_void_p),
        ("terms", c_void_p),
        ("k1", c_double),
        ("background", c_double),
        ("mean_length", c_double),
    )


class Slips(_Table):
    """`struct slips`: forms by what is left of them once they have lost one letter or none."""

    _fields_ = (("first", c_void_p), ("entries", c_void_p), ("mask", c_int64))


class Letters(_Table):
    """`struct letters`: how words are spelled."""

    _fields_ = (
        ("gram_bounds", c_void_p),
        ("gram_forms", c_void_p),
        ("slips", c_void_p),
        ("numbers", c_void_p),
        ("places", c_void_p),
        ("form_grams", c_void_p),
        ("grams", c_void_p),
        ("form_letters", c_void_p),
        ("letters", c_void_p),
        ("terms", c_void_p),
        ("shares", c_void_p),
        ("rare", c_double),
        ("known", c_int64),
        ("spelled", c_double),
        ("slipped", c_double),
        ("like", c_int64),
        ("tied", c_int64),
        ("held", c_int64),
    )


class Evidence(_Table):
    """`struct evidence`: what speaks for a post."""

    _fields_ = (
        ("okapi", c_void_p),
        ("lexicon", c_void_p),
        ("passages", c_void_p),
        ("firsts", c_void_p),
        ("passage_count", c_int64),
        ("numbered", c_void_p),
        ("lent", c_void_p),
        ("before", c_int64),
        ("after", c_int64),
        ("candidates", c_int64),
        ("long_list", c_int64),
        ("letters", c_double),
        ("matched", c_double),
        ("alike", c_double),
        ("marked", c_double),
        ("said", c_double),
    )


class Strings(_Table):
    """`struct strings`: some strings by their letters."""

    _fields_ = (
        ("bytes", c_void_p),
        ("ends", c_void_p),
        ("slots", c_void_p),
        ("mask", c_int64),
        ("base", c_uint64),
    )


class Rows(_Table):
    """`struct rows`: rows of tokens, each of a piece of text."""

    _fields_ = (
        ("ends", c_void_p),
        ("forms", c_void_p),
        ("starts", c_void_p),
        ("lengths", c_void_p),
        ("numbered", c_void_p),
    )


class Pieces(_Table):
    """`struct pieces`: posts in pieces."""

    _fields_ = (
        ("rows", c_void_p),
        ("starts", c_void_p),
        ("posts", c_void_p),
        ("offsets", c_void_p),
        ("count", c_int64),
    )


class Word(Structure):
    """`struct word`: a word that the vocabulary does not know."""

    _fields_ = (
        ("term", c_int32),
        ("grams", c_int32),
        ("letters", c_int32),
        ("start", c_int32),
        ("end", c_int32),
        ("share", c_double),
    )


class Words(_Table):
    """`struct words`: the words of a question; part of Said, too, where no `address` is set."""

    _fields_ = (
        ("count", c_int64),
        ("numbers", c_void_p),
        ("others", c_void_p),
        ("grams", c_void_p),
        ("letters", c_void_p),
    )


class Said(Structure):
    """`struct said`: what is said in a question, its words first."""

    _fields_ = (
        ("words", Words),
        ("something", c_int32),
        ("new", c_int32),
        ("forms", c_int32 * MOST_SAID),
        ("new_words", Word * MOST_SAID),
        ("grams", c_int32 * MOST_NEW),
        ("letters", c_uint32 * MOST_NEW),
    )


class Spellings(_Table):
    """`struct spellings`: the words of a vocabulary by their letters."""

    _fields_ = (
        ("words", c_void_p),
        ("forms", c_void_p),
        ("asks", c_void_p),
        ("held", c_void_p),
        ("terms", c_void_p),
        ("shares", c_void_p),
        ("everyday", c_double),
        ("shortest", c_int64),
        ("grams", c_void_p),
        ("gram", c_int64),
        ("slip", c_int64),
    )


_PASSAGE = Struct("4P3q")


def passage(forms: Integers, starts: Integers, lengths: Integers, bounds: Integers) -> bytes:
    """`struct passage`: the posts of a thread, as long as their arrays are kept."""
    arrays = forms, starts, lengths, bounds
    widths = [array.itemsize for array in arrays[1:]]
    return _PASSAGE.pack(*[array.ctypes.data for array in arrays], *widths)


def address(numbers: array[Any]) -> int:
    """Where the numbers of an array stand."""
    return numbers.buffer_info()[0]


def bm25_weight(table: Bm25, forms: range, share: float) -> float:
    """The idf of a term with these forms that is so large a share of running words."""
    weight = _bm25_weight(table.address, forms.start, forms.stop, share)
    if weight != weight:
        raise MemoryError
    return float(weight)


def bm25_add(table: Bm25, forms: range, weight: float, scores: Floats) -> None:
    """Add to the score of each position what a term of such a weight gives."""
    _enough(_bm25_add(table.address, forms.start, forms.stop, weight, scores))


def search(
    evidence: Evidence, words: Words, more: float, limit: int, room: int, told: array[float]
) -> int:
    """`search` of the kernel; how many hits, or, where there is not room enough for the finds, -1
    less how many those are."""
    return _enough(_search(evidence.address, addressof(words), more, limit, room, address(told)))


def lists_of(
    which: Integers, bounds: Integers, values: Integers, keys: int
) -> tuple[Integers, Integers]:
    """Of each of so many keys the places in `which`, rising, of the lists that hold it: bounds and
    places.

    List i holds the values from bounds[i] to before bounds[i + 1].
    """
    starts = np.zeros(keys + 1, np.int32)
    lists = np.empty((bounds[which + 1] - bounds[which]).sum(), np.int32)
    _lists_of(len(which), which, bounds, values, keys, starts, lists)
    return starts, lists


def add_slips(table: Slips, forms: range, letters: Lists, count: int) -> int:
    """Add the slips of forms to so many, of which there may be no more than the table's mask; how
    many there are then."""
    return int(_add_slips(table.address, forms.start, forms.stop, *letters, count))


def post_sizes(posts: Posts, span: int) -> Integers:
    """How many tokens the post at each of so many positions has; 0 where no post is."""
    sizes = np.zeros(span, np.int32)
    _post_sizes(posts.address, sizes)
    return sizes


def document_frequencies(posts: Posts, forms: int) -> tuple[Integers, Integers]:
    """Of each of so many forms how many posts hold it, and how often one of them does at most."""
    df, most_tf = np.zeros((2, forms), np.int32)
    _enough(_document_frequencies(posts.address, forms, df, most_tf))
    return df, most_tf


def posting_lists(
    posts: Posts, starts: Integers, count: int, kind: np.dtype[Any]
) -> tuple[Integers, Integers]:
    """Of each form, from `starts` on, the positions, rising, of the posts that hold it, and how
    often: so many positions in all, and times of such a kind."""
    lists, times = np.empty(count, np.int32), np.ones(count, kind)
    of_any_kind = c_void_p(times.ctypes.data)
    _enough(_posting_lists(posts.address, len(starts), starts, lists, of_any_kind, times.itemsize))
    return lists, times


def add_strings(table: Strings, strings: range) -> None:
    """Have strings found from now on."""
    _add_strings(table.address, strings.start, strings.stop)


def read_question(spellings: Spellings, text: bytes, said: Said) -> int:
    """`read_question` of the kernel; how many words, or -1."""
    return int(_read_question(spellings.address, text, len(text), addressof(said)))


def find_chunks(chunks: Strings, text: str, longest: int) -> tuple[Integers, Integers, Integers]:
    """The chunks of a text: where they begin, where they end, and their numbers.

    The number is -1 for one that is not among those, 0 for one of more characters than `longest`.
    """
    encoded = text.encode("utf-8", "surrogatepass")
    starts, ends = np.empty((2, len(encoded) // 2 + 1), np.int64)
    numbers = np.empty(len(starts), np.int32)
    count = _find_chunks(chunks.address, encoded, len(encoded), longest, starts, ends, numbers)
    return starts[:count], ends[:count], numbers[:count]


def tokens_of(
    rows: Rows, pieces: Pieces
) -> tuple[Integers, Flags, tuple[Integers, Integers, Integers]]:
    """Of posts in pieces where the tokens of each begin, and the last end, and whether each post
    holds a digit; and of each token the form, where it stands in its post, and how long it is."""
    ends, numbered = np.empty(pieces.count + 1, np.int64), np.empty(pieces.count, np.bool_)
    _count_tokens(rows.address, pieces.address, ends, numbered)
    tokens = np.empty((3, int(ends[-1])), np.int32)
    forms, starts, lengths = tokens
    _write_tokens(rows.address, pieces.address, forms, starts, lengths)
    return ends, numbered, (forms, starts, lengths)


def _enough(count: int) -> int:
    if count == -1:
        raise MemoryError
    return count


class _Array:
    """The address of an array of one type, as an argument."""

    def __init__(self, kind: type[np.generic]) -> None:
        self._kind = np.dtype(kind)

    def from_param(self, numbers: NDArray[Any]) -> c_void_p:
        """What ctypes hands over."""
        assert numbers.flags.c_contiguous
        assert numbers.dtype == self._kind, numbers.dtype
        return c_void_p(numbers.ctypes.data)


_INTS, _LONGS = _Array(np.int32), _Array(np.int64)
_WORDS, _FLOATS, _FLAGS = _Array(np.uint32), _Array(np.float64), _Array(np.bool_)


def _function(name: str, result: Any, arguments: list[Any]) -> Any:
    function = getattr(_kernel, name)
    function.restype, function.argtypes = result, arguments
    return function


_bm25_weight = _function("bm25_weight", c_double, [c_void_p, c_int32, c_int32, c_double])
_bm25_add = _function("bm25_add", c_int64, [c_void_p, c_int32, c_int32, c_double, _FLOATS])
_search = _function("search", c_int64, [c_void_p, c_void_p, c_double, c_int64, c_int64, c_void_p])
_add_strings = _function("add_strings", None, [c_void_p, c_int64, c_int64])
_read_question = _function("read_question", c_int64, [c_void_p, c_char_p, c_int64, c_void_p])
_find_chunks = _function(
    "find_chunks", c_int64, [c_void_p, c_char_p, c_int64, c_int64, _LONGS, _LONGS, _INTS]
)
_count_tokens = _function("count_tokens", None, [c_void_p, c_void_p, _LONGS, _FLAGS])
_write_tokens = _function("write_tokens", None, [c_void_p, c_void_p, _INTS, _INTS, _INTS])
_lists_of = _function("lists_of", None, [c_int64, _INTS, _LONGS, _INTS, c_int64, _INTS, _INTS])
_add_slips = _function("add_slips", c_int64, [c_void_p, c_int64, c_int64, _LONGS, _WORDS, c_int64])
_post_sizes = _function("post_sizes", None, [c_void_p, _INTS])
_document_frequencies = _function(
    "document_frequencies", c_int64, [c_void_p, c_int64, _INTS, _INTS]
)
_posting_lists = _function(
    "posting_lists", c_int64, [c_void_p, c_int64, _LONGS, _INTS, c_void_p, c_int64]
)
