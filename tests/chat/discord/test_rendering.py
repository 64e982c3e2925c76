"""Whatever posts and questions hold: within Discord's limits, verbatim, and no markup."""

import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.answering.answer import Answer, Kind, Link, Quote
from bot.answering.requests import Open
from bot.chat.discord.components import CUSTOM_ID_LENGTH, Remove, read, view
from bot.chat.discord.escaping import code, cut, escape, length, unescape, well_formed
from bot.chat.discord.rendering import MESSAGE_LENGTH, RenderedMessage, in_markdown, render
from bot.i18n import LANGUAGES, sentence
from bot.knowledge import Post, Thread

from .screen import unmarked

HOSTILE = st.sampled_from(
    [
        "@everyone", "@here", "<@1>", "<@!1>", "<@&1>", "<#1>", "<t:1:R>", "<:a:1>", "<a:b:1>",
        "</ask:1>", "<id:guide>", "**b**", "__u__", "~~s~~", "*i*", "_i_", "||x||", "`c`",
        "```\nx\n```", "# h", "## h", "-# s", "> q", ">>> q", "- l", "* l", "+ l", "1. l", "\n",
        "[a](https://example.org/b)", "https://example.org/a_b_c||*", "<https://example.org>",
        ":tada:", "\\", "\\*", "\u200b", "\u200f", "\u202e", "\u2066", "\ud800", "\udfff", "🍞",
        "👩‍👩‍👧‍👦", "a" * 300, "é" * 10_000, "🍞" * 3_000, "* " * 2_000, "\x00", "\t", "  ",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(HOSTILE, st.text(max_size=30)), min_size=1, max_size=12).map("".join)

LIVE = re.compile(
    r"(?<!\\)(?:\\\\)*(?:[*_~|`\[]|<(?!https?://[^\s<>]+>)|@(?=everyone|here)|:(?=\w+:))"
    r"|^\s*(?:[#>+-]|\d+[.)])",
    re.MULTILINE,
)
"""What Discord would take for markup or a mention: a sign with no backslash before it."""


def texts(message: RenderedMessage) -> Iterator[tuple[str, int]]:
    """Every text of a message, and the most that Discord takes there."""
    yield message.content, 2000
    for embed in message.embeds:
        yield embed.description or "", 4096
        yield embed.title or "", 256
        yield embed.author.name or "", 256
        yield embed.footer.text or "", 2048


def assert_sendable(message: RenderedMessage) -> None:
    """Discord would take the message: nothing is too long, empty or no valid text."""
    assert message.content.strip() or message.embeds
    assert len(message.embeds) <= 10
    assert sum(length(text) for text, most in texts(message) if most != 2000) <= 6000
    for text, most in texts(message):
        assert length(text) <= most
        text.encode("utf-8")
    for embed in message.embeds:
        assert embed.author.name.strip()


def without_marks(text: str) -> str:
    """The text without the bold that the bot itself sets around matched words and numbers."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\*\*", r"\1", text)


@given(TEXTS)
@example("1) against Ukraine\n  - a\n   > b")
@example("https://.")
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    """No sign of a post is markup, and a reader sees every one of them."""
    text = well_formed(text)
    escaped = escape(text)
    assert not LIVE.search(re.sub(r"<https?://[^\s<>]+>", "", escaped))
    assert re.sub(r"\\([^\w]|_)|<(https?://[^\s<>]+)>", r"\1\2", escaped) == text


@pytest.mark.parametrize("text", ["https://*<@1>", "https://_a.example", "steam://run_game"])
def test_no_backslash_becomes_part_of_a_link(text: str) -> None:
    """What is no address of the web is no link: Discord would show the backslashes in it."""
    assert re.search(r"(?<!\\):/", escape(text)) is None
    assert unescape(escape(text)) == text


@given(TEXTS)
def test_code_ends_where_it_should(text: str) -> None:
    """Nothing in a span of code can end it."""
    assert code(text).count("`") == 2
    assert "\n" not in code(text)


@given(
    st.lists(TEXTS.filter(str.strip), min_size=1, max_size=12),
    TEXTS.filter(str.strip),
    st.one_of(st.none(), TEXTS.filter(str.strip)),
    st.one_of(st.none(), st.floats(0, 1)),
    st.booleans(),
    st.sampled_from(sorted(LANGUAGES)),
    st.data(),
)
def test_any_answer_can_be_sent(
    posts: list[str],
    title: str,
    author: str | None,
    score: float | None,
    embeds: bool,
    language: str,
    data: st.DataObject,
) -> None:
    """Any posts under any title are within Discord's limits, each quote with its number."""
    thread = Thread(
        "t",
        title,
        tuple(Post(number, text) for number, text in enumerate(posts, 1)),
        author=author,
        source="https://example.org/" + "x" * data.draw(st.sampled_from([1, 3000])),
    )
    quotes = []
    for post in thread.posts:
        a, b = sorted(data.draw(st.tuples(*[st.integers(0, len(post.text))] * 2)))
        quotes.append(Quote.of(thread, post, 600, ((a, b),) if a < b else (), score))
    lead = sentence("follow_up", before=title)
    messages = render(Answer(Kind.ANSWER, (lead,), tuple(quotes)), language, embeds=embeds)
    for message in messages:
        assert_sendable(message)
        for text in (message.content, *(embed.description or "" for embed in message.embeds)):
            bare = re.sub(r"<https?://[^\s<>]+>|^> (?=.)|^> $", "", without_marks(text), flags=re.M)
            assert not re.search(r"(?<!\\)(?:\\\\)*(?:[`\[|~_]|<(?!\Z))", bare)


@given(TEXTS.filter(str.strip))
@example("[a](https://example.org/b)**b**")
def test_a_short_quote_differs_in_nothing_from_its_post(text: str) -> None:
    """What a embed shows of a post is the post, character by character."""
    text = well_formed(text)[:600]
    thread = Thread("t", "T", (Post(7, text),))
    quote = Quote(thread, thread.posts[0], 0, len(text), score=0.9)
    (message,) = render(Answer(Kind.ANSWER, quotes=(quote,)), "en", embeds=True)
    (embed,) = message.embeds
    assert embed.title == "Post 7"
    assert unmarked(embed.description or "") == text


@given(TEXTS)
def test_any_question_can_be_echoed(question: str) -> None:
    """A question that is repeated stays within the limits and is no markup."""
    messages = render(
        Answer(Kind.REFUSAL, (sentence("asked", question=question),)), "en", embeds=True
    )
    for message in messages:
        assert_sendable(message)
        assert not LIVE.search(re.sub(r"<https?://[^\s<>]+>", "", message.content))


@given(TEXTS, st.integers(1, 9 * 10**18 - 1))
def test_any_question_fits_its_button(question: str, asker: int) -> None:
    """The custom id holds the asker and as much of the question as there is room for."""
    custom_id = Remove(asker, question).custom_id
    assert length(custom_id) <= CUSTOM_ID_LENGTH
    custom_id.encode("utf-8")
    press = read(custom_id)
    assert isinstance(press, Remove)
    assert press.asker == asker
    assert well_formed(question).startswith(press.question.removesuffix("…"))


async def test_a_button_opens_as_many_posts_as_it_can_name() -> None:
    """References that do not fit are left out from the end; the first are kept."""
    references = tuple(f"abcd.{n}99999999.efgh"[:19] for n in range(1, 9))
    buttons = view((Link(sentence("button_further"), references),), (), "en")
    assert buttons is not None
    [row] = buttons.to_components()
    opened = read(row["components"][0]["custom_id"])
    assert isinstance(opened, Open)
    assert opened.references == references[: len(opened.references)]
    assert len(opened.references) == 4


def test_other_custom_ids_are_not_ours() -> None:
    """A press of something else is passed over."""
    assert read("") is None
    assert read("vote:1") is None
    assert read("remove:x:y") is None


def test_cards_with_the_same_link_are_not_merged() -> None:
    """Discord shows cards that link to one address as one; so only the first links."""
    posts = tuple(Post(n, "x", url="https://example.org/1") for n in (1, 2))
    thread = Thread("t", "T", posts)
    quotes = tuple(Quote.of(thread, post, 10, score=0.5) for post in posts)
    (message,) = render(Answer(Kind.ANSWER, quotes=quotes), "en", embeds=True)
    assert [embed.url for embed in message.embeds] == ["https://example.org/1", None]


def test_cut_never_parts_a_sign() -> None:
    """A sign of two UTF-16 units is kept whole or left out whole."""
    assert cut("🍞🍞🍞", 5) == "🍞🍞…"
    assert cut("🍞🍞", 4) == "🍞🍞"
    assert length(cut("🍞" * 100, 99)) <= 99


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("(see https://example.org/a)", "https://example.org/a"),
        ("https://example.org/Bread_(food).", "https://example.org/Bread_(food)"),
        ("(https://example.org/Bread_(food))", "https://example.org/Bread_(food)"),
        ("“https://example.org/a”, she wrote", "https://example.org/a"),
        ("https://example.org/a, https", "https://example.org/a"),
        ("https://example.org/a!", "https://example.org/a"),
        ("https://example.org/a?b=[c]&d=1;", "https://example.org/a?b=[c]&d=1"),
    ],
)
def test_a_link_ends_where_it_should(text: str, address: str) -> None:
    """The marks of the sentence stay outside of a link, and its own brackets inside."""
    assert f"<{address}>" in escape(text)


@pytest.mark.parametrize("piece", ["*_`<@1>", "\u05d0\u05d1 "])
def test_a_long_title_holds_nobody_up(piece: str) -> None:
    """Of a title of a megabyte only what a message holds is escaped."""
    heading = sentence("asked", question=piece * 200_000)
    start = time.thread_time()
    shown = in_markdown(heading, "en")
    assert time.thread_time() - start < 0.1
    assert len(shown) <= MESSAGE_LENGTH
