"""What in a message is a question to the bot."""

import re
from dataclasses import dataclass

import discord

from bot.answering.parsing import after_command
from bot.answering.requests import Open
from bot.answering.talk import Intent, asks_something, intent_under_answer, is_question
from bot.chat.discord.bookmarks import is_note
from bot.chat.discord.components import link_under, question_under
from bot.chat.discord.message_text import quoted, without_code, without_quotes, words_of

_WRITTEN_BY_PEOPLE = {discord.MessageType.default, discord.MessageType.reply}
_LINKS = {
    Intent.OTHER_POSTS: "button_further",
    Intent.NEXT_POST: "button_after",
    Intent.PREVIOUS_POST: "button_before",
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """A line for the bot, and the question whose answer it is about, if any.

    ``opened`` are posts that one of that answer's buttons opens; then the line is not read.
    """

    line: str
    before: str = ""
    opened: Open | None = None

    @property
    def question(self) -> str:
        """The words that are searched together."""
        return self.before if self.opened else f"{self.line} {self.before}".strip()


class TriggerReader:
    """Read from messages what people ask the bot, known by its mention and a prefix."""

    def __init__(self, me: discord.ClientUser) -> None:
        self._me = me

    def read(
        self, message: discord.Message, prefix: str, thread_question: str | None = None
    ) -> Trigger | None:
        """Return what a message asks the bot; None where the bot is not asked.

        It is asked by a line that begins with the prefix and ``thread``, by its mention, by a reply
        that pings it, by any line of a direct message, and by a question in a Discord thread that
        was opened on its answer to ``thread_question``.
        """
        command = after_command(message.content, prefix)
        if command is not None:
            return Trigger(command or _replied_to(message, self._me))
        if self._is_mentioned(message):
            return self._beside_mention(message, prefix)
        before = _question_replied_to(message, self._me)
        if before is not None:
            return self._under_answer(message, message.content, before)
        if _is_direct(message) and not is_note(message):
            return Trigger(self.strip(words_of(message), prefix))
        if thread_question is not None and not message.reference and is_question(message.content):
            return Trigger(message.content, thread_question)
        return None

    def strip(self, line: str, prefix: str) -> str:
        """Return the line without the bot's mention, the prefix and ``thread``."""
        line = " ".join(part.strip() for part in re.split(self._mention(None), line)).strip()
        command = after_command(line, prefix)
        return line if command is None else command

    def _is_mentioned(self, message: discord.Message) -> bool:
        """Return whether the bot is mentioned outside of quotes and code."""
        text = without_code(without_quotes(message.content))
        return re.search(self._mention(message.guild), text) is not None

    def _mention(self, guild: discord.Guild | None) -> str:
        """Match a mention of the bot, or of its own role, which looks the same to people."""
        role = guild.self_role if guild else None
        # Blanks are read from their first one only: a message may have thousands.
        return rf"(?:(?<![ ,])[ ,]++)?<@(?:!?{self._me.id}{f'|&{role.id}' if role else ''})>[ ,:]*"

    def _beside_mention(self, message: discord.Message, prefix: str) -> Trigger | None:
        """Read what is around the mention, or what a mention alone points to."""
        text = without_quotes(message.content)
        parts = [part.strip() for part in re.split(self._mention(message.guild), text)]
        before = _question_replied_to(message, self._me, pinged=False)
        asking = [part for part in parts if asks_something(part)]
        if asking:
            line = self.strip(" ".join(asking), prefix)
            return Trigger(line) if before is None else self._under_answer(message, line, before)
        pointed_to = quoted(message.content) or _replied_to(message, self._me)
        if not pointed_to and any(parts):
            return None  # thanks or a greeting
        return Trigger(pointed_to or _post_title(message))

    def _under_answer(self, message: discord.Message, line: str, before: str) -> Trigger | None:
        """Read a reply to an answer: a follow-up, a wish for other posts, or talk."""
        intent = intent_under_answer(line)
        if intent is Intent.QUESTION:
            return Trigger(line, before)
        answer = message.reference.resolved if message.reference else None
        if intent is Intent.NOTHING or not isinstance(answer, discord.Message):
            return None
        opened = link_under(answer, _LINKS[intent])
        return Trigger(line, before, opened) if opened else None


def _is_direct(message: discord.Message) -> bool:
    """Return whether only the bot reads the message; a server that is not known yet is none."""
    return message.guild is None and getattr(message.channel, "guild_id", None) is None


def asked_uncalled(message: discord.Message) -> Trigger | None:
    """Return the question of a message that does not call the bot; None where it asks none."""
    if message.reference is not None or not is_question(message.content):
        return None
    return Trigger(message.content)


def is_from_person(message: discord.Message) -> bool:
    """Return whether a person wrote the message, and not a bot, a webhook or Discord."""
    return (
        not message.author.bot and message.webhook_id is None and message.type in _WRITTEN_BY_PEOPLE
    )


def _replied_to(message: discord.Message, me: discord.ClientUser) -> str:
    """Return the words of the message that is replied to, unless it is the bot's own."""
    replied = message.reference.resolved if message.reference else None
    if isinstance(replied, discord.Message) and replied.author.id != me.id:
        return words_of(replied)
    return ""


def _question_replied_to(
    message: discord.Message, me: discord.ClientUser, *, pinged: bool = True
) -> str | None:
    """Return the question of the bot's answer that is replied to, with a ping if ``pinged``.

    A reply without a ping talks about the answer, and is not for the bot.
    """
    answer = message.reference.resolved if message.reference else None
    if not isinstance(answer, discord.Message) or answer.author.id != me.id:
        return None
    if pinged and (me not in message.mentions or not message.content):
        return None
    return question_under(answer)


def _post_title(message: discord.Message) -> str:
    """Return the title of the forum post that a message is in; empty elsewhere."""
    channel = message.channel
    if isinstance(channel, discord.Thread) and isinstance(channel.parent, discord.ForumChannel):
        return channel.name
    return ""
