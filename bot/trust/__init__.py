"""Trust: how far people may rely on a hit of the search, and why.

`Judgement(hit)` says what each term of the question finds in the post, which words are missing, and
how certain it is that the post answers.
"""

from bot.trust.judgement import ANSWER_THRESHOLD, TELLING, Certainty, Judgement
from bot.trust.matches import TermMatch

__all__ = ["ANSWER_THRESHOLD", "TELLING", "Certainty", "Judgement", "TermMatch"]
