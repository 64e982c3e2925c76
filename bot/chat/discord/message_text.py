"""The words of a message, wherever Discord puts them, and its quotes and code."""

import re

import discord

_QUOTED_LINE = re.compile(r"^[ \t]*> ?(.*)$", re.MULTILINE)
_REST_QUOTED = re.compile(r"^[ \t]*>>> ?(.*)\Z", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"```.*?(?:```|\Z)|``.*?``|`[^`\n]*`", re.DOTALL)


def words_of(message: discord.Message | discord.MessageSnapshot) -> str:
    """Return what a message says: its content, else the forwarded message's, else its embeds'."""
    if message.content:
        return message.content
    for snapshot in getattr(message, "message_snapshots", ()):
        if words := words_of(snapshot):
            return words
    return "\n".join(filter(None, map(_embed_words, message.embeds)))


def without_quotes(text: str) -> str:
    """Return the text without its quoted lines."""
    return _QUOTED_LINE.sub("", _REST_QUOTED.sub("", text)).strip()


def quoted(text: str) -> str:
    """Return the words of the quoted lines."""
    rest = [match[1] for match in _REST_QUOTED.finditer(text)]
    lines = [match[1] for match in _QUOTED_LINE.finditer(_REST_QUOTED.sub("", text))]
    return "\n".join([*lines, *rest]).strip()


def without_code(text: str) -> str:
    """Return the text with each span and block of code replaced by a space."""
    return _CODE.sub(" ", text)


def _embed_words(embed: discord.Embed) -> str:
    parts = [embed.title, embed.description]
    parts += [part for field in embed.fields for part in (field.name, field.value)]
    return "\n".join(part for part in parts if part)
