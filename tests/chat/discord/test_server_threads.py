"""A server's own threads: added, asked, changed and removed by those who run the server."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
import discord
import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.answering.engine import AnswerEngine
from bot.chat.discord import ThreadBot
from bot.chat.discord.components import Keep
from bot.chat.discord.turns import HeavyTurns
from bot.knowledge import format_thread, parse_thread
from bot.settings import Settings
from bot.storage.database import Database

from .screen import panel_text, shown

pytestmark = pytest.mark.usefixtures("kept_in_sqlite")

TEA = b"""\
title: On tea
posts:
- number: 1
  text: Water for tea has to boil first.
- number: 2
  text: Two minutes for green tea are enough.
"""


async def add(manager: MemberActor, channel: ChannelHandle, content: bytes = TEA, **options) -> str:
    """Add a thread by its file and keep it; return what is said then."""
    result = await manager.slash(
        channel, "thread add", file=(options.pop("name", "tea.yaml"), content), **options
    )
    kept = await manager.click(result.response, label="Keep")
    return shown(kept.response)


async def test_a_file_is_reported_then_kept(
    channel: ChannelHandle, manager: MemberActor, alice: MemberActor
) -> None:
    """`/thread add` reports a file with its first posts; after Keep everyone there can ask it."""
    result = await manager.slash(channel, "thread add", file=("tea.yaml", TEA))
    report = shown(result.response)
    assert result.ephemeral
    assert "On tea · 2 posts · tea" in report
    assert "Water for tea has to boil first." in report
    asked = await alice.slash(channel, "thread ask", question="how long for green tea")
    assert "Two minutes" not in shown(asked.response)
    kept = await manager.click(result.response, label="Keep")
    assert shown(kept.response).startswith("Kept as tea: On tea.")
    asked = await alice.slash(channel, "thread ask", question="how long for green tea")
    assert "Two minutes for green tea are enough." in shown(asked.response)


async def test_a_discarded_file_is_not_kept(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor
) -> None:
    """After Discard nothing is there, and the report's file is gone."""
    result = await manager.slash(channel, "thread add", file=("tea.yaml", TEA))
    discarded = await manager.click(result.response, label="Discard")
    assert shown(discarded.response) == "Discarded; nothing was kept."
    listed = await manager.slash(channel, "thread list")
    assert "On tea" not in shown(listed.response)


async def test_a_window_takes_files_and_a_title(
    channel: ChannelHandle, manager: MemberActor
) -> None:
    """`/thread add` alone opens a window with a field for files and one for the title."""
    window = await manager.slash(channel, "thread add")
    files = [
        ("one.txt", b"1/ Water boils.\n\n2/ Tea waits."),
    ]
    report = await manager.submit_modal(window, {"files": files, "title": "About tea"})
    assert "About tea · 2 posts" in shown(report.response)
    kept = await manager.click(report.response, label="Keep")
    assert shown(kept.response).startswith("Kept as about-tea: About tea.")


async def test_a_message_adds_its_files(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor, alice: MemberActor
) -> None:
    """`!thread add` adds the files of its message, for those who run the server alone."""
    await alice.send(channel, "!thread add Tea", attachments=[("tea.yaml", TEA)])
    assert shown(channel.last_message).startswith("Only members with Manage Server")
    await manager.send(channel, "!thread add Tea for all", attachments=[("tea.yaml", TEA)])
    report = channel.last_message
    assert "Tea for all · 2 posts" in shown(report)
    refused = await alice.click(report, label="Keep")
    assert shown(refused.response).startswith("Only members with Manage Server")
    await manager.click(report, label="Keep")
    assert "Kept as tea-for-all" in shown(channel.last_message)


async def test_where_the_bot_may_attach_no_file_it_says_so(
    manager: MemberActor, alice: MemberActor, restricted: Callable[..., ChannelHandle]
) -> None:
    """A report has the thread's file, which Discord would refuse once all is read."""
    channel = restricted(attach_files=False)
    await alice.send(channel, "!thread add Tea", attachments=[("tea.yaml", TEA)])
    assert shown(channel.last_message).startswith("Only members with Manage Server")
    await manager.send(channel, "!thread add Tea", attachments=[("tea.yaml", TEA)])
    assert "I need the permission Attach Files here" in shown(channel.last_message)


@pytest.mark.settings(questions_per_member=1)
async def test_who_may_not_add_threads_is_refused_at_a_members_pace(
    channel: ChannelHandle, alice: MemberActor
) -> None:
    """Files that a member sends again and again fill no channel with refusals."""
    for _ in range(5):
        await alice.send(channel, "!thread add Tea", attachments=[("tea.yaml", TEA)])
    refused, slower = [shown(one) for one in channel.history() if one.author.bot]
    assert refused.startswith("Only members with Manage Server")
    assert slower.startswith("That was quick!")


async def test_nobody_waits_while_a_file_is_imported(
    simcord_env: Env,
    channel: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Others in the channel get their answers while a file is read, which may take a minute."""
    additions, dispatcher = simcord_env.bot._additions, simcord_env.bot.dispatcher
    report, answer, answered = additions._report, dispatcher.answer, asyncio.Event()

    async def answering(*request: Any) -> Any:
        given = await answer(*request)
        answered.set()
        return given

    async def importing(*read: Any) -> Any:
        simcord_env.backend.create_message(channel.id, alice.id, "!thread 3")
        async with asyncio.timeout(20):
            await answered.wait()
        return await report(*read)

    monkeypatch.setattr(dispatcher, "answer", answering)
    monkeypatch.setattr(additions, "_report", importing)
    await manager.send(channel, "!thread add", attachments=[("tea.yaml", TEA)])
    answer, imported = channel.history()[-2:]
    assert "Salt slows the yeast down." in shown(answer)
    assert "On tea" in shown(imported)


async def test_what_was_kept_is_read_back_as_it_was(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor
) -> None:
    """The database gives a thread back character for character."""
    await add(manager, channel)
    simcord_env.bot._database.changes.announce(None)
    server_threads = simcord_env.bot._server_threads
    [own] = await server_threads.of(simcord_env.guild.id)
    assert own.exported == parse_thread("tea", TEA.decode(), "tea.yaml")


async def test_what_someone_else_removed_at_the_same_moment_is_not_changed(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is said to be done to a thread that is gone: the server has none any more."""
    own, server = simcord_env.bot._server_threads, simcord_env.guild.id
    remove = own.remove
    for command, method, options in (
        ("remove", "remove", {"thread": "tea"}),
        ("rename", "rename", {"title": "Teas"}),
        ("glossary add", "explain", {"short": "GT", "long": "green tea"}),
    ):
        await add(manager, channel)
        change = getattr(own, method)

        async def after_another(*arguments: Any, change: Any = change) -> Any:
            await remove(server, "tea")
            return await change(*arguments)

        monkeypatch.setattr(own, method, after_another)
        result = await manager.slash(channel, f"thread {command}", **options)
        assert shown(result.response).startswith("This server has added no thread"), command


async def test_files_that_wait_take_no_memory(
    channel: ChannelHandle, manager: MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is fetched once the turn of its server has come; a report is written in another."""
    steps: list[str] = []
    take, fetch = HeavyTurns.take, discord.Attachment.read

    def taking(turns: HeavyTurns, id: int) -> Any:
        steps.append("turn")
        return take(turns, id)

    async def fetching(*args: Any, **options: Any) -> bytes:
        steps.append("fetch")
        return await fetch(*args, **options)

    monkeypatch.setattr(HeavyTurns, "take", taking)
    monkeypatch.setattr(discord.Attachment, "read", fetching)
    await add(manager, channel)
    assert steps == ["turn", "fetch", "turn", "turn", "fetch"]


async def test_large_files_are_written_in_turn(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file takes seconds to write, so each server's next one waits for those of others."""
    await add(manager, channel)
    panel = await manager.slash(channel, "thread privacy")
    files, take, taken = simcord_env.bot._files, HeavyTurns.take, []

    def taking(turns: HeavyTurns, id: int) -> Any:
        taken.append((turns is files, id))
        return take(turns, id)

    monkeypatch.setattr(HeavyTurns, "take", taking)
    for result in (
        await manager.slash(channel, "thread export"),
        await manager.click(panel.response, custom_id="privacy:export:server"),
        await manager.slash(channel, "thread remove", thread="tea"),
    ):
        assert len(result.response.attachments) == 1
    assert taken == [(True, channel.guild.id)] * 3


async def test_an_export_is_what_the_importer_writes(
    channel: ChannelHandle, manager: MemberActor
) -> None:
    """`/thread export` gives the file back, byte for byte, and it can be added again."""
    await add(manager, channel)
    exported = await manager.slash(channel, "thread export")
    [file] = exported.response.attachments
    content = await file.read()
    assert content == format_thread(parse_thread("tea", TEA.decode(), "tea.yaml")).encode()
    assert "Kept as tea-2: On tea." in await add(manager, channel, content)


async def test_a_large_thread_comes_and_goes_in_an_archive(
    channel: ChannelHandle, manager: MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that Discord would not take as it is is zipped; it is kept, and can be added again."""
    monkeypatch.setattr("bot.chat.discord.delivery.MAX_PLAIN_BYTES", 10)
    assert "Kept as tea: On tea." in await add(manager, channel)
    exported = await manager.slash(channel, "thread export")
    [file] = exported.response.attachments
    assert file.filename == "tea.yaml.zip"
    content = await file.read()
    assert "Kept as tea-2: On tea." in await add(manager, channel, content, name="tea.zip")


async def test_a_file_that_discord_does_not_take_is_a_sentence(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor
) -> None:
    """Nobody waits in vain for the report of a thread that is too large."""
    large = {"status": 413, "code": 40005, "message": "Request entity too large"}
    simcord_env.inject_error("PATCH", "/webhooks/*", times=1, **large)
    result = await manager.slash(channel, "thread add", file=("tea.yaml", TEA))
    assert shown(result.response).startswith("Discord does not take a file as large")


async def test_a_file_that_discord_does_not_give_is_a_sentence(
    channel: ChannelHandle, manager: MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that is cut while a file is fetched is no defect of the bot's."""

    async def cut(*_: Any, **__: Any) -> bytes:
        raise aiohttp.ClientPayloadError

    monkeypatch.setattr(discord.Attachment, "read", cut)
    result = await manager.slash(channel, "thread add", file=("tea.yaml", TEA))
    assert shown(result.response) == "Discord did not give what was needed; please try again."


async def test_a_window_is_opened_again_after_an_error(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Like an answer, a window reaches people although Discord failed once."""
    monkeypatch.setattr("bot.chat.discord.delivery.PAUSE", 0.0)
    simcord_env.inject_error("POST", "/interactions/*/callback", status=503)
    window = await manager.slash(channel, "thread add")
    assert window.modal["title"] == "Add a thread"


async def test_a_title_of_blanks_is_none(channel: ChannelHandle, manager: MemberActor) -> None:
    """Who types no title gets the source's."""
    assert "Kept as tea: On tea." in await add(manager, channel, title="  ")


async def test_a_thread_is_renamed_explained_edited_and_removed(
    channel: ChannelHandle, manager: MemberActor
) -> None:
    """Title, glossary and words of a thread change at once; a removed one leaves its file."""
    await add(manager, channel)
    renamed = await manager.slash(channel, "thread rename", title="Tea & time", thread="tea")
    assert shown(renamed.response) == "On tea is called Tea & time now."
    explained = await manager.slash(channel, "thread glossary add", short="GT", long="green tea")
    assert shown(explained.response) == "In Tea & time, GT means green tea now."
    asked = await manager.slash(channel, "thread ask", question="what is GT", thread="tea")
    assert "GT stands for green tea." in shown(asked.response)
    window = await manager.slash(channel, "thread edit", number=2)
    edited = await manager.submit_modal(window, {"words": "Three minutes for green tea."})
    assert shown(edited.response) == "Post 2 of Tea & time has its new words."
    asked = await manager.slash(channel, "thread ask", question="how long for green tea")
    assert "Three minutes for green tea." in shown(asked.response)
    removed = await manager.slash(channel, "thread remove", thread="tea")
    assert shown(removed.response).startswith("Tea & time is removed.")
    assert b"Three minutes" in await removed.response.attachments[0].read()
    listed = await manager.slash(channel, "thread list")
    assert "Tea" not in shown(listed.response)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.bin", b"\0\1\2", "a.bin:1: this is not text; give a file of one of the formats"),
        ("deep.json", b"[" * 3_000_000, "deep.json: the JSON has more than 2,000,000 values"),
    ],
)
async def test_a_hostile_file_is_one_sentence(
    channel: ChannelHandle, manager: MemberActor, name: str, content: bytes, reason: str
) -> None:
    """A file that cannot be read costs its own request only, and says what to do."""
    result = await manager.slash(channel, "thread add", file=(name, content))
    assert shown(result.response).startswith(f"Nothing was added. {reason}")


async def test_only_servers_with_the_bot_have_threads(
    channel: ChannelHandle, manager: MemberActor, change_interactions: Callable[..., None]
) -> None:
    """In a foreign server and in direct messages nobody adds threads, whatever their rights."""
    sentence = "Only servers that I am a member of can have threads of their own."
    assert shown((await manager.user.slash("thread add")).response) == sentence
    change_interactions(guild_id="42", authorizing_integration_owners={"1": str(manager.id)})
    assert shown((await manager.slash(channel, "thread add")).response) == sentence


@pytest.mark.settings(server_threads=1, server_posts=3)
async def test_ceilings_are_met_with_a_sentence(
    channel: ChannelHandle, manager: MemberActor
) -> None:
    """The sentence comes at the report and at Keep; the report stays, to be kept later."""
    many = b"title: Many\nposts:\n- a\n- b\n- c\n- d\n"
    result = await manager.slash(channel, "thread add", file=("many.yaml", many))
    assert shown(result.response) == (
        "Nothing was added. A server's own threads can have 3 posts, and with this one they would "
        "have 4; remove a thread, or give a shorter part."
    )
    early = await manager.slash(channel, "thread add", file=("tea.yaml", TEA), title="Early")
    await add(manager, channel)
    [said] = (await manager.click(early.response, label="Keep")).followups
    assert said.content.startswith("**Nothing was added.** A server can have 1 thread of its own")
    await manager.slash(channel, "thread remove", thread="tea")
    kept = await manager.click(early.response, label="Keep")
    assert shown(kept.response).startswith("Kept as early: Early.")


async def test_only_those_who_run_the_server_change_its_threads(
    channel: ChannelHandle, manager: MemberActor, alice: MemberActor
) -> None:
    """Others are refused by every command, and get no suggestions."""
    await add(manager, channel)
    for command, options in (
        ("add", {"file": ("tea.yaml", TEA)}),
        ("add", {}),
        ("remove", {"thread": "tea"}),
        ("rename", {"title": "Mine"}),
        ("export", {}),
        ("glossary add", {"short": "a", "long": "b"}),
        ("edit", {"number": 1}),
    ):
        result = await alice.slash(channel, f"thread {command}", **options)
        assert shown(result.response).startswith("Only members with Manage Server"), command
    assert await alice.autocomplete(channel, "thread remove", "thread", "") == []
    assert len(await manager.autocomplete(channel, "thread remove", "thread", "")) == 1


async def test_rights_are_known_before_the_server_is(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor
) -> None:
    """Right after a start, before its roles are known, those who run a server are not refused."""
    guild = simcord_env.bot.get_guild(simcord_env.guild.id)
    for role in set(guild._roles) - {guild.id}:
        del guild._roles[role]
    result = await manager.slash(channel, "thread add", file=("tea.yaml", TEA))
    assert "On tea" in shown(result.response)


async def test_of_two_reports_that_are_kept_at_once_both_are_there(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor
) -> None:
    """Two threads that wanted one id are both kept, each under its own."""
    bot = simcord_env.bot
    reports = [
        await manager.slash(channel, "thread add", file=("tea.yaml", content))
        for content in (TEA, TEA.replace(b"On tea", b"On green tea"))
    ]
    files = [report.response.attachments[0] for report in reports]
    member = await bot.get_guild(simcord_env.guild.id).fetch_member(manager.id)
    messages = [await bot.get_channel(channel.id).send(file=await file.to_file()) for file in files]
    incoming = [await bot._incoming.of_message(one, member) for one in messages]
    kept = zip(incoming, messages, strict=True)
    await asyncio.gather(*(bot._additions.keep(one, Keep("tea"), report) for one, report in kept))
    suggested = await manager.autocomplete(channel, "thread remove", "thread", "")
    assert sorted(one["value"] for one in suggested) == ["tea", "tea-2"]


async def test_abbreviations_that_are_added_at_once_are_all_there(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor
) -> None:
    """No abbreviation is lost because another came in the same moment."""
    await add(manager, channel)
    server, own = simcord_env.guild.id, simcord_env.bot._server_threads
    words = {"GT": "green tea", "BT": "black tea"}
    await asyncio.gather(*(own.explain(server, "tea", *pair) for pair in words.items()))
    [kept] = await own.of(server)
    assert kept.thread.glossary == words


async def test_an_edit_changes_only_the_words_that_its_window_showed(
    channel: ChannelHandle, manager: MemberActor
) -> None:
    """What someone else wrote in between stays, and no post is left without words."""
    await add(manager, channel)
    early = await manager.slash(channel, "thread edit", number=2)
    window = await manager.slash(channel, "thread edit", number=2)
    await manager.submit_modal(window, {"words": "Three minutes for green tea."})
    late = await manager.submit_modal(early, {"words": "Four minutes for green tea."})
    assert shown(late.response).startswith("This post has changed")
    window = await manager.slash(channel, "thread edit", number=2)
    blank = await manager.submit_modal(window, {"words": "  "})
    assert shown(blank.response) == "That has no words; write some."
    asked = await manager.slash(channel, "thread ask", question="how long for green tea")
    assert "Three minutes for green tea." in shown(asked.response)


async def test_what_no_database_keeps_is_left_out_of_what_is_typed(
    channel: ChannelHandle, manager: MemberActor, simcord_env: Env
) -> None:
    """A client may send NUL and halves of characters in titles, abbreviations and posts."""
    await add(manager, channel, title="Te\0a \ud800")
    await manager.slash(channel, "thread rename", title="\0Teas\udfff")
    await manager.slash(channel, "thread glossary add", short="G\0T", long="\ud800 tea")
    window = await manager.slash(channel, "thread edit", number=2)
    await manager.submit_modal(window, {"words": "Three\0 minutes.\udfff"})
    [own] = await simcord_env.bot._server_threads.of(channel.guild.id)
    assert own.thread.title == "Teas\ufffd"
    assert own.thread.glossary == {"GT": "\ufffd tea"}
    assert own.thread.posts[1].text == "Three minutes.\ufffd"


async def test_a_window_from_before_a_restart_is_read(
    simcord_env: Env,
    channel: ChannelHandle,
    manager: MemberActor,
    settings: Settings,
    kept_in_sqlite: Database,
) -> None:
    """What someone types while the bot restarts is not lost: nothing of a window is in memory."""
    await add(manager, channel)
    words = await manager.slash(channel, "thread edit", number=2)
    files = await manager.slash(channel, "thread add")
    panel = await manager.slash(channel, "thread settings")
    prefix = await manager.select(panel.response, ["prefix"], custom_id="settings:name:server")
    assert simcord_env.bot._connection._view_store._modals == {}
    bot = ThreadBot(settings, AnswerEngine(settings), database=kept_in_sqlite)
    await simcord_env.restart_bot(bot)
    edited = await manager.submit_modal(words, {"words": "Three minutes for green tea."})
    assert shown(edited.response) == "Post 2 of On tea has its new words."
    report = await manager.submit_modal(files, {"files": [("more.yaml", TEA)], "title": "More"})
    assert "More · 2 posts" in shown(report.response)
    assert "**Prefix:** `?`" in panel_text(await manager.submit_modal(prefix, {"value": "?"}))


@pytest.mark.settings(server_bytes=100)
async def test_an_edit_and_an_abbreviation_need_room_as_well(
    channel: ChannelHandle, manager: MemberActor
) -> None:
    """What a server keeps does not grow over its ceiling by changes."""
    await add(manager, channel)
    window = await manager.slash(channel, "thread edit", number=2)
    edited = await manager.submit_modal(window, {"words": "Two minutes. " * 10})
    explained = await manager.slash(
        channel, "thread glossary add", short="GT", long="green tea" * 9
    )
    for result in (edited, explained):
        assert "can take 100 bytes" in shown(result.response)
    asked = await manager.slash(channel, "thread ask", question="how long for green tea")
    assert "Two minutes for green tea are enough." in shown(asked.response)
