"""Bookmarks: posts in a member's direct messages, and nowhere else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import discord
import yaml

from bot.answering.answer import Answer, File, Kind, Quote, cut
from bot.answering.library import Place
from bot.chat.discord.components import Unmark, number_of, presses_under
from bot.chat.discord.delivery import ReplyOptions, Send, deliver
from bot.chat.discord.escaping import unescape
from bot.chat.discord.incoming import Incoming, Person
from bot.chat.discord.rendering import EMBED_LENGTH
from bot.chat.discord.scopes import Scopes
from bot.i18n import sentence
from bot.reading.readings import ReadingError

_LOOKED_THROUGH = 1000
"""The newest direct messages that are looked through."""

MAX_SHOWN = 25
FILE_NAME = "bookmarks.yaml"


@dataclass(frozen=True, slots=True)
class KeptPost:
    """A post as its card shows it, with the note that the member wrote in reply."""

    number: int
    title: str
    text: str
    note: str = ""


async def keep(incoming: Incoming, quote: Quote, scopes: Scopes) -> Answer:
    """Send a post to the person's direct messages, in one card: a longer post is cut there.

    Raises ReadingError where Discord does not let the bot write to them, and for a post from an
    age-restricted channel.
    """
    if not await scopes.fits_all_ages(incoming, quote.thread):
        raise ReadingError(sentence("age_restricted"))
    reference = Place(quote.thread, quote.post).reference
    options = ReplyOptions(incoming.language, embeds=True, presses=(Unmark(reference),))
    whole = replace(quote, start=0, end=len(quote.post.text)).shortened(EMBED_LENGTH)
    card = Answer(Kind.POSTS, quotes=(whole,))
    try:
        await deliver(card, options, [Send.once(incoming.person.send)])
    except discord.Forbidden:
        raise ReadingError(sentence("bookmark_closed")) from None
    return Answer.info(sentence("bookmarked"))


async def direct_messages(person: Person) -> list[discord.Message]:
    """Return the newest direct messages with a person, the oldest first."""
    channel = person.dm_channel or await person.create_dm()
    newest = [message async for message in channel.history(limit=_LOOKED_THROUGH)]
    return newest[::-1]


def kept_posts(messages: Iterable[discord.Message], me: int) -> list[KeptPost]:
    """Return the bookmarks in direct messages, the oldest first; that of many takes a while."""
    cards: dict[int, KeptPost] = {}
    notes: dict[int, list[str]] = {}
    for message in messages:
        if message.author.id != me and message.reference is not None:
            notes.setdefault(message.reference.message_id or 0, []).append(message.content)
        elif (card := _card(message, me)) is not None:
            cards[message.id] = card
    return [
        KeptPost(card.number, card.title, card.text, "\n".join(notes.get(id, [])))
        for id, card in cards.items()
    ]


def listed(posts: Sequence[KeptPost]) -> Answer:
    """List the newest bookmarks, each with its first words and its note."""
    if not posts:
        return Answer.refused(sentence("bookmarks_none"))
    newest = posts[-MAX_SHOWN:]
    lines = [
        sentence(
            "bookmark",
            number=one.number,
            title=cut(one.title),
            words=cut(" ".join(one.text.split())),
            note=sentence("bookmark_note", note=cut(one.note)) if one.note else "",
        )
        for one in newest
    ]
    return Answer.info(*lines)


def exported(posts: Sequence[KeptPost]) -> File:
    """Return all bookmarks as a YAML file, which may take seconds."""
    rows = [
        {"thread": one.title, "number": one.number, "text": one.text}
        | ({"note": one.note} if one.note else {})
        for one in posts
    ]
    written = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False)
    return File(FILE_NAME, written.encode())


def is_note(message: discord.Message) -> bool:
    """Return whether a direct message is a note on a bookmark, and no question."""
    replied = message.reference.resolved if message.reference else None
    return isinstance(replied, discord.Message) and any(
        isinstance(press, Unmark) for press in presses_under(replied)
    )


def _card(message: discord.Message, me: int) -> KeptPost | None:
    """Read a bookmark from its card."""
    press = next((one for one in presses_under(message) if isinstance(one, Unmark)), None)
    if press is None or message.author.id != me or not message.embeds:
        return None
    first = message.embeds[0]
    text = unescape(first.description or "")
    return KeptPost(number_of(press.reference), first.author.name or "", text)
