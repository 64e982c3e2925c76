"""The commands of ``thread-bot``."""

from bot.cli.app import main

__all__ = ["main"]
