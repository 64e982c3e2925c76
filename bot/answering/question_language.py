"""The language of a question, where its words tell."""

from collections.abc import Collection

import regex

from bot.search import detect

_WORDS = {
    "de": "wer wen wem was welche welcher welches wann wo wie warum wieso ist sind war der die das"
    " den dem ein eine und oder nicht über von mit für auf hat haben wird werden macht gibt im zu",
    "en": "who whom whose what which when where why how is are was were do does did the a an of and"
    " in to for with about has have will can not it that this",
    "es": "quién quien quiénes qué que cuál cuáles cuándo cuando dónde donde cómo como cuánto"
    " cuántos por es son fue el la los las un una de del y en con para sobre no se hay está",
    "fr": "qui que quoi quel quelle quels quelles quand où comment pourquoi combien est sont le la"
    " les un une des du de et en avec pour sur ne pas dans ce cette il elle c'est",
    "it": "chi che cosa quale quali quando dove come perché quanto quanti è sono il lo la gli le un"
    " una di del della e in con per su non si ha",
    "pt": "quem que qual quais quando onde como por quê porque quanto quantos é são foi o a os as"
    " um uma de do da dos das e em no na com para sobre não se há",
    "nl": "wie wat welke welk wanneer waar waarom hoe is zijn was de het een van en in op met voor"
    " over niet heeft hebben wordt er",
}
"""Function words, by which a question in one language is known from one in another."""

_FUNCTION_WORDS = {code: frozenset(words.split()) for code, words in _WORDS.items()}
_SCRIPTS = (
    {"ar", "fa", "ur"},
    {"be", "bg", "mk", "ru", "sr", "uk"},
    {"ja", "zh"},
    *({code} for code in ("el", "he", "hi", "ko", "th")),
)
"""Languages written in one script other than Latin, between which a short text does not decide."""

_LATIN = regex.compile(r"\p{Latin}")
_LETTER = regex.compile(r"\p{L}")
_MARKS = "?!.,;:¿¡\"'()"


def question_language(question: str, languages: Collection[str]) -> str | None:
    """Return the question's language if it is surely none of these, else None."""
    if not _LATIN.search(question):
        return _by_script(question, languages)
    words = [word.strip(_MARKS) for word in question.casefold().split()]
    counts = {code: sum(map(some.__contains__, words)) for code, some in _FUNCTION_WORDS.items()}
    comparable = [counts[code] for code in languages if code in counts]
    best = max(counts, key=lambda code: counts[code])
    if len(comparable) < len(languages) or best in languages or counts[best] < 2:
        return None
    return best if counts[best] > max(comparable) else None


def _by_script(question: str, languages: Collection[str]) -> str | None:
    if not _LETTER.search(question):
        return None
    code = detect(question)
    script = next((some for some in _SCRIPTS if code in some), set())
    return code if script and script.isdisjoint(languages) else None
