"""The bot on Discord: translate between Discord and the engine."""

from bot.chat.discord.client import ThreadBot
from bot.chat.discord.runner import read_votes, serve, sync

__all__ = ["ThreadBot", "read_votes", "serve", "sync"]
