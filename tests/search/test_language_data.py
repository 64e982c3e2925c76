"""What is known of a language: how often words are used, and what signs are called."""

from collections import Counter

import pytest

from bot.search.folding import casefold, strip_accents
from bot.search.language import ACCENTS_TELL, language
from bot.search.language_data import WORD_LISTS, SortedLines, has_data, read, written

WORDS = ["a", "ab", "ab-c", "abc", "b", "ä", "🐻"]


def test_each_word_of_a_table_is_found_and_no_other() -> None:
    """A word is found wherever it is in the table, and one that only begins like it is not."""
    numbered = {f"{word}{number}": str(number) for number in range(99) for word in WORDS}
    lines = sorted(f"{word}\t{number}".encode() for word, number in numbered.items())
    table = SortedLines(b"\n".join(lines))
    assert {word: table.get(word) for word in numbered} == numbered
    assert [table.get(word) for word in ("", "a", "a1234", "zz", "\ud800", "ab\t1")] == [None] * 6
    assert dict(table.items()) == numbered


def test_an_empty_table_has_nothing() -> None:
    """A language that nothing is known of does without."""
    assert SortedLines().get("") is None
    assert not list(SortedLines().items())


def test_the_languages_with_words_are_named() -> None:
    """A text's language is guessed among those whose words are known."""
    assert all(has_data(code) for code in WORD_LISTS)
    assert [code for code in ("en", "cy", "eo") if list(read(code).words.items())] == ["en"]


@pytest.mark.slow
@pytest.mark.parametrize("code", ["de", "en", "ru", "tr", "vi"])
def test_the_shares_are_those_of_the_stemmer_in_use(code: str) -> None:
    """How common a term is follows from its words; if not, build the language data again."""
    own, shares = language(code), Counter[str]()
    for word, rarer in read(code).words.items():
        shares[own.term(casefold(word))] += 10 ** (-int(rarer) / 100)
    plain = [term for term in shares if not term.isdigit() and " " not in term]
    for term in plain[::50]:
        assert own.relative_frequency(term) == pytest.approx(min(shares[term], 0.5), rel=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("code", ["de", "en", "es", "fr", "vi"])
def test_accents_tell_where_a_tenth_of_running_words_need_them(code: str) -> None:
    """Accents are left out unless many words are another, commoner one without them."""
    shares: dict[str, Counter[str]] = {}
    for word, rarer in read(code).words.items():
        folded = casefold(word)
        shares.setdefault(strip_accents(folded), Counter())[folded] += 10 ** (-int(rarer) / 100)
    mixed = sum(same.total() - max(same.values()) for same in shares.values())
    assert (mixed > 0.1 * sum(same.total() for same in shares.values())) == (code in ACCENTS_TELL)


@pytest.mark.parametrize(
    ("code", "word", "meaning"),
    [
        ("en", "twelve", "12"),
        ("en", "feb", "february"),
        ("en", "kazakhs", "kazakhstan"),
        ("de", "einundzwanzig", "21"),
        ("de", "russisch", "russland"),
        ("fr", "vingt", "20"),
    ],
)
def test_words_of_one_meaning_have_one_term(code: str, word: str, meaning: str) -> None:
    """A number is found by its word, a month by its short name, a country by its people."""
    own = language(code)
    assert own.term(word) == own.term(meaning)


def test_signs_have_the_names_of_the_language() -> None:
    """A flag or emoji is found by its name, in English where the language has none."""
    assert language("de").symbol_name("🇰🇿") == "Kasachstan"
    assert language("de").symbol_name("🐻") == "bär"
    assert language("en").symbol_name("❤️") == "red heart"
    assert language("cy").symbol_name("🐻") == "bear"
    assert language("en").symbol_name("🇽🇽") == ""


@pytest.mark.parametrize(
    ("code", "word", "other"),
    [
        ("ar", "ثلاثة", "30"),
        ("ar", "ماء", "100"),  # water
        ("ar", "البرتغال", "البرازيل"),  # Portugal, Brazil
        ("ar", "ببيروت", "بيرو"),  # in Beirut, Peru
        ("de", "Augen", "August"),
        ("de", "Finger", "fangen"),  # of which "fing" is a form
        ("de", "Gefahr", "fahren"),
        ("de", "Gehalt", "halten"),
        ("de", "Ritter", "reiten"),
        ("de", "sicher", "sich"),
        ("el", "έξω", "6"),  # outside
        ("el", "ιός", "Ιανουάριος"),  # a virus, January
        ("en", "authority", "author"),
        ("en", "candidates", "candid"),
        ("en", "convention", "convent"),
        ("en", "electronics", "electron"),
        ("en", "experiment", "experience"),
        ("en", "range", "ring"),
        ("en", "sunny", "Sunni"),
        ("es", "dice", "diciembre"),  # says
        ("es", "bélico", "Belice"),  # of war
        ("es", "Madrid", "madre"),  # mother
        ("es", "mar", "marzo"),  # sea
        ("es", "nuevo", "9"),  # new
        ("es", "océano", "Oceanía"),  # ocean
        ("fi", "Irakin", "Iran"),  # of Iraq
        ("fr", "George", "Géorgie"),
        ("fr", "malaise", "Malaisie"),
        ("fr", "Martinez", "Martin"),
        ("hu", "angol", "Angola"),  # English
        ("hu", "kétszázöt", "200"),
        ("hu", "lett", "Lettország"),  # became, Latvia
        ("hu", "nem", "Németország"),  # not, Germany
        ("hu", "század", "100"),  # century
        ("id", "menempatkan", "4"),  # to place
        ("id", "nama", "Namibia"),  # name
        ("it", "libero", "Liberia"),  # free
        ("it", "australi", "Australia"),  # southern
        ("it", "monaci", "Monaco"),  # monks
        ("it", "Nigeria", "Niger"),
        ("it", "vento", "20"),  # wind
        ("nb", "polet", "Polen"),  # the wine shop
        ("nb", "trett", "13"),  # tired
        ("nl", "Jan", "januari"),
        ("nl", "orgie", "Georgië"),
        ("nl", "spanning", "Spanje"),  # tension, Spain
        ("nl", "vijf", "50"),
        ("pl", "osoby", "8"),  # persons
        ("ru", "Мария", "март"),
        ("ru", "семья", "7"),  # family
        ("ru", "Колумб", "Колумбия"),  # Columbus
        ("sv", "att", "8"),  # to
        ("sv", "etthundratjugoen", "120"),
        ("sv", "junior", "juni"),  # June
        ("sv", "kub", "Kuba"),  # a cube
        ("sv", "tjugo", "21"),
        ("sv", "unga", "Ungern"),  # young, Hungary
        ("tr", "dokuz", "90"),
        ("tr", "onlar", "10"),  # they
        ("tr", "yemeye", "Yemen"),  # to eat
    ],
)
def test_words_with_one_stem_may_have_two_meanings(code: str, word: str, other: str) -> None:
    """A word is no number, month, people, irregular form or other word that only has its stem."""
    own = language(code)
    first, second = own.terms([casefold(word), casefold(other)])
    assert first != second


@pytest.mark.parametrize("code", sorted(written("own_words")))
def test_a_term_of_its_own_is_no_stem_of_other_words(code: str) -> None:
    """A word that the stemmer takes for others is found by its forms, and by none of the others."""
    own = language(code)
    stems = {*own._stems([word for word, _ in own._data.words.items()])}
    for forms in written("own_words")[code].split():
        (term,) = {*own.terms(casefold(forms).split("/"))}
        assert term not in stems


@pytest.mark.parametrize(
    ("code", "word", "meaning"),
    [
        ("ar", "والثلاثين", "30"),
        ("ar", "بالسودان", "السودان"),  # in Sudan
        ("de", "fuhren", "fahren"),
        ("de", "gehalten", "halten"),
        ("el", "εξι", "6"),
        ("en", "authorised", "authorizes"),
        ("en", "experimental", "experiments"),
        ("es", "rusas", "Rusia"),
        ("fr", "australienne", "Australie"),
        ("hu", "hatszázhét", "607"),
        ("id", "keempat", "4"),
        ("id", "penempatan", "tempat"),  # placing, place
        ("nl", "Georgische", "Georgië"),
        ("nl", "Spaanse", "Spanje"),
        ("nl", "vijftig", "50"),
        ("it", "australiani", "Australia"),
        ("ru", "грузинский", "Грузия"),
        ("ru", "семи", "7"),
        ("ru", "Колумбией", "Колумбия"),
        ("sv", "åtta", "8"),
        ("sv", "atta", "8"),
        ("tr", "Alman", "Almanya"),
    ],
)
def test_a_form_with_the_stem_of_another_word_is_found(code: str, word: str, meaning: str) -> None:
    """A number, a people or an irregular form is looked up as its word, written plainly as well."""
    own = language(code)
    first, second = own.terms([casefold(word), casefold(meaning)])
    assert first == second
