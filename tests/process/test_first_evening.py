"""Two servers' first evening with threads of their own, with a restart and a kill in the middle."""

import pytest

from bot.knowledge import format_thread, parse_thread
from bot.storage.database import Database
from bot.storage.schema import servers
from tests.databases import Place
from tests.discord_server import Channel, Interaction, Message, Permission, User
from tests.discord_server.world import ChannelType, every_component
from tests.process.running import BotProcess, StudyGroup

TEA = b"title: On tea\nposts:\n- number: 1\n  text: Water for tea has to boil first.\n"
TEA += b"- number: 2\n  text: Two minutes for green tea are enough.\n"
GREEN, MILK = "Two minutes for green tea are enough.", "Milk goes in after the tea."


class Evening:
    """What the people of the two servers do, each step until the bot has answered."""

    def __init__(self, group: StudyGroup, place: Place) -> None:
        self.group, self.server, self.world = group, group.server, group.server.world
        self.environment = {"THREAD_BOT_DATABASE": str(place)}
        self.other = self.world.add_guild("Book club")
        self.books = self.world.add_channel(self.other, "books")
        self.bob = self.world.add_member(self.other, "bob")
        self.keeper = self.world.add_member(self.other, "keeper", Permission.MANAGE_GUILD)

    async def begin(self) -> BotProcess:
        return await self.group.connect(self.environment)

    async def use(self, user: User, channel: Channel, command: str, /, **values: object) -> Message:
        interaction = self.server.use(user, channel, command, **values)
        return await self.last(interaction)

    async def press(self, user: User, message: Message, word: str) -> Message:
        return await self.last(self.server.click(user, message, custom_id(message, word)))

    async def last(self, interaction: Interaction) -> Message:
        """The answer to an interaction, once it is more than the sign that the bot is thinking."""
        return await interaction.answers.first(lambda message: message.text or message.attachments)

    async def asked(self, user: User, channel: Channel, question: str) -> str:
        values = {"question": question, "private": True}
        answer = await self.use(user, channel, "thread ask", **values)
        return answer.text.replace("**", "")

    async def choose(self, user: User, channel: Channel, name: str, value: str) -> Message:
        """Set a setting of a channel in the panel."""
        panel = await self.use(user, channel, "thread settings")
        for custom_id, chosen in (
            ("settings:level", "channel"),
            ("settings:name:channel", name),
            (f"settings:value:channel:{name}", value),
        ):
            panel = await self.last(self.server.choose(user, panel, custom_id, chosen))
        return panel


def custom_id(message: Message, word: str) -> str:
    """The custom id of a button that begins with a word."""
    ids = (one.get("custom_id", "") for one in every_component(message.components))
    return next(id for id in ids if id.startswith(word))


@pytest.mark.parametrize(
    "place", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)
async def test_two_servers_first_evening(group: StudyGroup, place: Place) -> None:
    """Nothing that a server added is lost by a restart or a kill, and nothing is seen elsewhere."""
    evening = Evening(group, place)
    server, world = group.server, group.server.world
    code, printed = await group.run("sync", evening.environment)
    assert code == 0, printed
    bot = await evening.begin()

    # One server adds a file, the other what was said in a Discord thread.
    upload = world.upload("tea.yaml", TEA)
    report = await evening.use(group.admin, group.channel, "thread add", file=upload)
    assert "On tea" in report.text
    assert (await evening.press(group.admin, report, "keep:")).text.startswith("Kept as")
    talk = world.add_channel(
        evening.other, "milk-talk", kind=ChannelType.THREAD, parent=evening.books
    )
    first = server.say(evening.bob, talk, MILK)
    server.say(evening.keeper, talk, "Sugar is for the brave.")
    report = await evening.use(evening.keeper, evening.books, "thread add", channel=talk)
    assert MILK in report.text

    # A restart between the report and Keep loses nothing.
    assert await bot.stop() == 0
    bot = await evening.begin()
    assert (await evening.press(evening.keeper, report, "keep:")).text.startswith("Kept as")
    assert MILK in await evening.asked(evening.bob, evening.books, "when does milk go in")
    assert GREEN in await evening.asked(group.alice, group.channel, "how long for green tea")
    assert MILK not in await evening.asked(group.alice, group.channel, "when does milk go in")
    assert GREEN not in await evening.asked(evening.bob, evening.books, "how long for green tea")
    listed = await evening.use(group.alice, group.channel, "thread list")
    assert ("On tea" in listed.text, "milk-talk" in listed.text) == (True, False)
    typed = server.complete(evening.bob, evening.books, "thread ask", "thread", thread="")
    assert "tea" not in [one["value"] for one in await typed.choices()]

    # The channel's thread is set, and a post is edited; then the bot is killed.
    await evening.choose(group.admin, group.channel, "thread", "tea")
    window = server.use(group.admin, group.channel, "thread edit", number=1, thread="tea")
    await window.response()
    words = "Water for tea has to boil for long."
    edited = await evening.last(server.submit(group.admin, window, words=words))
    assert edited.text == "Post 1 of **On tea** has its new words."
    server.edit(first, "Milk goes in before the tea.")
    await bot.log.first(lambda line: f"followed 1 messages of channel {talk.id}" in line)
    assert "before" in await evening.asked(evening.bob, evening.books, "when does milk go in")
    await bot.kill()

    bot = await evening.begin()
    assert words in await evening.asked(group.alice, group.channel, "1")
    exported = await evening.use(group.admin, group.channel, "thread export", thread="tea")
    [file] = exported.attachments
    kept = TEA.replace(b"has to boil first", b"has to boil for long").decode()
    expected = format_thread(parse_thread("tea", kept, "tea.yaml")).encode()
    assert world.uploads[int(file["id"])] == expected

    # Bob deletes what is kept about him; then the bot is removed from his server.
    panel = await evening.use(evening.bob, evening.books, "thread privacy")
    for act in ("ask", "delete"):
        panel = await evening.press(evening.bob, panel, f"privacy:{act}:member")
    assert "Milk" not in await evening.asked(evening.bob, evening.books, "when does milk go in")
    assert "brave" in await evening.asked(evening.bob, evening.books, "who takes sugar")
    server.gateway.dispatch(
        "GUILD_DELETE", {"id": str(evening.other.id)}, guild_id=evening.other.id
    )
    assert words in await evening.asked(group.alice, group.channel, "1")
    assert await bot.stop() == 0
    assert left(place) == {group.guild.id: False, evening.other.id: True}


def left(place: Place) -> dict[int, bool]:
    """Which servers have rows, and whether the bot has left them."""
    database = Database.open(place)
    try:
        rows = database.read_now(lambda connection: connection.execute(servers.select()).all())
        return {row.server_id: row.left_at is not None for row in rows}
    finally:
        database.close()
