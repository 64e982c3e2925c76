"""The guard: where, to whom and how often the bot answers, the same on every way in."""

from collections.abc import Awaitable, Callable

import discord
import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.chat.discord import ThreadBot, dispatcher
from bot.chat.discord.rate_limiter import RateLimiter
from bot.chat.discord.recent_answers import MAX_FOLLOWED, RecentAnswers

from .conftest import Clock
from .screen import buttons, shown

Ask = Callable[[], Awaitable[str]]

NOT_HERE = "I am not set up to answer in this channel."
NOT_YOU = "Only members with one of these roles can ask me: Readers."
BUSY = "Too many people are asking at once. Please ask again in a minute."
TOO_FAST = "That was quick! I can answer again in 60 s."
SALT = "Salt slows the yeast down."


def answers(channel: ChannelHandle) -> list[str]:
    """The bot's answers in a channel so far."""
    return [shown(one) for one in channel.history() if one.author.bot]


class WaysIn:
    """The ways by which alice asks for post 3, each returning what she then reads as new."""

    def __init__(self, env: Env, channel: ChannelHandle, alice: MemberActor) -> None:
        self._env = env
        self._channel = channel
        self._alice = alice

    async def prepare(self, way: str) -> Ask:
        """Do what a way needs before the question, while everyone may still ask."""
        if way == "message":
            return self._by_message
        if way == "edit":
            asked = await self._alice.send(self._channel, "!thread 1")
            return lambda: self._by_edit(asked)
        if way == "slash command":
            return self._by_slash_command
        if way == "menu":
            asked = await self._alice.send(self._channel, "3")
            return lambda: self._by_menu(asked)
        await self._alice.send(self._channel, "!thread 2")
        answer = self._channel.last_message
        return lambda: self._by_button(answer)

    async def _by_message(self) -> str:
        before = len(answers(self._channel))
        await self._alice.send(self._channel, "!thread 3")
        return "\n".join(answers(self._channel)[before:])

    async def _by_edit(self, asked) -> str:
        before = answers(self._channel)
        await self._alice.edit(asked, "!thread 3")
        return "\n".join(one for one in answers(self._channel) if one not in before)

    async def _by_slash_command(self) -> str:
        return shown((await self._alice.slash(self._channel, "thread post", number=3)).response)

    async def _by_menu(self, asked) -> str:
        entry = "Ask the thread about this"
        return shown((await self._alice.context_menu(self._channel, entry, asked)).response)

    async def _by_button(self, answer) -> str:
        pressed = await self._alice.click(answer, custom_id=buttons(answer)["3 ▶"])
        return shown(pressed.response)


@pytest.fixture
def ways(simcord_env: Env, channel: ChannelHandle, alice: MemberActor) -> WaysIn:
    return WaysIn(simcord_env, channel, alice)


WAYS = ["message", "edit", "slash command", "menu", "button"]

IN_SILENCE = {"message", "edit"}
"""Ways on which a sentence would be read by everyone in the channel."""


class TestEveryWayIn:
    """One table: each way in, and each reason not to answer."""

    @pytest.mark.parametrize("way", WAYS)
    async def test_who_may_is_answered(self, ways: WaysIn, way: str) -> None:
        """With nothing in its way the question is answered."""
        ask = await ways.prepare(way)
        assert SALT in await ask()

    @pytest.mark.parametrize("way", WAYS)
    async def test_another_channel(
        self, simcord_env: Env, ways: WaysIn, new_bot: Callable[..., ThreadBot], way: str
    ) -> None:
        """Outside the channels of the settings nobody is answered."""
        ask = await ways.prepare(way)
        await simcord_env.restart_bot(new_bot(channels=(1,)))
        assert await ask() == ("" if way in IN_SILENCE else NOT_HERE)

    @pytest.mark.parametrize("way", WAYS)
    async def test_without_the_role(
        self, simcord_env: Env, ways: WaysIn, new_bot: Callable[..., ThreadBot], way: str
    ) -> None:
        """Without a role of the settings nobody is answered, by an edited question neither."""
        ask = await ways.prepare(way)
        role = simcord_env.guild.create_role("Readers")
        await simcord_env.restart_bot(new_bot(roles=(role.id,)))
        assert await ask() == ("" if way in IN_SILENCE else NOT_YOU)

    @pytest.mark.parametrize("way", WAYS)
    async def test_too_many_at_once(
        self, ways: WaysIn, monkeypatch: pytest.MonkeyPatch, way: str
    ) -> None:
        """When more ask than can be answered at once, the rest read that in a sentence."""
        ask = await ways.prepare(way)
        monkeypatch.setattr(dispatcher, "MAX_UNDER_WAY", 0)
        assert await ask() == ("" if way == "edit" else BUSY)

    @pytest.mark.settings(questions_per_member=1)
    @pytest.mark.parametrize("way", WAYS)
    async def test_too_often(self, ways: WaysIn, alice: MemberActor, way: str) -> None:
        """A question too many is answered with the seconds to wait; an old answer stays."""
        ask = await ways.prepare(way)
        await alice.send_dm("1")
        assert await ask() == ("" if way == "edit" else TOO_FAST)


class TestRate:
    """How often it answers."""

    @pytest.mark.settings(questions_per_member=2)
    async def test_one_friendly_line(
        self, channel: ChannelHandle, alice: MemberActor, bob: MemberActor, clock: Clock
    ) -> None:
        """Who asks too often reads one line about it, then nothing; others are answered."""
        for _ in range(5):
            await alice.send(channel, "!thread 3")
        assert len(answers(channel)) == 3
        assert answers(channel)[-1] == TOO_FAST
        await bob.send(channel, "!thread 3")
        assert len(answers(channel)) == 4
        clock.now += 60
        await alice.send(channel, "!thread 3")
        assert len(answers(channel)) == 5

    @pytest.mark.settings(questions_per_channel=1)
    async def test_a_channel_has_its_limit_too(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, bob: MemberActor
    ) -> None:
        """Many people together do not flood a channel, and other channels are not concerned."""
        await alice.send(channel, "!thread 3")
        await bob.send(channel, "!thread 3")
        assert answers(channel)[-1].startswith("That was quick!")
        other = simcord_env.guild.create_text_channel("other")
        await bob.send(other, "!thread 3")
        assert SALT in answers(other)[-1]

    def test_who_waits_as_long_as_asked_is_answered(self, clock: Clock) -> None:
        """The seconds are rounded up."""
        limiter = RateLimiter(1, clock)
        limiter.acquire(1)
        clock.now += 0.5
        wait = limiter.acquire(1)
        clock.now += wait.seconds
        assert limiter.acquire(1) is None

    def test_only_a_minute_of_askers_is_remembered(self, clock: Clock) -> None:
        """The memory does not grow with everyone who ever asked."""
        limiter = RateLimiter(1, clock)
        for person in range(1000):
            limiter.acquire(person)
            limiter.acquire(person)
        clock.now += 61
        limiter.acquire(-1)
        assert len(limiter._cooldowns._cache) == 1
        assert len(limiter._warned) == 0

    async def test_only_recent_answers_are_remembered(
        self, clock: Clock, new_bot: Callable[..., ThreadBot]
    ) -> None:
        """Neither time nor a burst makes the memory of answered questions grow."""
        recent_answers = RecentAnswers(new_bot(), clock, discord.utils.utcnow())
        for id in range(MAX_FOLLOWED + 5):
            recent_answers.begin(id, "")
        assert recent_answers.get(4) is None
        assert recent_answers.get(MAX_FOLLOWED) is not None
        clock.now += 600
        assert recent_answers.get(MAX_FOLLOWED) is None


class TestPlacesAndRoles:
    """Where and to whom it answers, by the settings."""

    async def test_a_channel_of_the_settings(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        new_bot: Callable[..., ThreadBot],
    ) -> None:
        """In the channels of the settings everyone is answered."""
        await simcord_env.restart_bot(new_bot(channels=(channel.id,)))
        await alice.send(channel, "!thread 3")
        assert SALT in answers(channel)[0]

    async def test_with_channels_set_direct_messages_are_off(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, new_bot
    ) -> None:
        """A direct message is none of the channels, and the answer says so."""
        await simcord_env.restart_bot(new_bot(channels=(channel.id,)))
        await alice.send_dm("3")
        assert shown(alice.user.dm_channel.last_message) == NOT_HERE

    async def test_refusals_come_at_a_members_pace(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, new_bot
    ) -> None:
        """Discord takes fifty messages a second of the bot, and they are for all."""
        await simcord_env.restart_bot(new_bot(channels=(channel.id,), questions_per_member=1))
        for _ in range(5):
            await alice.send_dm("3")
        refused, slower = answers(alice.user.dm_channel)
        assert refused == NOT_HERE
        assert slower.startswith("That was quick!")

    async def test_roles_hold_in_direct_messages(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        new_bot: Callable[..., ThreadBot],
    ) -> None:
        """The member is looked up: with the role they are answered, without it they are not.

        A stranger reads no name of the server's.
        """
        role = simcord_env.guild.create_role("Readers")
        carol = simcord_env.guild.add_member(simcord_env.create_user("carol"), roles=[role])
        stranger = simcord_env.create_user("stranger")
        await simcord_env.restart_bot(new_bot(roles=(role.id,)))
        await carol.send_dm("3")
        assert SALT in shown(carol.user.dm_channel.last_message)
        for person, name in ((alice.user, "Readers"), (stranger, str(role.id))):
            await person.send_dm("list")
            assert shown(person.dm_channel.last_message) == NOT_YOU.replace("Readers", name)

    async def test_a_role_is_proof_by_its_id(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        new_bot: Callable[..., ThreadBot],
    ) -> None:
        """A role of the same name, which anyone can make in a server of their own, is none."""
        readers = simcord_env.guild.create_role("Readers")
        role = simcord_env.guild.create_role("Readers")
        carol = simcord_env.guild.add_member(simcord_env.create_user("carol"), roles=[role])
        await simcord_env.restart_bot(new_bot(roles=(readers.id,)))
        await carol.send(channel, "!thread 3")
        assert answers(channel) == []

    async def test_suggestions_are_for_who_may_ask(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        new_bot: Callable[..., ThreadBot],
    ) -> None:
        """No title and no post shows to someone who may not ask, while they type neither."""
        role = simcord_env.guild.create_role("Readers")
        bot = new_bot(roles=(role.id,))
        await simcord_env.restart_bot(bot)
        assert await alice.autocomplete(channel, "thread post", "number", "") == []
        assert await alice.autocomplete(channel, "thread ask", "thread", "", question="x") == []
