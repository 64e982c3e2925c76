"""Render an Answer as Discord messages: with embeds, or as text where embeds are not allowed."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import discord

from bot.answering.answer import Answer, Quote
from bot.chat.discord.escaping import code, cut, escape, length, well_formed
from bot.i18n import Line, Run, Sentence, plain, sentence
from bot.i18n.direction import isolated
from bot.knowledge import Medium
from bot.trust import Certainty

MESSAGE_LENGTH = 2000
"""The most a message's content holds, in UTF-16 units
(https://discord.com/developers/docs/resources/message#create-message)."""

EMBED_LENGTH = 4096
EMBEDS_LENGTH = 6000
MAX_EMBEDS = 10
NAME_LENGTH = 256
"""What an embed's description, a message's embeds together, and an embed's title or author hold
(https://discord.com/developers/docs/resources/message#embed-object-embed-limits)."""

_COLOURS = {
    Certainty.SURE: discord.Colour(0x2E9E5B),
    Certainty.MAYBE: discord.Colour(0xD9A21B),
    Certainty.NEAR: discord.Colour(0x8A8F98),
    None: discord.Colour(0x5A7FC0),
}
_LINKED = re.compile(r"https?://[\w-]+(\.[\w-]+)+(:\d{1,5})?([/?#]\S*)?")
_LINKED_LENGTH = 2048
MAX_PICTURES = 4
"""The most pictures that Discord shows of embeds with one link."""

_DESCRIPTION_LENGTH = 250
_DESCRIPTIONS_LENGTH = MAX_PICTURES * 2 * _DESCRIPTION_LENGTH
_FILM_OR_SOUND = re.compile(r"\.(?:mp4|webm|mov|m4v|mkv|mp3|m4a|ogg|oga|wav|flac)(?:[?#]|$)", re.I)
_MARKS = {"plain": "", "strong": "**"}


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """The content and the embeds of one message."""

    content: str = ""
    embeds: tuple[discord.Embed, ...] = ()


def render(answer: Answer, language: str, *, embeds: bool) -> list[RenderedMessage]:
    """Return the messages of an answer, in order; a quote is always beside its number."""
    lead, closing = (
        [in_markdown(sentence, language) for sentence in sentences]
        for sentences in (answer.lead, answer.closing)
    )
    if not embeds or not answer.quotes:
        quotes = [_text(quote, language) for quote in answer.quotes]
        return [RenderedMessage(content) for content in _packed([*lead, *quotes, *closing])]
    contents = list(_packed([*lead, *closing])) or [""]
    groups = _grouped(_embeds(answer, language))
    first = RenderedMessage(contents[-1], next(groups))
    rest = (RenderedMessage(embeds=group) for group in groups)
    return [*map(RenderedMessage, contents[:-1]), first, *rest]


def _line(line: Line) -> str:
    return "".join(map(_run, line))


def _run(run: Run) -> str:
    text = well_formed(run.text)
    if run.style == "code":
        return code(text)
    if run.style == "moment":
        return f"<t:{text}:F>"
    mark = _MARKS[run.style]
    return f"{mark}{escape(text)}{mark}"


def in_markdown(sentence: Sentence, language: str, limit: int = MESSAGE_LENGTH) -> str:
    """Return the sentence, cut where it is too long; a cut one loses its styles."""
    line = sentence.line(language)
    is_short = sum(len(run.text) for run in line) <= limit  # escaping the others may take long
    if is_short and length(text := _line(line)) <= limit:
        return text
    return escape(cut(well_formed(plain(line)), limit // 4))


def _text(quote: Quote, language: str) -> str:
    """Return heading and quote, the quote shortened until both fit in one message."""
    certainty = quote.certainty_label
    heading = in_markdown(quote.heading, language, MESSAGE_LENGTH // 2)
    if certainty is not None:
        heading += f" · {certainty.plain(language)}"
    return _shortened(quote, lambda part: f"{heading}\n> {_quoted(part)}", MESSAGE_LENGTH)


def _quoted(quote: Quote) -> str:
    return _line(quote.line).replace("\n", "\n> ")


def _shortened(quote: Quote, shown: Callable[[Quote], str], limit: int) -> str:
    while length(text := shown(quote)) > limit:
        quote = quote.shortened((quote.end - quote.start) * 2 // 3)
    return text


def _embeds(answer: Answer, language: str) -> Iterator[discord.Embed]:
    """Yield an embed for each post that was searched for; posts asked for by number share one.

    Discord merges embeds that link to the same address, so only the first of them links.
    """
    links: set[str | None] = set()
    colour = _COLOURS[answer.certainty]
    for (_, found), group in groupby(answer.quotes, lambda q: (q.thread.id, q.score is not None)):
        quotes = list(group)
        if found or len(quotes) == 1:
            for quote in quotes:
                embed = _embed(quote, colour, language)
                if embed.url in links:
                    embed.url = None
                links.add(embed.url)
                yield embed
                yield from _further_pictures(quote, embed.url)
            continue
        numbered = (_shortened(quote, _numbered, EMBED_LENGTH) for quote in quotes)
        for description in _packed(numbered, EMBED_LENGTH, "\n\n"):
            embed = discord.Embed(description=description, colour=colour)
            yield _with_thread(quotes[0], embed, language)


def _embed(quote: Quote, colour: discord.Colour, language: str) -> discord.Embed:
    pictures = _pictures(quote)
    limit = EMBED_LENGTH if not pictures else EMBED_LENGTH - _DESCRIPTIONS_LENGTH
    embed = discord.Embed(
        title=sentence("post", number=quote.post.number).plain(language),
        url=_linked(quote.page_url or quote.post.url),
        description=_shortened(quote, lambda part: _line(part.line), limit),
        colour=colour,
    )
    if pictures:
        embed.set_image(url=pictures[0].url)
    for picture in pictures:
        if picture.description:
            words = escape(cut(well_formed(picture.description), _DESCRIPTION_LENGTH))
            embed.add_field(name=sentence("picture").plain(language), value=words, inline=False)
    if quote.certainty_label is not None:
        embed.set_footer(text=quote.certainty_label.plain(language))
    return _with_thread(quote, embed, language)


def _pictures(quote: Quote) -> list[Medium]:
    """Return the post's pictures for the quote of its beginning; an embed shows no film."""
    if quote.start > 0:
        return []
    pictures = [
        medium
        for medium in quote.post.media
        if _linked(medium.url) and not _FILM_OR_SOUND.search(medium.url)
    ]
    return pictures[:MAX_PICTURES]


def _further_pictures(quote: Quote, url: str | None) -> Iterator[discord.Embed]:
    """Yield the pictures after the first; Discord joins them to the embed with the same link."""
    if url is not None:
        for picture in _pictures(quote)[1:]:
            yield discord.Embed(url=url).set_image(url=picture.url)


def _numbered(quote: Quote) -> str:
    return f"**{quote.post.number}** {_line(quote.line)}"


def _with_thread(quote: Quote, embed: discord.Embed, language: str) -> discord.Embed:
    """Put the thread's title and author above the embed, where Discord reads no markup."""
    by = sentence("by", author=quote.author).plain(language) if quote.author else ""
    name = well_formed(isolated(quote.thread.title) + by)
    return embed.set_author(name=cut(name, NAME_LENGTH), url=_linked(quote.thread.source))


def _linked(url: str | None) -> str | None:
    """Return the address; None where Discord takes it for no link of an embed."""
    if url is None or len(url) > _LINKED_LENGTH or not _LINKED.fullmatch(url):
        return None
    return url


def _grouped(embeds: Iterable[discord.Embed]) -> Iterator[tuple[discord.Embed, ...]]:
    """Yield the embeds of each message, as many as it holds."""
    group: list[discord.Embed] = []
    used = 0
    for embed in embeds:
        size = _size(embed)
        if group and (len(group) == MAX_EMBEDS or used + size > EMBEDS_LENGTH):
            yield tuple(group)
            group, used = [], 0
        group.append(embed)
        used += size
    yield tuple(group)


def _size(embed: discord.Embed) -> int:
    texts = [embed.title, embed.description, embed.author.name, embed.footer.text]
    texts += [part for field in embed.fields for part in (field.name, field.value)]
    return sum(length(text) for text in texts if text)


def _packed(
    blocks: Iterable[str], limit: int = MESSAGE_LENGTH, between: str = "\n"
) -> Iterator[str]:
    """Yield texts of as many blocks as fit in the limit."""
    text = ""
    for block in blocks:
        joined = f"{text}{between}{block}" if text else block
        if length(joined) > limit:
            yield text
            joined = block
        text = joined
    if text:
        yield text
