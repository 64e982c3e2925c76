#!/usr/bin/env bash
# Hypothesis 6.170.17: builds() of a named tuple makes values for fields that have a default.
#
# Guess: builds() infers strategies for the arguments that a call needs, and leaves those that have a
# default to it, for a named tuple as for a dataclass with the same fields.
#
# What happens: the optional field of a dataclass is its default in every example. The same field of
# a typing.NamedTuple gets values of its annotated type.
#
# Why it matters: a property that passed for a dataclass fails once the class is a named tuple,
# although nothing else changed, on values that its strategy never named (here any text, and None);
# each field that has to keep its default must be given, as st.none().
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check hypothesis==6.170.17
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
from dataclasses import dataclass
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st


@dataclass(frozen=True)
class Record:
    number: int
    address: str | None = None


class Row(NamedTuple):
    number: int
    address: str | None = None


def addresses(kind: type) -> set[str | None]:
    """Return what the optional field was in a hundred examples."""
    seen: set[str | None] = set()

    @settings(max_examples=100, database=None)
    @given(st.builds(kind, number=st.just(1)))
    def look(made: Record | Row) -> None:
        seen.add(made.address)

    look()
    return seen


of_dataclass, of_named_tuple = addresses(Record), addresses(Row)
print("a dataclass: the optional field was", of_dataclass)
print("a named tuple: it had", len(of_named_tuple), "different values")
assert of_dataclass == {None}
assert len(of_named_tuple) > 1
PYTHON
echo "builds() still fills the optional fields of named tuples alone"
