"""From a source to a thread: its format is told, its posts are read, numbered and checked."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from pydantic import TypeAdapter, ValidationError

from bot.knowledge.importers import pasted_text
from bot.knowledge.importers.numbering import numbers, remarks, series
from bot.knowledge.importers.reading import Choice, Draft, Dropped, Facts, Format, Reading, opening
from bot.knowledge.importers.source import Documents, ImportFault
from bot.knowledge.thread import Date, Language, Thread, Url

_FORMATS = (*pasted_text.FORMATS,)

FORMATS = ("auto", *(format.name for format in _FORMATS))
"""The names that ``--format`` takes."""

_THREAD: TypeAdapter[Thread] = TypeAdapter(Thread)
_URL: TypeAdapter[str] = TypeAdapter(Url)
_DATE: TypeAdapter[str] = TypeAdapter(Date)
_LANGUAGE: TypeAdapter[str] = TypeAdapter(Language)
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Imported:
    """A thread made of a source, and what to tell the person about it.

    ``format`` says what the source was recognised as.
    """

    thread: Thread
    format: str
    dropped: tuple[Dropped, ...]
    warnings: tuple[str, ...]


def import_thread(
    documents: Documents,
    id: str,
    *,
    format: str = "auto",
    choice: Choice = Choice(),
    facts: Facts = Facts(),
) -> Imported:
    """The thread that the documents hold.

    ``facts`` are the person's own and go before the source's. What neither knows stays out; only
    the title, which a thread must have, is then made of the first words of its first post.
    Raises ImportFault with the place and the remedy.
    """
    reading = _format(documents, format).read(documents, choice)
    reading = _by_one_author(_numbered(_with_words(reading)))
    known = _together(facts, _valid(reading.facts))
    warnings = list(reading.warnings)
    if known.title is None:
        known = replace(known, title=opening(reading.drafts[0].text))
        warnings.append("the source has no title, so the first words stand for it; see --title")
    return Imported(
        _thread(id, known, reading.drafts), reading.recognised, reading.dropped, tuple(warnings)
    )


def _format(documents: Documents, name: str) -> Format:
    if name == "auto":
        return next(format for format in _FORMATS if format.recognises(documents))
    for format in _FORMATS:
        if format.name == name:
            return format
    raise ImportFault(f'"{name}" is no format; choose one of {", ".join(FORMATS)}')


def _with_words(reading: Reading) -> Reading:
    """The reading without posts that have no words; raises ImportFault where none has."""
    drafts = [replace(draft, text=_clean(draft.text)) for draft in reading.drafts]
    kept = tuple(draft for draft in drafts if draft.text)
    if not kept:
        raise ImportFault(
            f"this is {reading.recognised}, but no post in it has words; export again"
        )
    dropped = tuple(
        Dropped(f"post {position}", draft.url or "without words", "there is no text in it")
        for position, draft in enumerate(drafts, 1)
        if not draft.text
    )
    return replace(reading, drafts=kept, dropped=(*reading.dropped, *dropped))


def _clean(text: str) -> str:
    """Half an emoji, which JSON can hold and a file cannot, becomes the replacement character."""
    return _HALF_CHARACTER.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _numbered(reading: Reading) -> Reading:
    """The reading with a number for each post, and its printed label taken out of the text."""
    if all(draft.number is not None for draft in reading.drafts):
        return reading
    found = series([draft.text for draft in reading.drafts])
    labels = [
        found.style.find(draft.text) if found and position in found.numbers else None
        for position, draft in enumerate(reading.drafts)
    ]
    drafts = tuple(
        replace(draft, number=number, text=label.text, label=label.printed)
        if label and label.text
        else replace(draft, number=number)
        for draft, label, number in zip(reading.drafts, labels, numbers(labels), strict=True)
    )
    return replace(reading, drafts=drafts, warnings=(*reading.warnings, *remarks(labels)))


def _together(given: Facts, found: Facts) -> Facts:
    return Facts(
        title=given.title or found.title,
        author=given.author or found.author,
        source=given.source or found.source,
        language=given.language or found.language,
    )


def _valid(facts: Facts) -> Facts:
    """What a source says of itself, without what no knowledge file could hold."""
    return Facts(
        title=(facts.title or "").strip() or None,
        author=(facts.author or "").strip() or None,
        source=_if_valid(_URL, facts.source),
        language=_if_valid(_LANGUAGE, facts.language),
    )


def _if_valid(rule: TypeAdapter[str], value: str | None) -> str | None:
    try:
        return value and rule.validate_python(value)
    except ValidationError:
        return None


def _by_one_author(reading: Reading) -> Reading:
    """The reading with its one author, if it has one, said once for the thread."""
    authors = {draft.author for draft in reading.drafts}
    one = reading.facts.author or (authors.pop() if len(authors) == 1 else None)
    drafts = tuple(
        replace(draft, author=None) if draft.author == one else draft for draft in reading.drafts
    )
    return replace(reading, drafts=drafts, facts=replace(reading.facts, author=one))


def _thread(id: str, facts: Facts, drafts: Sequence[Draft]) -> Thread:
    posts = [
        {
            "number": draft.number,
            "text": draft.text,
            "label": draft.label,
            "author": (draft.author or "").strip() or None,
            "date": _if_valid(_DATE, draft.date),
            "url": _if_valid(_URL, draft.url),
        }
        for draft in drafts
    ]
    try:
        return _THREAD.validate_python({"id": id, "posts": posts, **asdict(facts)})
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        problem = str(fault["msg"]).removeprefix("Value error, ")
        raise ImportFault(f'--{fault["loc"][0]}: "{fault["input"]}" {problem}') from None
