"""What commands suggest while someone types."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TypeAlias

from discord import app_commands

from bot.chat.discord.escaping import cut, well_formed
from bot.knowledge import Post, Thread

CHOICES = 25
CHOICE_LENGTH = 100
"""The most choices of an autocomplete, and the most that each holds
(https://discord.com/developers/docs/interactions/application-commands#autocomplete)."""

Number: TypeAlias = app_commands.Range[int, 1, 999_999_999]
"""A post's number, as Discord checks it."""


def fits(value: str) -> bool:
    """Return whether Discord can send a choice's value back: not too long, and well-formed."""
    return cut(well_formed(value), CHOICE_LENGTH) == value


def thread_choices(threads: Iterable[Thread]) -> list[app_commands.Choice[str]]:
    """Return threads by their titles, as many as fit."""
    return [_thread_choice(thread) for thread in threads if fits(thread.id)][:CHOICES]


def text_choices(texts: Iterable[str]) -> list[app_commands.Choice[str]]:
    """Return texts, as many as fit."""
    fitting = (text for text in texts if fits(text))
    return [app_commands.Choice(name=text, value=text) for text in islice(fitting, CHOICES)]


def post_choices(posts: Sequence[Post]) -> list[app_commands.Choice[int]]:
    """Return posts by their numbers and first words, as many as fit."""
    return [_post_choice(post) for post in posts[:CHOICES]]


def _thread_choice(thread: Thread) -> app_commands.Choice[str]:
    return app_commands.Choice(name=_choice_name(thread.title), value=thread.id)


def _post_choice(post: Post) -> app_commands.Choice[int]:
    name = f"{post.number} · {' '.join(post.text[:CHOICE_LENGTH].split())}"
    return app_commands.Choice(name=_choice_name(name), value=post.number)


def _choice_name(name: str) -> str:
    return cut(well_formed(name), CHOICE_LENGTH)
