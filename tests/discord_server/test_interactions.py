"""Commands, menus, buttons and autocomplete, seen by discord.py."""

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from discord import app_commands

from tests.discord_server import Channel, DiscordServer, Message, User
from tests.discord_server.conftest import Connect, SmallBot

Here = discord.Interaction[SmallBot]


@app_commands.command(description="Say it at once")
@app_commands.describe(text="What to say")
async def now(interaction: Here, text: str) -> None:
    await interaction.response.send_message(text, ephemeral=True)


@app_commands.command(description="Think, then say it, then say more")
async def later(interaction: Here) -> None:
    await interaction.response.defer()
    await interaction.edit_original_response(content="thought")
    await interaction.followup.send("and more")


@now.autocomplete("text")
async def suggest(interaction: Here, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=typed.upper(), value=typed)]


@app_commands.context_menu(name="Repeat")
async def repeat(interaction: Here, message: discord.Message) -> None:
    view = discord.ui.View().add_item(discord.ui.Button(label="More", custom_id="more"))
    await interaction.response.send_message(message.content, view=view)


class ButtonBot(SmallBot):
    """Answers its buttons from their custom id alone."""

    async def on_interaction(self, interaction: Here) -> None:
        if interaction.type is discord.InteractionType.component:
            await interaction.response.edit_message(content="pressed", view=None)


@pytest.fixture
async def bot(connect: Connect, channel: Channel) -> AsyncIterator[SmallBot]:
    """The small bot with its commands registered."""
    async with connect(ButtonBot) as bot:
        group = app_commands.Group(name="say", description="Say something")
        group.add_command(now)
        group.add_command(later)
        bot.tree.add_command(group)
        bot.tree.add_command(repeat)
        await bot.tree.sync()
        yield bot


async def test_commands_are_registered(server: DiscordServer, bot: SmallBot) -> None:
    """What the bot registers is what it and the members see, and a second time it is the same."""
    first = await bot.tree.fetch_commands()
    assert [(each.name, each.type.value) for each in first] == [("say", 1), ("Repeat", 3)]
    await bot.tree.sync()
    assert [each.id for each in await bot.tree.fetch_commands()] == [each.id for each in first]


async def test_a_command_is_answered(
    server: DiscordServer, channel: Channel, alice: User, bot: SmallBot
) -> None:
    """The member who used a command reads the answer, and nobody else if it is ephemeral."""
    used = server.use(alice, channel, "say now", text="hello")
    answer = await used.answer()
    assert (answer.text, answer.ephemeral) == ("hello", True)


async def test_an_answer_takes_time(
    server: DiscordServer, channel: Channel, alice: User, bot: SmallBot
) -> None:
    """A deferred answer is read once it is there, and can be followed by more."""
    used = server.use(alice, channel, "say later")
    first, second = await used.answers.all(lambda each: True, 2)
    assert (first.text, second.text) == ("thought", "and more")
    assert (await used.response())["type"] == 5


async def test_choices_are_offered(
    server: DiscordServer, channel: Channel, alice: User, bot: SmallBot
) -> None:
    """Typing into an option gets the bot's choices."""
    typing = server.complete(alice, channel, "say now", focused="text", text="drag")
    assert await typing.choices() == [{"name": "DRAG", "value": "drag"}]


async def test_a_menu_and_a_button(
    server: DiscordServer, channel: Channel, alice: User, bot: SmallBot
) -> None:
    """A message's menu reaches the bot with the message, and a button with its custom id."""
    message = server.say(alice, channel, "hello")
    answer = await server.use_menu(alice, "Repeat", message).answer()
    assert answer.text == "hello"
    pressed = await server.click(alice, answer, "more").answer()
    assert (pressed.id, pressed.text, pressed.components) == (answer.id, "pressed", ())
    with pytest.raises(LookupError, match="no button 'more'"):
        server.click(alice, pressed, "more")


@pytest.mark.parametrize(
    ("line", "values", "missing"),
    [
        ("ask", {}, "no command 'ask'"),
        ("say never", {}, "no subcommand 'never'"),
        ("say now", {}, "needs text"),
        ("say now", {"text": "x", "loud": True}, "no option 'loud'"),
    ],
)
async def test_only_what_is_registered_can_be_used(
    server: DiscordServer,
    channel: Channel,
    alice: User,
    bot: SmallBot,
    line: str,
    values: dict[str, Any],
    missing: str,
) -> None:
    """A command, a subcommand or an option that the bot has not registered does not exist."""
    with pytest.raises(LookupError, match=missing):
        server.use(alice, channel, line, **values)


async def test_a_command_that_breaks_the_limits(server: DiscordServer, bot: SmallBot) -> None:
    """Commands that Discord would refuse are refused as a whole."""
    payload = [{"name": "Say", "description": "x" * 101}]
    with pytest.raises(discord.HTTPException) as caught:
        await bot.http.bulk_upsert_global_commands(bot.application_id or 0, payload)
    assert caught.value.code == 50035
    assert len(await bot.tree.fetch_commands()) == 2


class Answering:
    """An interaction that a test answers by hand, through discord.py's own requests."""

    def __init__(self, bot: SmallBot, server: DiscordServer, user: User, message: Message) -> None:
        self.mine = server.click(user, message, "by hand")
        self._bot = bot

    async def respond(self) -> None:
        payload = {"type": 4, "data": {"content": "hello"}}
        route = discord.http.Route(
            "POST",
            "/interactions/{webhook_id}/{webhook_token}/callback",
            webhook_id=self.mine.id,
            webhook_token=self.mine.token,
        )
        await self._bot.http.request(route, json=payload)

    async def follow_up(self) -> None:
        route = discord.http.Route(
            "POST",
            "/webhooks/{webhook_id}/{webhook_token}",
            webhook_id=self._bot.application_id,
            webhook_token=self.mine.token,
        )
        await self._bot.http.request(route, json={"content": "more"})


@pytest.fixture
async def by_hand(
    server: DiscordServer, channel: Channel, alice: User, connect: Connect
) -> AsyncIterator[Answering]:
    """An interaction with a bot that leaves it alone."""
    button = {"type": 1, "components": [{"type": 2, "custom_id": "by hand", "label": "x"}]}
    message = server.world.write(server.world.application.bot, channel, components=(button,))
    async with connect() as bot:
        yield Answering(bot, server, alice, message)


async def test_two_responses(by_hand: Answering) -> None:
    """The second response to an interaction is refused."""
    await by_hand.respond()
    with pytest.raises(discord.HTTPException) as caught:
        await by_hand.respond()
    assert caught.value.code == 40060


async def test_a_response_that_comes_too_late(by_hand: Answering) -> None:
    """An interaction that was not responded to in time is unknown."""
    by_hand.mine.expire()
    with pytest.raises(discord.NotFound) as caught:
        await by_hand.respond()
    assert caught.value.code == 10062


async def test_a_follow_up_that_comes_too_late(by_hand: Answering) -> None:
    """After its time an interaction's token is worth nothing."""
    await by_hand.respond()
    await by_hand.follow_up()
    by_hand.mine.expire()
    with pytest.raises(discord.HTTPException) as caught:
        await by_hand.follow_up()
    assert (caught.value.status, caught.value.code) == (401, 50027)


async def test_a_follow_up_that_comes_too_early(by_hand: Answering) -> None:
    """Before the first response there is nothing to follow."""
    with pytest.raises(discord.NotFound) as caught:
        await by_hand.follow_up()
    assert caught.value.code == 10015
