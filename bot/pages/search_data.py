"""The index of a thread for its page: what the search box of the page reads, as compact JSON."""

import json
from collections.abc import Iterator, Sequence
from functools import cache

from bot.knowledge import Post, Thread
from bot.search import Index
from bot.search.language import COUNT_QUESTIONS, Language
from bot.search.vocabulary import COUNT, DIGIT, is_count

_COMMON = 1500
"""Words of everyday language whose weights are given though no post has them."""


def search_data(thread: Thread) -> str:
    """Return the terms of a thread as JSON, safe inside a ``script`` element.

    ``terms`` are stem, weight, and the place and score of each post; ``words`` are each form
    without accents, its term, and the places of its posts; ``common`` are the weights of everyday
    words, and ``absent`` is that of all others that no post has. Weights and scores are in
    hundredths. ``synonyms`` are stems that are looked up as others, ``symbols`` the names of flags
    and emoji, and ``numbers`` the kinds of numbers of each post.
    """
    index = Index(thread.posts, language=thread.language, glossary=thread.glossary)
    own, bm25 = index.language, index.bm25
    terms: list[list[object]] = []
    words: list[list[object]] = []
    for number, (term, forms) in enumerate(_places(index, thread).items()):
        weight, scores = bm25.weight(term), bm25.get_scores([term])
        found = [(int(place), scores[place] / weight) for place in scores.nonzero()[0]]
        listed = [number for place, score in found for number in (place, _hundredths(score))]
        terms.append([term, _hundredths(weight), listed])
        words += ([word, number, *places] for word, places in forms.items())
    number_questions = own.number_questions
    data = {
        "terms": terms,
        "words": words,
        "common": {word: _hundredths(bm25.weight(term)) for word, term in _common_terms(own)},
        "absent": _hundredths(bm25.weight(own.term(""))),
        "ignored": sorted(own.ignored),
        "keepsAccents": own.accents_tell,
        "synonyms": own.synonyms_of({str(term) for term, *_ in terms}),
        "symbols": dict(_symbols(index, thread)),
        "numbers": [_number_kinds(index, post) for post in thread.posts],
        "numberQuestions": number_questions.pattern if number_questions else None,
        "countQuestions": COUNT_QUESTIONS.pattern,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@cache
def _common_terms(language: Language) -> Sequence[tuple[str, str]]:
    """Return the words of everyday language that are looked for, each with its term."""
    common = {*language.most_common_words(_COMMON), *language.question_words} - language.ignored
    return [(word, language.term(word)) for word in sorted(common)]


def _places(index: Index[Post], thread: Thread) -> dict[str, dict[str, dict[int, None]]]:
    """Return the places of the posts with each term, by term and by form."""
    found: dict[str, dict[str, dict[int, None]]] = {}
    for place, post in enumerate(thread.posts):
        for token in index.tokens(post.text):
            found.setdefault(token.term, {}).setdefault(token.word, {})[place] = None
    return found


def _symbols(index: Index[Post], thread: Thread) -> Iterator[tuple[str, str]]:
    """Yield the flags and emoji of the posts, each with its name, where it has one."""
    for post in thread.posts:
        for token in index.tokens(post.text):
            if token.kind == "emoji" and (name := index.language.symbol_name(token.word)):
                yield token.word, name


def _number_kinds(index: Index[Post], post: Post) -> int:
    """Return the kinds of numbers that a post has, as the search tells them apart."""
    counts = any(is_count(token.form) for token in index.tokens(post.text))
    return DIGIT * any(map(str.isdecimal, post.text)) + COUNT * counts


def _hundredths(value: float) -> int:
    return round(100 * value)
