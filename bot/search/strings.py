"""Strings by numbers, in the kernel's hash table."""

from __future__ import annotations

from array import array
from itertools import islice

import numpy as np

from bot.search import kernel
from bot.search.kernel import address
from bot.search.lists import Integers

_BASE = hash("string") % (1 << 64) | 1  # salted: no text can be made to fill the same slots


class Strings:
    """Distinct strings, numbered as they come from 1; number 0 stands for any other."""

    def __init__(self) -> None:
        self._bytes, self._ends = array("B"), array("q", [0, 0])
        self._slots = np.zeros(1, np.int32)
        self._kept = 1

    def __len__(self) -> int:
        """How many numbers there are."""
        return len(self._ends) - 1

    def add(self, text: str) -> None:
        """One more string, which is found once it is kept."""
        self._bytes.frombytes(text.encode("utf-8", "surrogatepass"))
        self._ends.append(len(self._bytes))

    def add_new(self, strings: dict[str, int]) -> None:
        """Those of some numbered strings that are not here yet, the last ones."""
        for text in [*islice(reversed(strings), len(strings) - len(self) + 1)][::-1]:
            self.add(text)

    def keep(self) -> None:
        """Have the new strings found from now on."""
        first = self._kept
        if 2 * len(self) > len(self._slots):
            self._slots, first = np.zeros(1 << (2 * len(self)).bit_length(), np.int32), 1
        kernel.add_strings(self.table(), range(first, len(self)))
        self._kept = len(self)

    def table(self) -> kernel.Strings:
        """The kernel's, for as long as nothing is added."""
        return _table(address(self._bytes), address(self._ends), self._slots)

    def copy(self) -> kernel.Strings:
        """The kernel's, with what is kept now."""
        letters, ends = np.array(self._bytes, np.uint8), np.array(self._ends, np.int64)
        return _table(letters, ends, self._slots.copy())


def _table(letters: int | Integers, ends: int | Integers, slots: Integers) -> kernel.Strings:
    return kernel.Strings(bytes=letters, ends=ends, slots=slots, mask=len(slots) - 1, base=_BASE)
