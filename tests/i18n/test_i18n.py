"""What the bot says, in every language it speaks."""

import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.i18n import LANGUAGES, Run, language_of, plain, plural, sentence
from bot.settings import DECLARED, Level
from bot.storage.schema import metadata
from bot.trust import Certainty

OF = ("server", "member")
CODE = Path(__file__).parents[2] / "bot"


def fields(template: str) -> set[str]:
    """The values that a sentence takes."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def used() -> Iterator[str]:
    """The names of sentences in the code, as quoted words."""
    for file in (*CODE.rglob("*.py"), *CODE.rglob("*.html")):
        if file.parent.name != "i18n":
            yield from re.findall(r"""["']([a-z_]+)["']""", file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_missing(language: str) -> None:
    """Every language has every sentence, with the same values in it."""
    english, other = LANGUAGES["en"], LANGUAGES[language]
    assert other.keys() == english.keys()
    for name, template in english.items():
        assert fields(other[name]) == fields(template), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_commands_fit(language: str) -> None:
    """Discord takes 100 characters for a description, 32 for a menu and 80 for a button."""
    for name, words in LANGUAGES[language].items():
        if name.startswith(("command_", "option_")):
            assert len(words) <= (32 if name.startswith("command_menu") else 100), name
        if name.startswith("button_"):
            assert len(words.format(number=999_999_999)) <= 80, name


def test_every_sentence_is_said_somewhere() -> None:
    """Nothing is translated that the bot never says."""
    names = set(used()) | {"thread_one", "threads_many", "post_one", "posts_many"}
    names |= {f"certainty_{certainty.value}" for certainty in Certainty}
    names |= {f"settings_{level.value}" for level in Level}
    names |= {f"settings_from_{level.value}" for level in Level}
    names |= {f"kept_{table}" for table in metadata.tables}
    names |= {f"privacy_{act}_{of}" for act in ("sure", "export", "delete") for of in OF}
    names |= {f"privacy_{of}" for of in OF}
    narrower = [one.name for one in DECLARED.values() if one.levels != (Level.OPERATOR,)]
    names |= {f"setting_{name}{part}" for name in narrower for part in ("", "_about")}
    assert set(LANGUAGES["en"]) <= names


def test_values_are_data() -> None:
    """A value with markup in it stays plain text; only the sentence's own marks count."""
    line = sentence("used", term="**x** `y` {z}", uses=1, posts=plural(2, "post"), first=1).line()
    assert line[0] == Run("**x** `y` {z}", "strong")
    assert plain(line) == "**x** `y` {z} is used in 1 of 2 posts, first in post 1:"


def test_one_is_not_many() -> None:
    """A single post is no plural, in any language."""
    assert [plural(1, "post").plain(language) for language in ("en", "de", "es")] == [
        "1 post",
        "1 Beitrag",
        "1 mensaje",
    ]
    assert str(plural(1200, "thread")) == "1,200 threads"


@pytest.mark.parametrize(
    ("locale", "language"),
    [("en-US", "en"), ("de", "de"), ("es-ES", "es"), ("es-419", "es"), ("fr", "en"), ("", "en")],
)
def test_the_locale_chooses_the_language(locale: str, language: str) -> None:
    """Discord's locales choose among the languages; the others get English."""
    assert language_of(locale) == language


@pytest.mark.parametrize(
    ("value", "isolated"),
    [
        ("rye", "rye"),
        ("שלום", "\u2068שלום\u2069"),
        ("a\u202eb", "\u2068a\u202eb\u2069"),
        ("a\u2069\u202eb\u2067c", "\u2068a\u202eb\u2067c\u2069\u2069"),
        ("a\u202e\nb\u202e", "\u2068a\u202e\u2069\n\u2068b\u202e\u2069"),
        ("https://example.org/שלום", "https://example.org/שלום"),
    ],
)
def test_no_value_turns_the_words_around_it(value: str, isolated: str) -> None:
    """What is written from right to left, or says so, is closed before the sentence goes on."""
    said = sentence("removed", title=value).plain()
    assert said.startswith(f"{isolated} is removed. This")


def test_a_thread_can_be_copied_from_what_is_said() -> None:
    """An id in letters from right to left has no marks around it where people copy it."""
    assert Run("שלום", "code") in sentence("reading_ended", thread="שלום").line()
