"""The threads of servers, kept post by post.

What changes them locks the server first, so that two changes at once wait for each other in turn.
"""

import json
import logging
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Update,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from bot.knowledge.rules import DATE, LANGUAGE, WORDS
from bot.knowledge.thread import Medium, Post, Thread
from bot.storage import schema
from bot.storage.changes import Concern
from bot.storage.lookup import ID, Lookup
from bot.storage.own_threads import Message, OwnThread, Usage
from bot.storage.schema import posts, threads
from bot.storage.servers import add_server, lock_server

_log = logging.getLogger(__name__)

_DAMAGED = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
"""What is raised where a row does not hold what it should."""


def of_server(connection: Connection, server_id: int) -> tuple[OwnThread, ...]:
    """Return the threads of a server, in the order of their ids."""
    rows = groupby(_POSTS.rows(connection, server_id), itemgetter(0))
    posts_of = {thread_id: list(some) for thread_id, some in rows}
    found = []
    for row in _THREADS.rows(connection, server_id):
        try:
            found.append(_own_thread(row, posts_of.get(row.thread_id, ())))
        except _DAMAGED as error:
            reason = f"{type(error).__name__}: {error}"
            _log.warning(
                "a thread of server %s is left out, as it is damaged: %s", server_id, reason
            )
    return tuple(sorted(found, key=lambda one: one.thread.id))


def is_large(connection: Connection, server_id: int) -> bool:
    """Return whether it takes a while to read the threads of a server."""
    (kept,) = _IS_LARGE.rows(connection, server_id)
    return (kept.bytes or 0) > _MANY_BYTES or kept.posts > _MANY_POSTS


def add(
    connection: Connection,
    server_id: int,
    thread: Thread,
    now: int,
    channel_id: int | None = None,
    messages: Mapping[int, Message] | None = None,
) -> None:
    """Keep a thread in place of the one with its id, if there is one."""
    add_server(connection, server_id)
    remove(connection, server_id, thread.id)  # which locks: of two, the second counts the first
    kept = {
        "server_id": server_id,
        "size": size_of(thread),
        "channel_id": channel_id,
        "added_at": now,
    }
    connection.execute(insert(threads), kept | _thread_row(thread))
    key = {"server_id": server_id, "thread_id": thread.id}
    connection.execute(
        insert(posts), [key | _post_row(post, messages or {}) for post in thread.posts]
    )


def remove(connection: Connection, server_id: int, thread_id: str) -> bool:
    """Delete a thread; return whether it was there."""
    lock_server(connection, server_id)
    removed = connection.execute(delete(threads).where(_is(server_id, thread_id)))
    forget_words(connection, server_id)
    return removed.rowcount > 0


def rename(connection: Connection, server_id: int, thread_id: str, title: str) -> bool:
    """Give a thread another title, but the same id; return whether it was there."""
    lock_server(connection, server_id)
    change = update(threads).where(_is(server_id, thread_id)).values(title=title)
    renamed = connection.execute(change).rowcount > 0
    _measure(connection, server_id, thread_id)
    return renamed


def explain(
    connection: Connection, server_id: int, thread_id: str, short: str, long: str
) -> int | None:
    """Add an abbreviation to a thread's glossary; return how many it has, None without a thread."""
    lock_server(connection, server_id)
    written = select(threads.c.glossary).where(_is(server_id, thread_id))
    if (kept := connection.execute(written).scalar_one_or_none()) is None:
        return None
    glossary = {**json.loads(kept), short: long}
    change = update(threads).where(_is(server_id, thread_id)).values(glossary=_json(glossary))
    connection.execute(change)
    _measure(connection, server_id, thread_id)
    return len(glossary)


def change_words(
    connection: Connection,
    server_id: int,
    thread_id: str,
    number: int,
    text: str,
    before: str | None = None,
) -> bool:
    """Give a post other words; return whether it was there, with the words ``before`` if given."""
    lock_server(connection, server_id)
    change = (
        update(posts)
        .where(posts.c.server_id == server_id, posts.c.thread_id == thread_id)
        .where(posts.c.number == number)
    )
    if before is not None:
        change = change.where(posts.c.text == before)
    changed = connection.execute(change.values(text=text)).rowcount > 0
    _note_new_words(connection, server_id, thread_id)
    return changed


def remove_posts(
    connection: Connection, server_id: int, thread_id: str, numbers: Collection[int]
) -> None:
    """Delete posts of a thread, and the thread with its last post."""
    lock_server(connection, server_id)
    connection.execute(
        delete(posts)
        .where(posts.c.server_id == server_id, posts.c.thread_id == thread_id)
        .where(posts.c.number.in_(numbers))
    )
    left = select(posts.c.number).where(
        posts.c.server_id == server_id, posts.c.thread_id == thread_id
    )
    if connection.execute(left.limit(1)).first() is None:
        remove(connection, server_id, thread_id)
    else:
        _note_new_words(connection, server_id, thread_id)


def remove_posts_of_author(connection: Connection, author_id: int) -> list[Concern]:
    """Delete the posts that were read from a person's messages; return the servers they were in."""
    written = select(posts.c.server_id, posts.c.thread_id, posts.c.number).where(
        posts.c.author_id == author_id
    )
    by_thread: dict[tuple[int, str], list[int]] = {}
    for row in connection.execute(written):
        by_thread.setdefault((row.server_id, row.thread_id), []).append(row.number)
    for (server_id, thread_id), numbers in sorted(by_thread.items()):
        remove_posts(connection, server_id, thread_id, numbers)
    return [("server", id) for id in sorted({server_id for server_id, _ in by_thread})]


def words(connection: Connection, server_id: int) -> bytes:
    """Return the words of a server's threads, empty where none are kept."""
    return next((row.words for row in _WORDS.rows(connection, server_id)), None) or b""


def keep_words(
    connection: Connection, server_id: int, read: Collection[Thread], words: bytes
) -> None:
    """Keep the words of threads, if these are by now all that the server has."""
    lock_server(connection, server_id)
    if {one.thread for one in of_server(connection, server_id)} == {*read}:
        connection.execute(_set_words(server_id, words))


def servers(connection: Connection) -> frozenset[int]:
    """Return the servers that have threads."""
    return frozenset(connection.execute(select(threads.c.server_id).distinct()).scalars())


def channels(connection: Connection) -> dict[int, int]:
    """Return each channel that a thread was read from, with the thread's server."""
    read = select(threads.c.channel_id, threads.c.server_id).where(
        threads.c.channel_id.is_not(None)
    )
    return {row.channel_id: row.server_id for row in connection.execute(read)}


def usage(connection: Connection, server_id: int) -> Usage:
    """Return how much a server keeps."""
    count, size = connection.execute(
        select(func.count(), func.coalesce(func.sum(threads.c.size), 0)).where(
            threads.c.server_id == server_id
        )
    ).one()
    numbered = select(func.count()).where(posts.c.server_id == server_id)
    return Usage(count, connection.execute(numbered).scalar_one(), int(size))


def _is(server_id: int, thread_id: str) -> ColumnElement[bool]:
    return (threads.c.server_id == server_id) & (threads.c.thread_id == thread_id)


def _note_new_words(connection: Connection, server_id: int, thread_id: str) -> None:
    """Measure a thread whose posts changed; its language has to be guessed again."""
    unknown = update(threads).where(_is(server_id, thread_id)).values(guessed_language=None)
    connection.execute(unknown)
    forget_words(connection, server_id)
    _measure(connection, server_id, thread_id)


def forget_words(connection: Connection, server_id: int) -> None:
    """Forget the words of a server's threads, since some may be gone."""
    connection.execute(_set_words(server_id, None))


def _set_words(server_id: int, words: bytes | None) -> Update:
    return update(schema.servers).where(schema.servers.c.server_id == server_id).values(words=words)


def _measure(connection: Connection, server_id: int, thread_id: str) -> None:
    """Keep how many bytes are written in a thread by now."""
    of_posts = select(*(posts.c[name] for name in _WORDS_OF_POSTS)).where(
        posts.c.server_id == server_id, posts.c.thread_id == thread_id
    )
    of_thread = select(*(threads.c[name] for name in _WORDS_OF_THREADS)).where(
        _is(server_id, thread_id)
    )
    rows = (*connection.execute(of_posts), *connection.execute(of_thread))
    size = sum(map(_bytes, rows))
    connection.execute(update(threads).where(_is(server_id, thread_id)).values(size=size))


def size_of(thread: Thread) -> int:
    """Return the bytes of all that is written in a thread, as it is kept."""
    rows = [_post_row(post, {}) for post in thread.posts]
    of_posts = sum(_bytes(row[name] for name in _WORDS_OF_POSTS) for row in rows)
    row = _thread_row(thread)
    return of_posts + _bytes(row[name] for name in _WORDS_OF_THREADS)


def _bytes(words: Iterable[object]) -> int:
    return sum(len(one.encode()) for one in words if isinstance(one, str))


_WORDS_OF_THREADS = ("title", "author", "source", "language", "glossary")
_WORDS_OF_POSTS = ("text", "label", "author", "date", "url", "media")
"""The columns whose bytes count: a server's posts can have long links, too."""

_OWN_FIELDS = ("number", "text", "label", "author", "date", "url")
"""The first fields of a post, which are columns of the same name."""

_OTHER_FIELDS = ("media", "message_id", "author_id")

_THREADS = Lookup(select(threads).where(threads.c.server_id == bindparam(ID)))
_POSTS = Lookup(
    select(*(posts.c[name] for name in ("thread_id", *_OWN_FIELDS, *_OTHER_FIELDS)))
    .where(posts.c.server_id == bindparam(ID))
    .order_by(posts.c.thread_id, posts.c.number)
)
_MANY_POSTS, _MANY_BYTES = 2_000, 500_000
"""Posts, and bytes of what is written in them, that are read in 20 ms."""

_IS_LARGE = Lookup(
    select(
        select(func.sum(threads.c.size)).where(threads.c.server_id == bindparam(ID)).label("bytes"),
        select(func.count()).where(posts.c.server_id == bindparam(ID)).label("posts"),
    )
)
_WORDS = Lookup(select(schema.servers.c.words).where(schema.servers.c.server_id == bindparam(ID)))

_NO_MESSAGES: Mapping[int, Message] = {}


def _thread_row(thread: Thread) -> dict[str, object]:
    return {
        "thread_id": thread.id,
        "title": thread.title,
        "author": thread.author,
        "source": thread.source,
        "language": thread.language,
        "glossary": _json(thread.glossary),
        "guessed_language": thread.guessed_language,
    }


def _post_row(post: Post, messages: Mapping[int, Message]) -> dict[str, object]:
    message = messages.get(post.number)
    media = _json([medium._asdict() for medium in post.media]) if post.media else None
    return {name: getattr(post, name) for name in _OWN_FIELDS} | {
        "media": media,
        "message_id": message and message.id,
        "author_id": message and message.author_id,
    }


def _own_thread(row: Any, posts_of: Collection[Any]) -> OwnThread:
    """Return a thread; raises one of _DAMAGED where its rows are not as they are written."""
    for needed in (row.thread_id, row.title):
        WORDS.read(needed)
    numbered: list[Post] = []
    messages: dict[int, Message] = {}
    for _, number, words, label, author, date, url, media, message_id, author_id in posts_of:
        shown = _media(media) if media else ()
        if date is not None:
            DATE.read(date)
        numbered.append(Post(number, words, label, author, date, url, shown))
        if message_id is not None:
            messages[number] = Message(message_id, author_id)
    if not numbered or numbered[0].number < 1:
        raise ValueError("it has no posts from 1 on")
    thread = Thread(
        id=row.thread_id,
        title=row.title,
        posts=tuple(numbered),
        author=row.author,
        source=row.source,
        language=row.language and LANGUAGE.read(row.language),
        glossary=_glossary(row.glossary),
        servers=(row.server_id,),
        guessed_language=row.guessed_language and LANGUAGE.read(row.guessed_language),
    )
    return OwnThread(thread, row.channel_id, messages or _NO_MESSAGES)


def _glossary(written: str) -> dict[str, str]:
    kept: dict[str, str] = json.loads(written)
    if not all(isinstance(one, str) for one in kept.values()):
        raise TypeError("an abbreviation is no text")
    return kept


def _media(written: str) -> tuple[Medium, ...]:
    """Return the media of a post; what another version of the bot keeps of them is left out."""
    media = tuple(Medium(one["url"], one.get("description")) for one in json.loads(written))
    if not all(
        isinstance(one.url, str) and isinstance(one.description or "", str) for one in media
    ):
        raise TypeError("a medium has no texts")
    return media


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
