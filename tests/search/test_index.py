"""What people get who ask a thread."""

import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from weakref import ref

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from bot.search import Hit, Index
from bot.search.tokenizer import Analyzer
from bot.trust import ANSWER_THRESHOLD, Certainty, Judgement
from tests.search.everyday import outcome

pytestmark = pytest.mark.usefixtures("scorer")

ROOT = Path(__file__).parents[2]


class Post(NamedTuple):
    number: int
    text: str


def index(*texts: str, language: str | None = "en", **glossary: str) -> Index[Post]:
    return Index([Post(n, text) for n, text in enumerate(texts, 1)], language, glossary)


def numbers(hits: tuple[Hit[Post], ...]) -> list[int]:
    return [hit.post.number for hit in hits]


def marked(hit: Hit[Post]) -> list[str]:
    return [hit.post.text[start:end] for start, end in hit.spans]


@pytest.fixture(scope="module")
def dragonbear(scorer: None) -> Index[Post]:
    thread = yaml.load((ROOT / "knowledge/dragonbear.yaml").read_bytes(), yaml.CSafeLoader)
    posts = [Post(post["number"], post["text"]) for post in thread["posts"]]
    return Index(posts, thread["language"], thread["glossary"])


def test_the_questions_the_bot_exists_for(dragonbear: Index[Post]) -> None:
    """The dragonbear is post 15, the elections are post 2, the world cup is nowhere."""
    assert numbers(dragonbear.search("what is the dragonbear"))[0] == 15
    assert numbers(dragonbear.search("mid-term elections"))[0] == 2
    assert Judgement(dragonbear.search("what is the dragonbear")[0]).certainty is Certainty.SURE
    near = dragonbear.search("who won the world cup")
    assert all(Judgement(hit).certainty is Certainty.NEAR for hit in near)
    assert all("cup" in {term.word for term in Judgement(hit).missing} for hit in near)


@pytest.mark.parametrize(
    "question", ["", "???", "what is the", "who is it", "🍕", "\ud800", "\u200b"]
)
def test_a_question_that_asks_for_nothing_the_thread_has_finds_nothing(
    dragonbear: Index[Post], question: str
) -> None:
    """No word that says anything, or an emoji the thread lacks: no hit, not a weak one."""
    assert dragonbear.search(question) == ()


def test_hits_come_best_first_and_no_more_than_asked_for(dragonbear: Index[Post]) -> None:
    """Scores fall, and lie between 0 and 1."""
    hits = dragonbear.search("Russia and China in Kazakhstan", limit=5)
    assert len(hits) == 5
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_equal_posts_come_in_the_threads_order() -> None:
    """Posts that say the same are quoted in the order of the thread."""
    assert numbers(index(*["bear"] * 30).search("bear", 30)) == list(range(1, 31))


def test_matched_words_are_marked_where_they_stand() -> None:
    """Stems, typos, compounds, accents and hashtags are marked in the post's own letters."""
    text = "“Ｔｈｅ” Élections – Kazakhstan’s #DragonBear…"
    [hit] = index(text, "other things here").search("election kazachstan dragon", limit=1)
    assert marked(hit)[:2] == ["Élections", "Kazakhstan"]
    assert marked(hit)[2].startswith("Dragon")


def test_every_place_of_a_word_is_marked() -> None:
    """A post that says it a thousand times has a thousand marks, each at its place."""
    [hit] = index("bear " * 1_000, "rain", "snow").search("bear", limit=1)
    assert marked(hit) == ["bear"] * 1_000
    assert [len(match.spans) for match in Judgement(hit).matches] == [1_000]


def test_the_first_places_are_marked_in_a_long_post() -> None:
    """What thousands of uses of a word take is bounded, and a rarer word is marked all the same."""
    text = "river bear " * 3_000 + "the dragon"
    (hit,) = Index([Post(1, text)], "en").search("river bear dragon")
    assert [len(term.spans) for term in Judgement(hit).terms] == [334, 334, 1]
    assert hit.spans[:2] == ((0, 5), (6, 10))
    assert text[slice(*hit.spans[-1])] == "dragon"


def test_a_hit_tells_which_word_found_what() -> None:
    """Each word of the question names its find, of what kind, and what it contributed."""
    [hit] = index("China stabilizes Kazakhstan with 100,000 troops").search(
        "kazachstan troop 100k china", limit=1
    )
    assert [(m.word, m.kind, m.found) for m in Judgement(hit).matches] == [
        ("kazachstan", "similar", "Kazakhstan"),
        ("troop", "stem", "troops"),
        ("100k", "number", "100,000"),
        ("china", "word", "China"),
    ]
    assert all(m.contribution > 0 for m in Judgement(hit).matches)


def test_a_word_that_but_ends_alike_is_no_find() -> None:
    """What only shares an ending with a word of the question is neither marked nor given as why."""
    [hit] = index("The fusion of troops.", "Rain.", "Snow fell.").search("station troops", limit=1)
    assert marked(hit) == ["troops"]
    assert [match.found for match in Judgement(hit).matches] == ["troops"]


@pytest.mark.parametrize("typo", ["Tawain", "Taiwn", "Taiwwan", "Taiwam"])
def test_one_wrong_letter_is_forgiven(typo: str) -> None:
    """A letter swapped, missing, doubled or wrong still finds the word."""
    hits = index("Beijing looks at Taiwan", "the price of oil", "a long winter").search(typo)
    assert numbers(hits) == [1]
    assert marked(hits[0]) == ["Taiwan"]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("dragon bear", "the #dragonbear came"),
        ("dragonbear", "the dragon bear came"),
        ("geoeconomic", "a geo-economic turn"),
        ("geo-economic", "a geoeconomic turn"),
        ("co-operation", "their cooperation ended"),
    ],
)
def test_hyphens_and_spaces_do_not_part_what_is_one_word_elsewhere(
    question: str, text: str
) -> None:
    """Joined or apart, the word is found and the post is the answer."""
    hits = index("nothing of the kind", text, "something else").search(question)
    assert numbers(hits)[:1] == [2]
    assert hits[0].score >= ANSWER_THRESHOLD


def test_a_word_named_before_helps_the_post_after() -> None:
    """A thread is read in order: "he" in a post is who was named in the post before."""
    texts = [
        "Putin arrived in Geneva.",
        "The talks began late for him.",
        "The talks were off in Rome.",
    ]
    assert numbers(index(*texts).search("was Putin late"))[0] in (1, 2)
    assert numbers(index(*texts).search("Putin talks"))[0] == 2


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who was kept in office?", "By keeping him in power they won."),
        ("What goes to Europe?", "Most of the oil is for European buyers."),
        ("a gift from Brazil", "Her Brazilian friend brought it."),
        ("How is the economy?", "They will stabilize it economically."),
        ("What is an RTG?", "Power comes from three RTGs."),
    ],
)
def test_a_word_is_found_in_its_other_forms(question: str, text: str) -> None:
    """Forms that no stemmer brings together, and peoples of countries and continents, are one."""
    assert numbers(index("nothing of the kind", text, "something else").search(question))[0] == 2


def test_a_word_of_a_post_counts_for_more_than_one_of_what_it_abbreviates() -> None:
    """The CSTO is found by "security", after a post that speaks of security."""
    posts = index(
        "The CSTO met.", "They met.", "They spoke of security.", CSTO="Security Treaty Body"
    )
    assert [hit.post.number for hit in posts.search("security?")] == [3, 1]


def test_each_word_of_a_short_name_is_found_by_its_abbreviation() -> None:
    """A question for Europe finds the post that writes EU."""
    assert numbers(index("Nothing.", "Oil for the EU.").search("what goes to Europe?")) == [2]


def test_a_name_in_a_follow_up_replaces_the_one_before() -> None:
    """ "And China?" asks of China what was asked of another, in the same place as before."""
    posts = index("Putin and China talked.", "In Kazakhstan, China offered help.")
    assert numbers(posts.search("and China?", before="what did Putin do in Kazakhstan"))[0] == 2


def test_a_post_that_begins_with_what_is_asked_comes_first() -> None:
    """What is known comes before what is new: such a post goes on to answer."""
    posts = index("Everyone here feared the bear.", "The bear feared everyone here.")
    assert numbers(posts.search("bear")) == [2, 1]


def test_a_question_for_a_number_prefers_a_post_that_holds_one() -> None:
    """Of two posts on troops, "how many" is answered by the one that counts them."""
    texts = [
        "Troops stand.",
        "Winter came.",
        "Rain.",
        "Snow.",
        "100,000 troops wait at the border.",
    ]
    assert numbers(index(*texts).search("which troops"))[0] == 1
    assert numbers(index(*texts).search("how many troops"))[0] == 5


@pytest.mark.parametrize(
    ("language", "texts", "question", "answer"),
    [
        (
            "zh",
            ["俄罗斯稳定了哈萨克斯坦的局势", "中国提供经济支持", "能源价格上涨"],
            "谁提供经济支持？",
            2,
        ),
        (
            "ja",
            ["ロシアはカザフスタンを安定させた", "中国は経済支援を提供する"],
            "経済支援は誰が",
            2,
        ),
        ("ko", ["러시아는 카자흐스탄을 안정시켰다", "중국은 경제 지원을 제공한다"], "경제 지원", 2),
        ("th", ["รัสเซียทำให้คาซัคสถานมั่นคง", "จีนให้การสนับสนุนทางเศรษฐกิจ"], "เศรษฐกิจ", 2),
        ("hi", ["रूस ने स्थिति को स्थिर किया", "चीन आर्थिक सहायता देगा"], "आर्थिक सहायता कौन देगा", 2),
        (
            "ar",
            ["روسيا تستعد للعبة طويلة", "الصين تقدم الدعم الاقتصادي"],
            "من يقدم الدعم الاقتصادي",
            2,
        ),
        ("ru", ["Россия ведёт долгую игру", "Китай окажет поддержку"], "поддержка Китая", 2),
        (
            None,
            ["Rusia juega un juego largo", "China ofrece apoyo económico"],
            "apoyo economico",
            2,
        ),
        ("xx", ["Russia plays a long game", "经济支持来自中国", "🇰🇿 oil"], "经济支持", 2),
    ],
)
def test_every_language_is_searched(
    language: str | None, texts: list[str], question: str, answer: int
) -> None:
    """With or without spaces, with or without a stemmer, named, guessed or unknown."""
    hits = index(*texts, language=language).search(question)
    assert numbers(hits)[0] == answer
    assert marked(hits[0])


def test_no_posts_no_hits() -> None:
    """A thread without posts is no error."""
    assert Index([], None).search("anything") == ()
    assert index("", " ", "...").search("anything") == ()
    assert index("\ud800", language=None).search("anything") == ()


def test_an_index_and_its_hits_do_not_change(dragonbear: Index[Post]) -> None:
    """What was found stays what was found."""
    [hit] = dragonbear.search("dragonbear", limit=1)
    with pytest.raises(AttributeError):
        hit.score = 1.0  # type: ignore[misc]


def test_many_may_ask_at_once(dragonbear: Index[Post]) -> None:
    """Questions asked from several threads get the hits they get alone."""
    questions = ["dragonbear", "mid-term elections", "Kazachstan 🇰🇿", "who leads the SCO"] * 10
    by_itself = [outcome(dragonbear.search(question)) for question in questions]
    start = threading.Barrier(4)

    def ask(part: int) -> list[list[tuple[object, ...]]]:
        start.wait()
        return [outcome(dragonbear.search(question)) for question in questions[part::4]]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(ask, range(4)))
    assert [together[i % 4][i // 4] for i in range(len(questions))] == by_itself


@pytest.mark.parametrize(
    "hostile",
    ["a" * 10_000, "字" * 2_000, "\u0301" * 4_000, "1," * 2_000, "A." * 2_000, "🇰🇿" * 1_000,
     "a-" * 2_000, "#aB" * 1_500, "'" * 4_000, "\u200b" * 4_000, "ـ" * 50,
     "ab " * 1_500, "👩\u200d" * 1_000],
)  # fmt: skip
def test_hostile_text_is_a_question_and_a_post_like_any_other(hostile: str) -> None:
    """Endless words, marks, digits or flags neither hang the bot nor break it."""
    for hit in index(hostile, "a bear", language="en").search(hostile + " bear"):
        assert all(0 <= a < b <= len(hit.post.text) for a, b in hit.spans)


def test_a_word_among_a_thousand_that_no_post_has_is_no_answer() -> None:
    """A pasted page in another language, with one word that a post holds, gets no answer."""
    page = "".join(map(chr, range(0x4E00, 0x4E00 + 1_200)))
    hits = index("a bear", "rain", language="en").search(f"bear {page}")
    assert [(hit.post.number, hit.score) for hit in hits] == [(1, 0.0)]


@pytest.mark.parametrize("limit", [-1, 0])
def test_who_wants_no_hits_gets_none(limit: int) -> None:
    """A limit below one is no error."""
    assert index("a bear").search("bear", limit) == ()


@given(st.lists(st.text(max_size=40), max_size=5), st.text(max_size=40))
@example(["00¼"], "0¼")
def test_spans_rise_and_do_not_overlap(texts: list[str], question: str) -> None:
    """Whatever is posted and asked, the marks can be drawn from left to right."""
    for hit in index(*texts).search(question):
        edges = [edge for span in hit.spans for edge in span]
        assert edges
        assert edges == sorted(edges)
        assert all(start < end for start, end in hit.spans)
        assert edges[-1] <= len(hit.post.text)


@pytest.mark.parametrize(
    ("language", "post", "question", "word"),
    [
        ("en", "Power comes from three generators.", "3 generators", "3"),
        ("en", "They caught 23 herrings.", "twenty-three herrings", "twenty-three"),
        ("de", "Die Strafe beträgt fünfundzwanzig Euro.", "25 Euro", "25"),
        ("fr", "Il reste douze lits.", "12 lits", "12"),
        ("ru", "Связи не было девять дней.", "9 дней", "9"),
        ("zh", "好的单丛可以泡十二次。", "泡12次", "12"),
        ("zh", "会议十二月二十一日开始。", "12月21日", "21"),
        ("ja", "祭りは五月三日です。", "5月3日", "3"),
        ("en", "The vote is on February 20.", "what happens on Feb 20th", "Feb"),
        ("de", "Das Fest ist am 6. Juli.", "was ist am 06.07.", "06"),
        ("en", "It is 40 cm long.", "40cm", "40"),
        ("es", "Mezcla 500 g de harina.", "gramos de harina", "gramos"),
        ("th", "พริกขี้หนูห้าเม็ด", "พริก 5 เม็ด", "5"),
        ("zh", "全程三十公里。", "30公里", "30"),
        ("ru", "До порта 12 км.", "сколько километров", "километров"),
        ("de", "Der Preis stieg um 7 %.", "wie viel Prozent", "Prozent"),
        ("en", "A ticket is €20.", "how many euros", "euros"),
    ],
)
def test_numbers_and_dates_are_found_however_they_are_written(
    language: str, post: str, question: str, word: str
) -> None:
    """A number in words is that in digits, a short month or unit the whole one, the 20th 20."""
    others = ["Nothing of that kind."] if language == "en" else ["…"]
    hits = index(*others, post, language=language).search(question)
    assert numbers(hits)[:1] == [2]
    assert word in [match.word for match in Judgement(hits[0]).matches if match.kind != "similar"]


def test_accents_tell_words_apart_where_many_words_differ_by_them() -> None:
    """In Vietnamese "mọt" is not "một"; yet a question typed without accents finds both."""
    posts = index("Một con tàu.", "Tre bị mọt ăn.", language="vi")
    assert numbers(posts.search("mọt"))[0] == 2
    assert set(numbers(posts.search("tre bi mot an"))) == {1, 2}


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Without the garbage collector, which comes late: it counts objects, and these are large."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
def test_an_index_that_nothing_uses_leaves_the_memory_at_once() -> None:
    """One made for each place of a reading, or at each reload, does not wait beside the next."""
    made = index("The lighthouse burns.", "Bread is old. 😀", EU="European Union")
    assert numbers(made.search("lighthouse")) == [1]
    parser = ref(made._searcher.parser)
    del made
    assert parser() is None


@pytest.mark.usefixtures("no_collector")
def test_an_analyzer_that_nothing_uses_leaves_the_memory_at_once() -> None:
    """A glossary may have megabytes, and each change of it makes an analyzer."""
    made = Analyzer("en", {"EU": "European Union"})
    assert made.question("the EU 😀")
    analyzer = ref(made)
    del made
    assert analyzer() is None
