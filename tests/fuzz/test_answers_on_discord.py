"""The whole way of a question, from the posts to the messages, whatever is in them."""

import re
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Answer, Kind, Quote
from bot.chat.discord.escaping import well_formed
from bot.chat.discord.rendering import RenderedMessage, render
from bot.i18n import LANGUAGES, sentence
from bot.knowledge import Post, Thread
from bot.search import Index

SIGNS = (
    *("@everyone", "@here", "<@1>", "<@!1>", "<@&1>", "<#1>", "<t:1:R>", "<:a:1>", "</ask:1>"),
    *("@", "<", "\\", "\\\\@everyone", "`@here`", "```\n<@1>\n```", "**bread**", "||", "> "),
    *("https://example.org/@everyone", "https://<@1>", "[a](https://b.example)", "bread"),
    *("# ", "🍞", "\n", " ", "\u200b", "\u202e", "\ud800"),
    *("a" * 700, "bread " * 300, "@everyone" * 100),
)  # fmt: skip
PARTS = st.one_of(st.sampled_from(SIGNS), st.text(st.characters(), max_size=8))
TEXTS = st.lists(PARTS, min_size=1, max_size=10).map("".join).filter(str.strip)

LIVE_MENTION = re.compile(r"(?<!\\)(?:\\\\)*(?:@(?:everyone|here)|<(?:@|#|t:|a?:|/|id:))")

MARKS = re.compile(r"\\([^\w]|_)|<(https?://[^\s<>]+)>|\*\*")
"""An escaped sign, a link, and the bot's own bold, as they come; of these the rest is shown."""


def texts(message: RenderedMessage) -> Iterator[str]:
    """Every text of a message in which Discord looks for mentions."""
    yield message.content
    for embed in message.embeds:
        yield embed.description or ""


@given(
    st.lists(TEXTS, min_size=1, max_size=4),
    TEXTS,
    st.booleans(),
    st.sampled_from(sorted(LANGUAGES)),
)
def test_an_answer_mentions_nobody_and_quotes_word_for_word(
    posts: list[str], question: str, embeds: bool, language: str
) -> None:
    """No post and no question makes a mention, and what is shown of a post is in it."""
    thread = Thread("t", question, tuple(Post(n, text) for n, text in enumerate(posts, 1)))
    hits = Index(thread.posts, "en").search(f"{question} bread")
    quotes = tuple(Quote.of(thread, hit.post, 600, hit.spans, hit.score) for hit in hits)
    answer = Answer(Kind.ANSWER, (sentence("asked", question=question),), quotes)
    messages = render(answer, language, embeds=embeds)
    for message in messages:
        for text in texts(message):
            outside_links = re.sub(r"<https?://[^\s<>]+>", "", text)
            assert not LIVE_MENTION.search(outside_links)
    if embeds:
        shown = [embed.description or "" for message in messages for embed in message.embeds]
        assert len(shown) == len(quotes)
        for text, quote in zip(shown, quotes, strict=True):
            words = MARKS.sub(lambda mark: mark[1] or mark[2] or "", text)
            assert words.strip("…") in well_formed(quote.post.text)
