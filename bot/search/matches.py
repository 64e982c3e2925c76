"""Matches: what one term of a question finds in a post."""

from __future__ import annotations

from typing import NamedTuple


class TermMatch(NamedTuple):
    """One term of a question, and what it finds in a post."""

    word: str  #: as typed
    weight: float  #: idf
    information: float  #: nats, of everyday language
    asks: bool  #: whether it is a word such as "who", which only asks
    in_no_post: bool  #: whether no post of the index has it, nor a similar word
    #: "word" (as typed), "stem", "number", "name" (or flag, emoji), "similar", or "" if not found
    kind: str
    exact: bool  #: whether the post has the word: as typed, in another form or with a typo
    similarity: float  #: of the letters of the word and the most similar one of the post: 0..1
    found: str  #: the post's word, as it is written there, or ""
    spans: tuple[tuple[int, int], ...]  #: the places of it in the post; the first, in a long one
    contribution: float  #: what it adds to the score under the confidence, without other posts
