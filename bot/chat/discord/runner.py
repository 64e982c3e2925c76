"""Run the bot as a service: start, startup errors, signals, clean stop."""

import asyncio
import logging
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.answering.engine import AnswerEngine
from bot.answering.server_threads import ServerThreads
from bot.chat.discord.client import ThreadBot
from bot.chat.discord.delivery import TIMEOUT
from bot.chat.discord.gateway_health import DiscordGateway
from bot.chat.discord.own_shards import OwnShards
from bot.chat.discord.question_words import QuestionWords
from bot.chat.discord.resuming_shard import ResumingShard
from bot.chat.discord.sessions import FollowedWebSocket
from bot.chat.discord.triggers import TriggerReader
from bot.errors import SettingsError, UnavailableError
from bot.i18n import Sentence
from bot.ops import logs
from bot.ops.counts import Counts
from bot.ops.request_log import RequestLog
from bot.ops.services import run_services
from bot.ops.signals import call_at_stop
from bot.setting_kinds import Shards, ShardsByOrdinal
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.gateway_sessions import SessionFile, SessionStore, SessionTable

if TYPE_CHECKING:
    from aiohttp import web

    from bot.evaluation import LabelledThread

_log = logging.getLogger(__name__)

GRACE = 45.0
"""Seconds that answers under way have to finish after a stop signal: a busy channel takes one
answer a second, and the files in deploy/ allow a minute."""

_PORTAL = "https://discord.com/developers/applications"
_WRONG_TOKEN = (
    f"Discord refuses the token; copy the bot's token again from {_PORTAL} "
    "(your application, Bot, Reset Token) into DISCORD_TOKEN"
)
_MISSING_INTENT = (
    "Discord refuses the connection because the message content intent is off; switch it on at "
    f"{_PORTAL} (your application, Bot, Message Content Intent) and start again, or do without "
    "the prefix: set THREAD_BOT_MESSAGE_CONTENT to false"
)


def serve(settings: Settings, engine: AnswerEngine) -> None:
    """Serve Discord until SIGTERM or SIGINT; raise BotError where it cannot start or go on."""
    logs.set_up(settings.log_format)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it never speaks
    database = _open_database(settings)
    try:
        asyncio.run(_serve(settings, engine, database))
    finally:
        if database is not None:
            database.close()


def sync(settings: Settings, engine: AnswerEngine) -> Sentence:
    """Register the commands and the profile text; raise BotError where Discord does not take it."""
    return asyncio.run(_sync(settings, engine))


def read_votes(settings: Settings, engine: AnswerEngine) -> "list[LabelledThread]":
    """Return the questions that members voted on; raises BotError where they cannot be read."""
    if (database := _open_database(settings)) is None:
        raise SettingsError("There is no database, so there are no votes")
    try:
        return asyncio.run(_read_votes(settings, engine, database))
    finally:
        database.close()


def _open_database(settings: Settings) -> Database | None:
    """Open the database; None where there is to be none, or where its file cannot be written."""
    place = settings.database_place
    if place is None:
        return None
    try:
        return Database.open(place)
    except UnavailableError as error:
        if isinstance(place, str):
            raise
        _log.warning("%s. Until then servers have no threads and settings of their own", error)
        return None


async def _serve(settings: Settings, engine: AnswerEngine, database: Database | None) -> None:
    stop = asyncio.Event()
    call_at_stop(stop.set)
    if not isinstance(settings.shards, ShardsByOrdinal):
        await _serve_until(stop, settings, engine, database)
        return
    host = os.environ.get("HOSTNAME") or socket.gethostname()
    own = OwnShards(settings.shards, database, host)
    stopping, taking = asyncio.create_task(stop.wait()), asyncio.create_task(own.take())
    await asyncio.wait({stopping, taking}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not taking.done():
        taking.cancel()
        return
    losing = asyncio.create_task(own.lost())
    losing.add_done_callback(lambda _: stop.set())
    try:
        settings = replace(settings, shards=taking.result())
        _log.info("this process serves the shards %s", settings.shards)
        await _serve_until(stop, settings, engine, database)
        if losing.done():
            raise UnavailableError(f"Another process serves the shards {settings.shards} by now")
    finally:
        losing.cancel()
        own.close()


async def _serve_until(
    stop: asyncio.Event, settings: Settings, engine: AnswerEngine, database: Database | None
) -> None:
    discord.shard.Shard = ResumingShard  # type: ignore[misc]
    discord.shard.DiscordWebSocket = FollowedWebSocket  # type: ignore[misc]
    timeout = aiohttp.ClientTimeout(300, sock_connect=30, sock_read=TIMEOUT)
    aiohttp.client.DEFAULT_TIMEOUT = timeout  # type: ignore[misc]
    request_log = RequestLog(_counts(settings), with_text=settings.log_questions)
    with _explained_errors():
        async with (
            ThreadBot(
                settings,
                engine,
                request_log,
                database=database,
                session_store=_session_store(settings, database),
            ) as bot,
            run_services(
                settings, engine, request_log, DiscordGateway(bot), os.environ, page_routes(bot)
            ),
        ):
            running = asyncio.create_task(_run(bot, settings))
            beside = [
                asyncio.create_task(bot.prepare()),
                asyncio.create_task(bot.send_readings()),
                asyncio.create_task(bot.sessions.keep()),
                asyncio.create_task(bot.shard_change.watch()),
            ]
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            for task in beside:
                task.cancel()
            if not running.done():
                _log.info("stopping: no new question is taken, and answers under way may finish")
                running.cancel()  # it may be waiting to connect again
                await bot.finish(GRACE)
            with suppress(asyncio.CancelledError):
                await running


def _counts(settings: Settings) -> Counts:
    """Return what counts, where a port is set at which it is read."""
    if settings.port is None:
        return Counts()
    from bot.ops.metrics import Metrics

    return Metrics()


def page_routes(bot: ThreadBot) -> "Sequence[web.RouteDef]":
    """Return the paths of pages, where pages are served."""
    if (pages := bot.private_pages) is None:
        return ()
    from bot.pages.serving import PageServer

    return PageServer(pages.signer, pages).routes


def _session_store(settings: Settings, database: Database | None) -> SessionStore | None:
    """Return where sessions are kept for the next process: beside what servers keep."""
    if database is None:
        return None
    place, shards = settings.database_place, settings.shards
    if isinstance(place, Path):
        some = f"-{shards.first}-{shards.last}" if isinstance(shards, Shards) else ""
        return SessionFile(place.with_suffix(f".sessions{some}.json"))
    return SessionTable(database)


async def _run(bot: ThreadBot, settings: Settings) -> None:
    await _login(bot, settings)
    await bot.command_sync.warn_if_different()
    await _find_gateway(bot, settings)
    await bot.connect()


async def _sync(settings: Settings, engine: AnswerEngine) -> Sentence:
    with _explained_errors():
        async with ThreadBot(settings, engine) as bot:
            await _login(bot, settings)
            return await bot.command_sync.register()


async def _read_votes(
    settings: Settings, engine: AnswerEngine, database: Database
) -> "list[LabelledThread]":
    from bot.chat.discord.voted_questions import voted_questions  # the evaluation is loaded, too

    with _explained_errors():
        async with ThreadBot(settings, engine) as bot:
            await _login(bot, settings)
            assert bot.user is not None
            words = QuestionWords(bot, TriggerReader(bot.user), bot.pace)
            own = ServerThreads(settings, database)
            return await voted_questions(database, engine, own, words, settings.prefix)


async def _login(bot: ThreadBot, settings: Settings) -> None:
    """Log in to Discord, or to the server that the settings name in its place."""
    if settings.token is None:
        raise SettingsError("There is no token; set DISCORD_TOKEN, or DISCORD_TOKEN_FILE")
    if settings.api_url is not None:
        Route.BASE = settings.api_url.rstrip("/")
    await bot.login(settings.token.value)


async def _find_gateway(bot: ThreadBot, settings: Settings) -> None:
    """Find out where the gateway is and how many shards there are, unless the settings say so."""
    count, url, _ = await bot.http.get_bot_gateway()
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url or url)
    bot.shard_count = bot.shard_count or count


@contextmanager
def _explained_errors() -> Iterator[None]:
    """Turn an error that ends the connection into a BotError with its remedy."""
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
