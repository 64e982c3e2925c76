"""Suggestions that Discord takes no more: it waits three seconds, while people type on."""

import logging

from bot.chat.discord.delivery import SEND_ERRORS


def log_late_suggestions_briefly() -> None:
    """Let discord.py log a suggestion that was not sent in a line, and not with a traceback."""
    logging.getLogger("discord.app_commands.tree").addFilter(_brief)


def _brief(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, SEND_ERRORS):
        record.msg, record.args = f"{record.getMessage()}: {error}", None
        record.levelno, record.levelname = logging.INFO, "INFO"
        record.exc_info = None
    return True
