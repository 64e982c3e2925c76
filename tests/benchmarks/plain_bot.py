"""A plain bot: answer ``!thread`` with a fixed embed and two buttons, as few lines as can be.

Connects to ``DISCORD_API_URL``, as the bot does, until SIGTERM.
"""

import asyncio

import discord

from tests.benchmarks.bare_client import INTENTS, serve

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


if __name__ == "__main__":
    discord.utils.setup_logging()
    plain = PlainBot(
        intents=INTENTS,
        max_messages=None,
        member_cache_flags=discord.MemberCacheFlags.none(),
        chunk_guilds_at_startup=False,
    )
    asyncio.run(serve(plain))
