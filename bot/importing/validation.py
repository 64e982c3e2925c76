"""The shapes of exports: which of their keys are read, and one sentence where one is not so."""

from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, FailFast, Field, TypeAdapter, ValidationError

from bot.errors import quoted
from bot.importing.documents import Document

Shape = TypeVar("Shape")

Id = Annotated[
    str, BeforeValidator(lambda written: str(written) if isinstance(written, int) else written)
]
"""A post's id: exports write it as a text or as a number."""

Many = Annotated[tuple[Shape, ...], FailFast()]
"""Entries of a list, up to the first that is wrong: each error takes 500 bytes of memory."""

_PROBLEMS = {"missing": "is not there", "too_long": "has more entries than it can have"}

Seconds = Annotated[float, Field(ge=0, lt=1e11, allow_inf_nan=False)]
"""A moment as seconds since 1970, so far that a date can show it."""


def validate(shape: TypeAdapter[Shape], value: object, document: Document, what: str) -> Shape:
    """The value as ``shape``; null is as good as a key that is not there.

    Raises SourceError that names the key that is wrong in ``what``.
    """
    try:
        return shape.validate_python(without_nulls(value))
    except RecursionError as error:
        raise document.json_error(error) from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(map(str, first["loc"]))
        problem = _PROBLEMS.get(first["type"], "is not what it should be")
        raise document.error(f"{quoted(key)} of {what} {problem}; export it again") from None


def without_nulls(value: Any) -> Any:
    """The value without the keys and elements that are null, at any depth."""
    if isinstance(value, dict):
        return {key: without_nulls(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [without_nulls(one) for one in value if one is not None]
    return value
