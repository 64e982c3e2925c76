"""One question, asked in every way there is; and hostile words in every place they can stand."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.answering.engine import AnswerEngine

from .screen import shown

QUESTION = "how long does a sourdough rest"

HOSTILE = [
    "@everyone and @here", "<@1> <@!1> <@&1> <#1>", "<t:1700000000:R>", "<:a:1> <a:b:1> :tada:",
    "</thread ask:1> <id:guide>", "**b** __u__ ~~s~~ *i* _i_ ||x||", "`c` ```\nx\n```",
    "# h\n## h\n-# s", "> q\n>>> q", "- l\n* l\n1. l", "[a](https://example.org/b)",
    "https://example.org/a_b_c||*", "<https://example.org>", "\\ \\*", "a\u200bb\u200fc\u202ed",
    "🍞" * 3000, "word" * 2500, "w " * 3000, "* " * 1500, "👩‍👩‍👧‍👦" * 400, "!thread reload",
]  # fmt: skip


async def test_every_way_finds_the_same(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor, bob: MemberActor
) -> None:
    """Prefix, mention, reply, direct message, command and menu quote the same words."""
    me = simcord_env.guild.me.mention
    quoted = []
    await alice.send(channel, f"!thread {QUESTION}")
    first = channel.last_message
    quoted.append(first.embeds[0].description)
    await alice.send(channel, f"{me} {QUESTION}")
    quoted.append(channel.last_message.embeds[0].description)
    await alice.send(channel, "and why?", reply_to=first)
    quoted.append(channel.last_message.embeds[0].description)
    await alice.send_dm(QUESTION)
    quoted.append(alice.user.dm_channel.last_message.embeds[0].description)
    result = await alice.slash(channel, "thread ask", question=QUESTION)
    quoted.append(result.response.embeds[0].description)
    asked = await bob.send(channel, QUESTION)
    result = await alice.context_menu(channel, "Ask the thread about this", asked)
    quoted.append(result.response.embeds[0].description)
    assert set(quoted) == {"A **sourdough** **rests** overnight in a cool cellar."}


@pytest.mark.slow
@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_words(
    simcord_env: Env,
    channel: ChannelHandle,
    alice: MemberActor,
    folder: Path,
    hostile: str,
    engine: AnswerEngine,
) -> None:
    """As post, title, author and question: Discord takes every answer, and shows the words."""
    words = json.dumps(f"zebra {hostile}", ensure_ascii=False)
    (folder / "hostile.yaml").write_text(
        f"title: {words}\nauthor: {words}\nposts: [{{number: 77, text: {words}}}]\n"
    )
    assert engine.reload().kind.value == "facts"
    before = len(channel.history())
    for line in ("!thread 77", "!thread zebra", "!thread list", f"!thread {hostile[:1900]}"):
        await alice.send(channel, line)
    result = await alice.slash(channel, "thread ask", question=hostile[:6000])
    assert result.response is not None
    result = await alice.slash(channel, "thread mentions", term=f"zebra {hostile}"[:100].strip())
    assert result.response is not None
    said = [one for one in channel.history()[before:] if one.author.bot]
    assert len(said) >= 5
    start = shown(said[0]).partition("zebra ")[2]
    assert hostile[:20].split("\n")[0] in start


@pytest.mark.settings(message_content=False)
async def test_hostile_words_as_text(
    simcord_env: Env,
    channel: ChannelHandle,
    alice: MemberActor,
    folder: Path,
    restricted: Callable[..., ChannelHandle],
    engine: AnswerEngine,
) -> None:
    """Where no cards may be shown, the same words fit and are the same."""
    me, quiet = simcord_env.guild.me.mention, restricted(embed_links=False)
    for number, hostile in enumerate(HOSTILE, 1):
        words = json.dumps(f"zebra {hostile}", ensure_ascii=False)
        (folder / f"h{number}.yaml").write_text(
            f"title: T\nposts: [{{number: 88, text: {words}}}]\n"
        )
    engine.reload()
    for number in range(1, len(HOSTILE) + 1):
        await alice.send(quiet, f"{me} h{number}: 88")
        assert quiet.last_message.author.bot
        assert quiet.last_message.embeds == []
