"""Every test of trust runs twice, as those of the search do."""

from tests.search.conftest import scorer

__all__ = ["scorer"]
