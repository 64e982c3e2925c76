"""Every test of the search runs twice: with the NumPy scorer, and with the native one."""

from collections.abc import Iterator

import pytest

from bot.search import native


@pytest.fixture(params=["numpy", "native"], autouse=True, scope="module")
def scorer(request: pytest.FixtureRequest) -> Iterator[None]:
    """Search with one of the two scorers."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "numpy":
            patch.setattr(native, "load", lambda: None)
        elif native.load() is None:
            pytest.skip("the native search is not compiled: make native")
        yield
