"""What becomes of the threads that servers keep, on both databases."""

import asyncio
import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, update

from bot.knowledge import Medium, Post, Thread
from bot.storage import channels, engines, schema, servers, threads
from bot.storage.database import Database
from bot.storage.own_threads import Message, OwnThread, Usage
from tests.databases import until_it_waits

BREAD = Thread(
    id="bread",
    title="On bread",
    author="@baker",
    source="https://example.org/bread",
    language="en",
    glossary={"YW": "yeast water", "AP": "all-purpose flour"},
    posts=(
        Post(1, "Flour and water.", label="/1", date="2022-01-25"),
        Post(
            3,
            "Bake it 🍞.",
            author="@guest",
            url="https://example.org/bread/3",
            media=(Medium("https://example.org/oven.jpg", "An oven"), Medium("https://a.example")),
        ),
    ),
)
TEA = Thread(id="tea", title="On tea", posts=(Post(1, "Boil water."),))
HERE, THERE = 2**62, 7

_DAMAGE = ("[[", "null", "5", "[5]", '{"a": 5}', '[{"url": 5}]', '[{"description": "A"}]')
"""What is no glossary and no list of media."""

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


def kept(database: Database, server_id: int = HERE) -> list[Thread]:
    return [one.exported for one in database.read_now(threads.of_server, server_id)]


def test_a_thread_comes_back_as_it_was_added(database: Database) -> None:
    """Every field of a thread and its posts comes back, and the messages they were read from."""
    messages = {3: Message(11, 22)}
    database.write_now(threads.add, HERE, BREAD, 0, 33, messages)
    assert database.read_now(threads.of_server, HERE) == (
        OwnThread(replace(BREAD, servers=(HERE,)), 33, messages),
    )
    (back,) = kept(database)
    assert list(back.glossary) == ["YW", "AP"]


def test_many_posts_and_long_ones_are_large(database: Database) -> None:
    """The threads of a server are read beside those of others where that takes a while."""
    many = tuple(Post(number, "A word.") for number in range(1, 2_100))
    for posts, large in ((many, True), ((Post(1, "word " * 110_000),), True), (many[:99], False)):
        database.write_now(threads.add, HERE, replace(BREAD, posts=posts), 0)
        assert database.read_now(threads.is_large, HERE) is large
    assert not database.read_now(threads.is_large, THERE)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(title=words, text=words, glossary=st.dictionaries(words, words, max_size=2))
def test_any_words_come_back(
    database: Database, title: str, text: str, glossary: dict[str, str]
) -> None:
    """No character of a thread is lost or changed."""
    thread = replace(TEA, title=title, posts=(Post(1, text),), glossary=glossary)
    database.write_now(threads.add, HERE, thread, 0)
    assert kept(database) == [thread]


def test_what_another_version_keeps_of_a_picture_is_left_out(database: Database) -> None:
    """While a newer process takes over, the older one answers from what it knows."""
    database.write_now(threads.add, HERE, BREAD, 0)
    newer = [{"url": "https://a.example", "width": 640}]
    write = update(schema.posts).values(media=json.dumps(newer))
    database.write_now(Connection.execute, write)
    assert kept(database)[0].posts[0].media == (Medium("https://a.example"),)


def test_servers_have_their_own_threads(database: Database) -> None:
    """Two servers may have threads of one id; each gets its own."""
    other = replace(TEA, id="bread")
    database.write_now(threads.add, HERE, BREAD, 0)
    database.write_now(threads.add, THERE, other, 0)
    assert (kept(database), kept(database, THERE)) == ([BREAD], [other])
    assert database.write_now(threads.remove, THERE, "bread")
    assert not database.write_now(threads.remove, THERE, "bread")
    assert (kept(database), kept(database, THERE)) == ([BREAD], [])


def test_changes_of_a_thread_are_kept(database: Database) -> None:
    """Title, glossary and words can be changed, each without the rest."""
    database.write_now(threads.add, HERE, BREAD, 0)
    assert database.write_now(threads.rename, HERE, "bread", "Loaves")
    assert not database.write_now(threads.rename, HERE, "rye", "Rye")
    database.write_now(threads.explain, HERE, "bread", "YW", "wild yeast water")
    database.write_now(threads.change_words, HERE, "bread", 1, "Rye and water.")
    first, second = BREAD.posts
    changed = replace(
        BREAD,
        title="Loaves",
        glossary={"YW": "wild yeast water", "AP": "all-purpose flour"},
        posts=(first._replace(text="Rye and water."), second),
    )
    assert kept(database) == [changed]


def test_words_are_changed_only_where_they_are_as_they_were_seen(database: Database) -> None:
    """A change of words that are not there any more changes nothing."""
    database.write_now(threads.add, HERE, TEA, 0)
    change = threads.change_words, HERE, "tea", 1
    assert not database.write_now(*change, "Cool it.", "Boil milk.")
    assert kept(database) == [TEA]
    assert database.write_now(*change, "Cool it.", "Boil water.")
    assert not database.write_now(threads.change_words, HERE, "tea", 2, "Cool it.")


def test_a_thread_ends_with_its_last_post(database: Database) -> None:
    """Posts can be removed, as when their messages are deleted; a thread without posts is gone."""
    database.write_now(threads.add, HERE, BREAD, 0)
    database.write_now(threads.remove_posts, HERE, "bread", [3])
    assert kept(database) == [replace(BREAD, posts=BREAD.posts[:1])]
    database.write_now(threads.remove_posts, HERE, "bread", [1])
    assert kept(database) == []


@pytest.mark.parametrize(
    "damage",
    [
        *(f"UPDATE threads SET glossary = '{one}' WHERE thread_id = 'bread'" for one in _DAMAGE),
        *(f"UPDATE posts SET media = '{one}' WHERE thread_id = 'bread'" for one in _DAMAGE),
        "UPDATE threads SET title = ' ' WHERE thread_id = 'bread'",
        "UPDATE threads SET thread_id = '' WHERE thread_id = 'bread'",
        "UPDATE threads SET language = '../en' WHERE thread_id = 'bread'",
        "UPDATE posts SET date = 'in May' WHERE thread_id = 'bread'",
        "UPDATE posts SET number = 0 WHERE thread_id = 'bread' AND number = 1",
        "DELETE FROM posts WHERE thread_id = 'bread'",
    ],
)
@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_damaged_thread_breaks_no_other(
    database: Database, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Of rows that are not as the bot writes them, the log tells, and the other threads stay."""
    for thread in (BREAD, TEA):
        database.write_now(threads.add, HERE, thread, 0)
    database.write_now(Connection.exec_driver_sql, damage)
    assert kept(database) == [TEA]
    assert f"a thread of server {HERE} is left out, as it is damaged" in caplog.text


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_the_log_says_what_is_damaged(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """Who runs the bot reads which value is wrong, and why."""
    database.write_now(threads.add, HERE, BREAD, 0)
    database.write_now(Connection.exec_driver_sql, "UPDATE posts SET date = 'in May'")
    assert kept(database) == []
    assert '"in May" is no date' in caplog.text


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_bytes_that_are_no_text_break_no_other_thread(database: Database) -> None:
    """Where the disk lost some bytes of a post, a sign is in their place."""
    for thread in (BREAD, TEA):
        database.write_now(threads.add, HERE, thread, 0)
    damage = "UPDATE posts SET text = CAST(x'41ff42' AS TEXT) WHERE thread_id = 'bread'"
    database.write_now(Connection.exec_driver_sql, damage)
    bread, tea = kept(database)
    assert {post.text for post in bread.posts} == {"A\ufffdB"}
    assert tea == TEA


def test_all_that_is_written_in_a_thread_has_a_size() -> None:
    """Names, links, dates and descriptions count like words, in bytes."""
    post = Post(1, "Tè", label="1/", author="@a", date="2022-01-25", url="https://example.org/1")
    assert threads.size_of(replace(TEA, posts=(post,))) - threads.size_of(
        replace(TEA, posts=(Post(1, "T"),))
    ) == len("è1/@a2022-01-25https://example.org/1".encode())
    pictured = post._replace(media=(Medium("https://example.org/a.png", "x" * 1000),))
    assert threads.size_of(replace(TEA, posts=(pictured,))) > 1000
    named = replace(TEA, author="@a", source="https://a.example", glossary={"GT": "green tea"})
    assert threads.size_of(named) > threads.size_of(TEA) + 30


def test_usage_counts_what_a_server_keeps(database: Database) -> None:
    """Threads, posts and bytes are counted for the ceilings, after changes too."""
    assert database.read_now(threads.usage, HERE) == Usage(0, 0, 0)
    database.write_now(threads.add, HERE, BREAD, 0)
    database.write_now(threads.add, HERE, TEA, 0)
    database.write_now(threads.change_words, HERE, "tea", 1, "Tè")
    database.write_now(threads.explain, HERE, "tea", "BW", "boiled water")
    database.write_now(threads.rename, HERE, "tea", "On green tea")
    database.write_now(threads.remove_posts, HERE, "bread", [1])
    size = sum(map(threads.size_of, kept(database)))
    assert database.read_now(threads.usage, HERE) == Usage(2, 2, size)


def test_a_guess_of_the_language_is_kept_until_the_words_change(database: Database) -> None:
    """What was guessed once need not be guessed at the first question after each start."""
    database.write_now(threads.add, HERE, replace(TEA, guessed_language="de"), 0)
    database.write_now(threads.rename, HERE, "tea", "Loaves")
    assert [one.guessed_language for one in kept(database)] == ["de"]
    database.write_now(threads.change_words, HERE, "tea", 1, "Boil it.")
    assert [one.guessed_language for one in kept(database)] == [None]


def test_nothing_is_kept_of_a_deleted_server(database: Database) -> None:
    """Deleting a server deletes its threads with it, and nothing else."""
    database.write_now(threads.add, HERE, BREAD, 0)
    database.write_now(threads.add, THERE, TEA, 0)
    database.write_now(servers.delete_server, HERE)
    assert (kept(database), kept(database, THERE)) == ([], [TEA])
    assert database.read_now(threads.usage, HERE) == Usage(0, 0, 0)


def test_words_are_kept_of_what_a_server_has_and_no_longer(database: Database) -> None:
    """What was read of posts goes with them, whichever way they go, and never comes too late."""

    def keep() -> bytes:
        now = [one.thread for one in database.read_now(threads.of_server, HERE)]
        database.write_now(threads.keep_words, HERE, now, b"words")
        return database.read_now(threads.words, HERE)

    def is_kept() -> bool:
        return database.read_now(threads.words, HERE) == b"words"

    messages = {1: Message(11, 22), 3: Message(12, 33)}
    database.write_now(threads.add, HERE, BREAD, 0, 1, messages)
    assert not is_kept()
    assert keep() == b"words"
    for change, *of in (
        (threads.add, TEA, 0),
        (threads.change_words, "tea", 1, "Boil it."),
        (threads.remove, "tea"),
        (threads.remove_posts, "bread", [3]),
    ):
        keep()
        database.write_now(change, HERE, *of)
        assert not is_kept(), change
    keep()
    database.write_now(threads.remove_posts_of_author, 22)
    assert not is_kept()
    database.write_now(threads.add, HERE, TEA, 0, 1)
    keep()
    database.write_now(channels.delete_channel, HERE, 2)
    assert is_kept()
    database.write_now(channels.delete_channel, HERE, 1)
    assert not is_kept()
    database.write_now(threads.add, HERE, BREAD, 0)
    database.write_now(threads.keep_words, HERE, [replace(TEA, servers=(HERE,))], b"words")
    assert not is_kept()
    assert database.read_now(threads.words, THERE) == b""


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
async def test_changes_at_once_wait_for_each_other(database: Database) -> None:
    """A thread can be removed while posts of several are, as when their author opts out."""
    messages = {1: Message(11, 22), 3: Message(12, 22)}
    for thread in (BREAD, TEA):
        database.write_now(threads.add, HERE, thread, 0, 33, messages)
    for change, *of in (
        (threads.remove, HERE, "bread"),
        (threads.rename, HERE, "bread", "Loaves"),
        (threads.remove_posts, HERE, "bread", [1]),
        (channels.delete_channel, HERE, 33),
    ):
        with engines.transaction(database._engine, write=True) as connection:
            threads.change_words(connection, HERE, "tea", 1, "Boil it.")
            changing = asyncio.create_task(database.write(change, *of))
            await until_it_waits(database, changing)
            threads.change_words(connection, HERE, "bread", 1, "Rye.")
        await changing
        database.write_now(threads.add, HERE, BREAD, 0)
