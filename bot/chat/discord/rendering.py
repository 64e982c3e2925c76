"""An Answer as Discord messages: cards, or plain text where cards may not be shown."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import discord

from bot.answering.answer import Answer, Outcome, Quote
from bot.chat.discord.escaping import code, cut, escape, length, well_formed
from bot.i18n import Line, Run, Sentence, sentence

MESSAGE_LENGTH = 2000
"""The most a message's content holds, in UTF-16 units
(https://discord.com/developers/docs/resources/message#create-message)."""

CARD_LENGTH = 4096
CARDS_LENGTH = 6000
CARDS = 10
NAME_LENGTH = 256
"""What an embed's description, a message's embeds together, and an embed's title or author hold
(https://discord.com/developers/docs/resources/message#embed-object-embed-limits)."""

_COLOURS = {
    Outcome.ANSWERED: discord.Colour(0x2E9E5B),
    Outcome.CLOSEST: discord.Colour(0xD9A21B),
    Outcome.INFO: discord.Colour(0x5A7FC0),
}
_LINKED = re.compile(r"https?://[\w-]+(\.[\w-]+)+(:\d{1,5})?([/?#]\S*)?")
_LINKED_LENGTH = 2048
_MARKS = {"plain": "", "strong": "**"}


@dataclass(frozen=True, slots=True)
class Form:
    """What one message shows."""

    content: str = ""
    cards: tuple[discord.Embed, ...] = ()


def render(answer: Answer, language: str, *, cards: bool) -> list[Form]:
    """The messages that say the answer, in order; a quote is never parted from its number."""
    lead, closing = (
        [_fitting(sentence, language) for sentence in sentences]
        for sentences in (answer.lead, answer.closing)
    )
    if not cards or not answer.quotes:
        quotes = [_text(quote, language) for quote in answer.quotes]
        return [Form(content) for content in _packed([*lead, *quotes, *closing])]
    contents = list(_packed([*lead, *closing])) or [""]
    groups = _together(_cards(answer, language))
    first = Form(contents[-1], next(groups))
    return [*map(Form, contents[:-1]), first, *(Form(cards=group) for group in groups)]


def _line(line: Line) -> str:
    return "".join(map(_run, line))


def _run(run: Run) -> str:
    text = well_formed(run.text)
    if run.style == "code":
        return code(text)
    mark = _MARKS[run.style]
    return f"{mark}{escape(text)}{mark}"


def _fitting(sentence: Sentence, language: str, most: int = MESSAGE_LENGTH) -> str:
    """The sentence, cut where it is too long; what is cut loses its marks."""
    said = _line(sentence.line(language))
    if length(said) <= most:
        return said
    return escape(cut(well_formed(sentence.plain(language)), most // 4))


def _text(quote: Quote, language: str) -> str:
    """The heading and the quoted text, which is shortened until the whole fits one message."""
    confidence = quote.confidence
    heading = _fitting(quote.heading, language, MESSAGE_LENGTH // 2)
    if confidence is not None:
        heading += f" · {confidence.plain(language)}"
    return _shortened(quote, lambda part: f"{heading}\n> {_quoted(part)}", MESSAGE_LENGTH)


def _quoted(quote: Quote) -> str:
    return _line(quote.line).replace("\n", "\n> ")


def _shortened(quote: Quote, shown: Callable[[Quote], str], most: int) -> str:
    while length(text := shown(quote)) > most:
        quote = quote.shortened((quote.end - quote.start) * 2 // 3)
    return text


def _cards(answer: Answer, language: str) -> Iterator[discord.Embed]:
    """A card for each post that was found, and one for as many as it holds of those asked for.

    Discord shows cards that link to the same address as one, so only the first of them links.
    """
    links: set[str | None] = set()
    colour = _COLOURS[answer.outcome]
    for (_, found), group in groupby(answer.quotes, lambda q: (q.thread.id, q.score is not None)):
        quotes = list(group)
        if found or len(quotes) == 1:
            for quote in quotes:
                card = _card(quote, colour, language)
                if card.url in links:
                    card.url = None
                links.add(card.url)
                yield card
            continue
        numbered = (_shortened(quote, _numbered, CARD_LENGTH) for quote in quotes)
        for description in _packed(numbered, CARD_LENGTH, "\n\n"):
            yield _named(quotes[0], discord.Embed(description=description, colour=colour), language)


def _card(quote: Quote, colour: discord.Colour, language: str) -> discord.Embed:
    card = discord.Embed(
        title=sentence("post", number=quote.post.number).plain(language),
        url=_linked(quote.post.url),
        description=_shortened(quote, lambda part: _line(part.line), CARD_LENGTH),
        colour=colour,
    )
    if quote.confidence is not None:
        card.set_footer(text=quote.confidence.plain(language))
    return _named(quote, card, language)


def _numbered(quote: Quote) -> str:
    return f"**{quote.post.number}** {_line(quote.line)}"


def _named(quote: Quote, card: discord.Embed, language: str) -> discord.Embed:
    """The card with the thread's title and author above; no markup is read there."""
    by = sentence("by", author=quote.author).plain(language) if quote.author else ""
    name = well_formed(quote.thread.title + by)
    return card.set_author(name=cut(name, NAME_LENGTH), url=_linked(quote.thread.source))


def _linked(url: str | None) -> str | None:
    """The address, where Discord takes it for the link of a card."""
    if url is None or len(url) > _LINKED_LENGTH or not _LINKED.fullmatch(url):
        return None
    return url


def _together(cards: Iterable[discord.Embed]) -> Iterator[tuple[discord.Embed, ...]]:
    """As many cards in each message as it holds."""
    group: list[discord.Embed] = []
    for card in cards:
        if group and (len(group) == CARDS or sum(map(_size, [*group, card])) > CARDS_LENGTH):
            yield tuple(group)
            group = []
        group.append(card)
    yield tuple(group)


def _size(card: discord.Embed) -> int:
    texts = (card.title, card.description, card.author.name, card.footer.text)
    return sum(length(text) for text in texts if text)


def _packed(
    blocks: Iterable[str], most: int = MESSAGE_LENGTH, between: str = "\n"
) -> Iterator[str]:
    """As many blocks in each text as it holds."""
    text = ""
    for block in blocks:
        joined = f"{text}{between}{block}" if text else block
        if length(joined) > most:
            yield text
            joined = block
        text = joined
    if text:
        yield text
