"""The windows in which people give files, write the words of a post, or type a setting.

A custom id holds all that is needed once a window is sent, so none is kept in memory, and one that
was opened before a restart is read all the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import discord
from discord.ui import FileUpload, Item, Label, Modal, TextInput

from bot.chat.discord.components import Edit
from bot.chat.discord.escaping import cut, length, typed_words, well_formed
from bot.i18n import Sentence, sentence

WORDS_LENGTH = 4000
"""The most characters of a text field
(https://discord.com/developers/docs/components/reference#text-input)."""

LABEL_LENGTH = 45
"""The most characters of a window's title and of a field's label."""

MAX_FILES = 10
"""The most files of one window."""

TITLE_LENGTH = 100

ADD_FILES = "add"
"""The custom id of the window for files."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What someone sends in a window: texts by the custom ids of their fields, and files."""

    custom_id: str
    texts: Mapping[str, str]
    files: tuple[discord.Attachment, ...]

    @classmethod
    def of(cls, interaction: discord.Interaction) -> Self | None:
        """Read a window that was sent; None where the interaction is none."""
        if interaction.type is not discord.InteractionType.modal_submit:
            return None
        data: Mapping[str, Any] = interaction.data or {}
        fields = {field["custom_id"]: field for field in _fields(data)}
        texts = {id: field["value"] for id, field in fields.items() if "value" in field}
        given = data.get("resolved", {}).get("attachments", {})
        files = (given[id] for field in fields.values() for id in field.get("values", ()))
        return cls(
            data["custom_id"],
            {id: typed_words(text) for id, text in texts.items()},
            tuple(discord.Attachment(data=one, state=interaction._state) for one in files),
        )


def files_window(language: str) -> Modal:
    """Return a window with a field for files and one for a title."""
    files = FileUpload[Modal](custom_id="files", min_values=1, max_values=MAX_FILES)
    title = TextInput[Modal](custom_id="title", required=False, max_length=TITLE_LENGTH)
    fields = {"window_files": files, "window_title": title}
    return _window(ADD_FILES, sentence("window_add"), fields, language)


def words_window(reference: str, number: int, words: str, language: str) -> Modal:
    """Return a window with the words of a post."""
    field = TextInput[Modal](
        custom_id="words",
        style=discord.TextStyle.paragraph,
        default=words,
        max_length=WORDS_LENGTH,
    )
    title = sentence("post", number=number)
    return _window(Edit(reference).custom_id, title, {"window_words": field}, language)


def value_window(custom_id: str, name: str, limit: int, language: str) -> Modal:
    """Return a window in which the value of a setting is typed."""
    field = TextInput[Modal](custom_id="value", required=False, max_length=limit)
    title = f"setting_{name}"
    return _window(custom_id, sentence(title), {title: field}, language)


def fits_window(words: str) -> bool:
    """Return whether Discord gives back the words of a window as they are."""
    return length(words) <= WORDS_LENGTH and well_formed(words) == words


def _window(
    custom_id: str, title: Sentence, fields: Mapping[str, Item[Any]], language: str
) -> Modal:
    window = Modal(title=_label(title, language), custom_id=custom_id, timeout=None)
    for name, field in fields.items():
        window.add_item(Label(text=_label(sentence(name), language), component=field))
    window.stop()
    return window


def _fields(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the fields of a window, each of which has a label around it."""
    for label in data.get("components", ()):
        if "component" in label:
            yield label["component"]


def _label(words: Sentence, language: str) -> str:
    return cut(words.plain(language), LABEL_LENGTH)
