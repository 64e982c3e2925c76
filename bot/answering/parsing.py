"""Parsing: from a line that people type to a request, the same in every place the bot listens."""

import re
from collections.abc import Container

from bot.answering.references import parse_reference
from bot.answering.requests import Ask, Help, List, Reload, Request, Show

_COMMANDS: dict[str, Request] = {"": Help(), "help": Help(), "list": List(), "reload": Reload()}
_NARROWED = re.compile(r"([^:]+):\s+(\S.*)", re.DOTALL)


def parse(
    line: str, thread_ids: Container[str] = (), thread: str | None = None, before: str = ""
) -> Request:
    """Parse a line from which the prefix and the command's name were removed.

    A command is the whole line: ``reload rates of the ECB`` is a question. ``ID: ...`` narrows a
    question to one thread, as does ``thread``; ``thread_ids`` holds the case-folded ids.
    ``before`` is the question that the line follows up.
    """
    line = line.strip()
    if command := _COMMANDS.get(line.casefold()):
        return command
    if reference := parse_reference(line, thread_ids):
        return Show(reference.ranges, reference.thread or thread)
    narrowed = _NARROWED.fullmatch(line)
    if narrowed and narrowed[1].casefold() in thread_ids:
        thread, line = narrowed[1], narrowed[2].strip()
    return Ask(line, thread, before)


def after_command(line: str, prefix: str) -> str | None:
    """Return what follows ``!thread`` in a line that begins with it, else None.

    ``!threads`` and a mark right behind it, as in ``!thread: 3`` and ``!thread?``, mean the same.
    """
    command = rf"\s*{re.escape(prefix)}threads?(?![\w'’/-])[?!.,:;]*(.*)"
    match = re.fullmatch(command, line, re.DOTALL | re.IGNORECASE)
    return match[1].strip() if match else None
