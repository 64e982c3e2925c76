"""YAML as a person typed it: every scalar stays text, and every value knows its line and column.

Built on libyaml's event stream, which resolves no types, so that `no`, `1e3` and `12:30` stay what
was typed. What can hide, repeat or multiply content is refused: aliases, tags, a key given twice, a
second document. The memory that a file can take is bounded.
"""

import math
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn, Self, TypeAlias

import yaml

from bot.errors import MOST_COUNTED, MOST_DIAGNOSTICS, Diagnostic, KnowledgeError, printable, quoted

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Place: TypeAlias = tuple[str | int, ...]
"""The keys and list positions that lead to a value from the top of the file."""

Each: TypeAlias = "Callable[[Tree, Place, Value], None]"
"""Takes an item of a list and its place, as soon as it is read."""

LARGEST_FILE = 64 * 2**20
"""Bytes; a larger file is refused unread, so that a stray one cannot fill the memory."""

MOST_VALUES = 500_000
"""Keys and values that a tree keeps, or that wrong items have; they take at most 100 MB."""

_COLLECTION = 4
"""The number of values for which a list or a mapping counts: it takes as much memory."""

_LONGEST_INLINE = 20_000
_TOO_LONG = f"more than {_LONGEST_INLINE:,} items in brackets; write one a line, without brackets"
_DEEPEST = 16
_MOST_PREFIXES = 100
_PREFIX = re.compile("%TAG(?<![^\n\r\x85\u2028\u2029]%TAG)")  # the letters first: found fastest
_NULLS = frozenset({"null", "Null", "NULL", "~"})
_COMMENT = re.compile(r"[ \t]+#")

_BITS = 28
"""Bits of a packed line or column: LARGEST_FILE has no more of either than 26 bits count."""


class _Marks:
    """Where the children of a list or a mapping are: ``starts`` packs where key and value begin."""

    __slots__ = ("comments", "inside", "nulls", "starts")

    def __init__(self) -> None:
        self.starts: dict[str | int, int] = {}
        self.inside: dict[str | int, _Marks] = {}
        self.comments: set[str | int] | None = None  # made when it is needed: there are many marks
        self.nulls: set[str | int] | None = None

    def forget(self, child: str | int) -> None:
        """Free the memory of one child."""
        del self.starts[child]
        self.inside.pop(child, None)
        if self.comments is not None:
            self.comments.discard(child)
        if self.nulls is not None:
            self.nulls.discard(child)


class Tree:
    """The value of one YAML file, with the positions at which its diagnostics are reported.

    ``each`` names lists by place; their items are passed on one by one, and not kept. Raises
    KnowledgeError where the file is not YAML, has too many values, or is nested too deep.
    """

    def __init__(self, text: str, file: str, each: Mapping[Place, Each] | None = None) -> None:
        self._text = text
        self._file = file
        self._each = each or {}
        self._marks = _Marks()  # of the top, whose place is "" here
        self._kept = 0
        self._refused: set[tuple[int, int]] = set()
        self._omitted = 0
        self.diagnostics: list[Diagnostic] = []
        self.value = self._read()

    @classmethod
    def of(cls, path: Path, each: Mapping[Place, Each] | None = None) -> Self:
        """Read a file; raise KnowledgeError also where it is too large, unreadable or not UTF-8."""
        return cls(decoded(path), printable(str(path)), each)

    def at_value(self, place: Place, message: str) -> Diagnostic:
        """Make a diagnostic at the value at ``place``."""
        return self._diagnostic(*_unpacked(self._start(place))[2:], message)

    def at_key(self, place: Place, message: str) -> Diagnostic:
        """Make a diagnostic at the key of the value at ``place``."""
        return self._diagnostic(*_unpacked(self._start(place))[:2], message)

    def has_comment(self, place: Place) -> bool:
        """Whether a comment follows the value at ``place``, which has no quotes around it."""
        marks, child = self._parent(place)
        return marks.comments is not None and child in marks.comments

    def is_null(self, place: Place) -> bool:
        """Whether the value at ``place`` is what other programs write for none, without quotes."""
        marks, child = self._parent(place)
        return marks.nulls is not None and child in marks.nulls

    @property
    def _errors(self) -> int:
        return len(self.diagnostics) + self._omitted

    @property
    def is_full(self) -> bool:
        """Whether further diagnostics are only counted."""
        return len(self.diagnostics) >= MOST_DIAGNOSTICS

    def report(self, *diagnostics: Diagnostic) -> None:
        """Add to the diagnostics, but where the reader has already refused the same place."""
        for one in diagnostics:
            if self.is_full:
                self.omit(1)
            elif not self._is_refused(one):
                self.diagnostics.append(one)

    def omit(self, count: int) -> None:
        """Count diagnostics that are not kept; raise KnowledgeError where there are too many."""
        self._omitted += count
        if self._errors >= MOST_COUNTED:
            raise self.error()

    def error(self, *diagnostics: Diagnostic) -> KnowledgeError:
        """Make the error with all diagnostics, these among them."""
        self.report(*diagnostics)
        return KnowledgeError(self.diagnostics, self._omitted)

    def _parent(self, place: Place) -> tuple[_Marks, str | int]:
        marks = self._marks
        *parents, child = ("", *place)
        for step in parents:
            marks = marks.inside[step]
        return marks, child

    def _start(self, place: Place) -> int:
        marks, child = self._parent(place)
        return marks.starts[child]

    def _diagnostic(self, line: int, column: int, message: str) -> Diagnostic:
        return Diagnostic(self._file, line + 1, column + 1, message)

    def _is_refused(self, diagnostic: Diagnostic) -> bool:
        return (diagnostic.line, diagnostic.column) in self._refused

    def _refuse(self, mark: Any, message: str) -> None:
        diagnostic = self._diagnostic(mark.line, mark.column, message)
        self.report(diagnostic)
        if not self.is_full:
            self._refused.add((diagnostic.line, diagnostic.column))

    def _stop(self, mark: Any, message: str) -> NoReturn:
        self._refuse(mark, message)
        raise self.error()

    def _read(self) -> Value:
        self._refuse_many_prefixes()
        try:
            self._events: Iterator[Any] = iter(yaml.CSafeLoader(self._text).get_event, None)
            next(self._events)  # the stream begins
            first = next(self._events)  # the document begins, or nothing is there
            if not isinstance(first, yaml.StreamEndEvent):
                if first.tags:  # libyaml copies a prefix, which may be long, for each tag
                    self._stop(first.start_mark, 'a line begins with "%TAG"; remove it')
                first = next(self._events)
            self._marks.starts[""] = _packed(first.start_mark, first.start_mark)
            if isinstance(first, yaml.StreamEndEvent):
                return ""
            value = self._value(first, None, "", self._marks)
            next(self._events)  # the document ends
            if not isinstance(second := next(self._events), yaml.StreamEndEvent):
                self._refuse(
                    second.start_mark, 'a second document begins; remove the line "---" above it'
                )
        except yaml.MarkedYAMLError as error:
            mark: Any = error.problem_mark or error.context_mark
            sentence = _syntax_sentence(error.problem or "", self._text, mark.index)
            # What `each` reported may only follow from this one.
            self.diagnostics = [one for one in self.diagnostics if self._is_refused(one)]
            self._refuse(mark, sentence)
            raise self.error() from None
        except yaml.reader.ReaderError as error:
            raise self.error(self._control_character(error)) from None
        return value

    def _refuse_many_prefixes(self) -> None:
        """Refuse lines that libyaml compares with each other, in quadratic time."""
        if many := next(islice(_PREFIX.finditer(self._text), _MOST_PREFIXES, None), None):
            line = self._text.count("\n", 0, many.end())
            problem = f'more than {_MOST_PREFIXES} lines begin with "%TAG"; remove them'
            raise self.error(self._diagnostic(line, 0, problem))

    def _value(self, event: Any, above: Place | None, child: str | int, marks: _Marks) -> Value:
        """Read the value that begins with ``event``; ``above`` is the place of its parent."""
        if event.anchor is not None or event.tag is not None:
            self._refuse_property(event)
        is_scalar = isinstance(event, yaml.ScalarEvent)
        self._kept += 1 if is_scalar else _COLLECTION
        if self._kept > MOST_VALUES:
            many = f"the file has more than {MOST_VALUES:,} keys and values; split it into files"
            self._stop(event.start_mark, many)
        if is_scalar:
            end: Any = event.end_mark
            if not event.style and _COMMENT.match(self._text, end.index):
                if marks.comments is None:
                    marks.comments = set()
                marks.comments.add(child)
            if not event.style and event.value in _NULLS:
                if marks.nulls is None:
                    marks.nulls = set()
                marks.nulls.add(child)
            return str(event.value)
        if isinstance(event, yaml.AliasEvent):
            return ""
        place: Place = () if above is None else (*above, child)
        if len(place) == _DEEPEST:
            deep = f"this is nested more than {_DEEPEST} deep; a thread is not"
            self._stop(event.start_mark, deep)
        inside = marks.inside[child] = _Marks()
        read = self._list if isinstance(event, yaml.SequenceStartEvent) else self._mapping
        return read(place, inside, _LONGEST_INLINE if event.flow_style else math.inf)

    def _refuse_property(self, event: Any) -> None:
        mark, anchor = event.start_mark, event.anchor
        if isinstance(event, yaml.AliasEvent):
            self._refuse(
                mark, f"{quoted(f'*{anchor}')} is an alias; write the value out, or quote it"
            )
            return
        if anchor is not None:
            self._refuse(
                mark, f"{quoted(f'&{anchor}')} is an anchor; remove it, or quote the value"
            )
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(mark, f"{quoted(tag)} is a tag; remove it, or quote the value")

    def _list(self, place: Place, marks: _Marks, longest: float) -> list[Value]:
        items: list[Value] = []
        each = self._each.get(place)
        for position, event in enumerate(self._events):
            if isinstance(event, yaml.SequenceEndEvent):
                break
            if position >= longest:
                self._stop(event.start_mark, _TOO_LONG)
            marks.starts[position] = _packed(event.start_mark, event.start_mark)
            kept, errors = self._kept, self._errors
            value = self._value(event, place, position, marks)
            if each is None:
                items.append(value)
                continue
            each(self, (*place, position), value)
            marks.forget(position)
            if self._errors == errors:
                self._kept = kept
        return items

    def _mapping(self, place: Place, marks: _Marks, longest: float) -> dict[str, Value]:
        items: dict[str, Value] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if len(items) >= longest:
                self._stop(event.start_mark, _TOO_LONG)
            key = self._key(event, place, marks)
            if key in items:
                first = _unpacked(marks.starts[key])[0] + 1
                twice = f"{quoted(key)} is given twice, first in line {first}; keep one of them"
                self._refuse(event.start_mark, twice)
                marks.forget(key)
            value = next(self._events)
            marks.starts[key] = _packed(event.start_mark, value.start_mark)
            items[key] = self._value(value, place, key, marks)
        return items

    def _key(self, event: Any, place: Place, marks: _Marks) -> str:
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None:
            self._kept += 1
            return event.value
        key = self._value(event, place, "", marks)
        if isinstance(key, str):
            return key
        self._refuse(event.start_mark, "a list is where a key belongs; write a word")
        return ""

    def _control_character(self, error: yaml.reader.ReaderError) -> Diagnostic:
        """Locate the character: libyaml gives no mark here, only the place in the bytes."""
        before = self._text.encode()[: error.position].decode()
        code = f"{error.character:02X}"
        message = (
            f"the character U+00{code} is not allowed in YAML; remove it, "
            f'or write it as "\\x{code}" in double quotes'
        )
        return self._diagnostic(before.count("\n"), len(before) - before.rfind("\n") - 1, message)


def _packed(key: Any, value: Any) -> int:
    """Pack the lines and columns of two marks into one integer, which takes least memory."""
    first: int = key.line << _BITS | key.column
    second: int = value.line << _BITS | value.column
    return first << 2 * _BITS | second


def _unpacked(packed: int) -> tuple[int, int, int, int]:
    mask = (1 << _BITS) - 1
    return packed >> 3 * _BITS, packed >> 2 * _BITS & mask, packed >> _BITS & mask, packed & mask


def decoded(path: Path) -> str:
    """Return the text of a file; raise KnowledgeError where it is too large or cannot be read."""

    def failure(line: int, column: int, message: str) -> KnowledgeError:
        return KnowledgeError([Diagnostic(printable(str(path)), line, column, message)])

    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise failure(1, 1, "this is no file; remove it, or put a file in its place")
        if (size := status.st_size) > LARGEST_FILE:
            most = LARGEST_FILE >> 20
            raise failure(1, 1, f"the file has {size >> 20} MiB; split it into files of {most} MiB")
        content = path.read_bytes()
    except PermissionError as error:
        raise failure(1, 1, f"cannot be read ({error.strerror}); check its permissions") from None
    except OSError as error:
        what = "check its name, and where it leads if it is a link"
        raise failure(1, 1, f"cannot be read ({error.strerror}); {what}") from None
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
    """Say what to write instead for the usual mistakes, else what libyaml says."""
    character = text[index : index + 1]
    if "mapping values are not allowed" in problem:
        return 'a colon and a space inside a text; put the text in quotes, or below "text: |"'
    if character == "\t":
        return "a tab is where only spaces may be; indent with spaces"
    if "cannot start any token" in problem:
        return f'a text cannot begin with "{character}" here; put it in quotes, or below "text: |"'
    if "unexpected end of stream" in problem and not character:
        return "the file ends inside quotes or brackets; close them"
    return f"this is not YAML ({problem}); check the indentation, quotes and brackets up to here"
