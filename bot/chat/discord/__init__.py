"""The bot on Discord: translate between Discord and the engine."""

from bot.lazy_modules import load_lazily

load_lazily(__name__, "channel_history")  # with what imports threads, it takes 30 ms

from bot.chat.discord.client import ThreadBot  # noqa: E402  they use what is loaded lazily
from bot.chat.discord.runner import read_votes, serve, sync  # noqa: E402

__all__ = ["ThreadBot", "read_votes", "serve", "sync"]
