"""One form for a word however it is typed: width, case, accents, digits, British spelling.

Folding is done word by word on what is in a text, so a word's place in the text is known
whatever folding does to its length.
"""

from __future__ import annotations

import re
import unicodedata

import regex

#: Characters that are not seen inside a word: soft hyphen, zero-width spaces and joiners, BOM.
INVISIBLE = r"\u00AD\u200B-\u200D\u2060\uFEFF"
_INVISIBLE = regex.compile(f"[{INVISIBLE}]+")

# Marks that may be left out in writing: Latin, Greek and Cyrillic accents, Hebrew points, Arabic
# vowels and tatweel.  The marks of Indic and Thai scripts and of kana are letters and stay.
_ORNAMENTS = regex.compile(r"[\u0300-\u036F\u0591-\u05C7\u064B-\u065F\u0670\u0640]+")
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "’": "'", "_": None})


def casefold(word: str) -> str:
    """NFKC and case folding, with every script's digits as ASCII; accents stay for the stemmer."""
    if word.isascii():
        return word.lower()
    word = spelling(word).translate(_LETTERS)
    if word.isalpha():
        return word
    # NFKC puts a blank before some marks and letters; a word has none.
    digits = [str(unicodedata.decimal(c)) if c.isdecimal() else c for c in word]
    return "".join([c for c in digits if not c.isspace()])


def spelling(word: str) -> str:
    """A word without width, case and ligatures, with the letters that its language tells apart.

    The i with and without a dot is one letter: capitals are not always those of Turkish.

    >>> spelling("IRMAK") == spelling("ırmak"), spelling("İki") == spelling("iki")
    (True, True)
    """
    word = unicodedata.normalize("NFKC", _INVISIBLE.sub("", word)).casefold()
    return word.replace("i\u0307", "i").replace("ı", "i").replace("œ", "oe")


def strip_accents(word: str) -> str:
    """A case-folded word without the marks that may be left out; marks alone stay.

    >>> tuple(strip_accents(casefold(word)) for word in ("Ｚürich", "Straße", "हिन्दी", "٣٠٨"))
    ('zurich', 'strasse', 'हिन्दी', '308')
    """
    if word.isascii():
        return word
    bare = _ORNAMENTS.sub("", unicodedata.normalize("NFKD", word))
    return unicodedata.normalize("NFC", bare) or word


def bare(word: str) -> str:
    """A word as it is compared: case-folded, without the marks that may be left out."""
    return strip_accents(casefold(word))


def has_accents(text: str) -> bool:
    """Tell whether a text has marks that may be left out."""
    return _ORNAMENTS.search(unicodedata.normalize("NFKD", text)) is not None


_MARKS = str.maketrans("", "", ".,'٬")  # those that group digits, case-folded

#: A number in plain digits.
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def plain_number(whole: str | None, decimals: str | None, in_thousands: bool) -> str:
    """A number in plain digits with a decimal point, without the marks that group them.

    Decimals of nothing but zeros are left out.

    >>> plain_number("1.250.000", None, False), plain_number("2", "50", False)
    ('1250000', '2.50')
    >>> plain_number("100", None, True), plain_number(None, "5", True)
    ('100000', '500')
    """
    whole, decimals = _digits(whole or ""), _digits(decimals or "")
    if in_thousands:
        whole, decimals = whole + decimals[:3].ljust(3, "0"), decimals[3:]
    decimals = decimals if decimals.strip("0") else ""
    return (whole.lstrip("0") or "0") + ("." + decimals) * bool(decimals)


def _digits(number: str) -> str:
    """Return a number without marks; digits that are newer than Python stay as they are."""
    return casefold(number).translate(_MARKS)
