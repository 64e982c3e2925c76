"""The pictures of the README."""

import pytest

from .__main__ import PICTURES, SCENES
from .page import _marked


@pytest.mark.parametrize("name", SCENES)
def test_the_pictures_are_there_and_small(name: str) -> None:
    """Every scene is drawn, and a phone loads it in a moment."""
    assert (PICTURES / f"{name}.png").stat().st_size < 150_000


def test_marks_are_shown_and_signs_are_text() -> None:
    """The page shows the bot's own marks, and a post's signs as they are."""
    assert _marked(r"**a \* b** \<i\> `c` <https://example.org/>") == (
        "<strong>a * b</strong> &lt;i&gt; <code>c</code> "
        '<span style="color:var(--link)">https://example.org/</span>'
    )
