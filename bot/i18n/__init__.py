"""Every sentence of the bot in each of its languages, and the marked text of a sentence."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias

from bot.errors import BotError
from bot.i18n import english, german, spanish
from bot.i18n.direction import isolated, isolated_marks

Style: TypeAlias = Literal["plain", "strong", "code", "moment"]

LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "en": english.SENTENCES,
    "de": german.SENTENCES,
    "es": spanish.SENTENCES,
}

DEFAULT_LANGUAGE = "en"

_STYLED = re.compile(r"\*\*(?P<strong>.+?)\*\*|`(?P<code>.+?)`|<(?P<moment>\{\w+\})>")


class Run(NamedTuple):
    """A stretch of text in one style. The text is data: nothing in it is markup.

    A moment is written as seconds since 1970; a platform shows it in the reader's own time.
    """

    text: str
    style: Style = "plain"


Line: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its name in LANGUAGES; a language gives it its words.

    A value may be a sentence itself; its words are filled in without their styles.
    """

    name: str
    values: Mapping[str, object]

    def line(self, language: str = DEFAULT_LANGUAGE) -> Line:
        """Return the sentence in a language, with its values.

        ``**strong**``, `` `code` `` and ``<{moment}>`` are read in the template alone, so no value
        is markup. Each value is read in a direction of its own.
        """
        values, copied = self._filled(language, isolated), self._filled(language, isolated_marks)
        return tuple(
            Run(text.format(**(copied if style == "code" else values)), style)
            for text, style in _template(self.name, language)
        )

    def _filled(self, language: str, isolate: Callable[[str], str]) -> dict[str, object]:
        """Return the values in a language."""
        return {name: _filled(value, language, isolate) for name, value in self.values.items()}

    def plain(self, language: str = DEFAULT_LANGUAGE) -> str:
        """Return the sentence's characters in a language, without styles."""
        return plain(self.line(language))

    def __str__(self) -> str:
        return self.plain()


@dataclass(frozen=True, slots=True)
class LanguageName:
    """A language by its tag, such as ``de``; a sentence names it in the sentence's language."""

    tag: str

    def plain(self, language: str = DEFAULT_LANGUAGE) -> str:
        """Return the name in a language, or the tag of a language that has none there."""
        from babel import Locale, UnknownLocaleError  # few answers name a language

        if self.tag.lower().startswith("und"):
            return self.tag  # an undetermined language, which Babel takes for the likeliest one
        try:
            name = Locale.parse(self.tag.replace("-", "_")).get_display_name(language)
        except (UnknownLocaleError, ValueError):
            name = None
        return name or self.tag


class SentenceError(BotError):
    """An error that a person reads in their own language: ``reason`` is its sentence."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason.plain())
        self.reason = reason


def sentence(name: str, **values: object) -> Sentence:
    """Return a sentence of LANGUAGES with its ``{values}``."""
    return Sentence(name, values)


def plain(line: Line) -> str:
    """Return the line's characters, without styles."""
    return "".join(_written(run) for run in line)


@cache
def _template(name: str, language: str) -> Line:
    """Return the runs of a sentence, before its values are filled in."""
    template, at, runs = LANGUAGES[language][name], 0, []
    for match in _STYLED.finditer(template):
        runs.append(Run(template[at : match.start()]))
        style: Any = match.lastgroup
        runs.append(Run(match[style], style))
        at = match.end()
    runs.append(Run(template[at:]))
    return tuple(run for run in runs if run.text)


def _written(run: Run) -> str:
    if run.style != "moment":
        return run.text
    return f"{datetime.fromtimestamp(int(run.text), UTC):%Y-%m-%d %H:%M} UTC"


def plural(count: int, noun: Literal["thread", "post"]) -> Sentence:
    """Return ``1 post``, ``2 posts``."""
    return sentence(f"{noun}_one") if count == 1 else sentence(f"{noun}s_many", count=count)


def language_of(locale: str) -> str:
    """Return the language for a locale such as ``de`` or ``es-419``; English for all others."""
    language = locale.split("-", maxsplit=1)[0].lower()
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


def _filled(value: object, language: str, isolate: Callable[[str], str]) -> object:
    if isinstance(value, Sentence | LanguageName):
        return value.plain(language)
    return isolate(value) if isinstance(value, str) else value
