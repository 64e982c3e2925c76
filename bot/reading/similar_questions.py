"""Questions that ask nearly the same, put together by the search itself."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.search import Index

NEAR, ALSO_NEAR = 0.8, 0.3
"""The confidence with which one of two questions finds the other, and that one the first."""


class _Question(NamedTuple):
    number: int
    text: str


def similar_questions(questions: Sequence[str], language: str) -> list[list[int]]:
    """Return the places of the questions in groups, the largest first, each in order."""
    index = Index([_Question(*one) for one in enumerate(questions)], language)
    found = {
        (at, hit.post.number): hit.score
        for at, question in enumerate(questions)
        for hit in index.search(question, len(questions))
    }
    group_of = list(range(len(questions)))
    for one, other in _near(found):
        first, second = sorted((group_of[one], group_of[other]))
        group_of = [first if group == second else group for group in group_of]
    groups = [
        [at for at, group in enumerate(group_of) if group == first] for first in set(group_of)
    ]
    return sorted(groups, key=lambda group: (-len(group), group[0]))


def _near(found: dict[tuple[int, int], float]) -> Iterator[tuple[int, int]]:
    for (one, other), score in found.items():
        back = found.get((other, one), 0.0)
        if one != other and score >= NEAR and back >= ALSO_NEAR:
            yield one, other
