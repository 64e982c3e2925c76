"""British spellings to American ones, so that "mobilisation" meets "mobilization".

Questions and posts both pass through here, so a rule may change a word that is spelled alike on
both shores ("promise" becomes "promize"), as long as it changes all forms of the word and makes
no two common words one.
"""

from __future__ import annotations

import re

from bot.search.language_data import written

# A few letters say whether a rule applies, and most words lack them: they are looked up first.
RULES: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (letters, re.compile(pattern), replacement)
    for letters, pattern, replacement in (
        ("is", r"(?<=[a-z]{3})is(?=(?:e[sdr]?|ers|ing|able|ations?|ational)$)", "iz"),  # organise
        ("ys", r"(?<=[a-z]{3})ys(?=(?:e[sdr]?|ers|ing)$)", "yz"),  # analyse
        ("our", r"(?<=[a-z]{3})our", "or"),  # neighbourhood
        ("re", r"(?<=[a-z]{2}[bcdgpt])re(?=s?$)", "er"),  # centre
        ("ogue", r"(?<=[a-z]{3}og)ue(?=s?$)", ""),  # catalogue
        ("ell", r"([aeiou][b-df-hj-np-tv-z]{1,2}e)ll(?=(?:e[dr]|ers|ing)$)", r"\1l"),
        ("enc", r"^(def|off|lic|pret)enc(?=e)", r"\1ens"),  # defence
        ("ae", r"^(an|arch|encyclop|gyn|h|leuk|orthop|p)ae(?=[a-z]{3})", r"\1e"),  # archaeology
        ("oe", r"^(f|hom|)oe(?=st|tus|tal)", r"\1e"),  # foetus
    )
)


def american(word: str) -> str:
    """The American spelling of a lower-case English word.

    >>> [american(w) for w in ("neighbourhood", "mobilisation", "theatre", "travelled", "our")]
    ['neighborhood', 'mobilization', 'theater', 'traveled', 'our']
    """
    word = written("american_spellings").get(word, word)
    for letters, pattern, replacement in RULES:
        if letters in word:
            word = pattern.sub(replacement, word)
    return word
