"""Parse a rhythm as people type it, in English, German or Spanish.

``2 posts on weekdays at 18:00 Europe/Berlin``, ``jeden Montag um 7 Uhr, Europe/Vienna``,
``3 mensajes los lunes y jueves a las 21:30 America/Lima``.
"""

import re
from datetime import time
from functools import cache
from zoneinfo import available_timezones

from bot.answering.references import NOUN, NUMBER_WORDS
from bot.errors import quoted
from bot.i18n import SentenceError, sentence
from bot.reading.rhythm import EVERY_DAY, MAX_LENGTH, WEEKDAYS, WEEKEND, Rhythm

MAX_POSTS = 25
"""The most posts at a time."""

_DAY_NAMES = (
    r"mondays?|mon|montags?|mo|lunes",
    r"tuesdays?|tues?|dienstags?|di|martes",
    r"wednesdays?|wed|mittwochs?|mi|mi[ée]rcoles",
    r"thursdays?|thurs?|thu|donnerstags?|do|jueves",
    r"fridays?|fri|freitags?|fr|viernes",
    r"saturdays?|sat|samstags?|sonnabends?|sa|s[áa]bados?",
    r"sundays?|sun|sonntags?|so|domingos?",
)
_ANY_DAY = "|".join(f"(?P<day{{mark}}{day}>{names})" for day, names in enumerate(_DAY_NAMES))
_FIRST, _LAST = _ANY_DAY.replace("{mark}", "a"), _ANY_DAY.replace("{mark}", "b")
_DAY_RANGE = re.compile(rf"\b(?:{_FIRST})\s*(?:-|–|to|through|bis|a|al)\s*(?:{_LAST})\b")
_DAY = re.compile(rf"\b(?:{_FIRST})\b")
_GROUPS = (
    (
        EVERY_DAY,
        r"every\s?day|daily|(?:a|per|each) day|täglich|jeden tag|(?:am|pro) tag"
        r"|(?:cada|por) día|todos los días|a diario|diariamente|al día",
    ),
    (
        WEEKDAYS,
        r"(?:every )?(?:week|work(?:ing )?)days?|an (?:werk|wochen)tagen|(?:werk|wochen)tags"
        r"|días (?:laborables|hábiles)|entre semana",
    ),
    (WEEKEND, r"weekends?|wochenendes?|fin(?:es)? de semana"),
)

_ZONE_OF_LANGUAGE = {"en": "America/New_York", "de": "Europe/Berlin", "es": "Europe/Madrid"}
_EXAMPLES = {
    language: [
        Rhythm(2, WEEKDAYS, time(18), zone),
        Rhythm(1, EVERY_DAY, time(8), zone),
        Rhythm(5, frozenset({6}), time(17), zone),
    ]
    for language, zone in _ZONE_OF_LANGUAGE.items()
}

_AM = r"a\.?m\b\.?|morgens|früh|de la mañana"
_PM = r"p\.?m\b\.?|nachmittags|abends|de la (?:tarde|noche)"
_TIME = re.compile(
    r"(?:\b(?:at|um|gegen|a las?)\s+)?(?<![\d/])(?P<hour>\d{1,2})"
    rf"(?:(?:[:.h](?P<minute>\d{{2}})|(?P<clock>\s?(?:uhr|h\b)(?:\s?(?P<past>\d{{2}}))?))"
    rf"(?:\s?(?:uhr|h)\b)?(?:\s?(?:(?P<am>{_AM})|(?P<pm>{_PM})))?"
    rf"|\s?(?:(?P<am2>{_AM})|(?P<pm2>{_PM})))"
)
_NAMED_TIMES = (
    (time(12), r"(?:at )?noon|(?:um )?mittags?|(?:al )?mediodía"),
    (time(0), r"(?:at )?midnight|(?:um )?mitternachts?|(?:a )?medianoche"),
)
_A_LAS = re.compile(r"\ba las?\s+(?P<hour>\d{1,2})(?!\d)")
_COUNT = re.compile(
    rf"(?<![\d:.])(?P<count>\d+|an?|eine?n?|un[ao]?|{'|'.join(map(re.escape, NUMBER_WORDS))})"
    rf"\s+{NOUN}(?!\w)"
)
_ONE = {"a", "an", "ein", "eine", "einen", "un", "una", "uno"}
_FILLERS = re.compile(
    r"\b(?:on|at|and|every|each|the|in|time|from|um|am|an|im|und|jeden|jede|jedes|je|den|der|die"
    r"|immer|uhr|zeit|nach|el|los|las|la|y|e|cada|de|en|a|todos|por|al|hora|clock|o'clock)\b"
)
_WORD = re.compile(r"[^\W_]+(?:[/+-][^\W_]+)*")


class RhythmError(SentenceError):
    """A rhythm that cannot be read; says what to write."""


def parse_rhythm(text: str) -> Rhythm:
    """Parse a rhythm that needs a time and a zone; it is one post every day unless it says else.

    Raises RhythmError for any word that is not understood: a rhythm is never guessed.
    """
    if len(text) > MAX_LENGTH:
        raise RhythmError(sentence("rhythm_not_understood", word=quoted(text)))
    rest = _Rest(" ".join(text.casefold().split()))
    zone = rest.take_zone()
    posts = rest.take_count()
    at = rest.take_time()
    days = rest.take_days()
    if (word := _WORD.search(_FILLERS.sub(" ", rest.text))) is not None:
        raise RhythmError(sentence("rhythm_not_understood", word=quoted(word[0])))
    if at is None:
        raise RhythmError(sentence("rhythm_without_time"))
    if zone is None:
        raise RhythmError(sentence("rhythm_without_zone"))
    if not 1 <= posts <= MAX_POSTS:
        raise RhythmError(sentence("rhythm_posts", most=MAX_POSTS))
    return Rhythm(posts, days or EVERY_DAY, at, zone)


def suggest_rhythms(typed: str, language: str) -> list[str]:
    """Return rhythms that what is typed may become: examples, or its last word as a zone."""
    if len(typed) > MAX_LENGTH:
        return []
    if not typed.strip():
        return [rhythm.sentence.plain(language) for rhythm in _EXAMPLES[language]]
    try:
        parse_rhythm(typed)
    except RhythmError:
        before, _, last = typed.rpartition(" ")
        wanted = last.casefold()
        names = sorted({name for key, name in _zones().items() if wanted and wanted in key})
        return [f"{before} {name}".strip() for name in names]
    return [typed]


class _Rest:
    """The part of a rhythm's text that is not understood yet."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take_zone(self) -> str | None:
        """Take the name of a zone, or of the city in it: ``Europe/Berlin``, ``new york``."""
        words = list(re.finditer(r"[^\s,;]+", self.text))
        for length in (3, 2, 1):
            for first, last in zip(words, words[length - 1 :], strict=False):
                name = "_".join(self.text[first.start() : last.end()].split())
                if (zone := _zones().get(name.strip("().,"))) is not None:
                    self._remove(first.start(), last.end())
                    return zone
        return None

    def take_count(self) -> int:
        """Take the number of posts; one where none is named."""
        if (match := self._take(_COUNT)) is None:
            return 1
        count = match["count"]
        return 1 if count in _ONE else NUMBER_WORDS.get(count) or int(count[:6])

    def take_time(self) -> time | None:
        """Take the time of day, such as ``18:00``, ``6 pm``, ``18 Uhr`` or ``noon``."""
        for named, pattern in _NAMED_TIMES:
            if self._take(re.compile(rf"\b(?:{pattern})\b")):
                return named
        if (match := self._take(_TIME)) is not None:
            half = (bool(match["am"] or match["am2"]), bool(match["pm"] or match["pm2"]))
            minute = int(match["minute"] or match["past"] or 0)
            return _time(int(match["hour"]), minute, *half)
        if (match := self._take(_A_LAS)) is not None:
            return _time(int(match["hour"]), 0)
        return None

    def take_days(self) -> frozenset[int]:
        """Take all the days that are named."""
        days: set[int] = set()
        for group, pattern in _GROUPS:
            if self._take(re.compile(rf"\b(?:{pattern})\b")):
                days |= group
        while match := self._take(_DAY_RANGE):
            first, last = _day(match, "a"), _day(match, "b")
            days |= {day % 7 for day in range(first, first + (last - first) % 7 + 1)}
        while match := self._take(_DAY):
            days.add(_day(match, "a"))
        return frozenset(days)

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        if (match := pattern.search(self.text)) is not None:
            self._remove(*match.span())
        return match

    def _remove(self, start: int, end: int) -> None:
        self.text = f"{self.text[:start]} , {self.text[end:]}"


def _day(match: re.Match[str], mark: str) -> int:
    return next(day for day in range(7) if match[f"day{mark}{day}"])


def _time(hour: int, minute: int, am: bool = False, pm: bool = False) -> time:
    """Return the time of day; raises RhythmError where there is none such."""
    if (am or pm) and 1 <= hour <= 12:
        hour = hour % 12 + 12 * pm
    try:
        return time(hour, minute)
    except ValueError:
        raise RhythmError(sentence("rhythm_without_time")) from None


@cache
def _zones() -> dict[str, str]:
    """Zones by their names, and by the name of their city where only one zone has it."""
    names = sorted(available_timezones())
    by_city: dict[str, list[str]] = {}
    for name in names:
        area, _, city = name.rpartition("/")
        if area and "Etc" not in area:
            by_city.setdefault(city.casefold(), []).append(name)
    cities = {city: found[0] for city, found in by_city.items() if len(found) == 1}
    return {**cities, **{name.casefold(): name for name in names}}
