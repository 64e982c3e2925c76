"""The one way in which a message of the bot's reaches Discord."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from itertools import chain
from secrets import token_hex
from typing import Any, NamedTuple, Self, TypeVar
from zipfile import ZIP_DEFLATED, ZipFile

import aiohttp
import discord

from bot.answering.answer import Answer, File, Kind
from bot.answering.library import Place
from bot.chat.discord.components import Own, Remove, Share, Vote, view
from bot.chat.discord.escaping import length
from bot.chat.discord.missed_events import is_of_earlier_session
from bot.chat.discord.rendering import MESSAGE_LENGTH, RenderedMessage, render
from bot.chat.discord.shard_change import is_unclaimed

T = TypeVar("T")

_log = logging.getLogger(__name__)

SEND_ERRORS = (discord.HTTPException, aiohttp.ClientError, OSError)
"""What is raised where Discord refuses a message or cannot be reached for too long."""

MAX_ATTEMPTS = 5
TIMEOUT = 12.0
PAUSE = 1.0
"""How often a message is sent, how many seconds Discord may take to answer, and how many pass after
the first attempt; after the second it is twice that, and so on."""

FIRST_TIMEOUT = 1.5
"""The same for the first response to an interaction: Discord takes none after three seconds, and
discord.py repeats it a second after an error of Discord's."""

MAX_PLAIN_BYTES = 8_000_000
"""The largest file that is sent as it is, and not in a zip archive: Discord takes 10 MiB
(https://discord.com/developers/docs/reference#uploading-files)."""

_PASSING = (408, 429)
"""Refusals that pass: a limit of rates, or a proxy that waited too long for Discord."""

_ACKNOWLEDGED = 40060
"""Discord's code where it has the first response already: its answer to the last attempt was lost,
or another process responded, which may have done what was asked
(https://discord.com/developers/docs/topics/opcodes-and-status-codes#json)."""


class Send(NamedTuple):
    """A call of discord.py that sends a message; ``repeatable`` if a second call adds nothing.

    It ``edits`` a message or sends a new one, and is repeated after ``timeout`` seconds.
    """

    call: Callable[..., Awaitable[Any]]
    repeatable: bool = True
    edits: bool = False
    timeout: float = TIMEOUT

    @classmethod
    def first_response(cls, send: Callable[..., Awaitable[Any]]) -> Self:
        """Return a call that makes the first response to an interaction."""
        return cls(send, timeout=FIRST_TIMEOUT)

    @classmethod
    def once(cls, send: Callable[..., Awaitable[Any]]) -> Self:
        """Return a call that sends one message: Discord knows it again by its nonce."""
        return cls(partial(send, nonce=token_hex(12)))


@dataclass(frozen=True, slots=True)
class ReplyOptions:
    """How an answer is shown: its language, with embeds or as text, who may remove it.

    A ``shareable`` answer is seen by one person, who can show it to all. ``presses`` are further
    buttons, and ``role_id`` the one role that is mentioned, which its server wants. With
    ``feedback`` those who read an answer can say whether it is right.
    """

    language: str
    embeds: bool
    remove: Remove | None = None
    shareable: bool = False
    presses: tuple[Own, ...] = ()
    role_id: int | None = None
    feedback: bool = False


async def deliver(
    answer: Answer,
    options: ReplyOptions,
    sends: Iterable[Send],
    replaced: Sequence[discord.PartialMessage] = (),
) -> list[discord.Message]:
    """Send an answer and return its messages.

    The messages of an answer that is ``replaced`` are edited, and those left over are deleted.
    Each further message takes the next of ``sends``.
    """
    rendered = render(answer, options.language, embeds=options.embeds)
    if options.role_id is not None:
        rendered = _mentioning(options.role_id, rendered)
    for message in replaced[len(rendered) :]:
        await remove(message.delete)
    edits = (Send(message.edit, edits=True) for message in replaced)
    share = Share.of(answer.quotes) if options.shareable else None
    own = (share, *options.presses, *_feedback(answer, options), options.remove)
    presses = [press for press in own if press is not None]
    file = await _packed(answer.file)
    sent: list[discord.Message] = []
    for one, send in zip(rendered, chain(edits, sends), strict=False):
        last = one is rendered[-1]
        buttons = view(
            answer.links if last else (),
            presses if last else presses[-1:] if options.remove else (),
            options.language,
            answer.choices if last else (),
        )
        role_id = options.role_id if not sent else None
        sent.append(await _send(send, one, buttons, file if last else None, role_id))
    return sent


async def remove(delete: Callable[[], Awaitable[None]]) -> None:
    """Delete a message; one that someone else deleted before needs nothing more."""
    with suppress(discord.NotFound):
        await _with_retries(Send(delete), {})


async def deliver_layout(layout: discord.ui.LayoutView, send: Send) -> None:
    """Send a layout, which is a whole message."""
    await _with_retries(send, {"view": layout, "allowed_mentions": discord.AllowedMentions.none()})


async def deliver_file(file: File, send: Send) -> None:
    """Send a file, which has no words beside it."""
    fields = {"allowed_mentions": discord.AllowedMentions.none()}
    await _with_retries(send, fields, await _packed(file))


def says_unknown(error: Exception) -> bool:
    """Return whether Discord says that there is no such thing, and not a proxy, nor of its route.

    Then the error has a code of its own
    (https://discord.com/developers/docs/topics/opcodes-and-status-codes#json).
    """
    return isinstance(error, discord.NotFound) and error.code != 0


def is_too_large(error: Exception) -> bool:
    """Return whether Discord refuses a message because of the size of its file."""
    return isinstance(error, discord.HTTPException) and error.status == 413


async def _packed(file: File | None) -> File | None:
    """Return a file as it is sent, in a zip archive where it is large."""
    if file is None or len(file.content) <= MAX_PLAIN_BYTES:
        return file
    return await asyncio.to_thread(_zipped, file)


def _zipped(file: File) -> File:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr(file.name, file.content)
    return File(f"{file.name}.zip", packed.getvalue())


def _mentioning(role_id: int, rendered: list[RenderedMessage]) -> list[RenderedMessage]:
    """Mention a role in the first message, or before it where it is full."""
    first, *rest = rendered
    mention = f"<@&{role_id}> "
    if length(mention + first.content) > MESSAGE_LENGTH:
        return [RenderedMessage(mention), *rendered]
    return [replace(first, content=mention + first.content), *rest]


def _feedback(answer: Answer, options: ReplyOptions) -> Iterator[Vote]:
    """Yield the buttons by which people say whether an answer to a question is right."""
    if options.feedback and answer.kind is Kind.ANSWER:
        first = Place(answer.quotes[0].thread, answer.quotes[0].post)
        yield Vote(first.reference, right=True)
        yield Vote(first.reference, right=False)


async def acknowledge(respond: Callable[[], Awaitable[Any]]) -> None:
    """Make the first response to an interaction, which has no words yet."""
    await _with_retries(Send.first_response(respond), {})


async def repeated(request: Callable[[], Awaitable[T]]) -> T:
    """Return what a request gives; one that fails in passing is repeated."""
    given: T = await _with_retries(Send(request), {})
    return given


async def open_window(interaction: discord.Interaction, window: discord.ui.Modal) -> None:
    """Open a window, as the first response to an interaction."""
    await acknowledge(partial(interaction.response.send_modal, window))


async def _send(
    send: Send,
    message: RenderedMessage,
    buttons: discord.ui.View | None,
    file: File | None,
    role_id: int | None,
) -> Any:
    """Send a message that mentions nobody, or one role. Every message passes here, in limits."""
    fields: dict[str, Any] = {
        "content": message.content,
        "embeds": message.embeds,
        "allowed_mentions": discord.AllowedMentions.none(),
    }
    if role_id is not None:
        fields["allowed_mentions"].roles = [discord.Object(role_id)]
    if buttons is not None:
        fields["view"] = buttons
    return await _with_retries(send, fields, file)


def _files(send: Send, file: File | None) -> dict[str, Any]:
    """Return the field with the file, opened for one attempt."""
    if file is None:
        return {}
    opened = discord.File(BytesIO(file.content), file.name)
    return {"attachments" if send.edits else "files": [opened]}


async def _with_retries(send: Send, fields: dict[str, Any], file: File | None = None) -> Any:
    """Repeat a repeatable call until Discord takes it. A refusal is final.

    discord.py repeats where Discord reports a server error. It does not where the connection is
    cut, the answer never comes, is half of its JSON (ValueError), or is a 429 that says no time to
    wait (LookupError).
    """
    for attempts_left in reversed(range(MAX_ATTEMPTS if send.repeatable else 1)):
        try:
            async with asyncio.timeout(send.timeout):
                return await send.call(**fields, **_files(send, file))
        except discord.HTTPException as error:
            anothers = is_of_earlier_session() or is_unclaimed()
            if error.code == _ACKNOWLEDGED and not anothers:
                return None
            if not attempts_left or (error.status not in _PASSING and error.status < 500):
                raise
            _log.info("sending again: %s", error)
        except (aiohttp.ClientError, OSError, ValueError, LookupError) as error:
            if not attempts_left:
                raise
            _log.info("sending again: %s", str(error) or type(error).__name__)
        await asyncio.sleep(PAUSE * (MAX_ATTEMPTS - attempts_left))
    raise AssertionError("unreachable")
