"""The native library of the search: the ranking and the inversion of lists, compiled.

`search.h` is the only declaration: structures and functions are read from it.  Where the library
was not compiled, `load` returns None, and the search runs on NumPy.
"""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from struct import Struct
from typing import Any, NamedTuple

from bot.search.native.naming import library_name

_FOLDER = Path(__file__).parent
_SUFFIX = {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so")
_STRUCTURE = re.compile(r"^struct (\w+) \{\n(.*?)^\};", re.MULTILINE | re.DOTALL)
_FUNCTION = re.compile(r"^EXPORT (?:struct )?(\w+) (\**)(\w+)\((.*?)\);", re.MULTILINE | re.DOTALL)
_VARIABLE = re.compile(r"^ *(?:const )?(?:struct )?(\w+) (\**)(\w+)\b", re.MULTILINE)
_NOTHING = ctypes.c_char * 0
_TYPES = {
    "double": ctypes.c_double,
    "int32_t": ctypes.c_int32,
    "int64_t": ctypes.c_int64,
    "uint64_t": ctypes.c_uint64,
}


class Workspace(NamedTuple):
    """Memory of the library's own."""

    address: int
    output: ctypes.c_void_p  #: its first field: what the last query found


class Library:
    """The compiled functions, the structures that they take, and the workspaces that are free."""

    def __init__(self, library: Path, header: str) -> None:
        compiled = ctypes.CDLL(str(library))
        for result, pointers, name, parameters in _FUNCTION.findall(header):
            function = getattr(compiled, name)
            function.restype = _type(result, pointers)
            one_a_line = parameters.replace(",", "\n")
            function.argtypes = [_type(*found[:2]) for found in _VARIABLE.findall(one_a_line)]
        self.rank_posts, self.invert = compiled.rank_posts, compiled.invert
        self._new_workspace = compiled.new_workspace
        self._fields: dict[str, str] = dict(_STRUCTURE.findall(header))
        #: a structure as ctypes has it, by its name
        self.structure: Callable[[str], Any] = cache(self._structure)
        #: how to read structures of a kind as tuples, by its name
        self.row: Callable[[str], Struct] = cache(self._row)
        self._workspaces: list[Workspace] = []  # taken and put back in one step each

    def take_workspace(self) -> Workspace:
        """Return memory for one query at a time."""
        try:
            return self._workspaces.pop()
        except IndexError:
            if address := self._new_workspace():
                return Workspace(address, ctypes.c_void_p.from_address(address))
            raise MemoryError from None

    def put_back(self, workspace: Workspace) -> None:
        """Keep a workspace for another query."""
        self._workspaces.append(workspace)

    def _structure(self, name: str) -> Any:
        fields = _VARIABLE.findall(self._fields[name])
        kinds = [(field, _type(*kind)) for *kind, field in fields]
        return type(name, (ctypes.Structure,), {"_fields_": kinds})

    def _row(self, name: str) -> Struct:
        kinds = [kind._type_ for _, kind in self.structure(name)._fields_]
        return Struct("".join(kinds) + "0q")  # padded as C does


def _type(kind: str, pointers: str) -> Any:
    return ctypes.c_void_p if pointers else _TYPES.get(kind)


def address(array: Any) -> int:
    """Return where a contiguous array begins, in a third of the time of `array.ctypes.data`."""
    return ctypes.addressof(_NOTHING.from_buffer(array))


@cache
def load() -> Library | None:
    """Return the library, or None where it was not compiled of these sources for this system."""
    path = _FOLDER / library_name(_SUFFIX)
    if not path.exists():
        return None
    try:
        return Library(path, (_FOLDER / "search.h").read_text(encoding="utf-8"))
    except OSError:  # for another system
        return None
