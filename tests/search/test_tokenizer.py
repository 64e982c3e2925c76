"""What people get who write one word in several ways."""

import sys
import tracemalloc
import unicodedata
from collections import Counter

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from bot.search import detect, tokenizer
from bot.search.language import NUMBERS, SHARED
from bot.search.language_data import written
from bot.search.tokenizer import Analyzer, Token, analyzer

GLOSSARY = {
    "CA": "Central Asia",
    "CSTO": "Collective Security Treaty Organization",
    "OSCE": "Organization for Security and Co-operation in Europe",
    "KZ": "Kazakhstan",
}
ENGLISH = Analyzer("en", GLOSSARY)
ANALYZED = sorted(
    {
        *written("stemmers"),
        *SHARED,
        "fil",
        "he",
        "ja",
        "ko",
        "lo",
        "th",
        "vi",
        "xx",
        "zh",
    }
)


def terms(text: str, language: str = "en") -> set[str]:
    return {token.term for token in Analyzer(language, GLOSSARY).post(text)}


def asked(text: str, language: str = "en") -> list[str]:
    return [token.term for token in Analyzer(language, GLOSSARY).question(text)]


def words(text: str, tokens: list[Token]) -> list[str]:
    return [text[token.start : token.end] for token in tokens]


@given(st.text(max_size=200))
def test_every_token_lies_in_the_text_and_stands_for_something(text: str) -> None:
    """Whatever is typed, lone surrogates and all, offsets can be used as they are."""
    for token in (*ENGLISH.post(text), *ENGLISH.question(text)):
        assert 0 <= token.start < token.end <= len(text)
        assert token.term


@given(st.sampled_from(ANALYZED), st.from_regex(tokenizer._PLAIN, fullmatch=True))
@example("en", "(“Mobilisation”)!")
@example("de", "Straße,")
@example("el", "ΌΤΑΝ")
@example("ru", "Россия?")
def test_a_plain_word_between_signs_is_read_as_any_text(tag: str, chunk: str) -> None:
    """The shortcut for plain words gives the tokens that the patterns give."""
    assert tokenizer._new_chunks(analyzer(tag, {}).language, [chunk]) == [
        tokenizer._chunk(analyzer(tag, {}).language, chunk)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ｔｈｅ　ﬁne Straße", ["Ｔｈｅ", "ﬁne", "Straße"]),
        ("cafe\u0301s, Türkiye's!", ["cafe\u0301s", "Türkiye"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("dragon\u200bbear \ufeffend", ["dragon\u200bbear", "end"]),
        ("#SystemicRivalry", ["Systemic", "Rivalry"]),
    ],
)
def test_offsets_are_of_the_text_as_stored(text: str, found: list[str]) -> None:
    """Folding changes how long a word is, never where it is."""
    assert words(text, ENGLISH.tokens(text)) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("100,000", "100k"),
        ("100.000", "100000"),
        ("1,5", "1.5"),
        (".5 million", "0.5 million"),
        ("1.5k", "1500"),
        ("9:30", "9.30"),
        ("$5.00", "$5"),
        ("1,234.5", "1234.5"),
        ("٣٠٨", "308"),
        ("Zürich", "zurich"),
        ("ÉTÉ", "été"),
        ("mobilisation", "mobilization"),
        ("neighbourhood", "Neighborhoods"),
        ("defence", "defense"),
        ("Russia’s", "Russia"),
        ("U.S.", "USA"),
        ("u.s.", "U. S. A."),
        ("the United States", "the US"),
        ("🇺🇸", "USA"),
        ("🇰🇿", "KZ"),
    ],
)
def test_two_ways_of_writing_meet(one: str, other: str) -> None:
    """Asked in one way, what is written in the other is found, and the other way round."""
    assert set(asked(one)) <= terms(other)
    assert set(asked(other)) <= terms(one)


def test_an_abbreviation_in_capitals_is_not_the_word_it_looks_like() -> None:
    """The US is not us; an abbreviation that is no everyday word may be typed small."""
    assert asked("tell us a story") == ["tell", "us", "a", "stori"]
    assert asked("US") == asked("United States") != asked("us")
    assert "us" not in terms("talks with the US")
    assert asked("csto") == asked("CSTO")


@pytest.mark.parametrize(
    ("language", "short", "long", "written"),
    [
        ("en", "OSCE", "Security and Cooperation in Europe", "security and co-operation in Europe"),
        ("en", "OSCE", "Security and Co-operation in Europe", "Security and Cooperation in Europe"),
        ("en", "WIFI", "wireless network", "Wi-Fi"),
        ("da", "FØR", "Fælles økonomisk ramme", "FØR"),
        ("da", "ØK", "Østasiatisk Kompagni", "ø.k."),
    ],
)
def test_a_name_is_found_however_it_is_split(
    language: str, short: str, long: str, written: str
) -> None:
    """Hyphens, points and accents in a name, or in an abbreviation, hide neither."""
    analyzer = Analyzer(language, {short: long})
    assert {one.term for one in analyzer.question(long)} <= {
        one.term for one in analyzer.post(written)
    }
    assert analyzer.question(written)[0].kind == "name"


@pytest.mark.parametrize("written", ["ÖBB", "O\u0308BB", "Ö\uff22\uff22"])
def test_an_abbreviation_is_known_however_its_letters_are_written(written: str) -> None:
    """Accents of their own, as macOS writes them, and wide letters make no other abbreviation."""
    for own in (Analyzer("de", {"ÖBB": "Bundesbahn"}), Analyzer("de", {written: "Bundesbahn"})):
        asked = {token.term for token in own.question(written)}
        assert asked <= {token.term for token in own.post("Die ÖBB")}
        assert asked <= {token.term for token in own.post(f"Die {written}.")}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Zürich ÖBB ÜBERBLICK Süd-Österreich"),
        ("vi", "Đèn Ông SAO"),
        ("ru", "Йод ЁЖ"),
        ("ko", "가계 학교"),
        ("fr", "9ème"),
    ],
)
def test_decomposed_letters_are_read_as_composed_ones(language: str, text: str) -> None:
    """A mark that is a character of its own, as macOS writes it, ends no part of a word."""
    assert terms(unicodedata.normalize("NFD", text), language) == terms(text, language)


def test_a_long_glossary_takes_little_memory() -> None:
    """What a whole page stands for costs what its first words do, in the posts as well."""
    long = "European Union of Nations " * 1_000
    tracemalloc.start()
    own = Analyzer("en", {"EU": long, "A" * 10_000: "Letters"})
    tokens = own.post(f"EU {long[:1_000]}")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10e6
    assert len(tokens) < 1_000


def test_glossaries_that_changed_leave_the_memory() -> None:
    """A manager who changes a long glossary again and again fills no memory with those before."""
    tracemalloc.start()
    for number in range(100):
        analyzer("en", {f"AB{number}": "x" * 100_000})
    current, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert current < 4e6


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Kazakhstan"), ("de", "Kasachstan"), ("uk", "Казахстан"), ("zh", "哈萨克斯坦")],
)
def test_a_flag_is_its_country_in_the_language_of_the_thread(language: str, name: str) -> None:
    """A flag is found by the country's name and finds it."""
    assert asked("🇰🇿", language) == asked(name, language)
    assert set(asked(name, language)) <= terms("🇰🇿", language)


def test_an_emoji_is_its_name() -> None:
    """The bear is found by its name, in a language without names by the English one."""
    assert asked("🐻") == ["bear"]
    assert "bär" not in terms("🐻", "de")  # folded: accents are ornaments
    assert asked("🐻", "de") == ["bar"]
    assert asked("🐻", "fi") == asked("bear", "fi")


def test_parts_of_joined_words_are_found_and_so_is_the_whole() -> None:
    """Camel case, letters with digits, and hyphens part words without hiding them."""
    assert {"system", "rivalri", "systemicrivalri"} <= terms("#SystemicRivalry")
    assert {"covid", "19", "covid19"} <= terms("COVID19")
    assert {"geo", "economi", "geoeconom"} <= terms("geo-economic")


@pytest.mark.parametrize(
    ("language", "question", "post"),
    [
        ("de", "welche Länder", "das Land"),
        ("ru", "о войне", "война"),
        ("ar", "الكتاب", "كتاب"),
        ("tr", "kitaplar", "kitap"),
        ("tr", "abonesi", "ABONESİ"),
        ("pt-BR", "governos", "governo"),
        ("nn", "hestene", "hest"),
    ],
)
def test_each_language_has_its_own_stemmer(language: str, question: str, post: str) -> None:
    """A word is found in another form of it, in the languages that Snowball knows."""
    assert set(asked(question, language)) & terms(post, language)


def test_chinese_is_split_into_words_or_pairs_in_either_script() -> None:
    """Listed words are words, a rare name is its pairs, and traditional is simplified."""
    assert asked("俄罗斯和中国", "zh") == ["俄罗斯", "和", "中国"]
    assert asked("托卡耶夫", "zh") == ["托卡", "耶夫"]
    assert asked("哈薩克斯坦", "zh-Hant") == asked("哈萨克斯坦", "zh")


def test_scripts_without_spaces_work_in_a_language_without_a_list() -> None:
    """Thai is found by pairs of characters, and marks stay with their letters."""
    assert set(asked("จีน", "th")) <= terms("รัสเซียกับจีน", "th")


#: A code point of each kind that once stopped the analysis, or left nothing of a word.
ODD = ("\ufc5e", "\ufe70", "\u037a", "\ufdfa", "\u00ad", "_", "\u0640", "\u200d", "\u2163")


def analysed(language: str, text: str) -> list[Token]:
    """The tokens of a post and of a question, each with a frequency."""
    own = analyzer(language, {"CA": "Central Asia"})
    found = [*own.post(text), *own.question(text)]
    assert all(own.language.relative_frequency(token.term) > 0 for token in found)
    return found


def check(language: str, characters: str) -> None:
    text = "\n".join([f"{one} a{one}b \u0628{one}\u0628  {one}1" for one in characters])
    for token in analysed(language, text):
        assert token.term
        assert token.word
        assert token.kind == "name" or len(token.term.split()) == 1
        assert 0 <= token.start < token.end <= len(text)


@given(st.sampled_from(ANALYZED), st.characters(exclude_categories=["Cn", "Co"]))
def test_no_character_stops_the_analysis(language: str, character: str) -> None:
    """Every code point is a text in every language, alone and between letters."""
    check(language, character)


@pytest.mark.parametrize("character", ODD)
def test_odd_characters_leave_words(character: str) -> None:
    """Characters that fold to blanks or to nothing are no less a text, in every language."""
    for language in ANALYZED:
        check(language, character)


@pytest.mark.long
@pytest.mark.parametrize("language", ANALYZED)
def test_no_assigned_code_point_stops_the_analysis(language: str) -> None:
    """All of them, in every language: 70 seconds each."""
    codes = map(chr, range(sys.maxunicode + 1))
    assigned = [one for one in codes if unicodedata.category(one) not in ("Cn", "Co")]
    for first in range(0, len(assigned), 64):
        check(language, "".join(assigned[first : first + 64]))


def test_different_digits_have_different_terms() -> None:
    """Digits of scripts that are newer than Python are not all the same number."""
    own = analyzer("en", {})
    digits = regex.findall(r"\d", "".join(map(chr, range(sys.maxunicode + 1))))
    terms = Counter(own.tokens(digit)[0].term for digit in digits)
    values = Counter(str(unicodedata.decimal(one, one)) for one in digits)
    assert terms == values


def test_different_words_have_different_terms() -> None:
    """Greek words without a stem are themselves, not all the same."""
    own = analyzer("el", {})
    words = ["είτε", "όταν", "ίδιο", "ιού", "ιστός"]
    assert len({own.tokens(word)[0].term for word in words}) == len(words)


@pytest.mark.parametrize(
    ("subtag", "same"),
    [("yue", "zh"), ("wuu", "zh"), ("lzh", "zh"), ("arz", "ar"), ("pcm", "en"), ("cmn", "zh")],
)
def test_a_variety_is_analysed_as_its_language(subtag: str, same: str) -> None:
    """Cantonese in traditional characters is found by simplified ones."""
    text = "學校 school مدرسة"
    terms = [[token.term for token in analyzer(tag, {}).post(text)] for tag in (subtag, same)]
    assert terms[0] == terms[1]


@pytest.mark.parametrize(
    ("tag", "code"), [("deu", "de"), ("ger-AT", "de"), ("spa", "es"), ("in", "id"), ("mo", "ro")]
)
def test_a_language_is_analysed_alike_under_all_its_codes(tag: str, code: str) -> None:
    """A file that gives the three letters of a language is searched as with its two."""
    assert analyzer(tag, {}).language.code == code


@pytest.mark.parametrize(
    ("tag", "name"), [("hr", "Njemačka"), ("bs", "Njemačka"), ("sr", "Немачка")]
)
def test_flags_have_names_in_the_language_itself(tag: str, name: str) -> None:
    """Croatian, Bosnian and Serbian share a stemmer and name countries each in its way."""
    own = analyzer(tag, {})
    named = {token.term for token in own.post("🇩🇪")}
    assert named & {token.term for token in own.post(name)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("學校喺邊度呀", "zh"),
        ("Gdje je škola?", "hr"),
        ("The dragonbear keeps others out.", "en"),
        ("Der Drachenbär hält andere fern.", "de"),
        ("", "en"),
        ("!!!", "en"),
        ("123 456", "en"),
        ("🍞🔥", "en"),
    ],
)
def test_the_language_is_guessed_among_those_with_an_analyzer(text: str, code: str) -> None:
    """A short text is not taken for a language that nothing is known of."""
    assert detect(text) == code


@pytest.mark.parametrize(("text", "number"), [("1990¹", "1990"), ("10²", "10"), ("1½", "1")])
def test_what_is_raised_behind_a_number_is_no_digit_of_it(text: str, number: str) -> None:
    """The mark of a footnote, an exponent and a fraction leave the number before them as it is."""
    assert next(iter(ENGLISH.tokens(text))).term == number


def test_a_million_digits_take_no_time() -> None:
    """A million Chinese digits are read once, not from each of them, as numbers of some length."""
    assert max(len(found) for found in NUMBERS.findall("十" * 1_000_000)) == 16


def test_of_a_chunk_without_end_only_the_last_words_begin_a_name() -> None:
    """A name has 16 words at most, so thousands of emoji without a blank are not put together."""
    chunk = ENGLISH.chunk("😀")
    long = chunk._replace(tokens=(*chunk.tokens * 500_000, *ENGLISH.tokens("collective")))
    assert ENGLISH.open_ends("collective", long) == [("collect", "collective")]
