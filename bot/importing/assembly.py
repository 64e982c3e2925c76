"""From what a format read to a thread: words cleaned, posts numbered, authors told once."""

import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.importing.documents import ImportFault
from bot.importing.labels import numbers, remarks, series
from bot.importing.parsed_source import Dropped, Metadata, RawPost, Reading
from bot.importing.phrasing import opening, plural, with_media
from bot.knowledge.thread import Date, Language, Thread, Url

_THREAD: TypeAdapter[Thread] = TypeAdapter(Thread)
_URL: TypeAdapter[str] = TypeAdapter(Url)
_DATE: TypeAdapter[str] = TypeAdapter(Date)
_LANGUAGE: TypeAdapter[str] = TypeAdapter(Language)
_OPTIONS = {"source": "--url"}
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def assembled(reading: Reading, *, only_author: bool) -> Reading:
    """The reading as it can be written down: words only, numbered, each author said once.

    Raises ImportFault where nothing is left, or the source numbers its posts badly.
    """
    reading = _with_words(reading)
    if only_author:
        reading = _by_first_author(reading)
    return _author_told_once(_numbered(reading))


def thread_of(id: str, reading: Reading, given: Metadata) -> Thread:
    """The thread; what the person gave goes before what the source says.

    Without a title, which a thread must have, the first words stand for it. Raises ImportFault
    where what was given cannot be.
    """
    found = reading.facts
    posts = [_post(draft) for draft in reading.drafts]
    facts = Metadata(
        title=given.title or found.title or opening(posts[0]["text"]),
        author=given.author or found.author,
        source=given.source or _if_valid(_URL, found.source),
        language=given.language or _if_valid(_LANGUAGE, found.language),
        glossary={**found.glossary, **given.glossary},
    )
    try:
        return _THREAD.validate_python({"id": id, "posts": posts, **asdict(facts)})
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        key = str(fault["loc"][0])
        problem = fault["msg"].removeprefix("Value error, ")
        option = _OPTIONS.get(key, f"--{key}")
        raise ImportFault(f'{option}: "{fault["input"]}" {problem}') from None


def _post(draft: RawPost) -> dict[str, Any]:
    text = with_media(draft.text, draft.media)
    return {
        "number": draft.number,
        "text": _clean(f"{draft.heading}\n\n{text}" if draft.heading else text),
        "label": draft.label,
        "author": draft.author,
        "date": _if_valid(_DATE, draft.date),
        "url": _if_valid(_URL, draft.url),
    }


def _if_valid(rule: TypeAdapter[str], value: str | None) -> str | None:
    """What a source says, unless no knowledge file could hold it."""
    try:
        return rule.validate_python(value) if value else None
    except ValidationError:
        return None


def _with_words(reading: Reading) -> Reading:
    drafts = [
        replace(draft, text=_clean(draft.text), author=_clean(draft.author or "") or None)
        for draft in reading.drafts
    ]
    kept = tuple(draft for draft in drafts if draft.text or draft.media)
    if not kept:
        raise ImportFault(f"{reading.recognised}: no post in it has words; export it again")
    dropped = [
        Dropped(f"post {position}", draft.url or "no link to it", "there are no words in it")
        for position, draft in enumerate(drafts, 1)
        if not (draft.text or draft.media)
    ]
    facts = replace(
        reading.facts,
        title=_clean(reading.facts.title or "") or None,
        author=_clean(reading.facts.author or "") or None,
    )
    return replace(reading, drafts=kept, facts=facts, dropped=(*reading.dropped, *dropped))


def _clean(text: str) -> str:
    """Half of a character, which JSON can hold and a file cannot, is shown as one that is lost."""
    return _HALF_CHARACTER.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _by_first_author(reading: Reading) -> Reading:
    author = reading.drafts[0].author
    kept = tuple(draft for draft in reading.drafts if draft.author == author)
    if not (others := len(reading.drafts) - len(kept)):
        return reading
    dropped = Dropped(
        "the thread", f"{plural(others, 'post')} by others", "only its author was asked for"
    )
    return replace(reading, drafts=kept, dropped=(*reading.dropped, dropped))


def _numbered(reading: Reading) -> Reading:
    """The reading with a number for each post, and the printed labels taken out of the texts."""
    if any(draft.number is not None for draft in reading.drafts):
        _check_numbers(reading.drafts)
        return reading
    texts = [draft.text for draft in reading.drafts]
    found = None if any(draft.label for draft in reading.drafts) else series(texts)
    labels = [
        found.style.find(text) if found and at in found.numbers else None
        for at, text in enumerate(texts)
    ]
    drafts = tuple(
        replace(draft, number=number, text=label.text, label=label.printed)
        if label and (label.text or draft.media)
        else replace(draft, number=number)
        for draft, label, number in zip(reading.drafts, labels, numbers(labels), strict=True)
    )
    return replace(reading, drafts=drafts, warnings=(*reading.warnings, *remarks(labels)))


def _check_numbers(drafts: Sequence[RawPost]) -> None:
    """Numbers that the source gives are kept, so that each post needs one and they have to rise."""
    last = 0
    for draft in drafts:
        if draft.number is None:
            what = f'"{opening(draft.text, 30)}" has no number, but others have'
            raise ImportFault(f"{what}; number it, or none of the posts")
        if draft.number <= last:
            what = f"post {draft.number} stands after post {last}"
            raise ImportFault(f"{what}; let the numbers rise, or leave all of them out")
        last = draft.number


def _author_told_once(reading: Reading) -> Reading:
    authors = {draft.author for draft in reading.drafts}
    one = reading.facts.author or (authors.pop() if len(authors) == 1 else None)
    drafts = tuple(
        replace(draft, author=None) if draft.author == one else draft for draft in reading.drafts
    )
    return replace(reading, drafts=drafts, facts=replace(reading.facts, author=one))
