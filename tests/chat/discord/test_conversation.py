"""Asking in the middle of a conversation: replies, mentions, forwards, threads, edits, proxies."""

from collections.abc import Callable
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.answering.engine import AnswerEngine
from bot.chat.discord import ThreadBot

from .conftest import Clock
from .screen import buttons, shown
from .simulation import (
    forward_privately,
    give_webhooks_to,
    message_comes_late,
    open_thread,
    read_again_and_delete,
    report_unedited,
)

SOURDOUGH = "how long does a sourdough rest"
ANSWER = "A sourdough rests overnight in a cool cellar."
SALT = "Salt slows the yeast down."
FLOUR = "Flour and water make a dough."


def answers(channel: ChannelHandle) -> list[str]:
    """The bot's messages in a channel so far."""
    return [shown(one) for one in channel.history() if one.author.bot and not one.webhook_id]


@pytest.fixture
async def answer(channel: ChannelHandle, alice: MemberActor) -> discord.Message:
    """The bot's answer to alice, which quotes post 2."""
    await alice.send(channel, f"!thread {SOURDOUGH}")
    message = channel.last_message
    assert message is not None
    return message


class TestReplies:
    """Replies under an answer, which Discord lets ping the bot by default."""

    @pytest.mark.parametrize(
        "line", ["thanks!", "lol", "👍", "ok", "haha nice", "danke dir", "¡gracias!", "<:bear:42>"]
    )
    async def test_talk_is_left_alone(
        self, channel: ChannelHandle, answer: discord.Message, bob: MemberActor, line: str
    ) -> None:
        """Thanks, laughter and emoji get no answer."""
        await bob.send(channel, line, reply_to=answer)
        assert len(answers(channel)) == 1

    @pytest.mark.parametrize(
        "line", ["wrong", "that's not what I asked", "No, that is wrong.", "falsch", "no es eso"]
    )
    async def test_an_objection_gets_the_next_best_posts(
        self,
        channel: ChannelHandle,
        alice: MemberActor,
        bob: MemberActor,
        engine: AnswerEngine,
        folder,
        line: str,
    ) -> None:
        """Who says that the answer is wrong reads the posts that fit next."""
        posts = "".join(f"- {{number: {n}, text: Rye grows on hill {n}.}}\n" for n in range(1, 9))
        (folder / "rye.yaml").write_text(f"title: On rye\nposts:\n{posts}")
        engine.reload()
        await alice.send(channel, "!thread rye on the hill")
        await bob.send(channel, line, reply_to=channel.last_message)
        assert "4 Rye grows on hill 4." in answers(channel)[-1]

    async def test_an_objection_with_nothing_left_is_left_alone(
        self, channel: ChannelHandle, answer: discord.Message, bob: MemberActor
    ) -> None:
        """Where no other post fits, the same answer is not repeated."""
        await bob.send(channel, "wrong", reply_to=answer)
        assert len(answers(channel)) == 1

    @pytest.mark.parametrize(
        ("line", "post"),
        [
            ("the next post please", SALT),
            ("next", SALT),
            ("weiter", SALT),
            ("el siguiente", SALT),
            ("previous one?", FLOUR),
            ("3", SALT),
        ],
    )
    async def test_the_posts_around(
        self,
        channel: ChannelHandle,
        answer: discord.Message,
        bob: MemberActor,
        line: str,
        post: str,
    ) -> None:
        """Who asks for the next post, or one by its number, reads it."""
        await bob.send(channel, line, reply_to=answer)
        assert post in answers(channel)[-1]

    async def test_a_question_is_a_follow_up(
        self, channel: ChannelHandle, answer: discord.Message, bob: MemberActor
    ) -> None:
        """Words of its own are searched, together with the question before."""
        await bob.send(channel, "and where?", reply_to=answer)
        assert answers(channel)[-1].startswith("Searched together with the question before it:")

    async def test_a_page_can_be_followed_up_too(
        self, channel: ChannelHandle, answer: discord.Message, bob: MemberActor
    ) -> None:
        """The next post keeps the question, so that the talk goes on from there."""
        await bob.send(channel, "next", reply_to=answer)
        await bob.send(channel, "and where?", reply_to=channel.last_message)
        assert f"“{SOURDOUGH}”" in answers(channel)[-1]


class TestMentions:
    """The bot's mention, wherever it is in a message."""

    @pytest.mark.parametrize(
        "line",
        [
            "hey {me} {q}?",
            "{q}? {me} thanks",
            "hi! {q}, {me}, please?",
            "> a sourdough is a living thing\n{me} {q}?",
            "> a sourdough is a living thing\n{q}? {me}",
            "`bread` {me} {q}",
        ],
    )
    async def test_anywhere(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, line: str
    ) -> None:
        """A mention makes the words around it a question."""
        me = simcord_env.guild.me.mention
        await alice.send(channel, line.format(me=me, q=SOURDOUGH))
        assert ANSWER in answers(channel)[-1]

    @pytest.mark.parametrize("line", ["{me}", "!thread", "{me} please"])
    async def test_alone_in_a_reply_to_somebodys_question(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        bob: MemberActor,
        line: str,
    ) -> None:
        """A mention or `!thread` alone answers the message that it replies to."""
        question = await alice.send(channel, f"{SOURDOUGH}?")
        me = simcord_env.guild.me.mention
        await bob.send(channel, line.format(me=me), reply_to=question)
        assert ANSWER in answers(channel)[-1]

    async def test_alone_below_a_quote(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """A mention alone below quoted words answers those."""
        await alice.send(channel, f"> {SOURDOUGH}?\n{simcord_env.guild.me.mention}")
        assert ANSWER in answers(channel)[-1]

    async def test_alone_in_a_forum_post(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """A mention alone in a forum's post takes the post's title."""
        forum = simcord_env.guild.create_forum_channel("help")
        post = await open_thread(simcord_env, forum, f"{SOURDOUGH}?", alice)
        await alice.send(post, simcord_env.guild.me.mention)
        assert ANSWER in answers(post)[-1]


class TestThreadOnAnAnswer:
    """A Discord thread that people open on an answer."""

    @pytest.fixture
    async def thread(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        answer: discord.Message,
        bob: MemberActor,
    ) -> ChannelHandle:
        return await open_thread(simcord_env, channel, "rest", bob, on=answer.id)

    async def test_questions_need_no_prefix(self, thread: ChannelHandle, bob: MemberActor) -> None:
        """A question is a follow-up of the answer's question."""
        await bob.send(thread, "and where does it rest?")
        assert answers(thread)[-1].startswith("Searched together with the question before it:")

    async def test_an_error_of_discord_s_loses_no_question(
        self,
        simcord_env: Env,
        thread: ChannelHandle,
        bob: MemberActor,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """What the thread is about is asked again where Discord does not say it at once."""
        monkeypatch.setattr("bot.chat.discord.delivery.PAUSE", 0)
        simcord_env.inject_error("GET", f"/channels/*/messages/{thread.id}", status=503)
        await bob.send(thread, "and where does it rest?")
        assert answers(thread)[-1].startswith("Searched together with the question before it:")

    @pytest.mark.parametrize("line", ["I see, so that is why.", "thanks!", "my bread was flat"])
    async def test_talk_is_left_alone(
        self, thread: ChannelHandle, bob: MemberActor, line: str
    ) -> None:
        """What asks nothing is between people."""
        await bob.send(thread, line)
        assert answers(thread) == []

    async def test_a_question_to_someone_else(
        self, thread: ChannelHandle, alice: MemberActor, bob: MemberActor
    ) -> None:
        """A reply to another member asks that member."""
        message = await alice.send(thread, "my bread was flat")
        await bob.send(thread, "how long did it rest?", reply_to=message)
        assert answers(thread) == []

    async def test_other_threads_are_left_alone(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """In a thread on a member's message nobody asked the bot."""
        message = await alice.send(channel, "what a loaf")
        thread = await open_thread(simcord_env, channel, "loaf", alice, on=message.id)
        await alice.send(thread, f"{SOURDOUGH}?")
        assert answers(thread) == []

    @pytest.mark.settings(thread_follow_ups=False)
    async def test_can_be_switched_off(self, thread: ChannelHandle, bob: MemberActor) -> None:
        """Where the setting is off, a question in the thread needs the prefix."""
        await bob.send(thread, "and where does it rest?")
        assert answers(thread) == []


class TestForwards:
    """Messages whose words are not in their content."""

    async def test_the_menu_on_a_forwarded_message(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, bob: MemberActor
    ) -> None:
        """ "Ask the thread about this" takes the forwarded words."""
        question = await alice.send(channel, f"{SOURDOUGH}?")
        forwarded = await bob.forward(question, channel)
        result = await alice.context_menu(channel, "Ask the thread about this", forwarded)
        assert ANSWER in shown(result.response)

    async def test_forwarded_to_the_bot(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, bob: MemberActor
    ) -> None:
        """A message that is forwarded in a direct message is a question."""
        question = await bob.send(channel, f"{SOURDOUGH}?")
        await forward_privately(simcord_env, alice, question)
        assert ANSWER in shown(alice.user.dm_channel.last_message)

    async def test_the_menu_on_an_embed(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """On a message that is an embed alone, the menu takes the embed's words."""
        feed = simcord_env.guild.create_webhook(channel)
        message = await feed.send(embed=discord.Embed(title="News", description=SOURDOUGH))
        result = await alice.context_menu(channel, "Ask the thread about this", message)
        assert ANSWER in shown(result.response)


class TestEdits:
    """Edits of messages that were no question yet, or were answered by an earlier run."""

    async def test_a_corrected_command_is_answered(
        self, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """`!thred 3` that becomes `!thread 3` is a question."""
        asked = await alice.send(channel, "!thred 3")
        await alice.edit(asked, "!thread 3")
        assert SALT in answers(channel)[-1]

    async def test_not_after_ten_minutes(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """Who edits an old message does not ask."""
        asked = await alice.send(channel, "!thred 3")
        await simcord_env.advance_time(601)
        await alice.edit(asked, "!thread 3")
        assert answers(channel) == []

    async def test_an_error_of_discord_s_answers_nothing_twice(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        new_bot: Callable[..., ThreadBot],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """After a restart the answer is looked for again where Discord does not give it at once."""
        monkeypatch.setattr("bot.chat.discord.delivery.PAUSE", 0)
        question = await alice.send(channel, "!thread 1")
        await simcord_env.restart_bot(new_bot(started_at=simcord_env.now()))
        simcord_env.inject_error("GET", f"/channels/{channel.id}/messages", status=503)
        await alice.edit(question, "!thread 2")
        (answer,) = answers(channel)
        assert "sourdough" in answer
        await simcord_env.restart_bot(new_bot(started_at=simcord_env.now()))
        simcord_env.inject_error("GET", f"/channels/{channel.id}/messages", status=503)
        await alice.delete(question)
        assert answers(channel) == []

    async def test_an_answer_of_an_earlier_run_follows(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, new_bot
    ) -> None:
        """After a restart an answer still follows its question's edit, then its deletion."""
        asked = await alice.send(channel, "!thread 1")
        await simcord_env.restart_bot(new_bot(started_at=simcord_env.now()))
        await alice.edit(asked, "!thread 3")
        assert [SALT in one for one in answers(channel)] == [True]
        await simcord_env.restart_bot(new_bot(started_at=simcord_env.now()))
        await alice.delete(asked)
        assert answers(channel) == []

    async def test_an_unchanged_question_of_an_earlier_run(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, new_bot
    ) -> None:
        """A question that is edited without a change keeps its answer as it is."""
        asked = await alice.send(channel, "!thread 3")
        await simcord_env.restart_bot(new_bot(started_at=simcord_env.now()))
        await alice.edit(asked, "!thread  3")
        assert not [one for one in simcord_env.http_requests if one.method == "PATCH"]
        assert len(answers(channel)) == 1

    async def test_a_pinned_question_keeps_its_answer(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        clock: Clock,
        wall_clock: Clock,
    ) -> None:
        """Discord reports that a message is pinned as it does an edit: an old one asks no more."""
        asked = await alice.send(channel, "!thread 1")
        await alice.edit(asked, "!thread 3")
        clock.now += 601
        wall_clock.now = asked.created_at.timestamp() + 601
        await report_unedited(simcord_env, asked)
        assert len(answers(channel)) == 1

    async def test_an_edit_that_comes_before_its_message(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """After a restart a message may be read when its edit is answered: it is answered once."""
        async with message_comes_late(simcord_env, alice):
            asked = await alice.send(channel, "!thread 1")
            await alice.edit(asked, "!thread 3")
        assert [SALT in one for one in answers(channel)] == [True]

    async def test_an_answer_that_a_killed_run_sent_goes_with_its_question(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, new_bot
    ) -> None:
        """After a kill a question may be read again, and then its deletion."""
        asked = await alice.send(channel, "!thread 1")
        await simcord_env.restart_bot(new_bot(started_at=simcord_env.now()))
        await read_again_and_delete(simcord_env, asked)
        assert answers(channel) == []

    @pytest.mark.settings(answer_threads=True)
    async def test_an_answer_of_an_earlier_run_in_a_thread_of_its_own(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, new_bot
    ) -> None:
        """It follows its question as well, which is answered there once."""
        asked = await alice.send(channel, "!thread 1")
        (thread,) = channel.threads
        await alice.slash(thread, "thread ask", question="2")
        options = {"started_at": simcord_env.now(), "answer_threads": True}
        await simcord_env.restart_bot(new_bot(**options))
        await alice.edit(asked, "!thread 3")
        assert [SALT in one for one in answers(thread)] == [True, False]
        await simcord_env.restart_bot(new_bot(**options))
        await alice.delete(asked)
        assert ["Post 2" in one for one in answers(thread)] == [True]

    @pytest.mark.settings(answer_threads=True)
    @pytest.mark.parametrize("opened", [True, False])
    async def test_a_thread_of_its_own_after_an_error_of_discord_s(
        self,
        channel: ChannelHandle,
        alice: MemberActor,
        monkeypatch: pytest.MonkeyPatch,
        opened: bool,
    ) -> None:
        """The answer is in the thread, also where Discord opened it and did not say so."""
        create, failed = discord.Message.create_thread, []

        async def failing_once(*of: Any, **named: Any) -> discord.Thread:
            if failed and not opened:
                return await create(*of, **named)
            if not failed and opened:
                await create(*of, **named)
            failed.append(of)
            raise ConnectionResetError

        monkeypatch.setattr("bot.chat.discord.delivery.PAUSE", 0)
        monkeypatch.setattr(discord.Message, "create_thread", failing_once)
        await alice.send(channel, "!thread 3")
        (thread,) = channel.threads
        assert [SALT in one for one in answers(thread)] == [True]


class TestSilence:
    """Lines to the bot that it once passed over."""

    @pytest.mark.parametrize("line", ["!thread: 3", "!threads 3", "!thread, 3", "!Thread:3"])
    async def test_near_the_command(
        self, channel: ChannelHandle, alice: MemberActor, line: str
    ) -> None:
        """A mark behind the command's name, or its plural, is read as the command."""
        await alice.send(channel, line)
        assert SALT in answers(channel)[-1]

    async def test_a_question_mark_gets_help(
        self, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """`!thread?` asks what the bot can do."""
        await alice.send(channel, "!thread?")
        assert answers(channel)[-1].startswith("Ask about a thread")

    async def test_an_announcement_channel_is_one_log_line(
        self, simcord_env: Env, alice: MemberActor, caplog: pytest.LogCaptureFixture
    ) -> None:
        """The log says once per channel why nobody is answered there."""
        caplog.set_level("INFO")
        news = simcord_env.guild.create_news_channel("news")
        for _ in range(3):
            await alice.send(news, "!thread 1")
        assert answers(news) == []
        assert [line for line in caplog.messages if "announcement" in line] == [
            f"not answering in channel {news.id}: it is an announcement channel"
        ]

    @pytest.mark.parametrize("line", ["!thread 3", "b: !thread 3"])
    async def test_a_proxied_member(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        monkeypatch: pytest.MonkeyPatch,
        line: str,
    ) -> None:
        """The webhook copy of a member's message is answered once the message is deleted."""
        give_webhooks_to(monkeypatch, application_id=42)
        webhook = simcord_env.guild.create_webhook(channel, "Proxy")
        asked = await alice.send(channel, line)
        await webhook.send("!thread 3", username="Bea")
        await alice.delete(asked)
        assert [SALT in one for one in answers(channel)] == [True]
        assert buttons(channel.last_message)["🗑️"].startswith(f"remove:{alice.id}:")

    async def test_a_command_of_another_bot_is_no_copy(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """What a bot answers to a slash command has its own id as webhook, and asks nothing."""
        webhook = simcord_env.guild.create_webhook(channel, "Echo")
        give_webhooks_to(monkeypatch, application_id=webhook.id)
        asked = await alice.send(channel, "!thread 3")
        first = answers(channel)
        await webhook.send("!thread 3")
        await alice.delete(asked)
        assert len(first) == 1
        assert answers(channel) == []

    async def test_a_copy_of_a_message_that_stays_is_no_question(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """A webhook that repeats a member's words does not ask in their name."""
        webhook = simcord_env.guild.create_webhook(channel, "Mirror")
        await alice.send(channel, "so: !thread 3")
        await webhook.send("!thread 3")
        await simcord_env.advance_time(20)
        assert answers(channel) == []


async def test_without_the_role_nobody_is_proxied(
    simcord_env: Env,
    channel: ChannelHandle,
    alice: MemberActor,
    new_bot: Callable[..., ThreadBot],
) -> None:
    """The guard checks the member behind the copy."""
    role = simcord_env.guild.create_role("Readers")
    await simcord_env.restart_bot(new_bot(roles=(role.id,)))
    webhook = simcord_env.guild.create_webhook(channel, "Proxy")
    asked = await alice.send(channel, "b: !thread 3")
    await webhook.send("!thread 3", username="Bea")
    await alice.delete(asked)
    assert answers(channel) == []
