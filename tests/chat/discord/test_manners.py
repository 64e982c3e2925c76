"""Where, to whom and how often the bot answers."""

from collections.abc import Callable

import discord
import pytest
from simcord import Env
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from bot.chat.discord import dispatcher
from bot.chat.discord.rate_limits import RateLimiter
from bot.chat.discord.recent_answers import KEPT_EXCHANGES, RecentAnswers

from .conftest import Clock
from .screen import buttons, shown


def said(channel: ChannelHandle) -> list[str]:
    """What the bot has said in a channel so far."""
    return [shown(one) for one in channel.history() if one.author.bot]


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]


def moderator(env: Env) -> MemberActor:
    """Someone who may remove messages of others."""
    role = env.guild.create_role("m", permissions=discord.Permissions(manage_messages=True))
    return env.guild.add_member(env.create_user("carol"), roles=[role])


class TestPace:
    """How often it answers."""

    @pytest.mark.settings(questions_per_member=2)
    async def test_one_friendly_line(
        self, channel: ChannelHandle, alice: MemberActor, bob: MemberActor, clock: Clock
    ) -> None:
        """Who asks too often reads one line about it, then nothing; others are answered."""
        for _ in range(5):
            await alice.send(channel, "!thread 3")
        assert len(said(channel)) == 3
        assert said(channel)[-1] == "That was quick! I can answer again in 60 s."
        await bob.send(channel, "!thread 3")
        assert len(said(channel)) == 4
        clock.now += 60
        await alice.send(channel, "!thread 3")
        assert len(said(channel)) == 5

    @pytest.mark.settings(questions_per_channel=1)
    async def test_a_channel_has_its_pace_too(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, bob: MemberActor
    ) -> None:
        """Many people together do not flood a channel, and other channels are not concerned."""
        await alice.send(channel, "!thread 3")
        await bob.send(channel, "!thread 3")
        assert said(channel)[-1].startswith("That was quick!")
        other = simcord_env.guild.create_text_channel("other")
        await bob.send(other, "!thread 3")
        assert "Salt" in said(other)[-1]

    async def test_a_rush_is_told_to_ask_again(
        self, channel: ChannelHandle, alice: MemberActor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """When more ask than can be answered at once, the rest read that in a sentence."""
        monkeypatch.setattr(dispatcher, "MOST_UNDER_WAY", 0)
        await alice.send(channel, "!thread 3")
        assert said(channel) == [
            "Too many people are asking at once. Please ask again in a minute."
        ]

    @pytest.mark.settings(questions_per_member=1)
    async def test_commands_and_buttons_count(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """A slash command or a press too many is answered with the line, to the asker only."""
        await simcord_env.bot.tree.sync()
        await alice.send(channel, "!thread 3")
        result = await alice.slash(channel, "thread list")
        assert result.ephemeral
        assert shown(result.response) == "That was quick! I can answer again in 60 s."
        answer = next(one for one in channel.history() if one.author.bot)
        result = await alice.click(answer, custom_id=buttons(answer)["◀ 2"])
        assert shown(result.response).startswith("That was quick!")

    def test_only_a_minute_of_askers_is_remembered(self, clock: Clock) -> None:
        """The memory does not grow with everyone who ever asked."""
        pace = RateLimiter(1, clock)
        for who in range(1000):
            pace.take(who)
            pace.take(who)
        clock.now += 61
        pace.take(-1)
        assert len(pace._times) == 1
        assert len(pace._told) == 0

    def test_who_asks_on_keeps_nobody_else_in_memory(self, clock: Clock) -> None:
        """Someone who asks all day does not keep those who asked before from being forgotten."""
        pace = RateLimiter(9, clock)
        for who in range(1000):
            pace.take(who)
        clock.now += 59
        pace.take(0)
        clock.now += 2
        pace.take(-1)
        assert set(pace._times) == {0, -1}

    def test_only_recent_exchanges_are_remembered(self, clock: Clock) -> None:
        """Neither time nor a burst makes the memory of answered questions grow."""
        recent_answers = RecentAnswers(clock)
        for id in range(KEPT_EXCHANGES + 5):
            recent_answers.begin(id, "")
        assert recent_answers.get(4) is None
        assert recent_answers.get(KEPT_EXCHANGES) is not None
        clock.now += 600
        assert recent_answers.get(KEPT_EXCHANGES) is None


class TestPlaces:
    """Where and to whom it answers, by the settings."""

    @pytest.mark.settings(channels=("questions",))
    async def test_only_the_channels_of_the_settings(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """Elsewhere messages are passed over in silence, and commands are told so."""
        await simcord_env.bot.tree.sync()
        questions = simcord_env.guild.create_text_channel("questions")
        await alice.send(channel, "!thread 3")
        await alice.send(questions, "!thread 3")
        assert said(channel) == []
        assert "Salt" in said(questions)[0]
        result = await alice.slash(channel, "thread list")
        assert shown(result.response) == "I am not set up to answer in this channel."

    @pytest.mark.settings(roles=("Readers",))
    async def test_only_the_roles_of_the_settings(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """Others are passed over in silence, and at a command they are told who may ask."""
        await simcord_env.bot.tree.sync()
        role = simcord_env.guild.create_role("readers")
        carol = simcord_env.guild.add_member(simcord_env.create_user("carol"), roles=[role])
        await alice.send(channel, "!thread 3")
        assert said(channel) == []
        result = await alice.slash(channel, "thread list")
        assert shown(result.response) == (
            "Only members with one of these roles can ask me: Readers."
        )
        await carol.send(channel, "!thread 3")
        assert "Salt" in said(channel)[0]


class TestPermissions:
    """What the bot lacks the permission for."""

    async def test_silence_with_one_log_line(
        self,
        simcord_env: Env,
        restricted: Callable[..., ChannelHandle],
        alice: MemberActor,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """Where it may not write it tries nothing, and the log names the permission."""
        channel = restricted(send_messages=False)
        await alice.send(channel, "!thread 3")
        assert said(channel) == []
        assert warnings(caplog) == [
            f"not answering in channel {channel.id}: Send Messages is missing"
        ]
        assert not any(one.method == "POST" for one in simcord_env.http_requests)

    async def test_without_cards_the_answer_is_text(
        self, restricted: Callable[..., ChannelHandle], alice: MemberActor
    ) -> None:
        """Where it may not embed links, the same answer comes as text."""
        channel = restricted(embed_links=False)
        await alice.send(channel, "!thread sourdough")
        assert channel.last_message.embeds == []
        assert said(channel)[0].startswith(
            "2 · On bread, by @baker · https://example.org/bread · confidence "
        )
        assert "A **sourdough** rests overnight" in channel.last_message.content

    async def test_without_history_the_answer_is_no_reply(
        self, restricted: Callable[..., ChannelHandle], alice: MemberActor
    ) -> None:
        """Where it may not read back, it cannot reply, and answers all the same."""
        channel = restricted(read_message_history=False)
        await alice.send(channel, "!thread 3")
        assert "Salt" in said(channel)[0]
        assert channel.last_message.reference is None

    async def test_a_refusal_of_discord_s_is_one_log_line(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """A permission taken away meanwhile is one line in the log, and no error."""
        simcord_env.inject_error(
            "POST", "/channels/*/messages", status=403, code=50013, message="Missing Permissions"
        )
        await alice.send(channel, "!thread 3")
        assert warnings(caplog) == [f"not answering in channel {channel.id}: Missing Permissions"]


class TestFaults:
    """What goes wrong on the way to Discord."""

    async def test_an_answer_is_sent_again(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """Where Discord stumbles the answer is sent again, under a nonce that keeps it single."""
        simcord_env.inject_error("POST", "/channels/*/messages", status=503, times=2)
        await alice.send(channel, "!thread 3")
        await simcord_env.advance_time(10)
        assert len(said(channel)) == 1
        tries = [one.json for one in simcord_env.http_requests if one.method == "POST"]
        assert len(tries) == 3
        assert len({one["nonce"] for one in tries}) == 1
        assert all(one["enforce_nonce"] for one in tries)

    async def test_an_answer_that_cannot_be_sent_is_one_log_line(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """After five tries the bot gives up, says so in its log, and answers the next question."""
        simcord_env.inject_error("POST", "/channels/*/messages", status=503, times=5)
        asked = await alice.send(channel, "!thread 3")
        await simcord_env.advance_time(60)
        assert said(channel) == []
        (line,) = [one for one in caplog.records if one.levelname == "ERROR"]
        assert line.getMessage().startswith(f"the answer to message {asked.id} was not sent: 503")
        await alice.send(channel, "!thread 3")
        assert len(said(channel)) == 1

    async def test_a_response_that_discord_has_is_no_fault(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """Where a first response got through but its receipt was lost, the answer follows."""
        await simcord_env.bot.tree.sync()
        simcord_env.inject_error("POST", "/interactions/*", status=400, code=40060, message="Acked")
        result = await alice.slash(channel, "thread list")
        tried = [one.path for one in simcord_env.http_requests if "/messages/@original" in one.path]
        assert len(tried) == 1
        assert result.response is None  # the simulated Discord took nothing, so there is nothing


class TestStopping:
    """A clean stop."""

    async def test_answers_under_way_are_finished(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """A stop waits for what is being answered, and for nothing else."""
        await alice.send(channel, "!thread 3")
        await simcord_env.bot.dispatcher.finish(0.01)
        assert "Salt" in said(channel)[0]


class TestDeletedMeanwhile:
    """Things that vanish while they are answered."""

    async def test_the_answer_to_a_deleted_question_still_stands(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """A reply names its question without insisting that it still be there."""
        await alice.send(channel, "!thread 3")
        sent = next(one for one in simcord_env.http_requests if one.method == "POST")
        assert sent.json["message_reference"]["fail_if_not_exists"] is False

    async def test_an_answer_removed_by_hand_is_no_error(
        self, channel: ChannelHandle, alice: MemberActor, simcord_env: Env
    ) -> None:
        """The question is deleted after its answer, and nothing happens."""
        carol = moderator(simcord_env)
        asked = await alice.send(channel, "!thread 3")
        await carol.delete(channel.last_message)
        await alice.delete(asked)
        assert channel.history() == []

    async def test_an_answer_taken_away_does_not_come_back(
        self,
        channel: ChannelHandle,
        alice: MemberActor,
        simcord_env: Env,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """Editing a question whose answer a moderator removed is one line in the log."""
        carol = moderator(simcord_env)
        asked = await alice.send(channel, "!thread 3")
        await carol.delete(channel.last_message)
        await alice.edit(asked, "!thread 2")
        assert said(channel) == []
        assert ["was not updated" in line for line in warnings(caplog)] == [True]
