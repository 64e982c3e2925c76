#!/usr/bin/env bash
# pydantic 2.14.4: `max_length` stops the validation of a list early, but not that of a tuple or dict.
#
# Guess: with max_length=10, a thousand wrong items are one error of kind "too_long" for a list, a
# tuple and a dict alike, since none of them needs to look at item 11.
#
# What happens: a list gives one error, "too_long". A tuple of any length and a dict validate every
# item first and give one error for each wrong one, and none about the length.
#
# Why it matters: a limit on the length of a field is often meant to bound the work and the memory
# that a hostile file can take. For tuples and dicts it bounds neither: a file of a million wrong
# items makes a million error objects. Count items before validation.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  pydantic==2.14.4 pydantic-core==2.50.5
"$folder/venv/bin/python" - <<'PYTHON'
from collections import Counter
from typing import Annotated

import pydantic
from pydantic import Field, TypeAdapter, ValidationError


def kinds(annotation: object, value: object) -> dict[str, int]:
    """Count the errors of a validation by their kind."""
    try:
        TypeAdapter(annotation).validate_python(value)
    except ValidationError as error:
        return dict(Counter(one["type"] for one in error.errors()))
    return {}


few = Field(max_length=10)
wrong = ["a"] * 1000
found = {
    "list": kinds(Annotated[list[int], few], wrong),
    "tuple": kinds(Annotated[tuple[int, ...], few], wrong),
    "dict": kinds(Annotated[dict[str, int], few], {str(n): "a" for n in range(1000)}),
}
print("pydantic", pydantic.VERSION)
for name, errors in found.items():
    print(f"{name} with max_length=10 and 1,000 wrong items: {errors}")
assert found["list"] == {"too_long": 1}, "a list no longer stops early"
assert found["tuple"] == {"int_parsing": 1000}, "a tuple stops early now"
assert found["dict"] == {"int_parsing": 1000}, "a dict stops early now"
PYTHON
