"""Questions in messages: what is answered, how, and who may reload."""

import asyncio
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.answering.engine import AnswerEngine
from bot.chat.discord import ThreadBot

from .conftest import Clock
from .screen import buttons, shown
from .simulation import reply_without_ping

NO_RELOAD = "Only the bot's owner and the admins named in its settings can reload."
SOURDOUGH = "how long does a sourdough rest"
ANSWER = "A sourdough rests overnight in a cool cellar."
HELP = """\
Ask about a thread, and I quote the posts that answer, word for word, with their numbers.
!thread 7 or !thread 7-9 shows posts
!thread summary, first, last or random picks posts
!thread list names the threads
Also: mention me anywhere in a message, reply to an answer, write to me in private, use /thread, \
or a message's menu under Apps
!thread reload reloads the threads, for admins
!thread help shows this"""


def without_examples(help: str) -> str:
    """The help, whose questions to try depend on what the search finds."""
    return "".join(line for line in help.splitlines(True) if "what is said" not in line)


async def replies(actor: MemberActor, channel: ChannelHandle, line: str) -> str:
    """The bot's replies to a line."""
    sent = await actor.send(channel, line)
    answers = [one for one in channel.history() if one.id > sent.id and one.author.bot]
    return "\n".join(shown(one) for one in answers)


async def test_a_question_is_answered_in_reply(channel: ChannelHandle, alice: MemberActor) -> None:
    """`!thread` and a question quotes the post that answers, as a reply to the question."""
    asked = await alice.send(channel, f"!thread {SOURDOUGH}")
    answer = channel.last_message
    assert answer is not None
    assert answer.reference is not None
    assert answer.reference.message_id == asked.id
    assert shown(answer).startswith(f"On bread, by @baker\nPost 2\n{ANSWER}\nsure")


async def test_matched_words_are_bold_and_the_thread_can_be_read(
    channel: ChannelHandle, alice: MemberActor
) -> None:
    """A card marks the matched words and links to where the thread can be read."""
    await alice.send(channel, f"!thread {SOURDOUGH}")
    card = channel.last_message.embeds[0]
    assert "**sourdough**" in card.description
    assert card.author.url == "https://example.org/bread"


@pytest.mark.parametrize("line", ["!THREAD 3", "  !thread   3", "!thread\n3", "!Thread #3"])
async def test_the_command_is_read_as_people_type_it(
    channel: ChannelHandle, alice: MemberActor, line: str
) -> None:
    """Case and white space make no difference."""
    answer = await replies(alice, channel, line)
    assert answer == "On bread, by @baker\nPost 3\nSalt slows the yeast down."


@pytest.mark.parametrize("line", ["!thread", "!thread help", "!thread ???", "!thread   "])
async def test_help_is_short(channel: ChannelHandle, alice: MemberActor, line: str) -> None:
    """`!thread` alone, `!thread help` and a question without words get the help."""
    help = await replies(alice, channel, line)
    assert "\n!thread what is said about sourdough\n" in help
    assert without_examples(help) == HELP


async def test_the_threads_are_named(channel: ChannelHandle, alice: MemberActor) -> None:
    """`!thread list` names each thread, its author, its length and its id."""
    assert await replies(alice, channel, "!thread list") == (
        "1 thread, 4 posts:\nOn bread, by @baker · 4 posts · English (guessed) · bread"
    )


async def test_posts_are_shown_by_number(channel: ChannelHandle, alice: MemberActor) -> None:
    """A range shows the posts there are in it, each with its number."""
    assert await replies(alice, channel, "!thread 3-5") == (
        "On bread, by @baker\n3 Salt slows the yeast down.\n\n"
        "5 The oven must be hot before the loaf goes in."
    )


async def test_a_missing_number_says_which_there_are(
    channel: ChannelHandle, alice: MemberActor
) -> None:
    """A number that no post has is answered with the numbers that there are."""
    assert await replies(alice, channel, "!thread 4") == (
        "On bread has no post 4; its posts are 1-3, 5."
    )


async def test_a_question_the_thread_does_not_answer(
    channel: ChannelHandle, alice: MemberActor
) -> None:
    """Where no post fits, the bot says so, quotes nothing and tells what the thread is about."""
    assert await replies(alice, channel, "!thread photosynthesis of ferns") == (
        "The thread does not answer this. It is about sourdough, overnight, cellar, before. "
        "!thread help shows questions that it answers."
    )
    assert channel.last_message.embeds == []


async def test_a_sentence_that_begins_like_a_command_is_a_question(
    channel: ChannelHandle, alice: MemberActor
) -> None:
    """`!thread reload the oven` reloads nothing."""
    answer = await replies(alice, channel, "!thread reload the oven with the loaf")
    assert "The oven must be hot" in answer


@pytest.mark.parametrize(
    "line",
    [
        "!threading 1",
        "?thread 1",
        "hey !thread 1",
        "> !thread 1",
        "`!thread 1`",
        "```\n!thread 1\n```",
    ],
)
async def test_nobody_asked(channel: ChannelHandle, alice: MemberActor, line: str) -> None:
    """Other words, other bots' prefixes, quotes and code are not answered."""
    assert await replies(alice, channel, line) == ""


async def test_bots_and_webhooks_are_not_answered(simcord_env: Env, channel: ChannelHandle) -> None:
    """The bot answers people: no other bot, no webhook."""
    robot = simcord_env.guild.add_member(simcord_env.create_user("robot", bot=True))
    await robot.send(channel, "!thread 1")
    await simcord_env.guild.create_webhook(channel).send("!thread 1")
    assert [one.content for one in channel.history()] == ["!thread 1", "!thread 1"]


async def test_announcements_are_not_answered(simcord_env: Env, alice: MemberActor) -> None:
    """In an announcement channel the bot keeps quiet."""
    news = simcord_env.guild.create_news_channel("news")
    assert await replies(alice, news, "!thread 1") == ""


async def test_a_server_is_answered_in_its_language(simcord_env: Env) -> None:
    """Messages are answered in the language that the server's settings name."""
    guild = simcord_env.create_guild(preferred_locale="es-ES")
    alice = guild.add_member(simcord_env.create_user("alice"))
    answer = await replies(alice, guild.create_text_channel("general"), "!thread list")
    assert answer == (
        "1 hilo, 4 mensajes:\nOn bread, de @baker · 4 mensajes · inglés (supuesto) · bread"
    )


@pytest.mark.settings(prefix="?")
async def test_another_prefix(channel: ChannelHandle, alice: MemberActor) -> None:
    """The prefix is a setting, and the help names it."""
    assert await replies(alice, channel, "!thread 1") == ""
    assert "?thread list names the threads" in await replies(alice, channel, "?thread")


class TestReload:
    """Reloading the threads."""

    @pytest.fixture
    async def admin(
        self, simcord_env: Env, channel: ChannelHandle, new_bot: Callable[..., ThreadBot]
    ) -> MemberActor:
        """Someone with a role that the settings name."""
        role = simcord_env.guild.create_role("admins")
        await simcord_env.restart_bot(new_bot(admin_roles=(role.id,)))
        return simcord_env.guild.add_member(simcord_env.create_user("carol"), roles=[role])

    async def test_reports_what_changed(
        self, channel: ChannelHandle, admin: MemberActor, folder: Path
    ) -> None:
        """A reload says what it read, what changed and how long it took; answers are new."""
        text = (folder / "bread.yaml").read_text().replace("cool cellar", "warm kitchen")
        (folder / "bread.yaml").write_text(text + "- {number: 6, text: Let it cool.}\n")
        (folder / "cake.yaml").write_text("title: On cake\nposts: [{number: 1, text: Eggs.}]\n")
        report = await replies(admin, channel, "!thread reload")
        first, *rest = report.splitlines()
        assert re.fullmatch(r"Reloaded 6 posts in 2 threads, in \d+\.\d\d s\.", first)
        assert rest == [
            "Threads: 1 added, 1 changed, 0 removed.",
            "Posts: 2 added, 1 changed, 0 removed.",
        ]
        assert "warm kitchen" in await replies(admin, channel, f"!thread {SOURDOUGH}")

    async def test_says_when_nothing_changed(
        self, channel: ChannelHandle, admin: MemberActor
    ) -> None:
        """A reload of the same files says so."""
        report = await replies(admin, channel, "!thread reload")
        assert report.splitlines()[1] == "Nothing has changed."

    async def test_a_wrong_file_changes_nothing(
        self, channel: ChannelHandle, admin: MemberActor, folder: Path
    ) -> None:
        """Each error is named with its file and line, and the old threads answer."""
        shutil.copy(folder / "bread.yaml", folder / "old.yaml")
        (folder / "bread.yaml").write_text("title: On bread\nposts:\n- number: one\n  text: ''\n")
        lines = (await replies(admin, channel, "!thread reload")).splitlines()
        assert lines[0].startswith("Nothing was reloaded; ")
        assert lines[1:] == [
            "bread.yaml, line 3",
            "bread.yaml, line 4",
            "The bot's owner and its log have the details.",
        ]
        assert ANSWER in await replies(admin, channel, f"!thread {SOURDOUGH}")

    async def test_the_details_are_for_the_owner_and_the_log(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        admin: MemberActor,
        folder: Path,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """What is wrong, and in which folder, goes to the owner in private and into the log."""
        simcord_env.bot.owner_id = alice.id
        (folder / "bread.yaml").write_text("secret: x\n")
        reply = await replies(admin, channel, "!thread reload")
        assert str(folder) not in reply
        assert "secret" not in reply
        diagnostic = f"{folder / 'bread.yaml'}:1:1: "
        details = shown(alice.user.dm_channel.last_message)
        assert diagnostic in details
        assert "secret" in details
        assert any(diagnostic in line for line in caplog.messages)
        await alice.send_dm("reload")
        assert diagnostic in shown(alice.user.dm_channel.last_message)

    async def test_file_names_cannot_be_markup(
        self, channel: ChannelHandle, admin: MemberActor, folder: Path
    ) -> None:
        """A file's name in an error is shown as it is."""
        (folder / "@everyone **x**.yaml").write_text("<@1>: ||x||\n")
        await admin.send(channel, "!thread reload")
        assert r"\@everyone \*\*x\*\*.yaml" in channel.last_message.content

    async def test_is_refused_to_members(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, folder: Path
    ) -> None:
        """Neither a member nor who manages a server may reload the operator's folder."""
        role = simcord_env.guild.create_role(
            "admins", permissions=discord.Permissions(administrator=True)
        )
        dave = simcord_env.guild.add_member(simcord_env.create_user("dave"), roles=[role])
        (folder / "bread.yaml").unlink()
        for member in (alice, dave):
            assert await replies(member, channel, "!thread reload") == NO_RELOAD
        assert ANSWER in await replies(alice, channel, f"!thread {SOURDOUGH}")

    async def test_is_for_the_owner(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """The bot's owner may reload without any role, also in a direct message."""
        simcord_env.bot.owner_id = alice.id
        assert "Reloaded 4 posts" in await replies(alice, channel, "!thread reload")
        await alice.send_dm("reload")
        assert "Reloaded 4 posts" in shown(alice.user.dm_channel.last_message)

    async def test_nobody_is_taken_for_the_owner(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """While Discord does not say who owns the bot, nobody reloads as its owner."""
        simcord_env.inject_error("GET", "/oauth2/applications/@me", status=403, message="No")
        assert await replies(alice, channel, "!thread reload") == NO_RELOAD

    async def test_is_for_managers_of_the_servers_of_the_settings(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        new_bot: Callable[..., ThreadBot],
    ) -> None:
        """Manage Server is enough in a server that the settings name, and in no other."""
        manager = discord.Permissions(manage_guild=True)
        dave = simcord_env.create_user("dave")
        role = simcord_env.guild.create_role("managers", permissions=manager)
        at_home = simcord_env.guild.add_member(dave, roles=[role])
        own = simcord_env.create_guild("Dave's own")
        own_channel = own.create_text_channel("general")
        abroad = own.add_member(dave, roles=[own.create_role("m", permissions=manager)])
        await simcord_env.restart_bot(new_bot(admin_servers=(channel.guild.id,)))
        assert "Reloaded 4 posts" in await replies(at_home, channel, "!thread reload")
        assert await replies(alice, channel, "!thread reload") == NO_RELOAD
        assert await replies(abroad, own_channel, "!thread reload") == NO_RELOAD

    async def test_is_for_a_role_from_anywhere(
        self, simcord_env: Env, channel: ChannelHandle, admin: MemberActor
    ) -> None:
        """A role of the settings counts in a direct message too."""
        await admin.send_dm("reload")
        assert "Reloaded 4 posts" in shown(admin.user.dm_channel.last_message)


class TestMentions:
    """Asking by a mention, which needs no message content intent."""

    @pytest.mark.settings(message_content=False)
    @pytest.mark.parametrize("line", ["{me} {q}", "{me}, {q}?", "{q} {me}", "{me} !thread {q}"])
    async def test_a_mention_asks(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, line: str
    ) -> None:
        """A message that begins or ends with the bot's mention is a question to it."""
        me = simcord_env.guild.me.mention
        assert ANSWER in await replies(alice, channel, line.format(me=me, q=SOURDOUGH))

    @pytest.mark.parametrize(
        "line",
        ["> {me} 1", "> 1 {me}", ">>> 1\n{me}", "`{me} 1`", "```\n{me} 1\n```", "thanks {me}!"],
    )
    async def test_being_talked_about_is_not_being_asked(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, line: str
    ) -> None:
        """A mention in a quote or in code is not answered, nor are thanks."""
        me = simcord_env.guild.me.mention
        assert await replies(alice, channel, line.format(me=me)) == ""

    @pytest.mark.settings(message_content=False)
    async def test_a_mention_alone_gets_help(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """Who only mentions the bot wants to know what it can do."""
        help = await replies(alice, channel, simcord_env.guild.me.mention)
        assert without_examples(help) == HELP.replace("!thread", "@bot")

    @pytest.mark.settings(message_content=False)
    async def test_without_the_intent_the_prefix_is_not_read(
        self, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """Without message content Discord hides the line, and nothing is said."""
        assert await replies(alice, channel, "!thread 1") == ""


class TestDirectMessages:
    """Asking in a direct message."""

    @pytest.mark.settings(message_content=False)
    @pytest.mark.parametrize("line", [SOURDOUGH, f"!thread {SOURDOUGH}", "2"])
    async def test_every_line_asks(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, line: str
    ) -> None:
        """In a direct message the prefix may be left out."""
        await alice.send_dm(line)
        assert ANSWER in shown(alice.user.dm_channel.last_message)


class TestFollowUps:
    """Replying to an answer."""

    @pytest.mark.settings(message_content=False)
    async def test_searches_with_the_question_before(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, bob: MemberActor
    ) -> None:
        """`and why?` under an answer is searched together with its question, and says so."""
        await alice.send(channel, f"{simcord_env.guild.me.mention} {SOURDOUGH}")
        await bob.send(channel, "and why?", reply_to=channel.last_message)
        answer = shown(channel.last_message)
        assert answer.startswith(f"Searched together with the question before it: “{SOURDOUGH}”\n")
        assert ANSWER in answer

    async def test_follows_up_after_a_restart(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, new_bot
    ) -> None:
        """A fresh process knows the question from the answer itself."""
        await alice.send(channel, f"!thread {SOURDOUGH}")
        answer = channel.last_message
        await simcord_env.restart_bot(new_bot())
        await alice.send(channel, "and why?", reply_to=answer)
        assert f"“{SOURDOUGH}”" in shown(channel.last_message)

    async def test_a_number_under_an_answer_shows_the_post(
        self, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """The grammar is the same in a reply."""
        await alice.send(channel, f"!thread {SOURDOUGH}")
        await alice.send(channel, "3", reply_to=channel.last_message)
        assert "Salt slows" in shown(channel.last_message)

    async def test_a_reply_without_a_ping_talks_about_the_answer(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, bob: MemberActor
    ) -> None:
        """People may discuss an answer below it: who asks the bot lets the reply ping."""
        await alice.send(channel, f"!thread {SOURDOUGH}")
        await reply_without_ping(simcord_env, bob, channel, "so that is why")
        assert channel.last_message.author.id == bob.id

    @pytest.mark.settings(message_content=False)
    async def test_a_reply_whose_words_discord_hides_is_passed_over(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """Under the answer to a slash command Discord hides a reply without a mention."""
        result = await alice.slash(channel, "thread ask", question=SOURDOUGH)
        await alice.send(channel, "and why?", reply_to=result.response)
        assert channel.last_message.author.id == alice.id
        me = simcord_env.guild.me.mention
        await alice.send(channel, f"{me} and why?", reply_to=result.response)
        assert f"“{SOURDOUGH}”" in shown(channel.last_message)

    async def test_a_reply_to_someone_else_is_not_for_the_bot(
        self, channel: ChannelHandle, alice: MemberActor, bob: MemberActor
    ) -> None:
        """People talk to each other."""
        message = await alice.send(channel, "what a loaf")
        await bob.send(channel, "and why?", reply_to=message)
        assert channel.last_message.author.id == bob.id


class TestEdits:
    """Editing and deleting a question."""

    async def test_an_edited_question_updates_its_answer(
        self, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """The answer changes in place, with its buttons."""
        asked = await alice.send(channel, "!thread 1")
        answer = channel.last_message
        await alice.edit(asked, "!thread 3")
        assert channel.last_message.id == answer.id
        assert "Salt slows" in shown(channel.last_message)
        assert "◀ 2" in buttons(channel.last_message)

    async def test_an_answer_comes_back_with_its_question(
        self, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """A line that was edited to say nothing to the bot, and back, is answered again."""
        asked = await alice.send(channel, "!thread 1")
        await alice.edit(asked, "oops")
        assert channel.last_message.content == "oops"
        await alice.edit(asked, "!thread 3")
        assert "Salt slows" in shown(channel.last_message)

    async def test_for_ten_minutes(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, clock: Clock
    ) -> None:
        """Later edits change nothing."""
        asked = await alice.send(channel, "!thread 1")
        clock.now += 599
        await alice.edit(asked, "!thread 2")
        assert "sourdough" in shown(channel.last_message)
        clock.now += 2
        await simcord_env.advance_time(601)
        await alice.edit(asked, "!thread 3")
        assert "sourdough" in shown(channel.last_message)

    async def test_an_update_that_changes_no_word_changes_nothing(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """Discord reports an edit also where a preview is added: the answer stays untouched."""
        asked = await alice.send(channel, "!thread 1")
        await alice.edit(asked, "!thread 1")
        assert not [one for one in simcord_env.http_requests if one.method == "PATCH"]

    async def test_an_edit_to_something_else_removes_the_answer(
        self, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """What asks nothing any more has no answer any more."""
        asked = await alice.send(channel, "!thread 1")
        await alice.edit(asked, "never mind")
        assert [one.content for one in channel.history()] == ["never mind"]

    async def test_a_deleted_question_removes_its_answer(
        self, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """No answer is left without its question."""
        asked = await alice.send(channel, "!thread 1")
        await alice.delete(asked)
        assert channel.history() == []

    @pytest.fixture
    def slow_read(self, simcord_bot: ThreadBot, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
        """Set once the bot reads the settings in force, which takes longer than an event."""
        begun, in_force = asyncio.Event(), simcord_bot.kept_settings.in_force

        async def read(*arguments: Any) -> Any:
            monkeypatch.setattr(simcord_bot.kept_settings, "in_force", in_force)
            begun.set()
            await asyncio.to_thread(list)
            return await in_force(*arguments)

        monkeypatch.setattr(simcord_bot.kept_settings, "in_force", read)
        return begun

    @pytest.mark.parametrize(
        ("line", "answers"),
        [("!thread 3", ["On bread, by @baker\nPost 3\nSalt slows the yeast down."]), (None, [])],
    )
    async def test_what_is_edited_or_deleted_before_it_is_read(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        slow_read: asyncio.Event,
        line: str | None,
        answers: list[str],
    ) -> None:
        """It is answered once, as it reads last; what was deleted is not answered at all."""
        backend, id = simcord_env.backend, channel.id
        asked = backend.create_message(id, alice.id, "!thread 1")
        await slow_read.wait()
        if line is None:
            backend.delete_message(id, asked.id)
        else:
            backend.edit_message(id, asked.id, {"content": line})
        await simcord_env.settle()
        assert [shown(one) for one in channel.history() if one.author.bot] == answers

    @pytest.mark.settings(questions_per_member=1)
    async def test_an_edit_too_many_leaves_the_answer_under_way(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        engine: AnswerEngine,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Nobody reads to wait in place of an answer that was still to come."""
        monkeypatch.setattr(engine, "is_quick", lambda *_: False)
        asked = simcord_env.backend.create_message(channel.id, alice.id, "!thread 1")
        simcord_env.backend.edit_message(channel.id, asked.id, {"content": "!thread 3"})
        await simcord_env.settle()
        assert shown(channel.last_message).endswith("Flour and water make a dough.")

    @pytest.mark.settings(questions_per_member=1)
    async def test_what_is_refused_in_silence_waits_for_nothing(
        self, simcord_env: Env, simcord_bot: ThreadBot, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """A flood behind an answer that Discord does not take makes the bot busy for nobody."""
        turns, under_way = simcord_bot.cogs["Messages"]._turns, simcord_bot.dispatcher._under_way
        with turns.join(channel.id, alice.id):
            for _ in range(5):
                simcord_env.backend.create_message(channel.id, alice.id, "!thread 1")
            await asyncio.sleep(0.1)
            assert len(under_way) == 2  # the question, and the sentence that asks to slow down
        await simcord_env.settle()

    @pytest.fixture
    def long_thread(self, folder: Path, engine: AnswerEngine) -> None:
        """A post whose answer takes several messages, number 9."""
        (folder / "long.yaml").write_text(
            f"title: L\nposts: [{{number: 9, text: {'la ' * 2900}}}]\n"
        )
        engine.reload()

    @pytest.mark.usefixtures("long_thread")
    async def test_a_short_answer_takes_the_place_of_a_long_one(
        self,
        channel: ChannelHandle,
        alice: MemberActor,
        simcord_env: Env,
    ) -> None:
        """Of an answer that took several messages none is left over."""
        asked = await alice.send(channel, "!thread 9")
        assert len(channel.history()) > 2
        await alice.edit(asked, "!thread 3")
        assert len(channel.history()) == 2

    @pytest.mark.usefixtures("long_thread")
    async def test_an_answer_of_which_a_part_was_removed_follows_its_question(
        self,
        channel: ChannelHandle,
        alice: MemberActor,
        simcord_env: Env,
    ) -> None:
        """What a moderator removed of a long answer keeps the rest from nothing."""
        asked = await alice.send(channel, "!thread 9")
        simcord_env.backend.delete_message(channel.id, channel.last_message.id)
        await alice.edit(asked, "!thread 3")
        assert len(channel.history()) == 2
        assert "Salt slows the yeast down." in shown(channel.last_message)
