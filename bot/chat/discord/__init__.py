"""The bot on Discord: translate between Discord and the engine."""

from bot.chat.discord.client import ThreadBot
from bot.chat.discord.runner import serve, sync

__all__ = ["ThreadBot", "serve", "sync"]
