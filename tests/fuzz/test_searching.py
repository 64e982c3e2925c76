"""Posts and questions, whatever is in them."""

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.mentions import Term
from bot.search import Index
from bot.trust import Judgement

SIGNS = (
    *("bear", "dragon", "dragonbear", "Dragon-Bear", "don't", "U.S.", "US", "EU", "100,000"),
    *("100k", "9/11", "🇰🇿", "👩\u200d🚀", "龙熊", "ドラゴン", "หมี", "دب", "медведь", "naïve"),
    *("what", "how many", "\u0301", "\u200b", "ﬁ", "ß", "İ", "٣", "\ud800", "\x00", "'", "’s"),
    *("#aB", "-", "_", "\n"),
)  # fmt: skip
WORDS = st.one_of(st.sampled_from(SIGNS), st.text(st.characters(), max_size=6))
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)
LANGUAGES = st.sampled_from([None, "en", "de", "ar", "zh", "th", "tr", "xx", "", "en-GB"])


class Post(NamedTuple):
    number: int
    text: str


@given(
    st.lists(TEXTS, max_size=6),
    TEXTS,
    LANGUAGES,
    st.dictionaries(WORDS, TEXTS, max_size=3),
    st.integers(1, 8),
)
def test_what_is_found_is_there(
    texts: list[str], question: str, language: str | None, glossary: dict[str, str], limit: int
) -> None:
    """Whatever is posted and asked, hits are sure from 0 to 1, best first, with places in posts."""
    posts = [Post(number, text) for number, text in enumerate(texts, 1)]
    hits = Index(posts, language, glossary).search(question, limit)
    assert len(hits) <= limit
    assert len({hit.post.number for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert posts[hit.post.number - 1] == hit.post
        assert 0 <= hit.score <= 1
        assert hit.spans
        for match in Judgement(hit).matches:
            assert all(word in question for word in match.word.split())
            assert match.found == hit.post.text[slice(*match.spans[0])]
            for start, end in match.spans:
                assert 0 <= start < end <= len(hit.post.text)


@given(
    WORDS.filter(lambda word: word.strip().lstrip("#")),
    st.lists(st.one_of(WORDS, st.sampled_from(" ,.-“")), max_size=6),
    st.booleans(),
)
def test_a_post_uses_a_word_where_it_can_be_marked(
    word: str, around: list[str], cased: bool
) -> None:
    """Whatever is looked for by its letters is counted in the very posts where it is marked."""
    term = Term(word, cased=cased)
    for text in (word.join(around), word.upper().join(around), " ".join([*around, word])):
        assert term.is_in(text) is bool(term.spans(text))
