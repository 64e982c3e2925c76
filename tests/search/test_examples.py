"""What the documentation of the search shows is so."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    "module",
    [
        "",
        ".folding",
        ".language",
        ".fuzzy",
        ".ragged",
        ".spelling",
    ],
)
def test_the_examples_in_the_docstrings_are_true(module: str) -> None:
    """People who copy an example see what it promises."""
    result = doctest.testmod(importlib.import_module(f"bot.search{module}"))
    assert result.attempted
    assert not result.failed
