"""What in a message is said to the bot."""

from dataclasses import dataclass

import discord

from bot.answering.requests import after_command
from bot.chat.discord.components import question_under

_SAID_BY_PEOPLE = {discord.MessageType.default, discord.MessageType.reply}
_QUOTED_OR_CODE = (">", "`")


@dataclass(frozen=True, slots=True)
class Trigger:
    """A line said to the bot, and the question whose answer it replies to, or nothing."""

    line: str
    before: str = ""


def hear(message: discord.Message, me: discord.ClientUser, prefix: str) -> Trigger | None:
    """What a person says to the bot here; None where nobody asked it anything.

    It is asked by a line that begins with ``!thread``, by one that begins or ends with its mention,
    by a reply that pings it, and by anything in a direct message.
    """
    if message.author.bot or message.webhook_id or message.type not in _SAID_BY_PEOPLE:
        return None
    if isinstance(message.channel, discord.TextChannel) and message.channel.is_news():
        return None  # an announcement is for all who follow the channel
    command = after_command(message.content, prefix)
    if command is not None:
        return Trigger(command)
    before = _question_replied_to(message, me)
    line = _after_mention(message.content, me.id)
    if line is None and (message.guild is None or (before is not None and message.content)):
        line = message.content
    if line is None:
        return None
    return Trigger(bare(line, me, prefix), before or "")


def bare(line: str, me: discord.ClientUser, prefix: str) -> str:
    """The line without the mention or the ``!thread`` that it may begin or end with."""
    mentioned = _after_mention(line, me.id)
    line = line.strip() if mentioned is None else mentioned
    command = after_command(line, prefix)
    return line if command is None else command


def _after_mention(text: str, id: int) -> str | None:
    """What stands beside the bot's mention at an end of a text that is no quote and no code."""
    text = text.strip()
    if text.startswith(_QUOTED_OR_CODE):
        return None
    for mention in (f"<@{id}>", f"<@!{id}>"):
        if text.startswith(mention):
            return text.removeprefix(mention).lstrip(" ,:\n")
        if text.endswith(mention):
            return text.removesuffix(mention).rstrip()
    return None


def _question_replied_to(message: discord.Message, me: discord.ClientUser) -> str | None:
    """The question of the answer that is replied to with a ping; who talks about it pings not."""
    answer = message.reference.resolved if message.reference else None
    if not isinstance(answer, discord.Message) or answer.author.id != me.id:
        return None
    return question_under(answer) if me in message.mentions else None
