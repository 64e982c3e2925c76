"""The compiled kernel finds what plain loops over words and lists would find."""

import re
from array import array
from ctypes import c_int32
from itertools import accumulate, pairwise

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from bot.search import kernel
from bot.search.lexicon import letters
from bot.search.lists import Integers, Lists, bounds
from bot.search.slips import Slips

GRAMS = 6
CHUNK = st.text("ab\u0103\U0001f43b\ud800\0\u2028\xa0", min_size=1, max_size=5)
BLANK, LENGTH = st.sampled_from(" \t\r\n"), st.integers(1, 6)
WORDS = st.lists(st.text("abca\u0103\U0001f43b", max_size=8), max_size=8)


def listed(made: tuple[Integers, Integers]) -> list[list[int]]:
    """Lists as lists."""
    ends, values = made
    return [values[a:b].tolist() for a, b in pairwise(ends.tolist())]


@given(st.lists(st.lists(st.integers(0, GRAMS - 1), max_size=5)), st.data())
def test_each_gram_has_the_forms_that_hold_it(forms: list[list[int]], data: st.DataObject) -> None:
    """Of some forms, in any order, all that hold a gram are found by it, in that order."""
    which = data.draw(st.permutations(range(len(forms))))
    which = which[: data.draw(st.integers(0, len(which)))]
    grams = np.array([gram for form in forms for gram in form], np.int32)
    made = kernel.lists_of(np.array(which, np.int32), bounds([*map(len, forms)]), grams, GRAMS)
    assert listed(made) == [
        [row for row, form in enumerate(which) for held in forms[form] if held == gram]
        for gram in range(GRAMS)
    ]


def numbers(address: int, count: int) -> Integers:
    """So many numbers of the kernel's."""
    return np.frombuffer((c_int32 * count).from_address(address), np.int32)


def slips(word: str) -> set[str]:
    """A word, and the word with each of its letters left out in turn."""
    return {word, *[word[:i] + word[i + 1 :] for i in range(len(word))]}


@given(WORDS, st.integers(0, 9))
@example(["book", "bok", "boook", "obok"], 2)
def test_words_that_share_a_slip_share_a_bucket(words: list[str], first: int) -> None:
    """Two words that differ by one letter are never missed, also where one came later."""
    made = Slips()
    for some in (words[:first], words):
        spelled = np.frombuffer(b"".join(map(letters, some)), np.uint32)
        made.add_new(Lists(bounds([*map(len, some)]), spelled))
    count = made.table.mask + 1
    firsts = numbers(made.table.first, count)
    entries = numbers(made.table.entries, 2 * count).reshape(count, 2)
    together = set()
    for at in firsts[firsts > 0].tolist():
        bucket = []
        while at:
            form, at = entries[at].tolist()
            bucket.append(form)
        together |= {frozenset((a, b)) for a in bucket for b in bucket}
    for a, one in enumerate(words):
        for b, other in enumerate(words):
            if one and other and slips(one) & slips(other):
                assert frozenset((a, b)) in together


@given(st.lists(CHUNK, unique=True), st.lists(st.one_of(CHUNK, BLANK)).map("".join), LENGTH)
@example(["aa", "aaa", "aaaa"], "\r\naa\t a  aaaaa", 4)
def test_a_text_is_known_by_its_chunks(known: list[str], text: str, longest: int) -> None:
    """What stands between blanks is found where it stands, in characters; what was met, by the
    number it was given."""
    spelled = [chunk.encode("utf-8", "surrogatepass") for chunk in ["", *known]]
    ends = array("q", accumulate(map(len, spelled), initial=0))
    letters = array("B", b"".join(spelled))
    slots = np.zeros(1 << len(spelled).bit_length(), np.int32)
    table = kernel.Strings(
        bytes=kernel.address(letters),
        ends=kernel.address(ends),
        slots=slots,
        mask=len(slots) - 1,
        base=3,
    )
    middle = len(spelled) // 2 + 1
    kernel.add_strings(table, range(1, middle))
    kernel.add_strings(table, range(middle, len(spelled)))
    numbers = {chunk: number for number, chunk in enumerate(known, 1)}
    found = np.array(kernel.find_chunks(table, text, longest)).T
    assert [*map(tuple, found.tolist())] == [
        (*chunk.span(), 0 if len(chunk[0]) > longest else numbers.get(chunk[0], -1))
        for chunk in re.finditer(r"[^ \t\r\n]+", text)
    ]
