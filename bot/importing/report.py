"""What an import read, what it left out and how sure it is, as a person is to see it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.importing.phrasing import opening, plural

_MAX_EXAMPLES = 3
_LONGEST_LINE = 1_000


class Certainty(StrEnum):
    """How sure it is where each post begins and who wrote it; the value is the whole sentence."""

    MARKED = "the source itself marks each post"
    NAMED = "posts are divided where a name and a time stand; look through them"
    LABELLED = "posts are divided by their printed labels"
    INFERRED = "where posts begin was inferred from line breaks and blank lines; look through them"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of the source that is not in the thread."""

    where: str
    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} ({self.why})"


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one import; ``notes`` are what looks odd or may be missing."""

    format: str
    posts: int
    certainty: Certainty
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """The report in sentences, one a line; a source may have words of any length in them."""
        return (opening(line, _LONGEST_LINE) for line in self._sentences())

    def _sentences(self) -> Iterator[str]:
        yield f"{self.format}: {plural(self.posts, 'post')}; {self.certainty}"
        for why in dict.fromkeys(one.why for one in self.left_out):
            yield from _summary([one for one in self.left_out if one.why == why])
        for note in self.notes:
            yield f"note: {note}"


def _summary(same_reason: Sequence[LeftOut]) -> Iterator[str]:
    """Each thing that was left out; only the first ones where they are many of a kind."""
    for one in same_reason[:_MAX_EXAMPLES]:
        yield f"left out: {one}"
    if (more := len(same_reason) - _MAX_EXAMPLES) > 0:
        yield f"left out: {more:,} more ({same_reason[0].why})"
