"""Running the bot as a service: its start and what can go wrong there, signals, a clean stop."""

import asyncio
import logging
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.answering.engine import AnswerEngine
from bot.answering.requests import Help
from bot.chat.discord.client import ThreadBot
from bot.chat.discord.gateway_health import DiscordGateway
from bot.chat.discord.resuming_shard import ResumingShard
from bot.errors import SettingsError, UnavailableError
from bot.i18n import Sentence
from bot.ops import logs
from bot.ops.metrics import Metrics
from bot.ops.request_log import RequestLog
from bot.ops.services import run_services
from bot.settings import Settings

_log = logging.getLogger(__name__)

GRACE = 10.0
"""Seconds that answers under way have to finish once a stop is asked for."""

_PORTAL = "https://discord.com/developers/applications"
_WRONG_TOKEN = (
    "Discord refuses the token; copy the bot's token anew from "
    f"{_PORTAL} (your application, Bot, Reset Token) into DISCORD_TOKEN"
)
_MISSING_INTENT = (
    "Discord refuses the connection because the message content intent is off; switch it on at "
    f"{_PORTAL} (your application, Bot, Message Content Intent) and start again, or do without "
    "the prefix: set THREAD_BOT_MESSAGE_CONTENT to false"
)


def serve(settings: Settings, engine: AnswerEngine) -> None:
    """Serve Discord until SIGTERM or SIGINT; raises BotError where it cannot start or go on."""
    logs.set_up(settings.log_format)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it never speaks
    asyncio.run(_serve(settings, engine))


def sync(settings: Settings, engine: AnswerEngine) -> Sentence:
    """Register the commands and the profile text with Discord; raises BotError where it cannot."""
    return asyncio.run(_sync(settings, engine))


async def _serve(settings: Settings, engine: AnswerEngine) -> None:
    discord.shard.Shard = ResumingShard  # type: ignore[misc]
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    request_log = RequestLog(Metrics(), with_text=settings.log_questions)
    with _told():
        async with (
            ThreadBot(settings, engine, request_log) as bot,
            run_services(settings, engine, request_log, DiscordGateway(bot), os.environ),
        ):
            running = asyncio.create_task(_run(bot, settings))
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            if not running.done():
                _log.info("stopping; answers under way may finish")
                await bot.finish(GRACE)
                running.cancel()  # it may be waiting to connect again
            with suppress(asyncio.CancelledError):
                await running


async def _run(bot: ThreadBot, settings: Settings) -> None:
    await _login(bot, settings)
    await bot.registration.warn_if_different()
    await bot.connect()


async def _sync(settings: Settings, engine: AnswerEngine) -> Sentence:
    with _told():
        async with ThreadBot(settings, engine) as bot:
            await _login(bot, settings)
            return await bot.registration.register(engine.answer(Help()))


async def _login(bot: ThreadBot, settings: Settings) -> None:
    """Log in to Discord, or to what the settings name in its place."""
    if settings.token is None:
        raise SettingsError("There is no token; set DISCORD_TOKEN, or DISCORD_TOKEN_FILE")
    if settings.api_url is not None:
        Route.BASE = settings.api_url.rstrip("/")
    await bot.login(settings.token.get_secret_value())
    if settings.api_url is not None or settings.gateway_url is not None:
        count, url, _ = await bot.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url or url)
        bot.shard_count = bot.shard_count or count


@contextmanager
def _told() -> Iterator[None]:
    """Turn what ends the connection into a sentence that says what to do."""
    try:
        yield
    except discord.LoginFailure:
        raise SettingsError(_WRONG_TOKEN) from None
    except discord.PrivilegedIntentsRequired:
        raise SettingsError(_MISSING_INTENT) from None
    except discord.ConnectionClosed as error:
        if error.code == 4004:
            raise SettingsError(_WRONG_TOKEN) from None
        raise UnavailableError(
            f"Discord closed the connection with code {error.code}; start again"
        ) from None
    except (discord.HTTPException, discord.GatewayNotFound, aiohttp.ClientError, OSError) as error:
        raise UnavailableError(
            f"Discord cannot be reached ({error}); check the network and start again"
        ) from None
