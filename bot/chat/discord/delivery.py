"""The one way in which anything the bot says reaches Discord."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import aiohttp
import discord

from bot.answering.answer import Answer
from bot.chat.discord.components import Remove, view
from bot.chat.discord.rendering import Form, render

_log = logging.getLogger(__name__)

SEND_ERRORS = (discord.HTTPException, aiohttp.ClientError, OSError)
"""What may be raised where Discord refuses a message or cannot be reached for too long."""

TRIES = 5
PATIENCE = 12.0
"""How often a message is sent, and for how many seconds an answer of Discord's is waited for."""

_ACKNOWLEDGED = 40060
"""Discord's code for a first response that it has already: the one before, whose answer was lost
(https://discord.com/developers/docs/topics/opcodes-and-status-codes#json)."""


class Call(NamedTuple):
    """A call of discord.py's that sends a message, and whether a second one changes nothing."""

    send: Callable[..., Awaitable[Any]]
    repeatable: bool = True


@dataclass(frozen=True, slots=True)
class ReplyOptions:
    """How something is said: in which language, with cards or without, and who may remove it."""

    language: str
    cards: bool
    remove: Remove | None = None


async def deliver(
    calls: Iterable[Call], answer: Answer, manner: ReplyOptions
) -> list[discord.Message]:
    """Say an answer, each of the messages that it takes through the next of the calls."""
    return await deliver_instead((), calls, answer, manner)


async def deliver_instead(
    messages: Sequence[discord.PartialMessage],
    calls: Iterable[Call],
    answer: Answer,
    manner: ReplyOptions,
) -> list[discord.Message]:
    """Say an answer in the place of an older one, which may have taken more or fewer messages."""
    forms = render(answer, manner.language, cards=manner.cards)
    for message in messages[len(forms) :]:
        await message.delete()
    edits = (Call(message.edit) for message in messages)
    said = []
    for form, call in zip(forms, chain(edits, calls), strict=False):
        ways = answer.ways if form is forms[-1] else ()
        buttons = view(ways, manner.remove, manner.language)
        said.append(await _send(call, form, buttons))
    return said


async def acknowledge(call: Call) -> None:
    """Make the first response to an interaction, which says nothing yet."""
    await _patiently(call, {})


async def _send(call: Call, form: Form, buttons: discord.ui.View | None) -> Any:
    """Everything that leaves passes here: it mentions nobody, and render kept the limits."""
    fields: dict[str, Any] = {
        "content": form.content,
        "embeds": form.cards,
        "allowed_mentions": discord.AllowedMentions.none(),
    }
    if buttons is not None:
        fields["view"] = buttons
    return await _patiently(call, fields)


async def _patiently(call: Call, fields: dict[str, Any]) -> Any:
    """Repeat a call that can be repeated until Discord takes it. A refusal is final.

    discord.py does so for an error that Discord owns up to, not where the connection is cut, the
    answer never comes or is no JSON, which it takes for one and trips over.
    """
    for tries_left in reversed(range(TRIES if call.repeatable else 1)):
        try:
            async with asyncio.timeout(PATIENCE):
                return await call.send(**fields)
        except discord.HTTPException as error:
            if error.code == _ACKNOWLEDGED:
                return None
            if not tries_left or (error.status != 429 and error.status < 500):
                raise
            _log.info("sending again: %s", error)
        except (aiohttp.ClientError, OSError, ValueError, TypeError, LookupError) as error:
            if not tries_left:
                raise
            _log.info("sending again: %s", str(error) or type(error).__name__)
        await asyncio.sleep(TRIES - tries_left)
    raise AssertionError("unreachable")
