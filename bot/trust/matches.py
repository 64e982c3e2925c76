"""Matches: what each term of a question finds in a post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from bot.search import Hit
from bot.search.folding import has_accents
from bot.search.scoring import Match
from bot.search.tokenizer import Form

MUCH_ALIKE = 0.5 - 1e-9  #: similarity from which on a word may mean one that no post has; rounded


class TermMatch(NamedTuple):
    """One term of a question, and what it finds in a post."""

    word: str  #: as typed; two that the posts have as one, with a blank between
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


def term_matches(hit: Hit[Any]) -> tuple[TermMatch, ...]:
    """Return what each term of the question finds in a hit's post, in the question's order."""
    query, searcher = hit.result.query, hit.result.searcher
    asking = searcher.language.question_words
    evidence, found = hit.result.ranking.explain(hit.rank)
    of_terms: list[list[Match]] = [[] for _ in query.terms]
    for match in found:
        of_terms[match[0]].append(match)
    matches = []
    weights = query.weights()
    for i, (term, statistics) in enumerate(zip(query.terms, query.statistics, strict=True)):
        own, similarity, contribution = evidence[i]
        placed = [
            (form, is_typo, searcher.postings.span_of(token))
            for _, token, form, is_typo in of_terms[i]
        ]
        spans = tuple(sorted({span for *_, span in placed}))
        ways = {(form, is_typo, hit.post.text[slice(*span)]) for form, is_typo, span in placed}
        words = [searcher.word(form) for form, *_ in ways]
        matches.append(
            TermMatch(
                term.typed,
                weights[i],
                statistics.information,
                term.form.word in asking,
                _in_no_post(hit, i),
                _kind(term.form, words, own),
                any(
                    # In capitals it may be another abbreviation, or a Roman number.
                    ((is_typo and not spelled.isupper()) or _is_other_form(hit, i, form, spelled))
                    and not searcher.language.have_others(term.typed, spelled)
                    for form, is_typo, spelled in ways
                ),
                similarity,
                hit.post.text[slice(*spans[0])] if spans else "",
                spans,
                round(contribution, 6),
            )
        )
    return tuple(matches)


def is_ordinal(number: str) -> bool:
    """Tell whether a number says which one, as ``7th`` does, and not how many."""
    return number[0].isdigit() and number[-1].isalpha() and number[-1] not in "kK"


def _kind(asked: Form, words: Sequence[str], own: bool) -> str:
    if not words or not own:
        return "similar" if words else ""
    if asked.kind in ("name", "number"):
        return asked.kind
    return "word" if asked.word in words else "stem"


def _in_no_post(hit: Hit[Any], number: int) -> bool:
    """Tell whether no post of the index has a term, nor a word that is much like it."""
    if forms := hit.result.query.statistics[number].forms:
        return not any(_is_exact(hit, number, form) for form in forms)
    return hit.result.ranking.anywhere[number] < MUCH_ALIKE


def _is_other_form(hit: Hit[Any], number: int, form: int, spelled: str) -> bool:
    """Tell whether a form is a term's own word, or another form of it, as it is spelled."""
    typed = hit.result.query.terms[number].typed
    language = hit.result.searcher.language
    return _is_exact(hit, number, form) and not language.are_apart(typed, spelled)


def _is_exact(hit: Hit[Any], number: int, form: int) -> bool:
    """Tell whether a form is a term's own word, or another form of it."""
    searcher, term = hit.result.searcher, hit.result.query.terms[number]
    word, asked = searcher.word(form), term.form
    if form in hit.result.query.statistics[number].forms:
        if is_ordinal(term.typed):
            return word.isdecimal()  # "three" says how many
        return asked.kind != "word" or not searcher.language.is_part(asked.word, word)
    # Without the accents that tell words apart, as in all of the question.
    typed_plain = asked.word == asked.term and not (
        searcher.language.accents_tell and has_accents(hit.result.query.text)
    )
    return typed_plain and asked.word in word.split()
