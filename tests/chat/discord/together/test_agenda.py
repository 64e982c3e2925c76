"""What stays open for the meeting, votes on answers, and bookmarks."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import pytest
import yaml
from simcord import ChannelHandle, Env, MemberActor

from bot.answering.engine import AnswerEngine
from bot.answering.server_threads import ServerThreads
from bot.chat.discord.question_words import QuestionWords
from bot.chat.discord.triggers import TriggerReader
from bot.chat.discord.voted_questions import voted_questions
from bot.reading import vote_table
from bot.reading.ticker import PER_SECOND
from bot.settings import Settings
from bot.storage.database import Database

from ..conftest import Clock
from ..screen import buttons, shown

RHYTHM = "1 post every day at 18:00 UTC"

pytestmark = pytest.mark.settings(message_content=False)


@pytest.fixture
async def reading(
    channel: ChannelHandle,
    manager: MemberActor,
    tick: Callable,
) -> None:
    """A group that has read posts 1 and 2 of the bread."""
    await manager.slash(channel, "thread reading start", rhythm=RHYTHM)
    await tick()
    await tick(1)


async def press(actor: Any, message: discord.Message, label: str) -> Any:
    return await actor.click(message, custom_id=buttons(message)[label])


async def managers_channel(simcord_env: Env) -> ChannelHandle:
    """Return a new channel that only managers and the bot may read."""
    closed = simcord_env.guild.create_text_channel("closed")
    there = simcord_env.bot.get_channel(closed.id)
    managers = discord.utils.get(there.guild.roles, name="Managers")
    for one in (there.guild.me, managers, there.guild.default_role):
        await there.set_permissions(one, view_channel=one is not there.guild.default_role)
    await simcord_env.settle()
    return closed


async def agenda(actor: MemberActor, channel: ChannelHandle) -> list[str]:
    return unlinked(await actor.slash(channel, "thread agenda", private=True))


def unlinked(result: Any) -> list[str]:
    """The lines of a response without their links."""
    return [line.partition(" https://")[0] for line in shown(result.response).splitlines()]


@pytest.mark.usefixtures("reading")
async def test_what_stays_open_is_on_the_agenda(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor, bob: MemberActor
) -> None:
    """Refused questions come by post, near-equal ones together; a sure answer is not there."""
    me = simcord_env.guild.me.mention
    await alice.send(channel, f"{me} how hot is the oven")
    await bob.send(channel, f"{me} how hot should the oven be?")
    await alice.slash(channel, "thread ask", question="who invented rye")
    await alice.slash(channel, "thread ask", question="how long does a sourdough rest")
    await alice.slash(channel, "thread ask", question="what of the moon", private=True)
    assert await agenda(alice, channel) == [
        "Open questions for the meeting",
        "Post 2",
        "1. “how hot is the oven”, asked 2 times",
        "2. “who invented rye”",
    ]


@pytest.mark.usefixtures("reading")
async def test_agendas_are_read_in_turn_by_member(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord gives a few messages a second: who asks again and again keeps nobody waiting."""
    turns, read = simcord_env.bot.cogs["GroupPresses"]._desk._turns, QuestionWords.read
    waiting = []

    async def reading(*of: Any) -> Any:
        waiting.append(turns._own[alice.id].locked())
        return await read(*of)

    monkeypatch.setattr(QuestionWords, "read", reading)
    await agenda(alice, channel)
    assert waiting == [True, True]


@pytest.mark.usefixtures("reading")
async def test_agendas_leave_requests_to_answers(
    simcord_env: Env,
    channel: ChannelHandle,
    alice: MemberActor,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Discord takes 50 requests of a bot in a second: agendas are read at a pace below that."""
    for word in ("oven", "cellar", "loaf"):
        await alice.slash(channel, "thread ask", question=f"who invented the {word}")
    waited = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        clock.now += seconds

    monkeypatch.setattr(simcord_env.bot.pace, "_sleep", sleep)
    clock.now += 10
    await agenda(alice, channel)
    assert sum(waited) == pytest.approx(2 / PER_SECOND)


@pytest.mark.usefixtures("reading")
async def test_a_settled_question_can_have_its_answer(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor, manager: MemberActor
) -> None:
    """A manager links the message that answers an item, and everyone finds it on the agenda."""
    asked = await alice.send(channel, f"{simcord_env.guild.me.mention} how hot is the oven")
    said = await manager.send(channel, "As hot as it gets.")
    for options, refusal in (
        ({"settle": 2, "answer": said.jump_url}, "Choose an item of the agenda with settle"),
        ({"answer": said.jump_url}, "Choose an item of the agenda with settle"),
        ({"settle": 1, "answer": "here"}, "“here” is no link to a message of this server."),
    ):
        result = await manager.slash(channel, "thread agenda", **options)
        assert shown(result.response).startswith(refusal)
    result = await alice.slash(channel, "thread agenda", settle=1)
    assert "Only members with the permission Manage Server" in shown(result.response)
    await manager.slash(channel, "thread agenda", settle=1, answer=said.jump_url)
    result = await alice.slash(channel, "thread agenda")
    assert shown(result.response).splitlines() == [
        "No question is open.",
        "Answered",
        f"“how hot is the oven” {asked.jump_url} → {said.jump_url}",
    ]


@pytest.mark.usefixtures("reading")
async def test_a_deleted_question_is_gone(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor
) -> None:
    """What was asked is read from its message, so it goes with it."""
    message = await alice.send(channel, f"{simcord_env.guild.me.mention} how hot is the oven")
    await alice.delete(message)
    assert await agenda(alice, channel) == ["No question is open."]


@pytest.mark.usefixtures("reading")
async def test_a_slower_group_reads_nothing_of_later_posts(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor, alice: MemberActor
) -> None:
    """In the channel of a group that is behind, what was asked about a later post is not listed."""
    slower = simcord_env.guild.create_text_channel("slower")
    await manager.slash(slower, "thread reading start", rhythm=RHYTHM)
    await alice.send(channel, f"{simcord_env.guild.me.mention} how hot is the oven")
    assert "Post 2" in await agenda(alice, channel)
    assert await agenda(alice, slower) == ["No question is open."]


@pytest.mark.usefixtures("reading")
async def test_what_was_asked_in_private_stays_there(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor, alice: MemberActor
) -> None:
    """A question of a channel is listed only to those who may read the channel."""
    closed = await managers_channel(simcord_env)
    await manager.slash(closed, "thread ask", question="how hot is the oven")
    assert "1. “how hot is the oven”" in await agenda(manager, channel)
    assert await agenda(alice, channel) == ["No question is open."]


@pytest.mark.usefixtures("reading")
async def test_a_number_is_that_of_the_list_that_was_seen(
    simcord_env: Env,
    channel: ChannelHandle,
    alice: MemberActor,
    manager: MemberActor,
    change_interactions: Callable[..., None],
) -> None:
    """All of a channel read the same list in any language; a number settles what it has there."""
    closed = await managers_channel(simcord_env)
    await manager.slash(closed, "thread ask", question="who invented rye")
    me = simcord_env.guild.me.mention
    await alice.send(channel, f"{me} wann beginnt das Kapitel")
    await alice.send(channel, f"{me} wann fangen die Kapitel an")
    seen = unlinked(await alice.slash(channel, "thread agenda"))
    change_interactions(locale="es-ES")
    assert len(unlinked(await alice.slash(channel, "thread agenda"))) == len(seen)
    change_interactions(locale="en-US")
    first = next(line.removeprefix("1. ") for line in seen if line.startswith("1. "))
    assert "rye" not in first
    result = await manager.slash(channel, "thread agenda", settle=1)
    assert unlinked(result)[0] == f"Settled: {first}"
    assert any("rye" in line for line in await agenda(manager, channel))


@pytest.mark.usefixtures("reading")
async def test_managers_settle(
    simcord_env: Env,
    channel: ChannelHandle,
    alice: MemberActor,
    bob: MemberActor,
    manager: MemberActor,
) -> None:
    """A press settles a question with those that ask the same; members cannot."""
    me = simcord_env.guild.me.mention
    await alice.send(channel, f"{me} how hot is the oven")
    await bob.send(channel, f"{me} how hot should the oven be?")
    listed = (await alice.slash(channel, "thread agenda")).response
    refused = await press(alice, listed, "Settle 1")
    assert "Manage Server" in shown(refused.response)
    result = await press(manager, listed, "Settle 1")
    assert unlinked(result) == ["Settled: “how hot is the oven”", "No question is open."]


@pytest.mark.usefixtures("reading")
async def test_a_post_is_taken_to_the_meeting(
    channel: ChannelHandle,
    alice: MemberActor,
    restarted: Callable,
) -> None:
    """The button of a card puts the post on the agenda, once, also after a restart."""
    card = next(one for one in channel.history() if "Take it to the meeting" in buttons(one))
    await restarted()
    for _ in range(2):
        result = await press(alice, card, "Take it to the meeting")
        assert shown(result.response).startswith("Post 1 is on the agenda of the meeting")
    assert await agenda(alice, channel) == [
        "Open questions for the meeting",
        "Post 1",
        "1. The post itself",
    ]


async def test_nothing_is_noted_where_nobody_reads(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor
) -> None:
    """Without a reading, a refusal leaves no trace."""
    await alice.send(channel, f"{simcord_env.guild.me.mention} who invented rye")
    assert await agenda(alice, channel) == ["No question is open."]


async def test_a_vote_for_an_answer(
    simcord_env: Env,
    channel: ChannelHandle,
    alice: MemberActor,
    database: Database,
) -> None:
    """👍 labels the question's message with the post, without words and names."""
    me = simcord_env.guild.me.mention
    asked = await alice.send(channel, f"{me} how long does a sourdough rest")
    result = await press(alice, channel.last_message, "👍")
    assert shown(result.response) == "Thank you."
    (label,) = database.read_now(vote_table.labelled)
    assert (label.message_id, label.thread_id, label.number) == (asked.id, "bread", 2)


async def test_votes_go_with_the_question(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor, database: Database
) -> None:
    """Nothing is kept about a question that was deleted."""
    asked = await alice.send(
        channel, f"{simcord_env.guild.me.mention} how long does a sourdough rest"
    )
    await press(alice, channel.last_message, "👍")
    await alice.delete(asked)
    assert database.read_now(vote_table.labelled) == []


async def test_a_private_answer_takes_no_vote(channel: ChannelHandle, alice: MemberActor) -> None:
    """What only one person reads is no question that others could read again."""
    question = "how long does a sourdough rest"
    result = await alice.slash(channel, "thread ask", question=question, private=True)
    assert "cellar" in shown(result.response)
    assert "👍" not in buttons(result.response)


@pytest.mark.usefixtures("reading")
async def test_a_vote_against_an_answer(
    simcord_env: Env,
    channel: ChannelHandle,
    alice: MemberActor,
    database: Database,
) -> None:
    """👎 asks in private which post it is; "none of them" is a label too, and it is open."""
    me = simcord_env.guild.me.mention
    asked = await alice.send(channel, f"{me} how long does a sourdough rest")
    offered = await press(alice, channel.last_message, "👎")
    assert offered.ephemeral
    result = await press(alice, offered.response, "None of them")
    assert shown(result.response) == "Thank you; that is noted, without your name."
    (label,) = database.read_now(vote_table.labelled)
    assert (label.message_id, label.number) == (asked.id, 0)
    assert "1. “how long does a sourdough rest”" in await agenda(alice, channel)


async def test_votes_are_questions_to_score(
    simcord_env: Env,
    channel: ChannelHandle,
    alice: MemberActor,
    database: Database,
    engine: AnswerEngine,
    settings: Settings,
) -> None:
    """`evaluate --votes` reads the words back; a deleted question is left out."""
    me = simcord_env.guild.me.mention
    await alice.send(channel, f"{me} how long does a sourdough rest")
    await press(alice, channel.last_message, "👍")
    result = await alice.slash(channel, "thread ask", question="salt and yeast")
    await press(alice, result.response, "👍")
    deleted = await alice.send(channel, f"{me} flour and water?")
    await press(alice, channel.last_message, "👍")
    await alice.delete(deleted)
    bot = simcord_env.bot
    words = QuestionWords(bot, TriggerReader(bot.user), bot.pace)
    own = ServerThreads(settings, database)
    (thread,) = await voted_questions(database, engine, own, words, "!")
    assert [(one.text, dict(one.relevance)) for one in thread.questions] == [
        ("how long does a sourdough rest", {2: 1}),
        ("salt and yeast", {3: 1}),
    ]


@pytest.mark.usefixtures("reading")
async def test_bookmarks_are_in_direct_messages(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor
) -> None:
    """A card comes by direct message; a reply to it is its note; all can be exported."""
    cards = [one for one in channel.history() if "Bookmark" in buttons(one)]
    result = await press(alice, cards[0], "Bookmark")
    assert result.ephemeral
    kept = alice.user.dm_channel.last_message
    assert "Flour and water make a dough." in shown(kept)
    reference = {"message_id": str(kept.id), "channel_id": str(kept.channel.id)}
    await alice.send_dm("ask *how* much", reference=reference)
    assert len(alice.user.dm_channel.history()) == 2  # the note is no question
    await alice.context_menu(channel, "Bookmark", cards[1])
    result = await alice.slash(channel, "thread bookmarks", export=True)
    assert shown(result.response).splitlines() == [
        "1 · On bread, by @baker: Flour and water make a dough. – ask *how* much",
        "2 · On bread, by @baker: A sourdough rests overnight in a cool cellar.",
    ]
    (file,) = result.response.attachments
    written = yaml.safe_load(await file.read())
    assert written[0]["note"] == "ask *how* much"
    assert [one["number"] for one in written] == [1, 2]
    await press(alice.user, kept, "Remove bookmark")
    result = await alice.slash(channel, "thread bookmarks")
    assert shown(result.response).startswith("2 · On bread")


async def test_a_bookmark_of_a_long_post_is_exported_as_it_is_written(
    channel: ChannelHandle, alice: MemberActor, folder: Path, engine: AnswerEngine
) -> None:
    """Word for word in one piece, up to what a card holds, which ends in an ellipsis then."""
    text = " ".join(f"word{n}." for n in range(400))
    (folder / "long.yaml").write_text(
        f"title: L\nposts:\n- {{number: 8, text: {text}}}\n- {{number: 9, text: {text} {text}}}\n"
    )
    engine.reload()
    for number in (8, 9):
        result = await alice.slash(channel, "thread post", number=number, private=True)
        await alice.context_menu(channel, "Bookmark", [result.response, *result.followups][-1])
    result = await alice.slash(channel, "thread bookmarks", export=True)
    (file,) = result.response.attachments
    whole, cut = (one["text"] for one in yaml.safe_load(await file.read()))
    assert whole == text
    assert cut.endswith(".…")
    assert f"{text} {text}".startswith(cut[:-1])


async def test_many_bookmarks_leave_the_bot_free(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor, folder: Path, engine: AnswerEngine
) -> None:
    """While hundreds of long bookmarks are written to a file, others are answered."""
    text = " ".join(f"word{n}." for n in range(450))
    (folder / "long.yaml").write_text(f"title: L\nposts:\n- {{number: 1, text: {text}}}\n")
    engine.reload()
    result = await alice.slash(channel, "thread post", number=1, thread="long", private=True)
    await alice.context_menu(channel, "Bookmark", result.response)
    there = simcord_env.backend.messages[alice.user.dm_channel.id]
    (card,) = there.values()
    there.update({id: replace(card, id=id) for id in range(card.id + 1, card.id + 300)})
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            began = time.thread_time()
            await asyncio.sleep(0.001)
            longest = max(longest, time.thread_time() - began)

    watching = asyncio.create_task(watch())
    result = await alice.slash(channel, "thread bookmarks", export=True)
    watching.cancel()
    (file,) = (file for one in [result.response, *result.followups] for file in one.attachments)
    assert (await file.read()).count(b"word449.") == 300
    assert longest < 0.25


async def test_the_menu_bookmarks_what_an_answer_quotes(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor
) -> None:
    """On an answer, the entry of the menu keeps the post that is quoted first."""
    await alice.send(channel, f"{simcord_env.guild.me.mention} how long does a sourdough rest")
    await alice.context_menu(channel, "Bookmark", channel.last_message)
    assert "cellar" in shown(alice.user.dm_channel.last_message)
    said = await alice.send(channel, "hello")
    result = await alice.context_menu(channel, "Bookmark", said)
    assert shown(result.response) == "This message names no post."
