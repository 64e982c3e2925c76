"""What people may rely on when they read "sure"."""

from pathlib import Path
from typing import NamedTuple

import pytest

from bot.knowledge import Post as KnowledgePost
from bot.knowledge import read_thread
from bot.search import Index
from bot.search.language import language as read
from bot.trust import Certainty, Judgement

pytestmark = pytest.mark.usefixtures("scorer")

ROOT = Path(__file__).parents[2]


class Post(NamedTuple):
    number: int
    text: str


def first(question: str, *texts: str, language: str = "en", before: str = "") -> Judgement:
    posts = [Post(number, text) for number, text in enumerate(texts, 1)]
    return Judgement(Index(posts, language).search(question, before=before)[0])


GARDEN = (
    "The greenhouse committee took a decision on the tomato seedlings.",
    "Watering is allowed before breakfast.",
    "The hedgehog sleeps under the shed until October.",
    "Members capitalize on the late summer to plant garlic.",
)


@pytest.mark.parametrize(
    "question",
    ["where does the hedgehog sleep", "hedgehogs under the shed", "greenhouse comitee descision"],
)
def test_a_post_with_every_telling_word_is_sure(question: str) -> None:
    """Other forms of a word are the word, and so is a long word with two typos."""
    assert first(question, *GARDEN).certainty is Certainty.SURE


def test_a_sure_answer_is_sure_among_thousands_of_posts() -> None:
    """What is the only post to say something is trusted in a large library as in a small one."""
    others = (f"Report {number}: the river was calm and cold." for number in range(10_000))
    assert first("where does the hedgehog sleep", *GARDEN, *others).certainty is Certainty.SURE


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("the hedgehog and porcupine biscuits", ("porcupine", "biscuits")),
        ("what is the capital of the greenhouse", ("capital",)),
        ("does the hedgehog like astronomy", ("astronomy",)),
    ],
)
def test_a_telling_word_that_no_post_has_is_named(question: str, missing: tuple[str, ...]) -> None:
    """The post is near only; a part of a longer word ("capitalize") is not the word."""
    judged = first(question, *GARDEN)
    assert judged.certainty is Certainty.NEAR
    assert tuple(term.word for term in judged.missing) == missing


def test_a_telling_word_of_another_post_is_no_sure_answer() -> None:
    """What one post says of the hedgehog and another of garlic, none says of both."""
    judged = first("is there garlic for the hedgehog", *GARDEN)
    assert judged.certainty is Certainty.MAYBE
    assert judged.missing == ()


@pytest.mark.parametrize("question", ["what time is it", "who is on the line", "is it open"])
def test_everyday_words_alone_are_near_at_best(question: str) -> None:
    """A thread that happens to have "time" or "line" does not answer the question."""
    texts = ("At that time it was open.", "This is the line that is drawn.", "It rains today.")
    posts = [Post(number, text) for number, text in enumerate(texts, 1)]
    hits = Index(posts, "en").search(question)
    assert all(Judgement(hit).certainty is Certainty.NEAR for hit in hits)


@pytest.mark.parametrize(
    ("question", "by_chance"),
    [
        ("what time is it", True),
        ("what of the hedgehog", False),
        ("is the porcupine and the hedghog out", False),
        ("is the porcupine out", True),
        ("tell me a joke", True),
        ("time", True),
        ("school", False),
    ],
)
def test_words_of_most_texts_are_there_by_chance(question: str, by_chance: bool) -> None:
    """They make no post near, though the question may have a telling word that no post has.

    A word that is asked for alone need not tell as much.
    """
    assert first(question, *GARDEN, "It is time.", "The school.").is_by_chance is by_chance


def test_a_word_in_other_characters_is_answered() -> None:
    """A Mandarin post in traditional characters is near a question of one word in simple ones."""
    posts = [Post(1, "我們在學校上課"), Post(2, "今天天氣很好")]
    (hit, *_) = Index(posts, "yue").search("学校")
    assert hit.post.number == 1
    assert not Judgement(hit).is_by_chance


def test_two_posts_that_say_the_same_are_not_sure() -> None:
    """Of two posts that fit alike, either may be meant."""
    texts = (
        "The hedgehog sleeps in the shed.",
        "Rain.",
        "Snow.",
        "The hedgehog sleeps in the hut.",
    )
    posts = [Post(number, text) for number, text in enumerate(texts, 1)]
    hits = Index(posts, "en").search("where does the hedgehog sleep")
    assert [hit.post.number for hit in hits] == [1, 4]
    assert all(Judgement(hit).certainty is Certainty.MAYBE for hit in hits)


def test_a_post_without_a_word_of_a_better_one_is_not_sure() -> None:
    """Who leads it is not surely said by a post that lacks "leads", though another has it."""
    texts = "The hedgehog is led by the council.", "The hedgehog has a garden.", "Tea is hot."
    posts = [Post(number, text) for number, text in enumerate(texts, 1)]
    hits = Index(posts, "en").search("who leads the hedgehog")
    assert [Judgement(hit).certainty for hit in hits] == [Certainty.SURE, Certainty.MAYBE]


def test_a_number_asked_for_must_be_there() -> None:
    """ "How many" is not surely answered by a post without a number."""
    judged = first("how many seedlings did the greenhouse committee get", *GARDEN)
    assert judged.certainty is Certainty.NEAR


@pytest.mark.parametrize(
    ("question", "post"),
    [
        ("what cost 5 million", "The new bridge cost 1.5 million."),
        ("what is 25 metres long", "The smallest boat is 0.25 metres long."),
        ("who lifted 5kg", "The smith lifted 2.5kg."),
        ("when is the ferry at 30", "The ferry leaves at 9:30."),
        ("what weighs 3 grams", "A petal weighs 1,3 grams."),
        ("what was 125 miles away", "The moon's shadow was 0.125 miles away."),
    ],
)
def test_digits_of_another_number_are_no_sure_answer(question: str, post: str) -> None:
    """What is behind a decimal point is no number of its own."""
    others = ("There is tea in the harbor.", "Nobody came on Sunday.")
    assert first(question, post, *others).certainty is not Certainty.SURE


@pytest.mark.parametrize(
    ("language", "question", "year", "count"),
    [
        ("en", "How many lamps?", "The lamps came in 1969.", "The lamps are two."),
        ("de", "Wie viele Lampen?", "Die Lampen sind von 1969.", "Die Lampen sind zwei."),
        ("es", "¿Cuántas lámparas?", "Las lámparas son de 1969.", "Las lámparas son dos."),
    ],
)
def test_a_count_is_no_year(language: str, question: str, year: str, count: str) -> None:
    """ "How many" is answered by a number, in words too, and not by a year."""
    judged = first(question, year, "…", "…", "…", count, language=language)
    assert (judged.hit.post.number, judged.lacks_count) == (5, False)
    assert first(question, year, language=language).lacks_count


@pytest.mark.parametrize(
    ("language", "question", "ordinal", "count"),
    [
        ("en", "the 3rd part of the reply", "the 3rd part", "a three-part series"),
        ("es", "la 3ª parte de la respuesta", "la 3ª parte", "una serie de tres partes"),
        ("fr", "la 3e partie de la réponse", "la 3e partie", "une série de trois parties"),
    ],
)
def test_an_ordinal_is_no_count(language: str, question: str, ordinal: str, count: str) -> None:
    """ "The 3rd" is not surely answered by a post that speaks of three."""
    reply = question.rpartition(" ")[2]
    for which, is_sure in ((ordinal, True), (count, False)):
        judged = first(question, f"{which}, {reply}", "…", "…", language=language)
        assert (judged.certainty is Certainty.SURE) == is_sure


@pytest.mark.parametrize("which", ["7th", "1er", "7º"])
def test_a_count_is_no_ordinal(which: str) -> None:
    """ "How many" is not answered by a post that says which one; `7k` is a count."""
    lamps = f"The {which} lamp is the last."
    assert first("How many lamps?", lamps).lacks_count
    assert not first("How many lamps?", lamps.replace(which, "7k")).lacks_count


@pytest.mark.parametrize(
    ("language", "question", "without", "year"),
    [
        ("en", "in what year was the lighthouse built", "The lighthouse was built.", " In 1871."),
        ("en", "what year was the lighthouse built", "The lighthouse was built.", " In sixty."),
        ("de", "In welchem Jahr kam die Fähre?", "Die Fähre kam.", " Das war 1871."),
        ("es", "¿en qué año llegó la lámpara?", "Llegó la lámpara.", " En 1871."),
        ("zh", "灯塔是哪年建的", "灯塔建成了。", "那是1871年。"),
    ],
)
def test_a_year_asked_for_is_a_number(
    language: str, question: str, without: str, year: str
) -> None:
    """A question for a year or a date is only near a post without a number."""
    assert first(question, without, language=language).certainty is Certainty.NEAR
    assert not first(question, without + year, language=language).lacks_date
    assert not first(question, without + " so" * 10_000, language=language).lacks_date


def test_when_is_answered_without_a_number() -> None:
    """ "When" is surely answered by a post that has every word of the question and no date."""
    judged = first("when was the lighthouse lit", "The lighthouse was lit at dusk.", *GARDEN)
    assert judged.certainty is Certainty.SURE


@pytest.mark.parametrize("asked", ["did not sign", "didn't sign", "never signed"])
def test_not_is_no_detail(asked: str) -> None:
    """Who did not do something is not surely answered by a post on who did."""
    question = f"who {asked} the hedgehog charter"
    signed = first(question, "The mayor signed the hedgehog charter.", *GARDEN)
    refused = first(question, "The mayor did not sign the hedgehog charter.", *GARDEN)
    assert signed.certainty is Certainty.MAYBE
    assert refused.certainty is Certainty.SURE
    long = first(question, f"The mayor signed the hedgehog charter{' so' * 10_000}.", *GARDEN)
    assert signed.lacks_not
    assert not long.lacks_not


@pytest.mark.parametrize("abbreviation", ["WHO", "IT", "UN", "U.S."])
def test_an_abbreviation_is_no_everyday_word(abbreviation: str) -> None:
    """What is asked of the WHO is not surely answered by a post that only says "who"."""
    question, left = f"did {abbreviation} staff leave the lighthouse", "staff left the lighthouse."
    asked = first(question, f"Who knows why it was, but Dutch {left}", *GARDEN)
    named = first(question, f"{abbreviation} {left}", *GARDEN)
    assert asked.certainty is Certainty.MAYBE
    assert named.certainty is Certainty.SURE
    in_capitals = first(question.upper(), f"Dutch {left}", *GARDEN)
    assert not in_capitals.lacks_abbreviation
    for us in ("US", "U.S.", "USA"):
        meant = first(f"did the {us} leave the lighthouse", f"The United States {left}", *GARDEN)
        assert not meant.lacks_abbreviation


@pytest.mark.parametrize(
    ("language", "denying", "other"),
    [
        ("de", "Wer hat keinen Schlüssel?", "Wer hat die Nieren?"),
        ("en", "who cannot come, or can’t", "what is in front of No. 5"),
        ("ja", "来なかった人", "人が少ない"),
        ("th", "ใครไม่มา", "เขามาหรือไม่"),
        ("vi", "Ai không ký?", "Hàng không có đắt không?"),
        ("zh", "谁没有来，为什么不来", "他是不是来了，有没有不同"),
    ],
)
def test_words_that_hold_a_not_deny_nothing(language: str, denying: str, other: str) -> None:
    """Nor do questions whether something is so; words such as "keinen" do."""
    assert read(language).denies(denying)
    assert not read(language).denies(other)


@pytest.mark.parametrize(
    ("language", "question", "group", "member"),
    [
        (
            "en",
            "who is on the Harbour Board",
            "The Harbour Board met.",
            "Zurich joined the Harbour Board.",
        ),
        (
            "es",
            "quién está en la Junta Vecinal",
            "La Junta Vecinal se reunió.",
            "Zaragoza entró en la Junta Vecinal.",
        ),
    ],
)
def test_who_is_in_a_group_is_answered_by_names(
    language: str, question: str, group: str, member: str
) -> None:
    """A post that names a group and nobody in it is only near."""
    assert first(question, group, "…", language=language).certainty is Certainty.NEAR
    assert first(question, member, "…", language=language).certainty is not Certainty.NEAR


def test_a_very_long_post_lacks_nothing() -> None:
    """A post of a book's length is not read again for each question about it."""
    group = "The Harbour Board met."
    assert first("who is on the Harbour Board", group, "…").lacks_members
    assert not first("who is on the Harbour Board", group + " so" * 10_000, "…").lacks_members


def test_the_new_words_of_a_follow_up_count_more() -> None:
    """What was asked before helps, and does not outweigh what is asked now."""
    judged = first("and the hedgehog?", *GARDEN, before="what did the greenhouse committee decide")
    assert judged.hit.post.number == 3


@pytest.mark.parametrize(
    ("language", "question", "post"),
    [
        ("en", "Kazakh uranium", "Kazakhstan mines uranium."),
        ("en", "the Russians' uranium", "Russia mines uranium."),
        ("de", "russisches Uran", "Russland fördert Uran."),
        ("es", "uranio de los kazajos", "Kazajistán extrae uranio."),
    ],
)
def test_a_people_is_found_by_its_country(language: str, question: str, post: str) -> None:
    """A country and its people are one name, in whatever form."""
    judged = first(question, "…", post, language=language)
    assert judged.hit.post.number == 2
    assert all(match.exact for match in judged.matches if match.information > 4)


@pytest.fixture(scope="module")
def dragonbear(scorer: None) -> Index[KnowledgePost]:
    thread = read_thread(ROOT / "knowledge/dragonbear.yaml")
    return Index(thread.posts, thread.language, thread.glossary)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("what is the capital of France", {"capital", "France"}),
        ("what is the capital of Kazakhstan", {"capital"}),
        ("who won the Olympics", set()),
        ("how many troops does China have", set()),
        ("what time is it", set()),
        ("who is on the line", set()),
    ],
)
def test_questions_about_the_world_are_near_at_best(
    dragonbear: Index[KnowledgePost], question: str, missing: set[str]
) -> None:
    """A thread that has some of their words does not answer them, and what it lacks is named."""
    judged = Judgement(dragonbear.search(question)[0])
    assert judged.certainty is not Certainty.SURE
    assert missing <= {term.word for term in judged.missing}


@pytest.mark.parametrize(
    ("language", "question", "post"),
    [
        ("sv", "miljon", "De talade om miljön i går kväll."),  # a million, the environment
        ("sv", "miljoner", "De talade om miljön i går kväll."),
        ("hu", "agy", "Az ágy a sarokban van."),  # brain, bed
        ("fi", "vaara", "Vastaus oli väärä."),  # danger, wrong
        ("nb", "loven", "En sulten løve og løven i hagen."),  # the law, the lion
        ("sr", "voda", "Njihov vođa je stigao juče."),  # water, leader
        ("pt", "avó", "O avô chegou ontem."),  # grandmother, grandfather
        ("sl", "kriza", "Ob poti stoji veliko križa."),  # crisis, cross
        ("es", "plazos", "Llegaron a la plaza mayor."),  # terms, square
        ("it", "foglia", "Ha scritto su un foglio."),  # leaf, sheet
        ("pt", "prato", "A prata ficou na mesa."),  # plate, silver
        ("nl", "zin", "Het gezin ging naar huis."),  # sentence, family
        ("pl", "kraj", "Pojechali na Krym latem."),  # country, Crimea
        ("vi", "con ma là gì", "Nó đi mà không về, con mèo."),  # ghost, but
        ("th", "ตา", "เขาตายแล้ว"),  # eye, to die
        ("lo", "ຕາ", "ລາວຕາຍແລ້ວ"),
        ("ca", "opció", "Vam veure una òpera nova."),  # option, opera
    ],
)
def test_another_word_of_the_same_term_is_no_sure_answer(
    language: str, question: str, post: str
) -> None:
    """Words that differ by accents, or share a stem of two letters, are not surely the same."""
    assert first(question, post, language=language).certainty is not Certainty.SURE


@pytest.mark.parametrize(
    ("language", "word", "other"),
    [
        ("hu", "ezerkilencszázhat", "ezerkilencszázhét"),  # 1906, 1907
        ("hu", "hétmillió", "hatmillió"),
        ("de", "zweitausenddrei", "zweitausendzwei"),
        ("it", "duemilasedici", "duemilatredici"),
        ("nl", "zestienjarige", "zestigjarige"),  # of 16, of 60
        ("ru", "двадцатилетний", "двенадцатилетний"),
        ("et", "kuusteist", "kaksteist"),  # 16, 12
        ("en", "gigawatts", "megawatts"),
        ("de", "Petabyte", "Terabyte"),
        ("ru", "гигаватта", "мегаватта"),
        ("fr", "sextuple", "septuple"),
        ("es", "Gambia", "Zambia"),
        ("ru", "Замбии", "Гамбии"),
        ("et", "juunis", "juulis"),  # in June, in July
        ("sw", "Jumatatu", "Jumatano"),  # Monday, Wednesday
        ("mn", "тавдугаар", "гуравдугаар"),  # the fifth and the third month
    ],
)
def test_another_number_measure_or_name_is_no_typo(language: str, word: str, other: str) -> None:
    """Words for other things that are spelled alike are not surely the same, unlike a typo."""
    for asked, sure in ((word, False), (f"{other[:-2]}{other[-1]}{other[-2]}", True)):
        judgement = first(f"Quorvandel {asked}", f"Quorvandel {other}", language=language)
        assert (judgement.certainty is Certainty.SURE) == sure


@pytest.mark.parametrize(
    ("word", "other"), [("UNMIK", "UNMIL"), ("XXXVII", "XXXVIII"), ("MINUSMA", "MINUSCA")]
)
def test_another_abbreviation_in_capitals_is_no_typo(word: str, other: str) -> None:
    """Abbreviations and Roman numbers that differ by a letter are not surely the same."""
    for found, sure in ((word, True), (other, False)):
        judgement = first(f"Quorvandel {word}", f"Quorvandel {found}")
        assert (judgement.certainty is Certainty.SURE) == sure


@pytest.mark.parametrize(
    ("language", "number", "other", "none"),
    [
        ("de", "drei", "vier", "Bären"),
        ("en", "twenty three", "twenty four", "twenty"),
        ("vi", "tháng năm", "tháng sáu", "tháng"),  # May, June
        ("ja", "五月", "六月", "月"),
        ("zh", "五月三日", "五月十三日", "五月"),
    ],
)
def test_another_number_in_words_is_no_sure_answer(
    language: str, number: str, other: str, none: str
) -> None:
    """A post with three is not surely about four, while one without a number may be."""
    for found, sure in ((number, True), (other, False), (none, True)):
        judgement = first(f"Quorvandel {number}", f"Quorvandel {found}", language=language)
        assert (judgement.certainty is Certainty.SURE) == sure


def test_a_number_of_something_else_leaves_an_answer_sure() -> None:
    """What the question counts may be counted by nobody, and other things be counted."""
    question = "which two lamps did the lighthouse have"
    post = "The lighthouse and its lamps: red and green. Nearby, in the harbour, lay nine boats."
    assert first(question, post, *GARDEN).certainty is Certainty.SURE


@pytest.mark.parametrize(
    ("language", "question", "post"),
    [
        ("sv", "miljön", "De talade om miljön i går kväll."),
        ("pt", "policia", "A polícia chegou ontem."),
        ("fr", "telephones", "Le téléphone sonne dans la cuisine."),
        ("es", "Peru", "Viajaron al Perú en verano."),
        ("fr", "cœur", "Son coeur bat plus vite."),
        ("tr", "irmak", "IRMAK taştı ve İLKBAHAR geldi."),
        ("tr", "ilkbahar", "IRMAK taştı ve İLKBAHAR geldi."),
        ("tr", "abonesi", "Derginin ABONESİ oldu."),
        ("ru", "ребенок", "Ребёнок спал в комнате."),
        ("pl", "decyzję", "Decyzje zapadły w nocy."),
        ("es", "autor", "La autora llegó al pueblo."),
        ("nl", "gestopt bij de brug", "Hij stopte bij de brug."),
        ("vi", "con ma", "Con ma ở trong nhà."),
        ("th", "NASA", "NASA อยู่ที่ไหน"),
        ("vi", "den dong", "Đèn đồng treo ở cửa chùa."),
        ("lv", "skola", "Skolā ir auksts."),
        ("ro", "şcoala", "Școala începe luni dimineață."),
        ("sv", "miljo\u0308n", "De talade om mil\u00adjön i går kväll."),
    ],
)
def test_a_word_without_its_accents_is_the_word(language: str, question: str, post: str) -> None:
    """Who leaves accents out is understood, and an ending with another accent is an ending."""
    assert first(question, post, language=language).certainty is Certainty.SURE
