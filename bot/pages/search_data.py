"""The index of a thread for its page: what the search box of the page reads, as compact JSON."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import TypeAlias

from bot.knowledge import Thread
from bot.search import Index
from bot.search.language import COUNT_QUESTIONS, Language
from bot.search.query import EVERYDAY
from bot.search.tokenizer import Token
from bot.search.vocabulary import COUNT, DIGIT, is_count

_COMMON = 1500
"""Words of everyday language whose weights are given though no post has them."""

_Places: TypeAlias = dict[str, dict[str, dict[int, int]]]
"""By term and by form, the places of posts, and where in each the form is first, in hundredths."""


def search_data(thread: Thread) -> str:
    """Return the terms of a thread as JSON, safe inside a ``script`` element.

    ``terms`` are stem, weight, and the place and score of each post; ``words`` are each form
    without accents, its term, and the place of each post with where in it the form is first, as a
    share of its length; ``common`` are the weights of common words, ``absent`` is that of all
    others that no post has, and ``everyday`` are words that are no content. Weights, scores and
    shares are in hundredths. ``synonyms`` are stems that are looked up as others, ``forms`` whole
    words that are, ``symbols`` the names of flags and emoji, ``abbreviations`` what abbreviations
    stand for, and ``numbers`` the kinds of numbers of each post.
    """
    index = Index(thread.posts, language=thread.language, glossary=thread.glossary)
    own, bm25 = index.language, index.bm25
    posts = [index.tokens(post.text) for post in thread.posts]
    terms: list[list[object]] = []
    words: list[list[object]] = []
    places = _places(posts)
    for number, (term, forms) in enumerate(places.items()):
        weight, scores = bm25.weight(term), bm25.get_scores([term])
        found = [(int(place), scores[place] / weight) for place in scores.nonzero()[0]]
        listed = [number for place, score in found for number in (place, _hundredths(score))]
        terms.append([term, _hundredths(weight), listed])
        words += ([word, number, *chain(*places.items())] for word, places in forms.items())
    number_questions = own.number_questions
    data = {
        "terms": terms,
        "words": words,
        "common": {
            word: _hundredths(bm25.weight_of(term, frequency))
            for word, term, frequency in _common_words(own)
        },
        "everyday": [
            word
            for word, _, frequency in _common_words(own)
            if frequency >= EVERYDAY or word in own.question_words
        ],
        "absent": _hundredths(bm25.weight(own.term(""))),
        "ignored": sorted(own.ignored),
        "keepsAccents": own.accents_tell,
        "synonyms": own.synonyms_of(places),
        "forms": own.forms_of(places),
        "symbols": _symbols(own, posts),
        "abbreviations": {
            tokens[0].word: tokens[-1].word
            for tokens in map(index.tokens, thread.glossary)
            if tokens
        },
        "numbers": [
            DIGIT * any(map(str.isdecimal, post.text)) + COUNT * _has_count(tokens)
            for post, tokens in zip(thread.posts, posts, strict=True)
        ],
        "numberQuestions": number_questions.pattern if number_questions else None,
        "countQuestions": COUNT_QUESTIONS.pattern,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@cache
def _common_words(language: Language) -> Sequence[tuple[str, str, float]]:
    """Return the words of everyday language, each with its term and that one's frequency."""
    common = {*language.most_common_words(_COMMON), *language.question_words} - language.ignored
    terms = {word: language.term(word) for word in sorted(common)}
    return [(word, term, language.relative_frequency(term)) for word, term in terms.items()]


def _places(posts: Iterable[Sequence[Token]]) -> _Places:
    found: _Places = {}
    for place, tokens in enumerate(posts):
        length = max((token.end for token in tokens), default=0)
        for token in sorted(tokens, key=lambda token: token.start):
            forms = found.setdefault(token.term, {}).setdefault(token.word, {})
            forms.setdefault(place, _hundredths(token.start / length))
    return found


def _symbols(language: Language, posts: Iterable[Iterable[Token]]) -> dict[str, str]:
    """Return the name of each flag and emoji of the posts that has one."""
    symbols = {token.word for tokens in posts for token in tokens if token.kind == "emoji"}
    return {symbol: name for symbol in sorted(symbols) if (name := language.symbol_name(symbol))}


def _has_count(tokens: Iterable[Token]) -> bool:
    return any(is_count(token.form) for token in tokens)


def _hundredths(value: float) -> int:
    return round(100 * value)
