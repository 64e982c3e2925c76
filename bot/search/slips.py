"""Forms by their slips: what is left of a word once it has lost one letter or none."""

from __future__ import annotations

import numpy as np

from bot.search import kernel
from bot.search.lists import Lists


class Slips:
    """A hash table of forms, by the number of each; those of one bucket are linked.

    It is only ever added to, so whoever has a table of it may go on searching that.
    """

    def __init__(self) -> None:
        self.table = _room_for(0)  #: the kernel's
        self._forms = self._count = 0

    def add_new(self, letters: Lists) -> None:
        """Add the forms that are not here yet, the last of those with such letters."""
        first, end = self._forms, len(letters.bounds) - 1
        most = self._count + int(letters.bounds[end] - letters.bounds[first]) + end - first
        if most > self.table.mask:
            first = self._count = 0
            self.table = _room_for(len(letters.values) + end)
        self._count = kernel.add_slips(self.table, range(first, end), letters, self._count)
        self._forms = end


def _room_for(slips: int) -> kernel.Slips:
    buckets = 1 << slips.bit_length()
    first, entries = np.zeros(buckets, np.int32), np.empty((buckets, 2), np.int32)
    return kernel.Slips(first=first, entries=entries, mask=buckets - 1)
