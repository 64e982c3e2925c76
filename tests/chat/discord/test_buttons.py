"""The buttons under an answer."""

from collections.abc import Callable
from pathlib import Path

import discord
import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.answering.engine import AnswerEngine
from bot.answering.requests import Ask
from bot.chat.discord import ThreadBot
from bot.chat.discord.components import view
from bot.evaluation import read
from bot.settings import Settings

from .screen import buttons, shown

pytestmark = pytest.mark.settings(message_content=False)


@pytest.fixture
async def answer(simcord_env: Env, channel: ChannelHandle, alice: MemberActor) -> discord.Message:
    """The bot's answer to alice, which quotes post 2 first."""
    await alice.send(channel, f"{simcord_env.guild.me.mention} how long does a sourdough rest")
    message = channel.last_message
    assert message is not None
    return message


async def press(actor: MemberActor, message: discord.Message, label: str):
    return await actor.click(message, custom_id=buttons(message)[label])


async def test_the_posts_around(answer: discord.Message, bob: MemberActor) -> None:
    """◀ and ▶ show the neighbours, with their own buttons, to the one who pressed only."""
    assert list(buttons(answer))[:2] == ["◀ 1", "3 ▶"]
    result = await press(bob, answer, "3 ▶")
    assert result.ephemeral
    assert shown(result.response) == "On bread, by @baker\nPost 3\nSalt slows the yeast down."
    assert list(buttons(result.response)) == ["◀ 2", "5 ▶", "Whole thread", "Show to all"]


async def test_the_own_page_turns_in_place(answer: discord.Message, bob: MemberActor) -> None:
    """A press on one's own page changes that page, and sends nothing new."""
    first = await press(bob, answer, "3 ▶")
    second = await press(bob, first.response, "5 ▶")
    assert second.followups == []
    assert shown(first.response).endswith("The oven must be hot before the loaf goes in.")
    assert list(buttons(first.response)) == ["◀ 3", "Whole thread", "Show to all"]


async def test_the_whole_thread(answer: discord.Message, bob: MemberActor) -> None:
    """The whole thread is shown from its beginning."""
    result = await press(bob, answer, "Whole thread")
    assert shown(result.response).splitlines()[1] == "1 Flour and water make a dough."
    assert shown(result.response).endswith("5 The oven must be hot before the loaf goes in.")


async def test_more_posts(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor, folder: Path, engine: AnswerEngine
) -> None:
    """Posts that fit too are one press away."""
    posts = "".join(f"- {{number: {n}, text: Rye grows on hill {n}.}}\n" for n in range(1, 9))
    (folder / "rye.yaml").write_text(f"title: On rye\nposts:\n{posts}")
    engine.reload()
    await alice.send(channel, f"{simcord_env.guild.me.mention} rye on the hill")
    assert [card.title for card in channel.last_message.embeds] == ["Post 1", "Post 2", "Post 3"]
    result = await press(alice, channel.last_message, "More posts")
    numbered = [line for line in shown(result.response).splitlines() if line[:1].isdigit()]
    assert numbered == [f"{n} Rye grows on hill {n}." for n in (4, 5, 6)]
    result = await press(alice, result.response, "More posts")
    assert "7 Rye grows on hill 7." in shown(result.response)


async def test_a_fresh_process_answers_old_buttons(
    simcord_env: Env,
    answer: discord.Message,
    bob: MemberActor,
    new_bot: Callable[..., ThreadBot],
) -> None:
    """After a restart the custom id alone tells what to show."""
    await simcord_env.restart_bot(new_bot(message_content=False))
    result = await press(bob, answer, "3 ▶")
    assert "Salt slows the yeast down." in shown(result.response)


async def test_a_changed_post_is_not_replaced_by_another(
    simcord_env: Env, answer: discord.Message, bob: MemberActor, folder: Path, engine: AnswerEngine
) -> None:
    """After a reload that changed the post, the button says so."""
    text = (folder / "bread.yaml").read_text().replace("Salt", "Sugar")
    (folder / "bread.yaml").write_text(text)
    engine.reload()
    result = await press(bob, answer, "3 ▶")
    assert shown(result.response) == (
        "This post has changed or is gone since the last reload. Please ask again."
    )
    assert "Flour" in shown((await press(bob, answer, "◀ 1")).response)


async def test_a_page_that_leads_nowhere_has_no_buttons(
    simcord_env: Env, answer: discord.Message, bob: MemberActor, folder: Path, engine: AnswerEngine
) -> None:
    """The buttons of the page before do not stay under what is said in its place."""
    page = (await press(bob, answer, "3 ▶")).response
    (folder / "bread.yaml").write_text("title: On rye\nposts: [{number: 1, text: Rye.}]\n")
    engine.reload()
    await press(bob, page, "5 ▶")
    assert shown(page).startswith("This post has changed or is gone")
    assert buttons(page) == {}


async def test_the_asker_removes_the_answer(
    channel: ChannelHandle, answer: discord.Message, alice: MemberActor
) -> None:
    """🗑️ takes the answer away for the one who asked."""
    await press(alice, answer, "🗑️")
    assert answer.id not in [one.id for one in channel.history()]


async def test_a_moderator_removes_the_answer(
    simcord_env: Env, channel: ChannelHandle, answer: discord.Message
) -> None:
    """Who may manage messages may remove it too."""
    role = simcord_env.guild.create_role("m", permissions=discord.Permissions(manage_messages=True))
    carol = simcord_env.guild.add_member(simcord_env.create_user("carol"), roles=[role])
    await press(carol, answer, "🗑️")
    assert answer.id not in [one.id for one in channel.history()]


async def test_others_do_not_remove_it(
    channel: ChannelHandle, answer: discord.Message, bob: MemberActor
) -> None:
    """Everyone else reads who may, and the answer stays."""
    result = await press(bob, answer, "🗑️")
    assert result.ephemeral
    assert shown(result.response) == (
        "Only the one who asked and moderators can remove this answer."
    )
    assert answer.id in [one.id for one in channel.history()]


async def test_the_asker_of_a_slash_command_removes_it(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor
) -> None:
    """It is the same under the answer to a slash command."""
    result = await alice.slash(channel, "thread ask", question="flour")
    await alice.click(result.response, custom_id=buttons(result.response)["🗑️"])
    assert result.response is None


async def test_each_message_of_an_answer_can_be_removed(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor, folder: Path, engine: AnswerEngine
) -> None:
    """Of an answer in several messages each has the button to remove it, and the last all."""
    (folder / "long.yaml").write_text(f"title: L\nposts: [{{number: 9, text: {'la ' * 2900}}}]\n")
    engine.reload()
    await alice.send(channel, f"{simcord_env.guild.me.mention} long: 9")
    first, *_, last = (one for one in channel.history() if one.author.bot)
    assert list(buttons(first)) == ["🗑️"]
    assert "🗑️" in buttons(last)


async def test_an_expired_press_is_one_log_line(
    simcord_env: Env,
    answer: discord.Message,
    bob: MemberActor,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A press that Discord has forgotten leaves one line in the log."""
    for label in ("3 ▶", "🗑️"):
        simcord_env.inject_error(
            "POST", "/interactions/*", status=404, code=10062, message="Unknown interaction"
        )
        await press(bob, answer, label)
    lines = [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    assert ["was not answered" in line for line in lines] == [True, True]


@pytest.mark.parametrize("quotes", [1, 2, 3])
def test_no_two_buttons_do_the_same(quotes: int) -> None:
    """Discord refuses an answer with two buttons of one custom id, so that nobody would see it."""
    root = Path(__file__).parents[3]
    engine = AnswerEngine(Settings(knowledge=root / "knowledge", quotes=quotes))
    labelled = root / "tests" / "questions" / "dragonbear.yaml"
    [dataset] = read([labelled], lambda file, name: engine.library.thread(name))
    for question in dataset.threads[0].questions:
        if rows := view(engine.answer(Ask(question.text)).links, (), "en"):
            ids = [one["custom_id"] for row in rows.to_components() for one in row["components"]]
            assert len(ids) == len(set(ids)), question.text
