"""A plain bot: answer ``!thread`` with a fixed embed and two buttons, as few lines as can be.

Connects to ``DISCORD_API_URL``, as the bot does, until SIGTERM.
"""

import asyncio
import os
import signal

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

TEXT = ("The dragonbear keeps external forces away from the centre of the continent. " * 4)[:300]


class PlainBot(discord.AutoShardedClient):
    """Reads messages, keeps none of them, and answers."""

    async def on_message(self, message: discord.Message) -> None:
        """Answer a line that begins with ``!thread``."""
        if not message.content.startswith("!thread"):
            return
        view = discord.ui.View(timeout=None)
        for label in ("Next", "More"):
            view.add_item(discord.ui.Button(label=label, custom_id=label))
        embed = discord.Embed(title="Post 15", description=TEXT)
        await message.reply(embed=embed, view=view, mention_author=False)


async def _serve() -> None:
    Route.BASE = os.environ["DISCORD_API_URL"]
    intents = discord.Intents(guilds=True, messages=True, message_content=True)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with PlainBot(
        intents=intents,
        max_messages=None,
        member_cache_flags=discord.MemberCacheFlags.none(),
        chunk_guilds_at_startup=False,
    ) as client:
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
