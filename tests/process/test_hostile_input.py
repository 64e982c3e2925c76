"""What people may write to do harm: it is answered like anything else, or not at all."""

from pathlib import Path

import pytest

from tests.process.running import MESSAGES, StudyGroup

#: No input may keep the bot from its other work for longer than this.
LIMIT = 0.050

MARKUP = (
    "@everyone @here <@5> <@&5> <#5> </thread ask:5>",
    "[click](https://example.org/steal) <https://example.org> discord.gg/abc",
    "# big\n-# small\n> quoted\n>>> all\n- list\n1. list",
    "**b** __u__ ~~s~~ ||spoiler|| `code` ```py\ncode``` <t:0:R> :smile: <:x:5>",
    "\N{RIGHT-TO-LEFT OVERRIDE}dlrow \N{ZERO WIDTH SPACE}hello\N{COMBINING ACUTE ACCENT}" * 20,
    "../../../etc/passwd {0.__class__} %s %(x)s ${HOME} $(id) \x00\x1b[2J",
    "thread: dragonbear: 99999999999999999999-1",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 100,
)

LONG = {
    "one letter": "a" * 4000,
    "one word": "dragonbear " * 360,
    "one emoji": "\U0001f1e8\U0001f1f3" * 1000,
    "marks on a letter": "e" + "\u0301" * 3990,
    "hashes": "#" * 4000,
    "digits": "1" * 4000,
    "ranges": "1-" * 2000,
    "addresses": "https://" * 500,
    "brackets": "[" * 2000 + "]" * 2000,
    "white space": "what" + " \t" * 1990 + "dragonbear",
    "quotes": '"' * 4000,
    "stems": "internationalizationalisms" * 150,
}


async def test_markup_in_a_question(group: StudyGroup) -> None:
    """A question full of markup, mentions or odd characters pings nobody and breaks nothing."""
    places = {text: group.server.world.add_channel(group.guild) for text in MARKUP}
    async with group.bot() as bot:
        asked = [group.ask(f"!thread dragonbear {text}", channel=places[text]) for text in MARKUP]
        answers = [await group.answer(question) for question in asked]
    for request in group.server.requests:
        if request.route == MESSAGES:
            assert not request.body["allowed_mentions"].get("parse")
    for answer in answers:
        assert "root:" not in answer.text
        assert "https://example.org/steal" not in answer.text
    assert "Traceback" not in bot.said


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="asks Linux for the time")
async def test_long_questions_leave_the_bot_free(group: StudyGroup) -> None:
    """While the worst questions are answered, the bot is never held up for more than 50 ms."""
    places = {name: group.server.world.add_channel(group.guild) for name in LONG}
    worst = {}
    async with group.bot() as bot:
        await group.answered()
        for name, text in LONG.items():
            question = group.ask(f"!thread {text}", channel=places[name])
            worst[name] = await group.longest_block(bot, group.answer(question))
    print(*(f"{name}: {took * 1000:.1f} ms" for name, took in worst.items()), sep="\n")
    assert {name: took for name, took in worst.items() if took > LIMIT} == {}
    assert "Traceback" not in bot.said


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="asks Linux for the time")
@pytest.mark.parametrize("content", [b"a: a\n", b"- " * 50, b"\xff\x00"], ids=repr)
async def test_a_huge_file_leaves_the_bot_free(group: StudyGroup, content: bytes) -> None:
    """A file of 100 MB is refused at the reload, and the bot is not held up by it."""
    async with group.bot() as bot:
        await group.answered()
        size = 100_000_000
        (group.knowledge / "huge.yaml").write_bytes(content * (size // len(content)))
        question = group.ask("!thread reload", user=group.admin)
        longest_block = await group.longest_block(bot, group.answer(question))
        assert "huge.yaml" in (await group.answer(question)).text.replace("\\", "")
        assert "15" in (await group.answered()).text
    print(f"held up for {longest_block * 1000:.1f} ms")
    assert longest_block <= LIMIT
