"""YAML as a person typed it: every scalar stays text, and every value knows its line and column.

Built on libyaml's event stream, which resolves no types, so that `no`, `1e3` and `12:30` stay what
was typed. What can hide, repeat or multiply content is refused: aliases, tags, a key given twice, a
second document.
"""

import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self, TypeAlias

import yaml

from bot.errors import Diagnostic, KnowledgeError

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Place: TypeAlias = tuple[str | int, ...]
"""The keys and list positions that lead to a value from the top of the file."""

_Marks: TypeAlias = tuple[Any, Any]
"""Where the key begins, and its value; an item of a list is its own key."""

LARGEST_FILE = 64 * 2**20
"""Bytes; a larger file is refused unread, so that a stray one cannot fill the memory."""

_DEEPEST = 16
_COMMENT = re.compile(r"[ \t]+#")


class Tree:
    """The value of one YAML file, with the positions at which its diagnostics are reported.

    ``diagnostics`` holds what is refused and could be read past, ``commented`` the places of values
    without quotes that have a `` #`` behind them, from which on YAML drops all. Raises
    KnowledgeError where the file is no YAML and reading has to stop.
    """

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._marks: dict[Place, dict[str | int, _Marks]] = {}
        self.diagnostics: list[Diagnostic] = []
        self.commented: set[Place] = set()
        self.value = self._read()

    @classmethod
    def of(cls, path: Path) -> Self:
        """Read a file; raise KnowledgeError also where it is too large, unreadable or not UTF-8."""
        return cls(_decoded(path), str(path))

    def at_value(self, place: Place, message: str) -> Diagnostic:
        """A diagnostic at the value at ``place``."""
        return self._diagnostic(self._marks_at(place)[1], message)

    def at_key(self, place: Place, message: str) -> Diagnostic:
        """A diagnostic at the key that introduces the value at ``place``."""
        return self._diagnostic(self._marks_at(place)[0], message)

    def _marks_at(self, place: Place) -> _Marks:
        return self._marks[place[:-1]][place[-1]] if place else self._first

    def _diagnostic(self, mark: Any, message: str) -> Diagnostic:
        return Diagnostic(self._file, mark.line + 1, mark.column + 1, message)

    def _refuse(self, mark: Any, message: str) -> None:
        self.diagnostics.append(self._diagnostic(mark, message))

    def _read(self) -> Value:
        try:
            self._events: Iterator[Any] = iter(yaml.CSafeLoader(self._text).get_event, None)
            next(self._events)  # the stream begins
            first = next(self._events)  # the document begins, or nothing is there
            if not isinstance(first, yaml.StreamEndEvent):
                first = next(self._events)
            self._first: _Marks = first.start_mark, first.start_mark
            if isinstance(first, yaml.StreamEndEvent):
                return ""
            value = self._value(first, ())
            next(self._events)  # the document ends
            if not isinstance(second := next(self._events), yaml.StreamEndEvent):
                self._refuse(
                    second.start_mark, 'a second document begins; remove the line "---" above it'
                )
        except yaml.MarkedYAMLError as error:
            mark: Any = error.problem_mark or error.context_mark
            self._refuse(mark, _syntax_sentence(error.problem or "", self._text, mark.index))
            raise KnowledgeError(self.diagnostics) from None
        except yaml.reader.ReaderError as error:
            raise KnowledgeError([*self.diagnostics, self._control_character(error)]) from None
        return value

    def _value(self, event: Any, place: Place) -> Value:
        if event.anchor is not None or event.tag is not None:
            self._refuse_property(event)
        if isinstance(event, yaml.ScalarEvent):
            end: Any = event.end_mark
            if not event.style and _COMMENT.match(self._text, end.index):
                self.commented.add(place)
            return event.value
        if isinstance(event, yaml.AliasEvent):
            return ""
        if len(place) == _DEEPEST:
            deep = f"this is nested more than {_DEEPEST} deep; a thread is not"
            self._refuse(event.start_mark, deep)
            raise KnowledgeError(self.diagnostics)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(place)
        return self._mapping(place)

    def _refuse_property(self, event: Any) -> None:
        mark, anchor = event.start_mark, event.anchor
        if isinstance(event, yaml.AliasEvent):
            self._refuse(mark, f'"*{anchor}" is an alias; write the value out, or quote it')
            return
        if anchor is not None:
            self._refuse(mark, f'"&{anchor}" is an anchor; remove it, or quote the value')
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(mark, f'"{tag}" is a tag; remove it, or quote the value')

    def _list(self, place: Place) -> list[Value]:
        items: list[Value] = []
        marks = self._marks[place] = {}
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            position = len(items)
            marks[position] = event.start_mark, event.start_mark
            items.append(self._value(event, (*place, position)))
        return items

    def _mapping(self, place: Place) -> dict[str, Value]:
        items: dict[str, Value] = {}
        marks = self._marks[place] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None:
                key = event.value
            else:
                key = self._odd_key(event, place)
            if key in items:
                first = marks[key][0].line + 1
                twice = f'"{key}" is given twice, first in line {first}; keep one of them'
                self._refuse(event.start_mark, twice)
                self.commented.discard((*place, key))
            value = next(self._events)
            marks[key] = event.start_mark, value.start_mark
            items[key] = self._value(value, (*place, key))
        return items

    def _odd_key(self, event: Any, place: Place) -> str:
        key = self._value(event, (*place, ""))
        if isinstance(key, str):
            return key
        self._refuse(event.start_mark, "a list stands where a key belongs; write a word")
        return ""

    def _control_character(self, error: yaml.reader.ReaderError) -> Diagnostic:
        """libyaml gives this diagnostic no mark, only its place in the bytes."""
        before = self._text.encode()[: error.position].decode()
        code = f"{error.character:02X}"
        message = (
            f"the character U+00{code} is not allowed in YAML; remove it, "
            f'or write it as "\\x{code}" in double quotes'
        )
        return Diagnostic(
            self._file, before.count("\n") + 1, len(before) - before.rfind("\n"), message
        )


def _decoded(path: Path) -> str:
    def failure(line: int, column: int, message: str) -> KnowledgeError:
        return KnowledgeError([Diagnostic(str(path), line, column, message)])

    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise failure(1, 1, "this is no file; remove it, or put a file in its place")
        if (size := status.st_size) > LARGEST_FILE:
            most = LARGEST_FILE >> 20
            raise failure(1, 1, f"the file has {size >> 20} MiB; split it into files of {most} MiB")
        content = path.read_bytes()
    except OSError as error:
        raise failure(1, 1, f"cannot be read ({error.strerror}); check its permissions") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        byte = content[error.start]
        raise failure(
            line, column, f"the byte 0x{byte:02X} is not UTF-8; save the file as UTF-8"
        ) from None


def _syntax_sentence(problem: str, text: str, index: int) -> str:
    """What to write instead, for what people get wrong most; else libyaml's own words."""
    character = text[index : index + 1]
    if "mapping values are not allowed" in problem:
        return 'a colon and a space inside a text; put the text in quotes, or below "text: |"'
    if character == "\t":
        return "a tab stands where only spaces may; indent with spaces"
    if "cannot start any token" in problem:
        return f'a text cannot begin with "{character}" here; put it in quotes, or below "text: |"'
    if "unexpected end of stream" in problem and not character:
        return "the file ends inside quotes or brackets; close them"
    return f"this is not YAML ({problem}); check the indentation, quotes and brackets up to here"
