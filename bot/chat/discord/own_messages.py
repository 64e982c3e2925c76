"""The bot's own messages, of which Discord sends it an event each: left out."""

from collections.abc import Callable
from functools import partial
from typing import Any

import discord


def leave_out_own_messages(client: discord.Client) -> None:
    """Let the client read no event of a message that it sent or edited: it knows it already."""
    parsers = client._connection.parsers
    for event in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
        parsers[event] = partial(_parse, client, parsers[event])


def _parse(client: discord.Client, parser: Callable[[Any], None], data: Any) -> None:
    if client.user is None or data["author"]["id"] != str(client.user.id):
        parser(data)
