"""Talk: what a line means that people write to each other or under an answer.

A command is always a request. A reply or a mention may as well be thanks, laughter or an objection.
The word lists are English, German and Spanish, the languages of the bot.
"""

import re
from enum import Enum, auto


class Intent(Enum):
    """What someone wants who writes a line under an answer."""

    NOTHING = auto()
    OTHER_POSTS = auto()
    NEXT_POST = auto()
    PREVIOUS_POST = auto()
    QUESTION = auto()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INTERJECTIONS = _words("""
    thanks thank thx thnx ty tysm cheers lol lmao lmfao rofl hehe heh xd ok okay k kk okey cool nice
    great awesome perfect omg wtf yes yeah yep yup ya no nope nah hi hello hey hiya yo bye please
    pls plz good sorry aha true right exactly correct agreed indeed sure brilliant wonderful helpful
    interesting amazing funny fun sweet neat welcome cute excellent fantastic superb beautiful
    noted understood +1
    danke dankeschön dank merci schön super toll klasse prima gut genau richtig stimmt ja jo nein nö
    hallo moin servus tschüss bitte hilfreich interessant ach krass geil lustig spannend
    gracias genial perfecto bien bueno buena sí hola adiós vale claro exacto favor interesante
    increíble entendido guay
""")
"""Words that ask nothing."""

_FILLERS = _words("""
    a an the and you so very much lot lots that that's thats this these is was are its it it's i me
    my we to for of really again too just all one job work answer man guys everyone done well got
    love loved at u morning evening night there bot
    das ist war der die ein eine mir dir dich ich du es und sehr vielen viel tausend auch echt ganz
    antwort alles für hat mich
    de nada muchas muchísimas muy es eso por la el lo un una te y respuesta
""")
"""Words that ask nothing beside an interjection."""

_LAUGHTER = re.compile(r"(?:ha|he|ja|je){2,}h?|lo+l+|xd+|h+m+|o+h+|a+h+|wo+w+|yay+")

_DECORATION = _words("""
    the a an please pls plz show give me us post posts one ones page pages thread thanks now then
    and ok okay tweet tweets toot toots can could you i see get go
    der die den das bitte zeig zeige mir uns beitrag beiträge seite nachricht
    el la los las un una por favor muestra muéstrame mensaje mensajes entrada página
""")
"""Words that change nothing in a request for the next post."""

_NEXT = _words("next following continue nächster nächste nächsten nächstes weiter siguiente sigue")
_PREVIOUS = _words("previous prior back before vorheriger vorherige vorherigen zurück anterior")
_OTHERS = _words("other others another more different andere anderer anderen mehr otro otra más")

_BEFORE_OBJECTION = _words("""
    no nope nah sorry hm hmm well i think that that's thats this it it's its you the answer is was
    are just so completely totally all but
    nein nee das dies es ist war die antwort leider ganz völlig ich glaube
    eso esto la respuesta es está lo siento creo que
""")
_AFTER_OBJECTION = _words("answer post one thread at all again lol sorry antwort beitrag respuesta")
_LONGEST_OBJECTION = 30
"""Words of an objection; what is longer says something else, too."""

_OBJECTION = re.compile(
    r"wrong|incorrect|false|nonsense|rubbish|bad|try again|something else"
    r"|(?:not|isn't|wasn't|isnt)(?: quite| really)? (?:right|correct|true|helpful|it|that|this"
    r"|what i(?: \w+){1,4})"
    r"|not really|falsch|unsinn|quatsch|stimmt(?: so)? nicht|was anderes"
    r"|(?:habe?|wollte|meinte) ich(?: \w+)? nicht(?: \w+)?"
    r"|nicht(?: ganz)? (?:richtig|das|hilfreich|was ich(?: \w+){1,4})"
    r"|incorrecto|falso|mal|equivocado|otra cosa"
    r"|no es (?:eso|correcto|verdad|así|lo que(?: \w+){1,4})"
)

_QUESTION_WORDS = _words("""
    what what's whats who who's whos whom whose when where where's why how how's which
    is are was were does do did can could will would should has have
    was wer wen wem wann wo wohin woher warum wieso weshalb wie welche welcher welches
    qué quién quiénes cuándo dónde cómo cuál cuáles cuánto cuánta cuántos
""")

_TOKEN = re.compile(r"\+1|[^\W_]+(?:['’][^\W_]+)*")
_REACTION = re.compile(
    "(?:[\U0001f600-\U0001f64f\U0001f44a-\U0001f450\U0001f910-\U0001f92f\U0001f970-\U0001f97a"
    "\U0001f389\U0001f4af\U0001f525\u2764\u2705\u270c\u263a\U0001f3fb-\U0001f3ff\ufe0f\u200d]|\\s"
    "|[:;]-?[)(DPp])+"
)
"""Faces, hands, hearts and other signs of agreement."""
_EMOJI = re.compile(r"<a?:\w+:\d+>|:[a-z0-9_+-]+:", re.IGNORECASE)


def intent_under_answer(line: str) -> Intent:
    """Return what a reply to an answer wants: posts beside the answer's, an answer, or nothing."""
    words = _split(line)
    rest = [word for word in words if word not in _DECORATION]
    if len(rest) == 1:
        for wanted, intent in (
            (_NEXT, Intent.NEXT_POST),
            (_PREVIOUS, Intent.PREVIOUS_POST),
            (_OTHERS, Intent.OTHER_POSTS),
        ):
            if rest[0] in wanted:
                return intent
    if _is_objection(words):
        return Intent.OTHER_POSTS
    return Intent.QUESTION if asks_something(line) else Intent.NOTHING


def asks_something(line: str) -> bool:
    """Return whether a line has words to search, beside thanks, greetings and emoji."""
    return not all(
        word in _INTERJECTIONS or word in _FILLERS or _LAUGHTER.fullmatch(word)
        for word in _split(line)
    )


def is_small_talk(line: str) -> bool:
    """Return whether a line greets, thanks, laughs or agrees, and has no words to search.

    A single word is small talk only if it is an interjection, since any other may be asked about.
    """
    words = _split(line)
    if not words:
        return _REACTION.fullmatch(line.strip()) is not None
    if len(words) == 1:
        return words[0] in _INTERJECTIONS or _LAUGHTER.fullmatch(words[0]) is not None
    return not asks_something(line)


def is_question(line: str) -> bool:
    """Return whether a line in a conversation is a question, by its first word or its mark."""
    words = _split(line)
    if not words or not asks_something(line):
        return False
    return line.rstrip().endswith(("?", "？", "؟")) or words[0] in _QUESTION_WORDS


def _split(line: str) -> list[str]:
    bare = _EMOJI.sub(" ", line)
    return [word.casefold().replace("’", "'") for word in _TOKEN.findall(bare)]


def _is_objection(words: list[str]) -> bool:
    if len(words) > _LONGEST_OBJECTION:
        return False
    end = len(words)
    while end and words[end - 1] in _AFTER_OBJECTION:
        end -= 1
    for start in range(end):
        if _OBJECTION.fullmatch(" ".join(words[start:])) or _OBJECTION.fullmatch(
            " ".join(words[start:end])
        ):
            return True
        if words[start] not in _BEFORE_OBJECTION:
            return False
    return False
