"""The two scorers, for the modules whose tests search."""

from collections.abc import Iterator

import pytest

from bot.search import native


@pytest.fixture(params=["numpy", "native"], scope="module")
def scorer(request: pytest.FixtureRequest) -> Iterator[None]:
    """Search with NumPy's scorer, and again with the native one."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "numpy":
            patch.setattr(native, "load", lambda: None)
        elif native.load() is None:
            pytest.skip("the native search is not compiled: make native")
        yield
