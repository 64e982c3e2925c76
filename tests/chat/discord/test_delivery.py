"""What goes wrong on the way to Discord: permissions, errors, things that vanish, a stop."""

from collections.abc import Callable

import discord
import pytest
from simcord import ChannelHandle, Env, MemberActor

from .screen import shown


def answers(channel: ChannelHandle) -> list[str]:
    """The bot's answers in a channel so far."""
    return [shown(one) for one in channel.history() if one.author.bot]


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]


def moderator(env: Env) -> MemberActor:
    """Someone who may remove messages of others."""
    role = env.guild.create_role("m", permissions=discord.Permissions(manage_messages=True))
    return env.guild.add_member(env.create_user("carol"), roles=[role])


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
        assert answers(channel) == []
        assert warnings(caplog) == [
            f"not answering in channel {channel.id}: Send Messages is missing"
        ]
        assert not any(one.method == "POST" for one in simcord_env.http_requests)

    async def test_without_embeds_the_answer_is_text(
        self, restricted: Callable[..., ChannelHandle], alice: MemberActor
    ) -> None:
        """Where it may not embed links, the same answer comes as text."""
        channel = restricted(embed_links=False)
        await alice.send(channel, "!thread sourdough")
        assert channel.last_message.embeds == []
        assert answers(channel)[0].startswith(
            "2 · On bread, by @baker · https://example.org/bread · "
        )
        assert "A **sourdough** rests overnight" in channel.last_message.content

    async def test_without_history_the_answer_is_no_reply(
        self, restricted: Callable[..., ChannelHandle], alice: MemberActor
    ) -> None:
        """Where it may not read back, it cannot reply, and answers all the same."""
        channel = restricted(read_message_history=False)
        await alice.send(channel, "!thread 3")
        assert "Salt" in answers(channel)[0]
        assert channel.last_message.reference is None

    async def test_a_refusal_of_discord_s_is_one_log_line(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """A permission that was just taken away is one line in the log, and no error."""
        simcord_env.inject_error(
            "POST", "/channels/*/messages", status=403, code=50013, message="Missing Permissions"
        )
        await alice.send(channel, "!thread 3")
        assert warnings(caplog) == [f"not answering in channel {channel.id}: Missing Permissions"]


class TestErrors:
    """What goes wrong on the way to Discord."""

    @pytest.fixture(autouse=True)
    def _simulated_pauses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the pauses be so long that the simulated Discord does not wait for them."""
        monkeypatch.setattr("bot.chat.discord.delivery.PAUSE", 60.0)
        monkeypatch.setattr("bot.chat.discord.typing_indicator.DELAY", 60.0)

    async def test_an_answer_is_sent_again(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """After an error of Discord's the answer is sent again, once, which its nonce ensures."""
        simcord_env.inject_error("POST", "/channels/*/messages", status=503, times=2)
        await alice.send(channel, "!thread 3")
        await simcord_env.advance_time(600)
        assert len(answers(channel)) == 1
        tries = [
            one.json
            for one in simcord_env.http_requests
            if one.method == "POST" and one.path.endswith("/messages")
        ]
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
        await simcord_env.advance_time(600)
        assert answers(channel) == []
        (line,) = [one for one in caplog.records if one.levelname == "ERROR"]
        assert line.getMessage().startswith(f"the answer to message {asked.id} was not sent: 503")
        await alice.send(channel, "!thread 3")
        assert len(answers(channel)) == 1

    async def test_a_response_that_discord_has_is_no_error(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """Where a first response got through but its receipt was lost, the answer follows."""
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
        await simcord_env.bot.dispatcher.finish()
        assert "Salt" in answers(channel)[0]


class TestVanished:
    """Things that vanish while they are answered."""

    async def test_the_answer_to_a_deleted_question_remains(
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
        assert answers(channel) == []
        assert ["was not updated" in line for line in warnings(caplog)] == [True]
