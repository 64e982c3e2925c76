"""What is seen where: in servers, in direct messages, and by old buttons."""

from pathlib import Path

import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.chat.discord import ThreadBot

from .screen import buttons, shown

SECRET = "The secret ingredient is rye."
RYE = f"title: On rye\nservers: [{{server}}]\nposts:\n- number: 7\n  text: {SECRET}\n"


@pytest.fixture
async def rye(folder: Path, simcord_bot: ThreadBot, channel: ChannelHandle) -> None:
    """A thread in the folder for the server of ``channel`` alone."""
    (folder / "rye.yaml").write_text(RYE.format(server=channel.guild.id), encoding="utf-8")
    simcord_bot.dispatcher._engine.reload()


@pytest.fixture
def elsewhere(simcord_env: Env, channel: ChannelHandle) -> ChannelHandle:
    """A channel of another server."""
    return simcord_env.create_guild("Another").create_text_channel("general")


@pytest.mark.usefixtures("rye")
async def test_a_file_for_one_server_is_nowhere_else(
    simcord_env: Env, channel: ChannelHandle, elsewhere: ChannelHandle, alice: MemberActor
) -> None:
    """Search, list, suggestions and the help of another server do not know it."""
    other = elsewhere.guild.add_member(alice.user)
    await alice.send(channel, "!thread what is the secret ingredient")
    answer = channel.last_message
    assert SECRET in shown(answer)
    for line in ("what is the secret ingredient", "list", "7", "help", "rye: 7"):
        await other.send(elsewhere, f"!thread {line}")
        said = shown(elsewhere.last_message)
        assert not any(word in said for word in ("On rye", "ingredient is", "are: bread, rye"))
    choices = await other.autocomplete(elsewhere, "thread ask", "thread", "", question="x")
    assert [one["value"] for one in choices] == ["bread"]


@pytest.mark.usefixtures("rye")
async def test_a_button_shows_nothing_in_another_server(
    simcord_env: Env, channel: ChannelHandle, elsewhere: ChannelHandle, alice: MemberActor
) -> None:
    """A press asks in the scope of the place: what is not seen there is not opened there."""
    other = elsewhere.guild.add_member(alice.user)
    await alice.send(channel, "!thread rye: 7")
    whole = buttons(channel.last_message)["Whole thread"]
    pressed = await alice.click(channel.last_message, custom_id=whole)
    assert SECRET in shown(pressed.response)
    await other.send(elsewhere, "!thread 3")
    answer = elsewhere.last_message
    stored = simcord_env.backend.get_message(elsewhere.id, answer.id)
    for row in stored.components:
        for button in row["components"]:
            if button["custom_id"].startswith("page:"):
                button["custom_id"] = whole
    pressed = await other.click(answer, custom_id=whole)
    assert shown(pressed.response).startswith("This post has changed or is gone")


@pytest.mark.usefixtures("rye")
async def test_a_direct_message_shows_what_its_members_share(
    simcord_env: Env, channel: ChannelHandle, elsewhere: ChannelHandle, alice: MemberActor
) -> None:
    """In private a member sees the threads of the server, anyone else those for all."""
    carol = elsewhere.guild.add_member(simcord_env.create_user("carol"))
    await alice.send_dm("what is the secret ingredient")
    assert SECRET in shown(alice.user.dm_channel.last_message)
    await carol.send_dm("what is the secret ingredient")
    assert SECRET not in shown(carol.user.dm_channel.last_message)
    await carol.send_dm("list")
    assert "On rye" not in shown(carol.user.dm_channel.last_message)


@pytest.mark.usefixtures("rye")
async def test_who_left_the_server_does_not_see_its_threads(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor, clock
) -> None:
    """Discord is asked again after a minute whether someone is still a member."""
    await alice.send_dm("what is the secret ingredient")
    assert SECRET in shown(alice.user.dm_channel.last_message)
    simcord_env.backend.remove_member(channel.guild.id, alice.id)
    clock.now += 61
    await alice.user.send_dm("what is the secret ingredient")
    assert SECRET not in shown(alice.user.dm_channel.last_message)
