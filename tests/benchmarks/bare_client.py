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

INTENTS = discord.Intents(guilds=True, messages=True, message_content=True)


async def serve(client: discord.AutoShardedClient) -> None:
    """Connect the client until SIGTERM."""
    Route.BASE = os.environ["DISCORD_API_URL"]
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with client:
        await client.login(os.environ["DISCORD_TOKEN"])
        client.shard_count, url, _ = await client.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)
        running = asyncio.create_task(client.connect())
        await stop.wait()
        await client.close()
        await running


if __name__ == "__main__":
    discord.utils.setup_logging()
    asyncio.run(serve(discord.AutoShardedClient(intents=INTENTS, max_messages=None)))
