"""The letters of words are the same numbers, read one by one or all at once."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from bot.search.letters import deletes, deletes_of_all, grams, grams_of_all, letters_of
from bot.search.tokenizer import Form

WORDS = st.lists(st.text("aab\u0103\U0001f43b\ud800", max_size=9), max_size=6)


@given(st.lists(st.tuples(st.text("aab\U0001f43b \ud800", max_size=9), st.booleans())))
@example([("bear", False), ("普京", True), ("", False), ("a", False), ("aaaaaa", False)])
def test_the_grams_of_a_word_are_those_it_has_among_others(spelled: list[tuple[str, bool]]) -> None:
    """A word of a question meets the posts' words by equal numbers, whatever is beside them."""
    forms = [Form(word, word, "run" if run else "word") for word, run in spelled]
    ends, codes = map(list, grams_of_all(forms))
    found = [codes[start:end] for start, end in pairwise(ends)]
    assert [[*dict.fromkeys(map(int, some))] for some in found] == [*map(grams, forms)]


@given(WORDS)
def test_equal_deletes_have_equal_numbers_and_others_have_others(words: list[str]) -> None:
    """Two words are a letter apart where a delete of theirs has the same number."""
    found: list[set[int]] = [set() for _ in words]
    deletes_of_words = deletes_of_all(letters_of(words))
    for code, owner in zip(deletes_of_words.values, deletes_of_words.owners(), strict=True):
        found[owner].add(int(code))
    for word, codes in zip(words, found, strict=True):
        assert len(codes) == len(deletes(word))
        for other, its_codes in zip(words, found, strict=True):
            assert codes.isdisjoint(its_codes) == deletes(word).isdisjoint(deletes(other))
