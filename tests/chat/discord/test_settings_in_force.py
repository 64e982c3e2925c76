"""What the settings of a server, a channel and a member change for those who ask there."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.answering.engine import AnswerEngine
from bot.chat.discord import ThreadBot
from bot.knowledge import Post, Thread
from bot.settings import Level
from bot.storage.kept_settings import SettingsPlace

from .screen import shown

SALT, EGGS = "Salt slows the yeast down.", "Beat the eggs."
CAKE = f"title: On cake\nposts:\n- number: 3\n  text: {EGGS}\n"

Ask = Callable[[str], Awaitable[list[str]]]
Change = Callable[[Level, str, str | None], Awaitable[None]]


pytestmark = pytest.mark.usefixtures("kept_in_sqlite")


@pytest.fixture
def ask(alice: MemberActor, channel: ChannelHandle) -> Ask:
    """Alice writes a message; what she then reads from the bot as new."""

    async def send(words: str) -> list[str]:
        before = len(channel.history())
        await alice.send(channel, words)
        return [shown(one) for one in channel.history()[before:] if one.author.bot]

    return send


@pytest.fixture
def change(simcord_bot: ThreadBot, channel: ChannelHandle, alice: MemberActor) -> Change:
    """Changes a setting of the server, the channel or alice."""
    place = SettingsPlace(channel.guild.id, (channel.id,))

    async def change(level: Level, name: str, value: str | None) -> None:
        await simcord_bot.kept_settings.change(level, place, alice.id, name, value)

    return change


async def test_a_server_has_its_own_prefix(ask: Ask, change: Change) -> None:
    """With another prefix, the server's own is read, and named in what the bot says."""
    await change(Level.SERVER, "prefix", "?")
    assert await ask("!thread 3") == []
    (answer,) = await ask("?thread 3")
    assert SALT in answer
    (help,) = await ask("?thread help")
    assert ("?thread" in help, "!thread" in help) == (True, False)


async def test_a_server_has_its_own_number_of_quotes(ask: Ask, change: Change) -> None:
    """Answers quote no more posts than the server wants."""
    await change(Level.SERVER, "threshold", "0")
    (answer,) = await ask("!thread dough, sourdough and salt")
    assert answer.count("Post ") > 1
    await change(Level.SERVER, "quotes", "1")
    (answer,) = await ask("!thread dough, sourdough and salt")
    assert answer.count("Post ") == 1


async def test_a_channel_can_be_switched_off(ask: Ask, change: Change) -> None:
    """Where answers are off a question is met with silence, until they are on again."""
    await change(Level.CHANNEL, "answers", "false")
    assert await ask("!thread 3") == []
    await change(Level.CHANNEL, "answers", None)
    assert len(await ask("!thread 3")) == 1


async def test_a_server_can_answer_in_one_channel_alone(ask: Ask, change: Change) -> None:
    """A channel's own setting wins over the server's."""
    await change(Level.SERVER, "answers", "false")
    assert await ask("!thread 3") == []
    await change(Level.CHANNEL, "answers", "true")
    assert len(await ask("!thread 3")) == 1


async def test_a_channel_has_its_thread(
    ask: Ask, change: Change, folder: Path, engine: AnswerEngine
) -> None:
    """What is asked in a channel with a thread is asked of it, unless another one is named."""
    (folder / "cake.yaml").write_text(CAKE)
    engine.reload()
    await change(Level.CHANNEL, "thread", "bread")
    (answer,) = await ask("!thread 3")
    assert (SALT in answer, EGGS in answer) == (True, False)
    (answer,) = await ask("!thread cake: 3")
    assert (SALT in answer, EGGS in answer) == (False, True)


async def test_a_thread_of_a_channel_may_be_gone(ask: Ask, change: Change) -> None:
    """A channel whose thread is no longer there asks all threads."""
    await change(Level.CHANNEL, "thread", "gone")
    (answer,) = await ask("!thread 3")
    assert SALT in answer


async def test_questions_without_a_call_are_answered(ask: Ask, change: Change) -> None:
    """Where that is set, questions get answers without a call, and nothing else gets a word."""
    assert await ask("what slows the yeast?") == []
    await change(Level.CHANNEL, "without_call", "true")
    (answer,) = await ask("what slows the yeast?")
    assert SALT in answer
    assert await ask("what is the price of a submarine?") == []
    assert await ask("salt slows everything") == []


async def test_a_member_has_a_language_and_text(
    ask: Ask, change: Change, channel: ChannelHandle
) -> None:
    """A member who wants German sentences and no cards gets both."""
    await change(Level.MEMBER, "language", "de")
    await change(Level.MEMBER, "cards", "false")
    (answer,) = await ask("!thread what is the price of a submarine")
    assert "Faden" in answer or "nicht" in answer
    await ask("!thread 3")
    answer = channel.history()[-1]
    assert not answer.embeds
    assert SALT in answer.content


async def test_a_member_opts_out_of_references(
    ask: Ask, change: Change, channel: ChannelHandle
) -> None:
    """Posts that messages name are shown where the server wants it, but not to who opted out."""
    assert await ask("as [3] says") == []
    await change(Level.SERVER, "reference_channels", f"{channel.id}=bread")
    assert len(await ask("as [3] says")) == 1
    await change(Level.MEMBER, "references", "false")
    assert await ask("as [3] says again") == []


@pytest.mark.settings(roles=(1,))
async def test_the_roles_of_a_server_open_nothing_that_the_operator_closed(
    ask: Ask, change: Change, channel: ChannelHandle, alice: MemberActor
) -> None:
    """Who adds the bot to a server of their own is not answered by naming a role there."""
    await change(Level.SERVER, "roles", str(channel.guild.id))  # everyone
    assert SALT not in "".join(await ask("!thread 3"))
    asked = await alice.slash(channel, "thread ask", question="3", private=True)
    assert shown(asked.response) == "Only members with one of these roles can ask me: 1."


async def test_a_server_names_the_roles_that_may_ask(
    simcord_env: Env, ask: Ask, change: Change, channel: ChannelHandle, alice: MemberActor
) -> None:
    """A server's own roles narrow down further who is answered there."""
    readers = simcord_env.guild.create_role("Readers")
    await change(Level.SERVER, "roles", str(readers.id))
    assert SALT not in "".join(await ask("!thread 3"))
    await change(Level.SERVER, "roles", str(channel.guild.id))  # everyone
    assert SALT in "".join(await ask("!thread 3"))


async def test_answers_come_in_threads_of_their_own(
    change: Change, alice: MemberActor, channel: ChannelHandle
) -> None:
    """Where that is set, an answer opens a Discord thread on its question, for follow-ups too."""
    await change(Level.CHANNEL, "answer_threads", "true")
    asked = await alice.send(channel, "!thread what slows the yeast")
    (thread,) = channel.threads
    assert (thread.id, thread.name) == (asked.id, "!thread what slows the yeast")
    assert SALT in shown(thread.last_message)
    await alice.send(thread, "and what about sourdough?")
    assert "“what slows the yeast”" in shown(thread.last_message)
    refused = await alice.send(channel, "!thread reload")
    assert [one.id for one in channel.threads] == [asked.id]
    assert channel.last_message.reference.message_id == refused.id


@pytest.mark.settings(answer_threads=True)
async def test_without_the_right_an_answer_comes_in_the_channel(
    alice: MemberActor, restricted: Callable[..., ChannelHandle]
) -> None:
    """Where the bot may open no threads, it replies as ever."""
    channel = restricted(create_public_threads=False)
    await alice.send(channel, "!thread 3")
    assert SALT in shown(channel.last_message)


async def test_roles_of_a_server_hold_in_direct_messages(
    simcord_env: Env, change: Change, channel: ChannelHandle, alice: MemberActor
) -> None:
    """Who may not ask in the server does not read its threads in a direct message."""
    await simcord_env.bot.tree.sync()
    posts = (Post(1, "The secret ingredient is rye."),)
    own = simcord_env.bot._server_threads
    await own.add(channel.guild.id, Thread("rye", "On rye", posts, language="en"))
    role = simcord_env.guild.create_role("Readers")
    carol = simcord_env.guild.add_member(simcord_env.create_user("carol"), roles=[role])
    await change(Level.SERVER, "roles", str(role.id))
    for person, reads in ((carol.user, True), (alice.user, False)):
        await person.send_dm("what is the secret ingredient")
        assert ("is rye" in shown(person.dm_channel.last_message)) is reads
