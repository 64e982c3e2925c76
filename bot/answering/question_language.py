"""The language of a question, where its words tell."""

from collections.abc import Sequence, Set

import regex

from bot.search.folding import casefold, strip_accents

_QUESTION_WORDS = {
    "de": "wer wen wem wessen was welche welcher welches welchen wann wo wohin woher wie warum"
    " wieso womit wofür worüber wozu",
    "en": "who whom whose what which when where why how is are was were does do did can",
    "es": "quién quien quiénes qué cuál cuáles cuándo dónde cómo cuánto cuánta cuántos cuántas",
    "fr": "qui que quoi quel quelle quels quelles quand où comment pourquoi combien est-ce"
    " qu'est-ce",
    "it": "chi che cosa quale quali quando dove come perché quanto quanti cos'è",
    "nl": "wie wat welke welk wanneer waar waarom hoe",
    "pl": "kto co gdzie kiedy jak dlaczego czy ile który która które",
    "pt": "quem qual quais quando onde como quanto quantos quantas",
    "tr": "kim ne nerede nasıl neden niçin kaç hangi",
    "vi": "ai gì nào tại khi bao vì",
}
"""Words with which a question begins."""

_FUNCTION_WORDS = {
    "de": "ist sind war der die das den dem ein eine und oder nicht über von mit für auf hat haben"
    " wird werden macht gibt im in zu es bei nach",
    "en": "the a an of and in to for with about has have will not it that this on at by from",
    "es": "que cuando como por es son fue el la los las un una de del y en con para sobre no se hay"
    " está",
    "fr": "est sont le la les un une des du de et en avec pour sur ne pas dans ce cette il elle"
    " c'est a",
    "it": "è sono il lo la gli le un una di del della e in con per su non si ha",
    "nl": "is zijn was de het een van en in op met voor over niet heeft hebben wordt er",
    "pl": "jest są i w na z do nie się to o od po za był była",
    "pt": "que é são foi o a os as um uma de do da dos das e em no na com para sobre não se há por",
    "tr": "ve bir bu için ile de da var mi mı mu mü",
    "vi": "là và của có không được cho một những các với trong này đó thì mà nhiêu sao",
}
"""Other words by which a question in one language is known from one in another."""

_MARKS = "?!.,;:¿¡\"'()"
_SCRIPTS = (
    (regex.compile(r"[\p{Hiragana}\p{Katakana}]"), ("ja",)),
    (regex.compile(r"\p{Han}"), ("zh", "ja")),
    (regex.compile(r"\p{Cyrillic}"), ("ru", "be", "bg", "mk", "sr", "uk")),
    (regex.compile(r"\p{Arabic}"), ("ar", "fa", "ur")),
    (regex.compile(r"\p{Devanagari}"), ("hi", "mr", "ne")),
    (regex.compile(r"\p{Greek}"), ("el",)),
    (regex.compile(r"\p{Hebrew}"), ("he", "yi")),
    (regex.compile(r"\p{Hangul}"), ("ko",)),
    (regex.compile(r"\p{Thai}"), ("th",)),
)
"""Scripts with the languages that are written in them, the usual one first."""

_LETTERS = (
    ("be", "ў"),
    ("uk", "іїєґ"),
    ("mk", "ѓќѕ"),
    ("sr", "ђјљњћџ"),
    ("ur", "ٹڈڑںے"),
    ("fa", "پچژگ"),
)
"""Letters that one language of a script has and the usual one lacks, the surest first."""

_OTHER_SCRIPTS = frozenset(code for _, codes in _SCRIPTS for code in codes)
_LATIN = regex.compile(r"\p{Latin}")


def _folded(words: str) -> list[str]:
    """Split into words without case and accents, which people leave out in a question."""
    return [strip_accents(casefold(word.strip(_MARKS))) for word in words.split()]


_FIRST = {code: frozenset(_folded(words)) for code, words in _QUESTION_WORDS.items()}
_KNOWN = {code: _FIRST[code].union(_folded(words)) for code, words in _FUNCTION_WORDS.items()}


def question_language(question: str, languages: Set[str]) -> str | None:
    """Return the question's language if it is surely none of these, else None."""
    if not _LATIN.search(question):
        return _by_script(question, languages)
    words = _folded(question)
    counts = {code: _count(words, code) for code in _KNOWN}
    if any(code not in counts and code not in _OTHER_SCRIPTS for code in languages):
        return None
    best = max(counts, key=lambda code: counts[code])
    comparable = max((counts.get(code, 0) for code in languages), default=0)
    return (
        best if best not in languages and counts[best] >= 2 and counts[best] > comparable else None
    )


def _count(words: Sequence[str], code: str) -> int:
    """Count the words that a language is known by; the one that asks counts twice."""
    return sum(map(_KNOWN[code].__contains__, words)) + (
        words[:1] != [] and words[0] in _FIRST[code]
    )


def _by_script(question: str, languages: Set[str]) -> str | None:
    """Return what a question in another script is written in, by the letters that it has."""
    folded = question.casefold()
    for script, written in _SCRIPTS:
        if script.search(folded):
            own = (code for code, letters in _LETTERS if code in written and {*letters} & {*folded})
            return next(own, written[0]) if languages.isdisjoint(written) else None
    return None
