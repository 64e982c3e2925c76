"""From post to post: posts named in talk, next and random ones, long ones, pictures, sharing."""

from collections.abc import Callable
from pathlib import Path

import discord
import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.answering.engine import AnswerEngine
from bot.answering.scope import Scope
from bot.chat.discord import ThreadBot
from bot.chat.discord.incoming import Incoming

from .screen import buttons, shown

SALT = "Salt slows the yeast down."
SOURDOUGH = "A sourdough rests overnight in a cool cellar."


def answers(channel: ChannelHandle) -> list[str]:
    """The bot's messages in a channel so far."""
    return [shown(one) for one in channel.history() if one.author.bot]


class TestNamedPosts:
    """Posts that people name while they talk."""

    @pytest.fixture
    async def talk(
        self, simcord_env: Env, channel: ChannelHandle, new_bot: Callable[..., ThreadBot]
    ) -> ChannelHandle:
        """A channel in which named posts are shown."""
        await simcord_env.restart_bot(new_bot(reference_channels=(f"{channel.id}=bread",)))
        return channel

    async def test_buttons_show_them_to_who_presses(
        self, talk: ChannelHandle, alice: MemberActor, bob: MemberActor
    ) -> None:
        """One quiet reply has a button for each post, and a press shows it in private."""
        await alice.send(talk, "is [2] the same as post 3?")
        reply = talk.last_message
        assert list(buttons(reply)) == [f"2 · {SOURDOUGH}", f"3 · {SALT}", "🗑️"]
        assert reply.flags.suppress_notifications
        result = await bob.click(reply, custom_id=buttons(reply)[f"3 · {SALT}"])
        assert result.ephemeral
        assert SALT in shown(result.response)

    async def test_not_in_announcements(
        self, simcord_env: Env, alice: MemberActor, new_bot: Callable[..., ThreadBot]
    ) -> None:
        """A message that others' servers follow gets no reply there, whatever the settings name."""
        news = simcord_env.guild.create_news_channel("news")
        await simcord_env.restart_bot(new_bot(reference_channels=(f"{news.id}=bread",)))
        await alice.send(news, "is [2] the same as post 3?")
        assert answers(news) == []

    async def test_they_follow_edits_and_deletion(
        self, talk: ChannelHandle, alice: MemberActor
    ) -> None:
        """The buttons change with the message, and go with it."""
        message = await alice.send(talk, "as in [2]")
        await alice.edit(message, "as in [3]")
        assert f"3 · {SALT}" in buttons(talk.last_message)
        await alice.edit(message, "as I said")
        assert answers(talk) == []
        await alice.edit(message, "as in [2]")
        assert len(answers(talk)) == 1
        await alice.delete(message)
        assert answers(talk) == []

    async def test_elsewhere_talk_is_left_alone(
        self, simcord_env: Env, talk: ChannelHandle, alice: MemberActor
    ) -> None:
        """Only the channels of the settings are read for it."""
        other = simcord_env.guild.create_text_channel("other")
        await alice.send(other, "as in [2]")
        assert answers(other) == []

    async def test_a_member_can_opt_out(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        new_bot: Callable[..., ThreadBot],
    ) -> None:
        """The messages of a member whom the settings name are not read for it."""
        channels, out = (str(channel.id),), (alice.id,)
        await simcord_env.restart_bot(new_bot(reference_channels=channels, reference_opt_outs=out))
        await alice.send(channel, "as in [2]")
        assert answers(channel) == []

    async def test_a_server_may_quote_at_once(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        new_bot: Callable[..., ThreadBot],
    ) -> None:
        """Where the settings say so, the posts themselves are in the reply."""
        channels, quotes = (str(channel.id),), (channel.guild.id,)
        await simcord_env.restart_bot(new_bot(reference_channels=channels, reference_quotes=quotes))
        await alice.send(channel, "as in [2]")
        assert SOURDOUGH in answers(channel)[0]

    async def test_the_menu_needs_no_setting(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor, bob: MemberActor
    ) -> None:
        """ "Show the posts named here" quotes them to who chose it; without any it says so."""
        for line, answer in (("as in [2]", SOURDOUGH), ("hello", "This message names no post.")):
            message = await bob.send(channel, line)
            result = await alice.context_menu(channel, "Show the posts named here", message)
            assert result.ephemeral
            assert answer in shown(result.response)

    async def test_the_menu_is_acknowledged_before_it_is_read(
        self,
        simcord_env: Env,
        simcord_bot: ThreadBot,
        channel: ChannelHandle,
        alice: MemberActor,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Discord waits three seconds, which a server's first question after a start may take."""
        scopes, known = simcord_bot.dispatcher._scopes, []
        find = scopes.of

        async def of(incoming: Incoming) -> Scope:
            known.append(any(one.path.endswith("callback") for one in simcord_env.http_requests))
            return await find(incoming)

        monkeypatch.setattr(scopes, "of", of)
        message = await alice.send(channel, "as in [2]")
        await alice.context_menu(channel, "Show the posts named here", message)
        assert known
        assert all(known)


class TestCommands:
    """Slash commands that lead on."""

    async def test_next(self, channel: ChannelHandle, alice: MemberActor) -> None:
        """`/thread next` goes on from the last answer, post by post."""
        await alice.slash(channel, "thread post", number=1)
        for post in (SOURDOUGH, SALT):
            result = await alice.slash(channel, "thread next")
            assert post in shown(result.response)

    async def test_random(self, channel: ChannelHandle, alice: MemberActor) -> None:
        """`/thread random` shows a post."""
        result = await alice.slash(channel, "thread random")
        assert "On bread, by @baker\nPost " in shown(result.response)

    async def test_discuss(self, channel: ChannelHandle, alice: MemberActor) -> None:
        """`/thread discuss` opens a Discord thread on the post's card."""
        result = await alice.slash(channel, "thread discuss", number=3)
        assert SALT in shown(result.response)
        (thread,) = channel.threads
        assert thread.name == f"3 · {SALT}"
        assert thread.id == result.response.id

    async def test_discuss_is_for_those_who_may_open_threads(
        self, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
    ) -> None:
        """Nobody opens a thread by the bot where they may open none themselves."""
        guild, may = simcord_env.guild, discord.PermissionOverwrite
        overwrites = {
            guild.default_role: may(create_public_threads=False),
            guild.me: may(create_public_threads=True),
        }
        quiet = guild.create_text_channel("quiet", overwrites=overwrites)
        result = await alice.slash(quiet, "thread discuss", number=3)
        assert "you and I need the permission" in shown(result.response)
        assert not quiet.threads

    async def test_a_discussion_that_discord_does_not_open_is_a_sentence(
        self,
        simcord_env: Env,
        channel: ChannelHandle,
        alice: MemberActor,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Who asked reads below the post why there is no Discord thread on it."""
        monkeypatch.setattr("bot.chat.discord.delivery.MAX_ATTEMPTS", 1)
        for status, said in ((500, "Discord did not give"), (403, "I can open a thread only in")):
            simcord_env.inject_error("POST", "/channels/*/threads", status=status)
            result = await alice.slash(channel, "thread discuss", number=3)
            assert SALT in shown(result.response)
            assert said in result.followups[0].content

    async def test_show_to_all(self, channel: ChannelHandle, alice: MemberActor) -> None:
        """A private answer can be shown to everyone in the channel."""
        result = await alice.slash(channel, "thread post", number=3, private=True)
        shared = buttons(result.response)["Show to all"]
        result = await alice.click(result.response, custom_id=shared)
        assert SALT in shown(channel.last_message)
        assert not channel.last_message.flags.ephemeral


async def test_a_long_post_has_a_button_for_its_next_part(
    channel: ChannelHandle, alice: MemberActor, folder: Path, engine: AnswerEngine
) -> None:
    """Part by part a post of any length can be read, nothing left out."""
    text = " ".join(f"word{n}" for n in range(1500))
    (folder / "long.yaml").write_text(f"title: L\nposts: [{{number: 9, text: {text}}}]\n")
    engine.reload()
    await alice.send(channel, "!thread 9")
    page, read = channel.last_message, "\n".join(answers(channel))
    while "Next part" in buttons(page):
        result = await alice.click(page, custom_id=buttons(page)["Next part"])
        messages = [result.response, *result.followups]
        read += "".join(map(shown, messages))
        page = messages[-1]
    assert all(f"word{n}" in read for n in range(1500))


async def test_pictures_are_in_the_card(
    channel: ChannelHandle, alice: MemberActor, folder: Path, engine: AnswerEngine
) -> None:
    """A post's picture is shown, with its description for those who do not see it."""
    (folder / "loaf.yaml").write_text(
        "title: L\nposts:\n- number: 9\n  text: A loaf.\n  media:\n"
        "  - url: https://example.org/loaf.jpg\n    description: A round loaf\n"
    )
    engine.reload()
    await alice.send(channel, "!thread 9")
    (embed,) = channel.last_message.embeds
    assert embed.image.url == "https://example.org/loaf.jpg"
    assert embed.fields[0].value == "A round loaf"
