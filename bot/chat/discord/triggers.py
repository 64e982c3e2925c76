"""What in a message is a question to the bot."""

from dataclasses import dataclass

import discord

from bot.answering.requests import after_command
from bot.chat.discord.components import question_under

_WRITTEN_BY_PEOPLE = {discord.MessageType.default, discord.MessageType.reply}
_QUOTE_OR_CODE = (">", "`")


@dataclass(frozen=True, slots=True)
class Trigger:
    """A line for the bot, and the question whose answer it replies to, if any."""

    line: str
    before: str = ""

    @property
    def question(self) -> str:
        """The words that are searched together."""
        return f"{self.line} {self.before}".strip()


def extract_question(
    message: discord.Message, me: discord.ClientUser, prefix: str
) -> Trigger | None:
    """Return what a person asks the bot in a message; None where the bot is not asked.

    The bot is asked by a line that begins with ``!thread``, by one that begins or ends with its
    mention, by a reply that pings it, and by any line of a direct message.
    """
    if message.author.bot or message.webhook_id or message.type not in _WRITTEN_BY_PEOPLE:
        return None
    if isinstance(message.channel, discord.TextChannel) and message.channel.is_news():
        return None  # an announcement is for all who follow the channel
    command = after_command(message.content, prefix)
    if command is not None:
        return Trigger(command)
    before = _question_replied_to(message, me)
    line = _beside_mention(message.content, me.id)
    if line is None and (message.guild is None or (before is not None and message.content)):
        line = message.content
    if line is None:
        return None
    return Trigger(strip_prefix(line, me, prefix), before or "")


def strip_prefix(line: str, me: discord.ClientUser, prefix: str) -> str:
    """Return the line without the bot's mention or ``!thread`` at its start or end."""
    beside = _beside_mention(line, me.id)
    line = line.strip() if beside is None else beside
    command = after_command(line, prefix)
    return line if command is None else command


def _beside_mention(text: str, id: int) -> str | None:
    """Return what is beside the bot's mention at the start or end; None in a quote or code."""
    text = text.strip()
    if text.startswith(_QUOTE_OR_CODE):
        return None
    for mention in (f"<@{id}>", f"<@!{id}>"):
        if text.startswith(mention):
            return text.removeprefix(mention).lstrip(" ,:\n")
        if text.endswith(mention):
            return text.removesuffix(mention).rstrip()
    return None


def _question_replied_to(message: discord.Message, me: discord.ClientUser) -> str | None:
    """Return the question of the bot's answer that a reply with a ping is for.

    A reply without a ping talks about the answer, and is not for the bot.
    """
    answer = message.reference.resolved if message.reference else None
    if not isinstance(answer, discord.Message) or answer.author.id != me.id:
        return None
    return question_under(answer) if me in message.mentions else None
