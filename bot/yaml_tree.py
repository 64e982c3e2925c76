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

from bot.errors import Fault, KnowledgeError

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Place: TypeAlias = tuple[str | int, ...]
"""The keys and list positions that lead to a value from the top of the file."""

LARGEST_FILE = 64 * 2**20
"""Bytes; a larger file is refused unread, so that a stray one cannot fill the memory."""

_DEEPEST = 16
_COMMENT = re.compile(r"[ \t]+#")


class Tree:
    """The value of one YAML file, with the positions at which its faults are reported.

    ``faults`` holds what is refused and could be read past. Raises KnowledgeError where the file is
    no YAML and reading has to stop.
    """

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._values: dict[Place, Any] = {}
        self._keys: dict[Place, Any] = {}
        self._ends: dict[Place, int] = {}
        self.faults: list[Fault] = []
        self.value = self._read()

    @classmethod
    def of(cls, path: Path) -> Self:
        """Read a file; one that is too large, unreadable or not UTF-8 is a fault like any other."""
        return cls(_decoded(path), str(path))

    def value_fault(self, place: Place, message: str) -> Fault:
        """A fault at the value at ``place``."""
        return self._fault(self._values[place], message)

    def key_fault(self, place: Place, message: str) -> Fault:
        """A fault at the key that introduces the value at ``place``."""
        return self._fault(self._keys[place], message)

    def followed_by_comment(self, place: Place) -> bool:
        """Whether a value without quotes has a `` #`` behind it, from which on YAML drops all."""
        end = self._ends.get(place)
        return end is not None and _COMMENT.match(self._text, end) is not None

    def _fault(self, mark: Any, message: str) -> Fault:
        return Fault(self._file, mark.line + 1, mark.column + 1, message)

    def _refuse(self, mark: Any, message: str) -> None:
        self.faults.append(self._fault(mark, message))

    def _read(self) -> Value:
        try:
            events: Iterator[yaml.Event] = iter(yaml.CSafeLoader(self._text).get_event, None)
            next(events)  # the stream begins
            start = next(events)  # the document begins, or nothing is there
            if isinstance(start, yaml.StreamEndEvent):
                self._values[()] = start.start_mark
                return ""
            value = self._value(next(events), events, ())
            next(events)  # the document ends
            if not isinstance(second := next(events), yaml.StreamEndEvent):
                self._refuse(
                    second.start_mark, 'a second document begins; remove the line "---" above it'
                )
        except yaml.MarkedYAMLError as error:
            mark: Any = error.problem_mark or error.context_mark
            self._refuse(mark, _syntax_sentence(error.problem or "", self._text, mark.index))
            raise KnowledgeError(self.faults) from None
        except yaml.reader.ReaderError as error:
            raise KnowledgeError([*self.faults, self._control_character(error)]) from None
        return value

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], place: Place) -> Value:
        mark = self._values[place] = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            self._refuse(mark, f'"*{event.anchor}" is an alias; write the value out, or quote it')
            return ""
        assert isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent)
        if event.anchor is not None:
            self._refuse(mark, f'"&{event.anchor}" is an anchor; remove it, or quote the value')
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(mark, f'"{tag}" is a tag; remove it, or quote the value')
        if isinstance(event, yaml.ScalarEvent):
            if not event.style:
                end: Any = event.end_mark
                self._ends[place] = end.index
            return str(event.value)
        if len(place) == _DEEPEST:
            self._refuse(mark, f"this is nested more than {_DEEPEST} deep; a thread is not")
            raise KnowledgeError(self.faults)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(events, place)
        return self._mapping(events, place)

    def _list(self, events: Iterator[yaml.Event], place: Place) -> list[Value]:
        items: list[Value] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._value(event, events, (*place, len(items))))
        return items

    def _mapping(self, events: Iterator[yaml.Event], place: Place) -> dict[str, Value]:
        items: dict[str, Value] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._value(event, events, (*place, ""))
            if not isinstance(key, str):
                self._refuse(event.start_mark, "a list stands where a key belongs; write a word")
                key = ""
            inside = (*place, key)
            if key in items:
                first = self._keys[inside].line + 1
                twice = f'"{key}" is given twice, first in line {first}; keep one of them'
                self._refuse(event.start_mark, twice)
            self._keys[inside] = event.start_mark
            items[key] = self._value(next(events), events, inside)
        return items

    def _control_character(self, error: yaml.reader.ReaderError) -> Fault:
        """libyaml gives this fault no mark, only its place in the bytes."""
        before = self._text.encode()[: error.position].decode()
        code = f"{error.character:02X}"
        message = (
            f"the character U+00{code} is not allowed in YAML; remove it, "
            f'or write it as "\\x{code}" in double quotes'
        )
        return Fault(self._file, before.count("\n") + 1, len(before) - before.rfind("\n"), message)


def _decoded(path: Path) -> str:
    def fault(line: int, column: int, message: str) -> KnowledgeError:
        return KnowledgeError([Fault(str(path), line, column, message)])

    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise fault(1, 1, "this is no file; remove it, or put a file in its place")
        if (size := status.st_size) > LARGEST_FILE:
            most = LARGEST_FILE >> 20
            raise fault(1, 1, f"the file has {size >> 20} MiB; split it into files of {most} MiB")
        content = path.read_bytes()
    except OSError as error:
        raise fault(1, 1, f"cannot be read ({error.strerror}); check its permissions") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        byte = content[error.start]
        raise fault(
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
