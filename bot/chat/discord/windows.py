"""The windows in which people give files, or write the words of a post."""

from collections.abc import Awaitable, Callable

import discord

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

OPEN_SECONDS = 3600.0
"""How long a window can be sent: until then it is kept in memory, also when it was closed."""


class FilesWindow(discord.ui.Modal):
    """A window with a field for files and one for a title."""

    def __init__(
        self,
        language: str,
        on_files: Callable[
            [discord.Interaction, list[discord.Attachment], str | None], Awaitable[None]
        ],
    ) -> None:
        super().__init__(title=_label(sentence("window_add"), language), timeout=OPEN_SECONDS)
        self._on_files = on_files
        self._files = discord.ui.FileUpload[discord.ui.Modal](
            custom_id="files", min_values=1, max_values=MAX_FILES
        )
        self._title = discord.ui.TextInput[discord.ui.Modal](
            custom_id="title", required=False, max_length=TITLE_LENGTH
        )
        for name, field in (("window_files", self._files), ("window_title", self._title)):
            label = _label(sentence(name), language)
            self.add_item(discord.ui.Label(text=label, component=field))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Pass on what was given."""
        await self._on_files(
            interaction, self._files.values, typed_words(self._title.value) or None
        )


class WordsWindow(discord.ui.Modal):
    """A window with the words of a post."""

    def __init__(
        self,
        words: str,
        number: int,
        language: str,
        on_words: Callable[[discord.Interaction, str], Awaitable[None]],
    ) -> None:
        super().__init__(
            title=_label(sentence("post", number=number), language), timeout=OPEN_SECONDS
        )
        self._on_words = on_words
        self._words = discord.ui.TextInput[discord.ui.Modal](
            custom_id="words",
            style=discord.TextStyle.paragraph,
            default=words,
            max_length=WORDS_LENGTH,
        )
        label = _label(sentence("window_words"), language)
        self.add_item(discord.ui.Label(text=label, component=self._words))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Pass on what was written."""
        await self._on_words(interaction, typed_words(self._words.value))


def fits_window(words: str) -> bool:
    """Return whether Discord gives back the words of a window as they are."""
    return length(words) <= WORDS_LENGTH and well_formed(words) == words


def _label(words: Sentence, language: str) -> str:
    return cut(words.plain(language), LABEL_LENGTH)
