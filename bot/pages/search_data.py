"""The index of a thread for its page: what the search box of the page reads, as compact JSON."""

import json
from collections.abc import Sequence
from functools import cache

from bot.knowledge import Post, Thread
from bot.search import Index
from bot.search.language import Language

_COMMON = 1500
"""Words of everyday language whose weights are given though no post has them."""


def search_data(thread: Thread) -> str:
    """Return the terms of a thread as JSON, safe inside a ``script`` element.

    ``terms`` are stem, weight, and the place and score of each post; ``words`` are each form
    without accents, its term, and the places of its posts; ``common`` are the weights of everyday
    words, and ``absent`` is that of all others that no post has. Weights and scores are in
    hundredths.
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
    numbers = own.number_questions
    data = {
        "terms": terms,
        "words": words,
        "common": {word: _hundredths(bm25.weight(term)) for word, term in _common_terms(own)},
        "absent": _hundredths(bm25.weight(own.term(""))),
        "ignored": sorted(own.ignored),
        "keepsAccents": own.accents_tell,
        "numberQuestions": numbers.pattern if numbers else None,
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


def _hundredths(value: float) -> int:
    return round(100 * value)
