"""Numbers and months as people write them out: "twelve" for 12, "Feb" for February.

Unicode's CLDR has both for most languages: its spellout rules (through unicode-rbnf) and the names
of months (through Babel).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from babel import Locale, UnknownLocaleError
from unicode_rbnf import RbnfEngine

COUNTED = (*range(2, 100), *range(100, 1000, 100), 1000)  #: 1 is spelled like an article in many
_JOINTS = str.maketrans("", "", "-\u00ad\u200b")
_RULES = {"nb": "no", "sh": "hr"}


def number_words(code: str) -> Iterator[tuple[str, str]]:
    """List the single words for numbers in a language, each with its digits.

    >>> dict(number_words("de"))["einundzwanzig"]
    '21'
    """
    try:
        engine = RbnfEngine.for_language(_RULES.get(code, code))
        for number in COUNTED:
            for rules, text in engine.format_number(number).text_by_ruleset.items():
                word = text.translate(_JOINTS)
                if "ordinal" not in rules and word.isalpha():
                    yield word, str(number)
    except ValueError:  # a language without rules
        return


def month_names(code: str) -> Iterator[tuple[str, str]]:
    """List the short names of months in a language, each with the whole name.

    >>> dict(month_names("en"))["Feb"]
    'February'
    """
    try:
        months = Locale.parse(code).months
    except (UnknownLocaleError, ValueError):
        return
    contexts = [months[context] for context in ("format", "stand-alone")]
    for month, name in months["format"]["wide"].items():
        short = (names[width][month] for names in contexts for width in ("abbreviated", "wide"))
        for other in chain(short, [name[:4]] if code == "en" else []):  # "Sept"
            yield other.rstrip("."), name
