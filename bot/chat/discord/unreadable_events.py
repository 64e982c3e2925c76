"""Gateway events that discord.py cannot read: logged and counted, instead of the process's end."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import discord

_log = logging.getLogger(__name__)

_ESSENTIAL = {"READY", "RESUMED"}
"""Events without which there is no session; an error in them must end the connection."""


def survive_unreadable_events(
    client: discord.Client, on_unreadable: Callable[[str], object]
) -> None:
    """Keep the client running when discord.py raises on an event.

    discord.py reads an event in the task that receives from the gateway, so an error there ends
    the client. ``on_unreadable`` is called with the event's type.
    """
    parsers = client._connection.parsers
    for event, parser in parsers.items():
        if event not in _ESSENTIAL:
            parsers[event] = partial(_parse, event, parser, on_unreadable)


def _parse(
    event: str,
    parser: Callable[[Any], None],
    on_unreadable: Callable[[str], object],
    data: Any,
) -> None:
    try:
        parser(data)
    except Exception as error:
        _log.warning(
            "an event %s cannot be read and is left out: %s: %s",
            event,
            type(error).__name__,
            error,
        )
        on_unreadable(event)
