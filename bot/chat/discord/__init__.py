"""The bot on Discord: it translates between Discord and the librarian."""

from bot.chat.discord.client import ThreadBot
from bot.chat.discord.service import serve, sync

__all__ = ["ThreadBot", "serve", "sync"]
