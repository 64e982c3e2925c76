"""A random walk through servers, rights, readings and requests: nobody sees what they may not.

What someone may see is computed here by a rule of its own. Each post and each title has a word that
is nowhere else; all that the bot sends, edits, suggests and serves is searched for these words.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, Env, MemberActor, SetupError
from simcord.backend.models import Overwrite
from simcord.backend.permissions import compute, flag
from simcord.results import to_discord_message

from bot.answering.engine import AnswerEngine
from bot.chat.discord.private_pages import PrivatePages
from bot.knowledge import Post, Thread
from bot.pages.signed_links import PATH, ExpiredLinkError, WrongLinkError
from bot.reading import place_table, reading_table
from bot.setting_kinds import Secret

from ..conftest import Clock
from ..screen import parts
from ..simulation import change_interactions
from .conftest import Now

SITE = "https://threads.example"
VIEW, HISTORY = flag("view_channel"), flag("read_message_history")
RHYTHM = "1 post every day at 18:00 UTC"

pytestmark = pytest.mark.settings(
    token=Secret("a.b.c"),
    private_site_url=SITE,
    questions_per_member=1_000_000,
    questions_per_channel=1_000_000,
)


@dataclass
class Written:
    """A post: the word that asks for it, the one that gives it away, and its message if any."""

    asked: str
    mark: str
    message_id: int = 0

    @property
    def text(self) -> str:
        return f"The {self.asked} is kept in {self.mark} near the harbour."


@dataclass
class Known:
    """A thread: a file for all or for one server, or one of a server's own, maybe of a channel."""

    id: str
    title: str
    posts: dict[int, Written]
    server: int | None = None
    own: bool = False
    channel: int | None = None


@dataclass(frozen=True)
class Place:
    """Where something is shown: a server's channel, or a direct message, or a conversation."""

    server: int | None = None
    channels: frozenset[int] = frozenset()
    alone: bool = True


@dataclass
class Walk:
    """A Discord with two servers, and what is so there."""

    env: Env
    engine: AnswerEngine
    folder: Path
    clock: Clock
    now: Now
    restart: Callable[..., Any]
    random: random.Random
    known: list[Known] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    members: dict[tuple[int, str], MemberActor] = field(default_factory=dict)
    channels: list[ChannelHandle] = field(default_factory=list)
    gates: dict[int, list[Any]] = field(default_factory=dict)
    places: dict[tuple[int, int, str], int] = field(default_factory=dict)
    before: dict[int, str] = field(default_factory=dict)
    presses: list[str] = field(default_factory=list)
    links: list[tuple[int, str]] = field(default_factory=list)
    did: list[str] = field(default_factory=list)
    seen: int = 0

    def word(self) -> str:
        """A word that is nowhere else."""
        sounds = [
            self.random.choice("bdfgklmnprtvz") + self.random.choice("aeiou") for _ in range(5)
        ]
        return "".join(sounds)

    def posts(self, count: int) -> dict[int, Written]:
        return {number: Written(self.word(), self.word()) for number in range(1, count + 1)}

    # What is there

    async def begin(self) -> None:
        """Make two servers with their members, files, own threads, and channels made threads."""
        env = self.env
        one, two = env.create_guild("One"), env.create_guild("Two")
        self.insiders = one.create_role("Insiders")
        manage = discord.Permissions(manage_guild=True)
        managers = {at.id: at.create_role("Managers", permissions=manage) for at in (one, two)}
        users = {name: env.create_user(name) for name in ("alice", "bob", "carol", "mia", "max")}
        self.stranger = env.create_user("dan")
        for at, names in ((one, ("alice", "bob", "mia")), (two, ("alice", "carol", "max"))):
            for name in names:
                roles = [managers[at.id]] if name in ("mia", "max") else []
                self.members[at.id, name] = at.add_member(users[name], roles=roles)
        closed = {
            one.default_role: discord.PermissionOverwrite(view_channel=False),
            one.me: discord.PermissionOverwrite(view_channel=True),
            self.insiders: discord.PermissionOverwrite(view_channel=True),
            managers[one.id]: discord.PermissionOverwrite(view_channel=True),
        }
        hidden = one.create_text_channel("hidden", overwrites=closed)
        talk = one.create_text_channel("talk")
        self.channels = [one.create_text_channel("general"), hidden, talk]
        self.channels.append(two.create_text_channel("general"))
        self.one = one
        (self.folder / "bread.yaml").unlink()
        for id, server in (("alpha", None), ("notes", None), ("beta", one.id), ("gamma", two.id)):
            self._add_file(Known(id, self.word(), self.posts(6), server))
        self.engine.reload()
        for server, id in ((one.id, "notes"), (one.id, "ours"), (two.id, "ours")):
            known = Known(id, self.word(), self.posts(4), server, own=True)
            posts = tuple(Post(number, post.text) for number, post in known.posts.items())
            thread = Thread(id, f"On {known.title}", posts)
            await env.bot._server_threads.add(server, thread)
            self.known.append(known)
        mia = self.members[one.id, "mia"]
        for channel in (hidden, talk):
            known = Known(str(channel.name), "", self.posts(4), one.id, True, channel.id)
            for post in known.posts.values():
                post.message_id = (await mia.send(channel, post.text)).id
            report = await mia.slash(channel, "thread add", channel=channel)
            await mia.click(report.response, label="Keep")
            self.known.append(known)
        leaders = [(self.members[at.id, name], at) for at, name in ((one, "mia"), (two, "max"))]
        for leader, at in leaders:
            for id in ("alpha", "beta", "notes-2", "ours", "talk"):
                place = next(one for one in self.channels if one.guild is at)
                options: dict[str, Any] = {"thread": id, "rhythm": RHYTHM, "first": 3}
                await leader.slash(place, "thread reading start", **options)
        self.before = {one.id: words for one, words in self._messages()}

    def _add_file(self, known: Known) -> None:
        posts = [{"number": number, "text": post.text} for number, post in known.posts.items()]
        file: dict[str, Any] = {"title": f"On {known.title}", "posts": posts}
        if known.server is not None:
            file["servers"] = [known.server]
        (self.folder / f"{known.id}.yaml").write_text(json.dumps(file), encoding="utf-8")
        self.known.append(known)

    # The rule

    def can_read(self, user: int, channel_id: int) -> bool:
        """Whether Discord shows someone the history of a channel."""
        backend = self.env.backend
        channel = backend.channels[channel_id]
        parent = backend.channels[channel.parent_id] if channel.is_thread else channel
        guild = backend.guilds[channel.guild_id]
        may = compute(guild, user, parent, now=self.env.now())
        return bool(may & VIEW and may & HISTORY)

    def is_member(self, user: int, server: int) -> bool:
        return user in self.env.backend.guilds[server].members

    def may_see(self, known: Known, viewer: int, place: Place) -> bool:
        """Whether someone may know of a thread in a place."""
        if known.server is not None and place.server != known.server:
            elsewhere = place.server is not None or not place.alone
            if elsewhere or not self.is_member(viewer, known.server):
                return False
        return known.channel is None or self.can_read(viewer, known.channel)

    def last_open(self, known: Known, viewer: int, place: Place) -> int:
        """The last post of a thread that is open to someone in a place."""
        servers = [place.server] if place.server in self.gates else []
        if place.server is None:
            servers = [one for one in self.gates if self.is_member(viewer, one)]
        gates = [999]
        for server in servers:
            of_own = any(
                one.own and one.server == server and one.id == known.id for one in self.known
            )
            id = f"{known.id}-2" if of_own and not known.own else known.id
            if known.own and known.server != server:
                continue
            readings = [one for one in self.gates[server] if one.thread_id == id]
            here = [one for one in readings if one.channel_id in place.channels]
            own = self.places.get((viewer, server, id)) if place.alone else None
            if own is not None and self.gates[server]:
                gates.append(own)
            else:
                gates += [one.gate for one in here or readings if one.gate is not None]
        return min(gates)

    def check(
        self, words: str, viewers: frozenset[int], place: Place, *, all_open: bool = False
    ) -> None:
        """Fail where words have something in them that one of their readers may not see."""
        assert not [mark for mark in self.gone if mark in words], self.did[-20:]
        for known in self.known:
            shown = [number for number, post in known.posts.items() if post.mark in words]
            self.seen += len(shown)
            for viewer in viewers:
                if shown or (known.title and known.title in words):
                    assert self.may_see(known, viewer, place), (known.id, words, self.did[-20:])
                if shown and not all_open:
                    last = self.last_open(known, viewer, place)
                    assert max(shown) <= last, (known.id, last, words, self.did[-20:])

    # What the bot shows

    def _messages(self) -> Iterator[tuple[Any, str]]:
        """Yield the newest messages of the bot in each channel, with all that they show."""
        backend = self.env.backend
        for messages in list(backend.messages.values()):
            for one in list(messages.values())[-60:]:
                if one.author_id == backend.bot_user.id:
                    files = [backend.cdn.get(file["url"]) or b"" for file in one.attachments]
                    shown = [one.content, one.embeds, one.components]
                    yield one, json.dumps(shown) + b"".join(files).decode()

    def look(self, user: int, place: Place | None = None, *, all_open: bool = False) -> None:
        """Check what the bot has said since, most of it to ``user`` or for ``place``."""
        for one, words in self._messages():
            if self.before.get(one.id) == words:
                continue
            self.before[one.id] = words
            for component in parts(one.components):
                self.presses.append(component.get("custom_id", ""))
                if (url := component.get("url", "")).startswith(f"{SITE}{PATH}"):
                    self.links.append((user, url.removeprefix(f"{SITE}{PATH}").split("/")[0]))
            channel = self.env.backend.channels[one.channel_id]
            here = place or self.place_of(channel.id)
            viewers = frozenset({user})
            if not one.is_ephemeral and channel.guild_id is not None:
                here = Place(here.server, here.channels, alone=False)
                viewers = self.readers_of(channel) if place is None else {user, self.stranger.id}
            self.check(words, frozenset(viewers), here, all_open=all_open)

    def place_of(self, channel_id: int) -> Place:
        channel = self.env.backend.channels[channel_id]
        parents = {channel.parent_id} if channel.is_thread else set()
        return Place(channel.guild_id, frozenset({channel_id, *parents}))

    def readers_of(self, channel: Any) -> frozenset[int]:
        guild, me = self.env.backend.guilds[channel.guild_id], self.env.backend.bot_user.id
        people = (user for user in guild.members if user not in (me, guild.owner_id))
        return frozenset(user for user in people if self.can_read(user, channel.id))

    # What people do

    def someone(self, *names: str) -> tuple[MemberActor, ChannelHandle]:
        """Someone who is in a server, and a channel that they read."""
        while True:
            (server, name), member = self.random.choice(list(self.members.items()))
            if (names and name not in names) or not self.is_member(member.id, server):
                continue
            there = [one for one in self.channels if self.place_of(one.id).server == server]
            if readable := [one for one in there if self.can_read(member.id, one.id)]:
                return member, self.random.choice(readable)

    def line(self) -> str:
        """Something that is asked."""
        known = self.random.choice(self.known)
        number, post = self.random.choice(list(known.posts.items()))
        lines = (
            f"{known.id}: {number}|{known.id}-2: {number}|{number}|list|help|first|last|summary|1-6"
        )
        lines += (
            f"|where is the {post.asked} kept|{post.asked}|mentions harbour|next|{known.id} last"
        )
        lines += f"|what is {known.id} about|how many posts|what is kept near the harbour|random"
        return self.random.choice(lines.split("|"))

    async def write(self) -> None:
        member, channel = self.someone()
        await member.send(channel, f"!thread {self.line()}")
        self.look(member.id)

    async def write_privately(self) -> None:
        member, _ = self.someone()
        user = self.random.choice([member.user, self.stranger])
        await user.send_dm(self.line())
        self.look(user.id)

    async def ask(self) -> None:
        member, channel = self.someone()
        private = self.random.random() < 0.5
        await member.slash(channel, "thread ask", question=self.line(), private=private)
        self.look(member.id)

    async def ask_elsewhere(self) -> None:
        """In a server of someone else's, or in a conversation with friends."""
        member, channel = self.someone()
        user = {"id": str(member.id), "username": "a", "discriminator": "0", "avatar": None}
        elsewhere, friends = {"guild_id": "42"}, {"guild_id": None, "context": 2, "user": user}
        fields = self.random.choice([elsewhere, friends])
        with pytest.MonkeyPatch.context() as patch:
            change_interactions(patch)(**fields)
            await member.slash(channel, "thread ask", question=self.line())
        server = 42 if fields is elsewhere else None
        self.look(member.id, Place(server, frozenset({channel.id}), alone=False))

    async def press(self) -> None:
        """Press a button, which may be of another message, as one that is years old."""
        member, channel = self.someone()
        shown = [one for one, _ in self._messages() if one.channel_id == channel.id]
        there = [
            (one, button)
            for one in shown
            for button in parts(one.components)
            if one.visible_to(member.id) and button.get("type") == 2 and "custom_id" in button
        ]
        kinds = ("posts", "page", "share", "read", "vote", "label", "meeting", "bookmark")
        ids = [one for one in self.presses if one.startswith(kinds)]
        if not there or not ids:
            return
        message, button = self.random.choice(there)
        own, id = button["custom_id"], self.random.choice(ids)
        button["custom_id"] = id
        try:
            await member.click(to_discord_message(self.env, message), custom_id=id)
        finally:
            button["custom_id"] = own
        self.look_at_presses(member.id, self.place_of(channel.id))

    def look_at_presses(self, user: int, place: Place) -> None:
        """Look as always; a bookmark is a direct message about the place of the press."""
        direct = {one.id for one, _ in self._messages() if not self._is_in_server(one)}
        for one, words in list(self._messages()):
            if one.id in direct and self.before.get(one.id) != words:
                self.before[one.id] = words
                self.check(words, frozenset({user}), place)
        self.look(user)

    def _is_in_server(self, message: Any) -> bool:
        return self.env.backend.channels[message.channel_id].guild_id is not None

    async def type(self) -> None:
        member, channel = self.someone()
        known, private = self.random.choice(self.known), self.random.random() < 0.5
        others: dict[str, Any] = {"private": private}
        command, option, more = self.random.choice(
            [
                ("thread ask", "thread", {"question": "x", **others}),
                ("thread post", "number", {"thread": known.id, **others}),
                ("thread export", "thread", {}),
                ("thread where", "thread", {}),
            ]
        )
        typed = self.random.choice(["", known.id[:2], known.posts[max(known.posts)].asked[:4]])
        found = await member.autocomplete(channel, command, option, typed, **more)
        place = self.place_of(channel.id)
        alone = Place(place.server, place.channels, alone=private or not more)
        self.check(json.dumps(found), frozenset({member.id}), alone)

    async def use(self) -> None:
        member, channel = self.someone()
        commands = ("reading show", "agenda", "settings", "privacy", "list", "random", "next")
        await member.slash(channel, f"thread {self.random.choice(commands)}")
        self.look(member.id)

    async def export(self) -> None:
        member, channel = self.someone()
        own = self.random.choice([one for one in self.known if one.own])
        await member.slash(channel, "thread export", thread=own.id)
        self.look(member.id, self.place_of(channel.id), all_open=member.name in ("mia", "max"))

    async def open_page(self) -> None:
        pages = self.env.bot.private_pages
        assert isinstance(pages, PrivatePages)
        user, signed = self.random.choice(self.links or [(0, "")])
        try:
            link = pages.signer.read(signed)
            thread = await pages.find(link)
        except (WrongLinkError, ExpiredLinkError):
            return
        if thread is not None:
            words = " ".join([thread.title, *(post.text for post in thread.posts)])
            place = Place(link.server_id or None, frozenset(link.channel_ids))
            assert not link.server_id or self.can_read(user, link.channel_id)
            self.check(words, frozenset({user}), place)

    # What changes

    async def read(self) -> None:
        """Begin a reading, or lead it; how far it is then is tested elsewhere."""
        member, channel = self.someone("mia", "max")
        known = self.random.choice(self.known)
        what = self.random.choice(
            ["start", "start", "back", "back", "back", "skip", "stop", "preview"]
        )
        id = self.random.choice([known.id, f"{known.id}-2"])
        options: dict[str, Any] = {"rhythm": RHYTHM, "first": 2} if what == "start" else {}
        await member.slash(channel, f"thread reading {what}", thread=id, **options)
        self.look(member.id, all_open=what == "preview")

    async def pass_a_day(self) -> None:
        self.now.now += timedelta(days=1)
        await self.env.bot.ticker.tick()
        await self.note()
        for one, words in list(self._messages()):
            if self.before.get(one.id) != words and self._is_in_server(one):
                self.before[one.id] = words
                channel = self.env.backend.channels[one.channel_id]
                place = Place(channel.guild_id, frozenset({channel.id}), alone=False)
                self.check(words, self.readers_of(channel), place)

    async def go_ahead(self) -> None:
        """Say how far one has read of a thread that is read there."""
        member, channel = self.someone()
        read = [one.thread_id for one in self.gates[member.guild.id]]
        id, number = self.random.choice(read or ["alpha"]), self.random.randrange(1, 7)
        await member.slash(channel, "thread where", thread=id, number=number)
        self.look(member.id)

    async def change_rights(self) -> None:
        """Give a role or take it, close a channel or open it, leave a server or come back."""
        backend, random = self.env.backend, self.random
        member = self.members[self.one.id, random.choice(["alice", "bob"])]
        match random.randrange(3):
            case 0 if self.is_member(member.id, self.one.id):
                roles = backend.guilds[self.one.id].members[member.id].role_ids
                has = self.insiders.id in roles
                change = backend.remove_member_role if has else backend.add_member_role
                change(self.one.id, member.id, self.insiders.id)
            case 1:
                allowed, denied = random.choice([(0, VIEW), (VIEW, 0), (0, HISTORY), (0, 0)])
                target, kind = random.choice([(self.one.id, 0), (member.id, 1)])
                channel = random.choice(self.channels[:3])
                backend.set_overwrite(channel.id, Overwrite(target, kind, allowed, denied))
            case _ if self.is_member(member.id, self.one.id):
                backend.remove_member(self.one.id, member.id)
            case _:
                self.one.add_member(member.user)
        self.clock.now += 61  # for a minute it is known who someone was

    async def change_a_message(self) -> None:
        """Edit a message of a channel that is a thread, or delete it."""
        known = self.random.choice([one for one in self.known if one.channel is not None])
        number, post = self.random.choice(list(known.posts.items()))
        self.gone.add(post.mark)
        if len(known.posts) > 2 and self.random.random() < 0.3:
            del known.posts[number]
            self.env.backend.delete_message(known.channel, post.message_id)
        else:
            post.mark = self.word()
            self.env.backend.edit_message(known.channel, post.message_id, {"content": post.text})

    async def open_a_thread(self) -> None:
        member, channel = self.someone()
        if not self.env.backend.channels[channel.id].is_thread and len(self.channels) < 10:
            thread = self.env.backend.create_thread(channel.id, "talk on it", member.id)
            await self.env.settle()
            self.channels += [one for one in channel.threads if one.id == thread.id]

    async def begin_again(self) -> None:
        await self.restart()

    async def note(self) -> None:
        """Read how far the groups and members are."""
        await self.env.settle()
        await self.env.bot.cogs["FollowedChannels"].finished()
        database = self.env.bot._readings.kept()
        for server in {server for server, _ in self.members}:
            self.gates[server] = await database.read(reading_table.of_server, server)
        people = {member.id for member in self.members.values()}
        self.places = {
            (person, one.server_id, one.thread_id): one.last_open
            for person in people
            for one in await database.read(place_table.of_member, person)
        }


ASKS = (Walk.write, Walk.write_privately, Walk.ask, Walk.press)
OTHERS = (Walk.ask_elsewhere, Walk.type, Walk.use, Walk.export, Walk.open_page)
CHANGES = (
    *(Walk.read, Walk.pass_a_day, Walk.go_ahead, Walk.change_rights, Walk.change_a_message),
    *(Walk.open_a_thread, Walk.begin_again, *(Walk.read, Walk.go_ahead) * 3),
)


@pytest.mark.parametrize(
    ("seed", "steps"),
    [(1, 40), *(pytest.param(seed, 300, marks=pytest.mark.slow) for seed in range(2, 5))],
)
async def test_nobody_sees_what_they_may_not(
    simcord_env: Env,
    engine: AnswerEngine,
    folder: Path,
    clock: Clock,
    now: Now,
    restarted: Callable[..., Any],
    seed: int,
    steps: int,
) -> None:
    """Whatever is asked, pressed, typed and changed, in whatever order."""
    now.now = simcord_env.now()
    walk = Walk(simcord_env, engine, folder, clock, now, restarted, random.Random(seed))
    await walk.begin()
    await walk.note()
    for _ in range(steps):
        step = walk.random.choice([*ASKS * 4, *OTHERS * 2, *CHANGES])
        walk.did.append(step.__name__)
        try:
            await step(walk)
        except SetupError as error:  # people cannot do that on Discord
            walk.did.append(str(error))
        await walk.note()
    assert walk.seen > steps / 5
