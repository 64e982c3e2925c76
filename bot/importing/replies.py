"""Who answers whom: from the posts of a conversation to one thread in reading order."""

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from bot.importing.documents import Document, SourceError
from bot.importing.parsed_source import RawPost
from bot.importing.phrasing import opening, plural
from bot.importing.report import LeftOut

MAX_CHOICES = 20
_LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Reply:
    """A post, its id in the source, and the id of the post it answers, if it answers one."""

    id: str
    answers: str | None
    raw_post: RawPost


@dataclass(frozen=True, slots=True)
class Root:
    """A post that begins a thread, and how many posts that thread has."""

    id: str
    posts: int
    raw_post: RawPost


_Answers: TypeAlias = Mapping[str, Sequence[Reply]]


def last_part(link: str) -> str:
    """The id at the end of a link, or the id itself."""
    return re.split("[?#]", link, maxsplit=1)[0].rstrip("/").rpartition("/")[2]


def conversation(
    replies: Sequence[Reply],
    root: str | None,
    document: Document,
    id_of: Callable[[str], str] = last_part,
) -> list[Reply]:
    """The post ``root`` and all below it; without a root the only conversation there is.

    ``id_of`` takes the id out of a link. Each answer is below what it answers. Raises
    SourceError with the roots to choose from.
    """
    by_id = {reply.id: reply for reply in replies}
    answers = _answers(by_id)
    roots = [reply for reply in by_id.values() if reply.answers not in by_id]
    meant = [one for one in by_id.values() if root and id_of(one.id) == id_of(root)]
    if len(chosen := meant if root else roots) != 1:
        begun = [Root(one.id, len(list(_below(one, answers))), one.raw_post) for one in roots]
        raise choice_error(begun, root, document)
    return list(_below(chosen[0], answers))


def conversation_or_list(
    replies: Sequence[Reply],
    root: str | None,
    document: Document,
    id_of: Callable[[str], str] = last_part,
) -> list[Reply]:
    """One conversation, or all posts, the earliest first, where none answers another."""
    ids = {reply.id for reply in replies}
    if root is None and not any(reply.answers in ids for reply in replies):
        return _earliest_first(replies)
    return conversation(replies, root, document, id_of)


def author_first(conversation: Sequence[Reply]) -> list[RawPost]:
    """What the first author wrote on and on, then the others, each below what it answers.

    So the posts of a thread are numbered as their author meant them.
    """
    first = conversation[0]
    by_author = [one for one in conversation if one.raw_post.author == first.raw_post.author]
    own = {one.id for one in _below(first, _answers({one.id: one for one in by_author}))}
    return [one.raw_post for one in sorted(conversation, key=lambda reply: reply.id not in own)]


def _answers(by_id: Mapping[str, Reply]) -> _Answers:
    """The answers to each post, the earliest first."""
    answers: defaultdict[str, list[Reply]] = defaultdict(list)
    for reply in _earliest_first(list(by_id.values())):
        if reply.answers is not None and reply.answers in by_id:
            answers[reply.answers].append(reply)
    return answers


def _earliest_first(replies: Sequence[Reply]) -> list[Reply]:
    """The posts by their dates; where one lacks, by their numeric ids, which rise with time."""
    if all(reply.raw_post.date for reply in replies):
        return sorted(replies, key=lambda reply: _moment(reply.raw_post.date or ""))
    if all(reply.id.isdecimal() for reply in replies):
        return sorted(replies, key=lambda reply: (len(reply.id), reply.id))
    return list(replies)


def _moment(date: str) -> datetime:
    """When a post was written; without a zone it is taken for UTC."""
    moment = datetime.fromisoformat(date)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _below(first: Reply, answers: _Answers) -> Iterator[Reply]:
    """The post and all below it, each answer right below what it answers."""
    waiting, seen = [first], set[str]()
    while waiting:
        reply = waiting.pop()
        if reply.id not in seen:
            seen.add(reply.id)
            yield reply
            waiting += reversed(answers.get(reply.id, ()))


def choice_error(roots: Sequence[Root], root: str | None, document: Document) -> SourceError:
    """That a root has to be chosen, or another one than ``root``, and which there are."""
    if not roots:
        return document.error("holds no thread; give the export of one")
    longest = sorted(roots, key=lambda one: one.posts, reverse=True)
    listed = [
        f"  {opening(one.id, _LONGEST_ID)}  {plural(one.posts, 'post')}"
        f"{'  ' + post.date[:10] if (post := one.raw_post).date else ''}  {opening(post.text)}"
        for one in longest[:MAX_CHOICES]
    ]
    if more := len(roots) - len(listed):
        listed.append(f"  and {more:,} shorter")
    wanted = f'holds no post "{opening(root, 80)}"' if root is not None else None
    what = wanted or f"holds {plural(len(roots), 'thread')}"
    return document.error(f"{what}; choose one with --root:\n" + "\n".join(listed))


def nearest_above(
    answers: Mapping[str, str | None], worded: Container[str]
) -> Mapping[str, str | None]:
    """Return for each post the nearest above it that has words, or None; deleted ones have none."""
    nearest: dict[str, str | None] = {}
    for id in answers:
        climbed, at = set[str](), id
        found = None  # as in a circle
        while at not in nearest and at not in climbed:
            climbed.add(at)
            above = answers[at]
            if above is None or above not in answers:
                break
            if above in worded:
                found = above
                break
            at = above
        else:
            found = nearest.get(at)
        nearest |= dict.fromkeys(climbed, found)
    return nearest


def left_out_of_conversation(where: str, entries: int, worded: int, kept: int) -> Iterator[LeftOut]:
    """Yield how many entries of a conversation have lost their words, and how many are not kept."""
    if gone := entries - worded:
        yield LeftOut(where, plural(gone, "deleted post"), "their words are gone")
    if others := worded - kept:
        yield LeftOut(where, plural(others, "other post"), "they are not in this thread")
