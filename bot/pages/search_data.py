"""The index of a thread for its page: what the search box of the page reads, as compact JSON."""

import json

from bot.knowledge import Thread
from bot.search import Index

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
    own = index.language
    terms: list[list[object]] = []
    words: list[list[object]] = []
    for number, term in enumerate(index.terms()):
        scores = [x for place, score in term.scores.items() for x in (place, _hundredths(score))]
        terms.append([term.stem, _hundredths(term.weight), scores])
        words += ([word, number, *places] for word, places in term.words.items())
    common = {*own.most_common_words(_COMMON), *own.question_words} - own.ignored
    weights = {word: index.weight(word) for word in sorted(common)}
    numbers = own.number_questions
    data = {
        "terms": terms,
        "words": words,
        "common": {word: _hundredths(weight) for word, weight in weights.items()},
        "absent": _hundredths(index.weight("")),
        "ignored": sorted(own.ignored),
        "keepsAccents": own.accents_tell,
        "numberQuestions": numbers.pattern if numbers else None,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _hundredths(value: float) -> int:
    return round(100 * value)
