"""Rows of every table, for tests of the whole database."""

from sqlalchemy import Connection

from bot.knowledge import Medium, Post, Thread
from bot.storage import settings, threads
from bot.storage.threads import Message


def fill(connection: Connection, servers: int, threads_each: int = 2, posts_each: int = 3) -> None:
    """Keep settings and threads for servers, the first of which is 1, and for as many members."""
    numbers = range(1, posts_each + 1)
    picture = (Medium("https://example.org/a.png", "A"),)
    posts = tuple(Post(n, f"Post {n} 🍞", date="2026-01-02", media=picture) for n in numbers)
    for server in range(1, servers + 1):
        settings.change_server(connection, server, "quotes", "1")
        settings.change_channel(connection, server, server * 10, "answers", "false")
        settings.change_member(connection, server * 100, "language", "de")
        for number in range(threads_each):
            thread = Thread(f"thread-{number}", f"Thread {number}", posts, glossary={"A": "B"})
            messages = {1: Message(server * 1000 + number, server * 100)}
            threads.add(connection, server, thread, 0, server * 10, messages)
