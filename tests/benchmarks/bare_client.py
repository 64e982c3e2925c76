"""A client of discord.py with the bot's intents that does nothing: what is not ours to save.

Connects to ``DISCORD_API_URL``, as the bot does, until SIGTERM.
"""

import asyncio
import os
import signal

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


async def _serve() -> None:
    Route.BASE = os.environ["DISCORD_API_URL"]
    intents = discord.Intents(guilds=True, messages=True, message_content=True)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with discord.AutoShardedClient(intents=intents, max_messages=None) as client:
        await client.login(os.environ["DISCORD_TOKEN"])
        client.shard_count, url, _ = await client.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)
        running = asyncio.create_task(client.connect())
        await stop.wait()
        await client.close()
        await running


if __name__ == "__main__":
    discord.utils.setup_logging()
    asyncio.run(_serve())
