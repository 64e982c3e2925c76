"""The bot's own messages, of which Discord sends it an event each: left out."""

from collections.abc import Callable
from functools import partial
from typing import Any

import discord


def leave_out_own_messages(client: discord.Client) -> None:
    """Let the client read no event of a message that it sent: it knows the message already."""
    parsers = client._connection.parsers
    parsers["MESSAGE_CREATE"] = partial(_parse, client, parsers["MESSAGE_CREATE"])


def _parse(client: discord.Client, parser: Callable[[Any], None], data: Any) -> None:
    if client.user is None or data["author"]["id"] != str(client.user.id):
        parser(data)
