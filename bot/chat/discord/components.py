"""The buttons under an answer; a custom id holds all that a press needs, so none is stored."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeAlias

import discord
from discord import ButtonStyle, ComponentType

from bot.answering.answer import ELLIPSIS, Choice, Link, Quote
from bot.answering.library import Place
from bot.answering.requests import Open
from bot.chat.discord.escaping import cut, length, well_formed
from bot.i18n import LANGUAGES, sentence

LABEL_LENGTH = 80
URL_LENGTH = 512
CUSTOM_ID_LENGTH = 100
ROW_LENGTH = 5
"""The most that a button's label, its link and its custom id hold, and buttons in a row
(https://discord.com/developers/docs/components/reference#anatomy-of-a-component-custom-id)."""

_ID = r"(?:[0-9]{1,18}|[1-8][0-9]{18})"
"""A Discord id that a database can keep: it has 63 bits at most."""

_OPEN = re.compile(r"(posts|page):([\w.,-]+)(?:@(\d{1,9}))?")
_SHARE = re.compile(r"share:([\w.,-]+)")
_KEEP = re.compile(rf"keep:({_ID}?):({_ID}?):({_ID}?):([\w-]+)")
_DISCARD = "discard"
_NUMBER = re.compile(r"[0-9]+")
_REMOVE = re.compile(rf"remove:({_ID}):(.*)", re.DOTALL)
_SETTLE = re.compile(rf"settle:({_ID})")
_VOTE = re.compile(r"vote:(right|wrong):([\w.-]+)")
_LABEL = re.compile(rf"label:({_ID}):([\w.-]+)(:none)?")


@dataclass(frozen=True, slots=True)
class Remove:
    """The press that removes an answer, for the person who asked."""

    asker: int
    question: str

    @property
    def custom_id(self) -> str:
        """The asker and as much of the question as fits, so that a later one can follow it up."""
        return cut(f"remove:{self.asker}:{well_formed(self.question)}", CUSTOM_ID_LENGTH)


@dataclass(frozen=True, slots=True)
class Share:
    """The press that shows the posts of a private answer to all in the channel."""

    references: tuple[str, ...]

    @classmethod
    def of(cls, quotes: Iterable[Quote]) -> Self | None:
        """Share the posts of these quotes; None where nothing is quoted."""
        places = (Place(quote.thread, quote.post) for quote in quotes)
        references = tuple(dict.fromkeys(place.reference for place in places))
        return cls(references) if references else None

    @property
    def custom_id(self) -> str:
        """All the posts, or as many as fit."""
        return _with_references("share", self.references)


@dataclass(frozen=True, slots=True)
class Keep:
    """The press that keeps an imported thread, whose file hangs on the message.

    A thread that was read from a channel is read again, from its ``first`` message to its ``last``
    where these were named.
    """

    thread_id: str
    channel: int | None = None
    first: int | None = None
    last: int | None = None

    @property
    def custom_id(self) -> str:
        """All of it; an id that an import makes is short enough."""
        numbers = (str(one or "") for one in (self.channel, self.first, self.last))
        return f"keep:{':'.join(numbers)}:{self.thread_id}"


@dataclass(frozen=True, slots=True)
class Discard:
    """The press that removes the report of an import, and with it the thread."""

    @property
    def custom_id(self) -> str:
        """The word alone."""
        return _DISCARD


@dataclass(frozen=True, slots=True)
class _OfPost:
    """A press about one post, which is named by its reference."""

    name: ClassVar[str]
    reference: str

    @property
    def custom_id(self) -> str:
        """The press and the post."""
        return f"{self.name}:{self.reference}"


@dataclass(frozen=True, slots=True)
class Meeting(_OfPost):
    """The press that puts a post on the agenda of the group's next meeting."""

    name = "meeting"


@dataclass(frozen=True, slots=True)
class Bookmark(_OfPost):
    """The press that sends a post to the person's direct messages."""

    name = "bookmark"


@dataclass(frozen=True, slots=True)
class Unmark(_OfPost):
    """The press that removes a bookmark from the direct messages where it is kept."""

    name = "unmark"


@dataclass(frozen=True, slots=True)
class ReadInPlace(_OfPost):
    """The press that gives the person the address of a page which shows a post in its thread."""

    name = "read"


@dataclass(frozen=True, slots=True)
class Edit(_OfPost):
    """The window that gives a post other words."""

    name = "edit"


@dataclass(frozen=True, slots=True)
class Settle:
    """The press that settles a question of the agenda and those that ask nearly the same."""

    message_id: int

    @property
    def custom_id(self) -> str:
        """The question's message."""
        return f"settle:{self.message_id}"


@dataclass(frozen=True, slots=True)
class Vote:
    """The press that says whether an answer, which quotes this post first, is right."""

    reference: str
    right: bool

    @property
    def custom_id(self) -> str:
        """The vote and the post."""
        return f"vote:{'right' if self.right else 'wrong'}:{self.reference}"


@dataclass(frozen=True, slots=True)
class Label:
    """The press that says which post answers a question, by its message.

    With ``none`` no post does; the one that was quoted first only names the thread.
    """

    message_id: int
    reference: str
    none: bool = False

    @property
    def custom_id(self) -> str:
        """The question's message and the post."""
        return f"label:{self.message_id}:{self.reference}{':none' if self.none else ''}"


Own: TypeAlias = Remove | Share | Meeting | Bookmark | Unmark | Vote
"""What the buttons ask for beside an answer's links."""

Press: TypeAlias = Open | Own | ReadInPlace | Edit | Keep | Discard | Settle | Label
"""What a press of one of the bot's buttons asks for, or one of its windows."""

_Button: TypeAlias = Mapping[str, object]
"""A button as Discord takes it (https://discord.com/developers/docs/components/reference#button)."""

_TYPE = ComponentType.button.value

_LABELS = {
    Share: "button_share",
    Meeting: "button_meeting",
    Bookmark: "button_bookmark",
    Unmark: "button_unmark",
}


_OF_POST = {press.name: press for press in (Meeting, Bookmark, Unmark, ReadInPlace, Edit)}
_POST = re.compile(rf"({'|'.join(_OF_POST)}):([\w.-]+)")


def read(custom_id: str) -> Press | None:
    """Return what a press of this button asks for; None where the button is not the bot's."""
    if match := _OPEN.fullmatch(custom_id):
        return Open(tuple(match[2].split(",")), match[1] == "page", int(match[3] or 0))
    if match := _SHARE.fullmatch(custom_id):
        return Share(tuple(match[1].split(",")))
    if match := _REMOVE.fullmatch(custom_id):
        return Remove(int(match[1]), match[2])
    if match := _KEEP.fullmatch(custom_id):
        channel, first, last = (int(one) if one else None for one in match.groups()[:3])
        return Keep(match[4], channel, first, last)
    if match := _POST.fullmatch(custom_id):
        return _OF_POST[match[1]](match[2])
    if match := _SETTLE.fullmatch(custom_id):
        return Settle(int(match[1]))
    if match := _VOTE.fullmatch(custom_id):
        return Vote(match[2], match[1] == "right")
    if match := _LABEL.fullmatch(custom_id):
        return Label(int(match[1]), match[2], match[3] is not None)
    return Discard() if custom_id == _DISCARD else None


def number_of(reference: str) -> int:
    """Return the number of the post that a reference names."""
    return int(reference.split(".")[1])


def presses_under(message: discord.Message) -> Iterator[Press]:
    """Yield what the buttons of a message ask for."""
    for row in message.components:
        for button in row.children if isinstance(row, discord.ActionRow) else ():
            if (press := read(button.custom_id or "")) is not None:
                yield press


def question_under(message: discord.Message) -> str | None:
    """Return the question that this message of the bot's answers; None where it is no answer."""
    removes = (press for press in presses_under(message) if isinstance(press, Remove))
    return next((_without_half_word(press.question) for press in removes), None)


def link_under(message: discord.Message, label: str) -> Open | None:
    """Return what one button of an answer opens; ``label`` is its sentence's name, as in a Link."""
    labels = {sentences[label].replace("{number}", "") for sentences in LANGUAGES.values()}
    for row in message.components:
        for button in row.children if isinstance(row, discord.ActionRow) else ():
            if isinstance(button, discord.Button) and _NUMBER.sub("", button.label or "") in labels:
                press = read(button.custom_id or "")
                return press if isinstance(press, Open) else None
    return None


def _without_half_word(question: str) -> str:
    """Return a cut question up to its last whole word, and the ellipsis."""
    if not question.endswith(ELLIPSIS):
        return question
    return f"{question.removesuffix(ELLIPSIS).rpartition(' ')[0]} {ELLIPSIS}".strip()


class Buttons(discord.ui.View):
    """Buttons as Discord takes them, five in a row.

    Presses are read from their custom ids, so the client need keep neither the view nor an object
    for each button.
    """

    def __init__(self, buttons: Sequence[_Button]) -> None:
        super().__init__(timeout=None)
        self._buttons = buttons
        self.stop()

    def to_components(self) -> list[dict[str, Any]]:
        """Return the rows of buttons."""
        return [
            {"type": ComponentType.action_row.value, "components": row}
            for row in discord.utils.as_chunks(self._buttons, ROW_LENGTH)
        ]


def view(
    links: Iterable[Link],
    presses: Iterable[Own],
    language: str,
    choices: Iterable[Choice] = (),
) -> Buttons | None:
    """Return the buttons of an answer; None where it has none."""
    chosen = [_button(choice.action, label=choice.label.plain(language)) for choice in choices]
    buttons = [*chosen, *_buttons(links, presses, language)]
    return Buttons(buttons) if buttons else None


def _buttons(links: Iterable[Link], presses: Iterable[Own], language: str) -> Iterator[_Button]:
    used = set()
    for link in links:
        if link.url is not None:
            if len(link.url) <= URL_LENGTH:
                yield _button(label=link.label.plain(language), url=link.url)
        elif (custom_id := _custom_id(link)) not in used:  # Discord refuses two that are the same
            used.add(custom_id)
            label = cut(well_formed(link.label.plain(language)), LABEL_LENGTH)
            yield _button(custom_id, label=label)
    for press in presses:
        if isinstance(press, Remove):
            yield _button(press.custom_id, emoji={"name": "🗑️"})
        elif isinstance(press, Vote):
            yield _button(press.custom_id, emoji={"name": "👍" if press.right else "👎"})
        else:
            yield _button(press.custom_id, label=sentence(_LABELS[type(press)]).plain(language))


def _button(custom_id: str | None = None, **fields: object) -> _Button:
    if custom_id is None:
        return {"type": _TYPE, "style": ButtonStyle.link.value, **fields}
    return {"type": _TYPE, "style": ButtonStyle.secondary.value, "custom_id": custom_id, **fields}


def _custom_id(link: Link) -> str:
    if link.private:
        return ReadInPlace(link.references[0]).custom_id
    start = f"@{link.start}" if link.start else ""
    return _with_references("page" if link.page else "posts", link.references, start)


def _with_references(kind: str, references: tuple[str, ...], end: str = "") -> str:
    """Name all the posts, or as many as fit."""
    for count in range(len(references), 0, -1):
        custom_id = f"{kind}:{','.join(references[:count])}{end}"
        if length(custom_id) <= CUSTOM_ID_LENGTH:
            break
    return custom_id
