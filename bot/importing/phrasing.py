"""How first words, people, dates and pictures are written down, the same for all formats."""

import html
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

_SHORTENED = re.compile(r"https?://t\.co/")
_WHOLE_LINK = re.compile(r"https?://\S+(?<!…)(?<!\.\.\.)")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""What would steer a terminal that the words are shown in."""

_NO_CHARACTER = re.compile(r"&#[0-9]{100,};?")


def opening(text: str, most: int = 60) -> str:
    """The first words of a text, in one line; ``…`` where it goes on after ``most`` characters."""
    words = " ".join(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", text[: 8 * most]).split())
    if len(words) <= most:
        return words
    whole_words = words[: most + 1].rpartition(" ")[0] or words[:most]
    return whole_words.rstrip(" ,;:–—-") + "…"


def unescaped(text: str) -> str:
    """A text with the characters that references of HTML, such as ``&amp;``, stand for.

    A number of thousands of digits, which Python does not read, is no character's.
    """
    return html.unescape(_NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text))


def plural(count: int, noun: str) -> str:
    """``1 post``, ``2,000 posts``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def listed(values: Collection[object], most: int = 20) -> str:
    """``general, random``; of more than ``most`` values the first, and how many more there are."""
    first = ", ".join(opening(str(value)) for value in islice(values, most))
    return f"{first} and {len(values) - most:,} more" if len(values) > most else first


def person(name: str | None, handle: str | None) -> str | None:
    """What to call someone: by name and handle, or by the one that is known."""
    name, handle = (name or "").strip(), (handle or "").strip()
    if name and handle and name.casefold() != handle.removeprefix("@").casefold():
        return f"{name} ({handle})"
    return handle or name or None


def moment(written: str) -> str | None:
    """A date and time of ISO 8601, to the second and with its zone; None where it is no date."""
    try:
        return datetime.fromisoformat(written).isoformat(timespec="seconds")
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture or the like, what its author says it shows, and the address where it is."""

    kind: str
    alt: str | None = None
    url: str | None = None


def with_media(text: str, media: Sequence[Medium]) -> str:
    """The text, then what its pictures show; a post that is only pictures says so."""
    notes = [f"[{one.kind}: {alt}]" for one in media if (alt := (one.alt or "").strip())]
    if not text and not notes:
        notes = [f"[{one.kind}]" for one in media]
    return "\n".join([text, *notes] if text else notes)


def linked(words: str, target: str) -> str:
    """A link's words and target, but only one of them where the other says nothing new.

    Words that are a short form of the target give way to it; names, hashtags and whole links before
    a shortened one are enough without it.
    """
    shown = words.strip()
    if shown.startswith(("@", "#")) or (_SHORTENED.match(target) and _WHOLE_LINK.fullmatch(shown)):
        return words
    short = _bare(shown.removesuffix("…").removesuffix("..."))
    if not short or ("." in short and _bare(target).startswith(short)):
        return words.replace(shown, target) if shown else target
    return f"{words} ({target})"


def _bare(link: str) -> str:
    return re.sub(r"^(https?://)?(www\.)?|/$", "", link).lower()
