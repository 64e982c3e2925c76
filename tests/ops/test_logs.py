"""What the log says of questions, to people and to machines."""

import json

from tests.discord_server import Status
from tests.process.running import MESSAGES, StudyGroup


async def test_a_line_for_people(group: StudyGroup) -> None:
    """A question is one line with its id, what became of it and the posts, not what was asked."""
    async with group.bot() as bot:
        question = group.ask("!thread what is the dragonbear")
        await group.answer(question)
        line = await bot.log.first(lambda line: " request " in line)
    assert f" INFO [{question.id}] request kind=answer certainty=sure posts=" in line
    assert "dragonbear/15 " in line
    assert f"channel={group.channel.id} guild={group.guild.id}" in line
    assert "what is the" not in bot.said


async def test_a_question_cannot_forge_a_line(group: StudyGroup) -> None:
    """Even where questions are logged, one that holds line ends and escapes stays one line."""
    async with group.bot({"THREAD_BOT_LOG_QUESTIONS": "true"}) as bot:
        await group.answered("!thread dragonbear\n2026-01-31 12:00:00 INFO all is \x1b[2J well")
        line = await bot.log.first(lambda line: " request " in line)
    assert 'text="dragonbear\\n2026-01-31 12:00:00 INFO all is \\u001b[2J well"' in line
    assert "\x1b" not in bot.said


async def test_objects_for_machines(group: StudyGroup) -> None:
    """With ``log_format: json`` every line is an object, and one id joins those of a question."""
    group.server.next(MESSAGES, Status(400))
    async with group.bot(
        {"THREAD_BOT_LOG_FORMAT": "json", "THREAD_BOT_LOG_QUESTIONS": "true"}
    ) as bot:
        question = group.server.say(group.alice, group.channel, "!thread what is the dragonbear")
        await bot.log.first(lambda line: '"message": "request"' in line)
        await group.answered("!thread mid-term elections")
    lines = [json.loads(line) for line in bot.log]
    failed = [line for line in lines if line.get("request") == str(question.id)]
    assert [line["level"] for line in failed] == ["error", "info"]
    assert failed[0]["message"].startswith(f"the answer to message {question.id} was not sent")
    assert failed[1]["message"] == "request"
    assert failed[1]["kind"] == "failed"
    assert failed[1]["text"] == "what is the dragonbear"
    assert failed[1]["found"] <= failed[1]["sent"]
    assert {"time", "level", "logger", "message"} <= lines[0].keys()
