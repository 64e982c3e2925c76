"""Slash commands, the message menu and autocomplete; all without message content."""

from collections.abc import Callable
from pathlib import Path

import aiohttp
import discord
import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.answering.engine import AnswerEngine
from bot.chat.discord import ThreadBot

from .screen import shown

pytestmark = pytest.mark.settings(message_content=False)

NO_RELOAD = "Only the bot's owner and the admins named in its settings can reload."
SOURDOUGH = "how long does a sourdough rest"
ANSWER = "A sourdough rests overnight in a cool cellar."


async def test_ask_quotes_the_posts(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor
) -> None:
    """`/thread ask` shows that it is thinking, repeats the question and answers for all to see."""
    result = await alice.slash(channel, "thread ask", question=SOURDOUGH)
    first = next(one for one in simcord_env.http_requests if one.path.endswith("/callback"))
    assert first.json["type"] == 5  # deferred, with "thinking"
    assert not result.ephemeral
    assert shown(result.response).startswith(
        f"“{SOURDOUGH}”\nOn bread, by @baker\nPost 2\n{ANSWER}"
    )


async def test_ask_in_private(channel: ChannelHandle, alice: MemberActor) -> None:
    """With `private` only the asker sees the answer."""
    result = await alice.slash(channel, "thread ask", question=SOURDOUGH, private=True)
    assert result.ephemeral
    assert ANSWER in shown(result.response)


async def test_ask_runs_the_grammar(channel: ChannelHandle, alice: MemberActor) -> None:
    """What works after `!thread` works as a question too."""
    result = await alice.slash(channel, "thread ask", question="3")
    assert "Salt slows the yeast down." in shown(result.response)


async def test_ask_one_thread(channel: ChannelHandle, alice: MemberActor) -> None:
    """A thread narrows the question; one that is not there is named."""
    result = await alice.slash(channel, "thread ask", question="flour", thread="bread")
    assert "Flour and water make a dough." in shown(result.response)
    result = await alice.slash(channel, "thread ask", question="flour", thread="cake")
    assert shown(result.response) == "“flour”\nThere is no thread cake; there are: bread"


async def test_post_shows_a_post(channel: ChannelHandle, alice: MemberActor) -> None:
    """`/thread post` shows the post of that number."""
    result = await alice.slash(channel, "thread post", number=3)
    assert shown(result.response) == "On bread, by @baker\nPost 3\nSalt slows the yeast down."
    result = await alice.slash(channel, "thread post", number=4)
    assert shown(result.response) == "On bread has no post 4; its posts are 1-3, 5."


async def test_mentions_shows_every_use(channel: ChannelHandle, alice: MemberActor) -> None:
    """`/thread mentions` names every post with a word, the first first."""
    result = await alice.slash(channel, "thread mentions", term="the")
    assert shown(result.response) == (
        "the is used in 2 of 4 posts, first in post 3:\nOn bread, by @baker\n"
        "3 Salt slows the yeast down.\n\n5 The oven must be hot before the loaf goes in."
    )
    result = await alice.slash(channel, "thread mentions", term="butter")
    assert shown(result.response) == "No post uses butter."


@pytest.mark.parametrize(
    ("command", "first"),
    [("list", "1 thread, 4 posts:"), ("help", "Ask about a thread, and I quote the posts that")],
)
async def test_list_and_help_are_private(
    channel: ChannelHandle, alice: MemberActor, command: str, first: str
) -> None:
    """What concerns only the asker does not fill the channel."""
    result = await alice.slash(channel, f"thread {command}")
    assert result.ephemeral
    assert shown(result.response).startswith(first)


async def test_reload_is_checked_when_it_runs(
    simcord_env: Env,
    channel: ChannelHandle,
    alice: MemberActor,
    folder: Path,
    new_bot: Callable[..., ThreadBot],
) -> None:
    """A member without rights gets one sentence and nothing changes; an admin reloads."""
    role = simcord_env.guild.create_role("admins")
    carol = simcord_env.guild.add_member(simcord_env.create_user("carol"), roles=[role])
    await simcord_env.restart_bot(new_bot(message_content=False, admin_roles=(role.id,)))
    (folder / "cake.yaml").write_text("title: On cake\nposts: [{number: 1, text: Eggs.}]\n")
    result = await alice.slash(channel, "thread reload")
    assert result.ephemeral
    assert shown(result.response) == NO_RELOAD
    assert "1 thread," in shown((await alice.slash(channel, "thread list")).response)
    result = await carol.slash(channel, "thread reload")
    assert shown(result.response).startswith("Reloaded 5 posts in 2 threads, in ")


async def test_the_menu_asks_what_a_message_says(
    channel: ChannelHandle, alice: MemberActor, bob: MemberActor
) -> None:
    """ "Ask the thread about this" answers a message, to the one who asked only."""
    message = await bob.send(channel, f"{SOURDOUGH}? @everyone")
    result = await alice.context_menu(channel, "Ask the thread about this", message)
    assert result.ephemeral
    assert shown(result.response).startswith(f"“{SOURDOUGH}? @everyone”\n")
    assert ANSWER in shown(result.response)


async def test_threads_complete_themselves(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor, folder: Path, engine: AnswerEngine
) -> None:
    """At most 25 threads of at most 100 characters, those with what is typed in id or title."""
    for n in range(30):
        (folder / f"t{n}.yaml").write_text(
            f"title: {'long 🍞 ' * 30}{n}\nposts: [{{number: 1, text: x}}]\n"
        )
    engine.reload()
    choices = await alice.autocomplete(channel, "thread ask", "thread", "", question="x")
    assert len(choices) == 25
    assert all(len(choice["name"].encode("utf-16-le")) <= 200 for choice in choices)
    choices = await alice.autocomplete(channel, "thread ask", "thread", "BREA", question="x")
    assert [(one["name"], one["value"]) for one in choices] == [("On bread", "bread")]


async def test_posts_complete_themselves(channel: ChannelHandle, alice: MemberActor) -> None:
    """Posts are offered by number and first words, for a number or a word typed."""
    choices = await alice.autocomplete(channel, "thread post", "number", "")
    assert [one["value"] for one in choices] == [1, 2, 3, 5]
    assert choices[1]["name"] == "2 · A sourdough rests overnight in a cool cellar."
    choices = await alice.autocomplete(channel, "thread post", "number", "yeast")
    assert [one["value"] for one in choices] == [3]


async def test_suggestions_that_come_too_late_are_a_line_in_the_log(
    channel: ChannelHandle,
    alice: MemberActor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Discord waits three seconds; what it does not take is no error, and fills no log."""

    async def too_late(*_: object) -> None:
        raise ConnectionError("100 % too late")

    monkeypatch.setattr(discord.InteractionResponse, "autocomplete", too_late)
    caplog.set_level("INFO", "discord.app_commands.tree")
    await alice.autocomplete(channel, "thread ask", "thread", "", question="x")
    (line,) = caplog.records
    assert (line.levelname, line.exc_info) == ("INFO", None)
    assert line.getMessage().endswith("100 % too late")


async def test_direct_messages(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor
) -> None:
    """The commands work in a direct message too."""
    await alice.send_dm("hello")
    result = await alice.user.slash("thread ask", question=SOURDOUGH)
    assert ANSWER in shown(result.response)


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("de", "On bread hat keinen Beitrag 4; seine Beiträge sind 1-3, 5."),
        ("es-419", "On bread no tiene el mensaje 4; sus mensajes son 1-3, 5."),
        ("fr", "On bread has no post 4; its posts are 1-3, 5."),
    ],
)
async def test_the_asker_s_language(
    channel: ChannelHandle,
    alice: MemberActor,
    change_interactions: Callable[..., None],
    locale: str,
    sentence: str,
) -> None:
    """Slash commands are answered in the language of the asker's Discord."""
    change_interactions(locale=locale)
    result = await alice.slash(channel, "thread post", number=4)
    assert shown(result.response) == sentence


async def test_commands_are_described_in_every_language(simcord_env: Env) -> None:
    """What is registered carries the words of all languages."""
    await simcord_env.bot.command_sync.register()
    registered = simcord_env.backend.commands[None].values()
    payload = next(one for one in registered if one["name"] == "thread")
    ask = next(one for one in payload["options"] if one["name"] == "ask")
    assert ask["description"] == "Ask a question"
    assert ask["description_localizations"]["de"] == "Eine Frage stellen"
    assert ask["description_localizations"]["es-419"] == "Hacer una pregunta"


async def test_commands_may_be_installed_by_people(simcord_env: Env) -> None:
    """Each command is for servers and for people, in servers, direct messages and groups."""
    await simcord_env.bot.command_sync.register()
    for command in simcord_env.backend.commands[None].values():
        assert command["integration_types"] == [0, 1]
        assert command["contexts"] == [0, 1, 2]


async def test_where_the_bot_is_no_member_rights_count_nothing(
    simcord_env: Env,
    channel: ChannelHandle,
    new_bot: Callable[..., ThreadBot],
    change_interactions: Callable[..., None],
) -> None:
    """In a foreign server the app answers, but not even its admins can reload."""
    await simcord_env.restart_bot(new_bot(message_content=False, admin_servers=(channel.guild.id,)))
    role = simcord_env.guild.create_role("a", permissions=discord.Permissions(administrator=True))
    carol = simcord_env.guild.add_member(simcord_env.create_user("carol"), roles=[role])
    change_interactions(guild_id="42", authorizing_integration_owners={"1": str(carol.id)})
    result = await carol.slash(channel, "thread ask", question=SOURDOUGH)
    assert ANSWER in shown(result.response)
    result = await carol.slash(channel, "thread reload")
    assert shown(result.response) == NO_RELOAD


async def test_without_embed_links_the_answer_is_text(
    channel: ChannelHandle, alice: MemberActor, change_interactions: Callable[..., None]
) -> None:
    """Where embeds are not allowed, the answer is text."""
    change_interactions(app_permissions=str(discord.Permissions(send_messages=True).value))
    result = await alice.slash(channel, "thread post", number=3)
    assert result.response.embeds == []
    assert shown(result.response) == (
        "3 · On bread, by @baker · https://example.org/bread\nSalt slows the yeast down."
    )


async def test_an_expired_interaction_is_one_log_line(
    simcord_env: Env,
    channel: ChannelHandle,
    alice: MemberActor,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Who comes too late cannot be answered: one line in the log, no traceback, no crash."""
    simcord_env.inject_error(
        "POST", "/interactions/*", status=404, code=10062, message="Unknown interaction"
    )
    result = await alice.slash(channel, "thread list")
    assert not result.acknowledged
    (line,) = [one for one in caplog.records if one.levelname == "WARNING"]
    assert "was not answered: 404 Not Found (error code: 10062)" in line.getMessage()
    assert line.exc_info is None


async def test_a_defect_is_one_sentence(
    simcord_env: Env,
    channel: ChannelHandle,
    alice: MemberActor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    engine: AnswerEngine,
) -> None:
    """An unexpected error is logged with its traceback and answered with a plain sentence."""

    def broken(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(engine, "answer", broken)
    result = await alice.slash(channel, "thread list")
    assert shown(result.response) == (
        "Something went wrong on my side; it is in the log. Please ask again."
    )
    assert [one.exc_info is not None for one in caplog.records if one.levelname == "ERROR"] == [
        True
    ]


class TestRegistration:
    """Registering the commands, and noticing when they differ."""

    async def test_the_owner_registers_by_a_word(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """The owner's `sync` registers the commands and makes the help the profile text."""
        simcord_env.bot.owner_id = alice.id
        await alice.send(channel, f"{simcord_env.guild.me.mention} sync")
        assert shown(channel.last_message) == (
            "Registered 4 commands with Discord. Clients show them after a restart."
        )
        assert len(simcord_env.backend.commands[None]) == 4
        help = shown((await alice.slash(channel, "thread help")).response)
        assert help.startswith(simcord_env.backend.profile.rstrip("…"))

    async def test_a_refusal_of_discord_s_is_said(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """Where Discord takes no commands, the owner reads it, and the log has the reason."""
        simcord_env.bot.owner_id = alice.id
        simcord_env.inject_error("PUT", "/applications/*/commands", status=400, message="No")
        await alice.send(channel, f"{simcord_env.guild.me.mention} sync")
        assert shown(channel.last_message).startswith("Something went wrong on my side;")

    async def test_a_lost_connection_is_said(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Where Discord cannot be reached just then, the owner reads it, too."""

        async def cut() -> None:
            raise aiohttp.ClientConnectionError

        simcord_env.bot.owner_id = alice.id
        monkeypatch.setattr(simcord_env.bot.command_sync, "register", cut)
        await alice.send(channel, f"{simcord_env.guild.me.mention} sync")
        assert shown(channel.last_message).startswith("Something went wrong on my side;")

    async def test_for_others_it_is_a_question(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """Nobody else registers anything."""
        await alice.send(channel, f"{simcord_env.guild.me.mention} sync")
        assert shown(channel.last_message).startswith("There is no command “sync”.")
        assert simcord_env.backend.commands == {}

    async def test_a_start_says_when_they_differ(
        self, simcord_env: Env, caplog: pytest.LogCaptureFixture
    ) -> None:
        """What is the same is no news; what differs is one line that says what to do."""
        await simcord_env.bot.command_sync.register()
        await simcord_env.bot.command_sync.warn_if_different()
        assert caplog.messages == []
        (command, *_) = simcord_env.backend.commands[None].values()
        command["options"][0]["description"] = "An older text"
        await simcord_env.bot.command_sync.warn_if_different()
        assert caplog.messages == [
            "the commands registered with Discord differ from this version's; "
            'run "thread-bot sync", or mention the bot with the word "sync"'
        ]

    async def test_a_start_does_not_need_the_check(
        self, simcord_env: Env, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Where Discord does not tell, the start goes on."""
        simcord_env.inject_error("GET", "/applications/*/commands", status=403, message="No")
        await simcord_env.bot.command_sync.warn_if_different()
        assert caplog.messages[0].startswith("cannot tell which commands are registered")
