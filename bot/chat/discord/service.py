"""Running the bot as a service: its start and what can go wrong there, signals, a clean stop."""

import asyncio
import logging
import signal

import aiohttp
import discord

from bot.chat.discord.client import ThreadBot
from bot.errors import SettingsError, UnavailableError
from bot.librarian import Librarian
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
    f"{_PORTAL} (your application, Bot, Message Content Intent) and start again"
)


def serve(settings: Settings, librarian: Librarian) -> None:
    """Serve Discord until SIGTERM or SIGINT; raises BotError where it cannot start or go on."""
    discord.utils.setup_logging()
    asyncio.run(_serve(settings, librarian))


async def _serve(settings: Settings, librarian: Librarian) -> None:
    assert settings.token is not None
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with ThreadBot(settings, librarian) as bot:
        running = asyncio.create_task(bot.start(settings.token.get_secret_value()))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if stop.is_set():
            _log.info("stopping; answers under way may finish")
            await bot.finish(GRACE)
        await _ended(running)


async def _ended(running: "asyncio.Task[None]") -> None:
    """Wait for the connection's end and say in a sentence why, where it is a fault."""
    try:
        await running
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
