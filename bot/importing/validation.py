"""The shapes of exports: which of their keys are read, and one sentence where one is not so."""

from typing import Annotated, TypeVar

from pydantic import BeforeValidator, TypeAdapter, ValidationError

from bot.importing.documents import Document

Shaped = TypeVar("Shaped")

Id = Annotated[
    str, BeforeValidator(lambda written: str(written) if isinstance(written, int) else written)
]
"""A post's id: exports write it as a text or as a number."""


def validate(shape: TypeAdapter[Shaped], value: object, document: Document, what: str) -> Shaped:
    """The value as ``shape``; raises ImportFault that names the key that is wrong in ``what``."""
    try:
        return shape.validate_python(value)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(map(str, fault["loc"]))
        problem = "is not there" if fault["type"] == "missing" else "is not what it should be"
        raise document.fault(f'"{key}" of {what} {problem}; export it again') from None
