"""From a parsed source to a thread: words cleaned, posts numbered, a common author named once."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from bot.errors import quoted
from bot.importing.documents import SourceError
from bot.importing.labels import numbers, remarks, series, without
from bot.importing.order import TURNED_ROUND, newest_first
from bot.importing.parsed_source import Metadata, ParsedSource, RawPost
from bot.importing.phrasing import opening, plural, with_media
from bot.importing.report import LeftOut
from bot.knowledge.rules import DATE, LANGUAGE, URL, Refused, Rule, record
from bot.knowledge.thread import MOST_MEDIA, Thread

_THREAD = record(Thread)
_OPTIONS = {"source": "--url"}
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def assembled(source: ParsedSource, *, only_author: bool, in_order: bool) -> ParsedSource:
    """Return the source ready to be written: words only, numbered, its common author named once.

    ``in_order`` says that its posts are in the order in which people read them. Raises SourceError
    where nothing is left, or the source numbers its posts badly.
    """
    source = _with_words(source)
    if only_author:
        source = _by_first_author(source)
    if not in_order:
        source = _oldest_first(source)
    return _author_once(_numbered(_with_media_bounded(_with_media_counted(source))))


def thread_of(id: str, source: ParsedSource, given: Metadata) -> Thread:
    """The thread; what the person wrote goes before what the source says.

    Without a title, which a thread must have, the first words stand for it. Raises SourceError
    where what was given cannot be.
    """
    found = source.metadata
    posts = [_post(raw_post) for raw_post in source.raw_posts]
    metadata = Metadata(
        title=given.title or found.title or opening(posts[0]["text"]),
        author=given.author or found.author,
        source=given.source or _if_valid(URL, found.source),
        language=given.language or _if_valid(LANGUAGE, found.language),
        glossary={**found.glossary, **given.glossary},
    )
    try:
        return _THREAD.read({"id": id, "posts": posts, **asdict(metadata)})
    except Refused as refused:
        problem = refused.problems[0]
        key = str(problem.steps[0])
        option = _OPTIONS.get(key, f"--{key}")
        raise SourceError(f"{option}: {quoted(problem.value)} {problem.sentence}") from None


def reworded(raw_post: RawPost, label: str | None) -> str:
    """The text that a post has once its source reads so; ``label`` is the one printed there."""
    words = _clean(raw_post.text)
    return _text(replace(raw_post, text=without(label, words) if label else words))


def _text(raw_post: RawPost) -> str:
    text = with_media(raw_post.text, raw_post.media)
    return _clean(f"{raw_post.heading}\n\n{text}" if raw_post.heading else text)


def _post(raw_post: RawPost) -> dict[str, Any]:
    return {
        "number": raw_post.number,
        "text": _text(raw_post),
        "label": _clean(raw_post.label or "") or None,
        "author": raw_post.author,
        "date": _if_valid(DATE, raw_post.date),
        "url": _if_valid(URL, raw_post.url),
        "media": [
            {"url": medium.url, "description": _clean(medium.alt or "") or None}
            for medium in raw_post.media
            if _if_valid(URL, medium.url)
        ],
    }


def _if_valid(rule: Rule[str], value: str | None) -> str | None:
    """What a source says, unless no knowledge file could hold it."""
    try:
        return rule.read(value) if value else None
    except Refused:
        return None


def _with_words(source: ParsedSource) -> ParsedSource:
    raw_posts = [
        replace(raw_post, text=_clean(raw_post.text), author=_clean(raw_post.author or "") or None)
        for raw_post in source.raw_posts
    ]
    kept = tuple(raw_post for raw_post in raw_posts if raw_post.text or raw_post.media)
    if not kept:
        raise SourceError(f"{source.recognised}: no post in it has words; export it again")
    wordless = [
        LeftOut(f"post {position}", raw_post.url or "no link to it", "nothing to read is in it")
        for position, raw_post in enumerate(raw_posts, 1)
        if not (raw_post.text or raw_post.media)
    ]
    metadata = replace(
        source.metadata,
        title=_clean(source.metadata.title or "") or None,
        author=_clean(source.metadata.author or "") or None,
    )
    return replace(
        source, raw_posts=kept, metadata=metadata, left_out=(*source.left_out, *wordless)
    )


def _clean(text: str) -> str:
    """Half of a character, which JSON can hold and a file cannot, is shown as one that is lost."""
    return _HALF_CHARACTER.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _by_first_author(source: ParsedSource) -> ParsedSource:
    author = source.raw_posts[0].author
    kept = tuple(raw_post for raw_post in source.raw_posts if raw_post.author == author)
    if not (others := len(source.raw_posts) - len(kept)):
        return source
    wordless = LeftOut(
        "the thread", f"{plural(others, 'post')} by others", "only its author was asked for"
    )
    return replace(source, raw_posts=kept, left_out=(*source.left_out, wordless))


def _numbered(source: ParsedSource) -> ParsedSource:
    """The source with a number for each post, and the printed labels taken out of the texts."""
    if any(raw_post.number is not None for raw_post in source.raw_posts):
        _check_numbers(source.raw_posts)
        return source
    texts = [raw_post.text for raw_post in source.raw_posts]
    found = None if any(raw_post.label for raw_post in source.raw_posts) else series(texts)
    labels = [
        found.style.find(text) if found and at in found.numbers else None
        for at, text in enumerate(texts)
    ]
    raw_posts = tuple(
        replace(raw_post, number=number, text=label.text, label=label.printed)
        if label and (label.text or raw_post.media)
        else replace(raw_post, number=number)
        for raw_post, label, number in zip(source.raw_posts, labels, numbers(labels), strict=True)
    )
    return replace(source, raw_posts=raw_posts, warnings=(*source.warnings, *remarks(labels)))


def _with_media_bounded(source: ParsedSource) -> ParsedSource:
    """The source with as many addresses of pictures and the like as a post can have."""
    excess: Counter[str] = Counter()
    raw_posts = []
    for raw_post in source.raw_posts:
        if len(raw_post.media) > MOST_MEDIA:
            addressed = [medium for medium in raw_post.media if medium.url]
            excess.update(medium.kind for medium in addressed[MOST_MEDIA:])
            kept = {id(medium) for medium in addressed[:MOST_MEDIA]}
            media = [one if id(one) in kept else replace(one, url=None) for one in raw_post.media]
            raw_post = replace(raw_post, media=tuple(media))
        raw_posts.append(raw_post)
    why = f"a post has {MOST_MEDIA} addresses at most"
    left_out = [LeftOut("the thread", plural(count, kind), why) for kind, count in excess.items()]
    return replace(source, raw_posts=tuple(raw_posts), left_out=(*source.left_out, *left_out))


def _with_media_counted(source: ParsedSource) -> ParsedSource:
    """The source with a count of the pictures and the like of which its texts have no trace."""
    undescribed = Counter(
        medium.kind
        for raw_post in source.raw_posts
        for medium in raw_post.media
        if not (medium.alt or medium.url)
        and (raw_post.text or any(one.alt for one in raw_post.media))
    )
    counted = [
        LeftOut("the thread", plural(count, kind), "nothing describes what they show")
        for kind, count in undescribed.items()
    ]
    return replace(source, left_out=(*source.left_out, *counted))


def _oldest_first(source: ParsedSource) -> ParsedSource:
    """The source turned round where its newest post comes first."""
    if not newest_first(source.raw_posts):
        return source
    warnings = (*source.warnings, TURNED_ROUND)
    return replace(source, raw_posts=source.raw_posts[::-1], warnings=warnings)


def _check_numbers(raw_posts: Sequence[RawPost]) -> None:
    """Numbers that the source gives are kept, so that each post needs one and they have to rise."""
    last = 0
    for raw_post in raw_posts:
        if raw_post.number is None:
            what = f'"{opening(raw_post.text, 30)}" has no number, but others have'
            raise SourceError(f"{what}; number it, or none of the posts")
        if raw_post.number <= last:
            what = f"post {raw_post.number} comes after post {last}"
            raise SourceError(f"{what}; let the numbers rise, or leave all of them out")
        last = raw_post.number


def _author_once(source: ParsedSource) -> ParsedSource:
    authors = {raw_post.author for raw_post in source.raw_posts}
    one = source.metadata.author or (authors.pop() if len(authors) == 1 else None)
    raw_posts = tuple(
        replace(raw_post, author=None) if raw_post.author == one else raw_post
        for raw_post in source.raw_posts
    )
    return replace(source, raw_posts=raw_posts, metadata=replace(source.metadata, author=one))
