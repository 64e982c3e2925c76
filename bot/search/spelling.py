"""British spellings to American ones, so that "mobilisation" meets "mobilization".

Questions and posts both pass through here, so a rule may change a word that is spelled alike on
both shores ("promise" becomes "promize"), as long as it changes all forms of the word and makes
no two common words one.
"""

from __future__ import annotations

import re

RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=[a-z]{3})is(?=(?:e[sdr]?|ers|ing|able|ations?|ational)$)", "iz"),  # organise
        (r"(?<=[a-z]{3})ys(?=(?:e[sdr]?|ers|ing)$)", "yz"),  # analyse
        (r"(?<=[a-z]{3})our", "or"),  # neighbourhood
        (r"(?<=[a-z]{2}[bcdgpt])re(?=s?$)", "er"),  # centre
        (r"(?<=[a-z]{3}og)ue(?=s?$)", ""),  # catalogue
        (r"([aeiou][b-df-hj-np-tv-z]{1,2}e)ll(?=(?:e[dr]|ers|ing)$)", r"\1l"),
        (r"^(def|off|lic|pret)enc(?=e)", r"\1ens"),  # defence
        (r"^(an|arch|encyclop|gyn|h|leuk|orthop|p)ae(?=[a-z]{3})", r"\1e"),  # archaeology
        (r"^(f|hom|)oe(?=st|tus|tal)", r"\1e"),  # foetus
    )
)
# Most words hold nothing that a rule changes, and need one look only.
_CHANGED = re.compile(r"[iy]s|our|re|ogue|ell|enc|[ao]e")
WORDS = {
    "ageing": "aging", "aluminium": "aluminum", "cheque": "check", "cheques": "checks",
    "fulfil": "fulfill", "grey": "gray", "jewellery": "jewelry", "judgement": "judgment",
    "manoeuvre": "maneuver", "manoeuvres": "maneuvers", "mould": "mold", "moustache": "mustache",
    "plough": "plow", "programme": "program", "programmes": "programs", "pyjamas": "pajamas",
    "sceptic": "skeptic", "sceptical": "skeptical", "skilful": "skillful", "tyre": "tire",
    "tyres": "tires", "whisky": "whiskey",
}  # fmt: skip


def american(word: str) -> str:
    """The American spelling of a lower-case English word.

    >>> [american(w) for w in ("neighbourhood", "mobilisation", "theatre", "travelled", "our")]
    ['neighborhood', 'mobilization', 'theater', 'traveled', 'our']
    """
    word = WORDS.get(word, word)
    if not _CHANGED.search(word):
        return word
    for pattern, replacement in RULES:
        word = pattern.sub(replacement, word)
    return word
