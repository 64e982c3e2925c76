"""Tables in Markdown."""

from collections.abc import Iterable


def heading(names: Iterable[str]) -> str:
    """The first two lines of a table."""
    named = list(names)
    return f"{row(named)}\n{'|---' * len(named)}|"


def row(cells: Iterable[str]) -> str:
    """One line of a table."""
    return f"| {' | '.join(cells)} |"
