"""Judgement: how far people may trust that the post of a hit answers.

A post is sure to answer only where nothing telling is missing. A word tells much if it is rare in
everyday language; the post must have every such word of the question, as typed, in another form or
with a typo. Likeness of letters is no evidence, nor is a part of a longer word.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from enum import Enum
from functools import cached_property
from typing import Any

import regex

from bot.search import Hit
from bot.search.folding import NUMBER
from bot.search.language import PIECED
from bot.search.query import information
from bot.search.tokenizer import Token
from bot.search.vocabulary import COUNT, is_count
from bot.trust.matches import TermMatch, is_ordinal, term_matches

ANSWER_THRESHOLD = 0.2  #: the least confidence of a post that is quoted
MAYBE_THRESHOLD = 0.35  #: the least of one that may answer; the others are only near the question
SURE_THRESHOLD = 0.7  #: the least of one that surely does, if nothing telling is missing
TELLING = 4.0  #: nats of everyday language, from which on a word tells much
TELLING_ALONE = 3.0  #: the nats that a question of one word needs for that
CLEAR_MARGIN = 0.1  #: by which the score of a sure post is apart from the next better or worse one
LONGEST_CHECKED = 20_000  #: characters of a post; what any answer has, a longer one does not lack
CHANCE_RELEVANCE = 0.3  #: below which any post is relevant by chance, if nothing telling is found
BESIDE = 2  #: words at most between a number and what it counts

_CAPITALS = regex.compile(r"\p{Lu}\.?\p{Lu}")


class Certainty(Enum):
    """How far a post is trusted to answer the question."""

    SURE = "sure"
    MAYBE = "maybe"
    NEAR = "near"  # near the question only


class Judgement:
    """How far a hit is trusted to answer its question, and why."""

    def __init__(self, hit: Hit[Any]) -> None:
        self.hit, self._searcher, self._query = hit, hit.result.searcher, hit.result.query

    @cached_property
    def terms(self) -> tuple[TermMatch, ...]:
        """What each term of the question finds, in the question's order."""
        return term_matches(self.hit)

    @property
    def matches(self) -> tuple[TermMatch, ...]:
        """The terms that are found in the post."""
        return tuple([term for term in self.terms if term.spans])

    @property
    def telling(self) -> tuple[TermMatch, ...]:
        """The terms of the question that tell much: rare words, and numbers in digits."""
        return tuple([one for one in self.terms if _tells_much(one) and not one.asks])

    @property
    def missing(self) -> tuple[TermMatch, ...]:
        """The telling words of the question that no post has in any form."""
        return tuple([term for term in self.telling if term.in_no_post])

    @property
    def certainty(self) -> Certainty:
        """How far the post is trusted to answer."""
        hit, wanted = self.hit, self.telling
        missing = [term for term in wanted if not term.exact]
        nowhere = any(term.in_no_post for term in missing)
        lacking = nowhere or len(missing) == len(wanted) or self.lacks_answer
        if lacking or hit.score < MAYBE_THRESHOLD:
            return Certainty.NEAR
        if missing or hit.margin < CLEAR_MARGIN or hit.score < SURE_THRESHOLD or self.lacks_not:
            return Certainty.MAYBE
        unsure = (
            self._lacks_word_of_better()
            or self._wants_one_pair()
            or self.lacks_abbreviation
            or self._has_another_number()
        )
        return Certainty.MAYBE if unsure else Certainty.SURE

    def _wants_one_pair(self) -> bool:
        """Tell whether all that tells is a pair of characters where no list tells words apart.

        It may be a part of any word: "ตา", an eye, of "ตาย", to die.
        """
        if self._searcher.language.code not in PIECED:
            return False
        telling = [
            term.form.kind
            for term, one in zip(self._query.terms, self.terms, strict=True)
            if one in self.telling
        ]
        return telling == ["run"]

    def _has_another_number(self) -> bool:
        """Tell whether a number of the question is missing, and another beside a word asked for."""
        asked = self._query.terms[: self._query.followed]
        numbers = {
            term.form.term: one.exact
            for term, one in zip(asked, self.terms, strict=False)
            if NUMBER.fullmatch(term.form.term)
        }
        if all(numbers.values()) or self._tokens is None:
            return False
        return any(
            is_count(one.form) and one.term not in numbers and self._is_beside_found(at)
            for at, one in enumerate(self._tokens)
        )

    def _lacks_word_of_better(self) -> bool:
        """Tell whether a post that fits better has a word of the question that this one lacks."""
        ranking = self.hit.result.ranking
        better = [ranking.explain(rank)[0] for rank in range(self.hit.rank)]
        lacking = [at for at, one in enumerate(self.terms) if not one.exact and not one.asks]
        return any(evidence[at][0] for evidence in better for at in lacking)

    @property
    def is_by_chance(self) -> bool:
        """Whether the post has no more of the question than most texts have.

        So it is where nothing telling is found, and either no word of the question is telling, as
        in "what time is it", or hardly anything is like the telling ones, in the post or around.
        """
        asking = self._searcher.language.question_words
        terms = zip(self._query.terms, self._query.statistics, strict=True)
        asks_much = any(
            one.information >= TELLING and term.form.word not in asking for term, one in terms
        )
        if asks_much and self.hit.relevance >= CHANCE_RELEVANCE:
            return False
        found = [term.information for term in self.terms if term.exact and not term.asks]
        return sum(found) < (TELLING_ALONE if len(self.terms) == 1 else TELLING)

    @property
    def lacks_answer(self) -> bool:
        """Whether the post lacks what any answer to such a question has."""
        return self.lacks_count or self.lacks_date or self.lacks_members

    @property
    def lacks_count(self) -> bool:
        """Whether the question asks how many, and the post has no number for it.

        A number in words, which may mean little ("one of them"), must be beside a word asked for.
        """
        wants_count = self._query.number == COUNT
        return wants_count and not (self.hit.scored.has_number and self._has_count_beside())

    @cached_property
    def _tokens(self) -> Sequence[Token] | None:
        """The words of the post; None where it is too long to be read for each question."""
        text = self.hit.post.text
        return self._searcher.analyzer.tokens(text) if len(text) <= LONGEST_CHECKED else None

    def _has_count_beside(self) -> bool:
        text, tokens = self.hit.post.text, self._tokens
        if tokens is None:
            return True
        return any(
            text[token.start].isdigit() or self._is_beside_found(at)
            for at, token in enumerate(tokens)
            if is_count(token.form) and not is_ordinal(text[token.start : token.end])
        )

    def _is_beside_found(self, at: int) -> bool:
        """Tell whether the word at a position of the post is beside one that is asked for."""
        return not self._found_at.isdisjoint(range(at - BESIDE, at + BESIDE + 1))

    @cached_property
    def _found_at(self) -> Set[int]:
        """The positions of the words of the post that are asked for."""
        found = {span for term in self.matches if not term.asks for span in term.spans}
        tokens = enumerate(self._tokens or ())
        return {at for at, token in tokens if (token.start, token.end) in found}

    @property
    def lacks_date(self) -> bool:
        """Whether the question asks for a year or a date by that name, and the post has no number.

        "When" may be answered without one: "at the end of the war".
        """
        asks = self._searcher.language.asks_for_date(self._query.text)
        if not asks or self.hit.scored.has_number or self._tokens is None:
            return False
        return not any(NUMBER.fullmatch(token.term) for token in self._tokens)

    @property
    def lacks_not(self) -> bool:
        """Whether the question has a "not", and the post none: it may say the contrary."""
        language, text = self._searcher.language, self.hit.post.text
        if len(text) > LONGEST_CHECKED or not language.denies(self._query.text):
            return False
        return not language.denies(text)

    @property
    def lacks_abbreviation(self) -> bool:
        """Whether the question has a word in capitals, and the post has it in none.

        It may be an abbreviation, as in "did WHO staff leave", unless most of what is asked is in
        capitals. A telling word is the same in small letters, and a name where it is written out.
        """
        question, post = self._query.text, self.hit.post.text
        if not _CAPITALS.search(question) or self._tokens is None:
            return False
        asked = self._searcher.analyzer.tokens(question)
        capitals = {
            question[token.start : token.end]: token.term
            for token in asked
            if _is_in_capitals(token, question)
        }
        if 2 * len(capitals) > len(asked):
            return False
        found = {token.term for token in self._tokens if _is_in_capitals(token, post)}
        meant = {
            term.word
            for term in self.terms
            if term.exact and (term.kind == "name" or _tells_much(term))
        }
        return any(typed not in meant and term not in found for typed, term in capitals.items())

    @property
    def lacks_members(self) -> bool:
        """Whether the question asks who is in something, and the post names nothing else."""
        language, text = self._searcher.language, self.hit.post.text
        found = [term for term in self.telling if term.exact]
        if not found or not language.asks_for_members(self._query.text):
            return False
        if not all(term.found[:1].isupper() for term in found):
            return False
        if self._tokens is None:
            return False
        asked = {span for term in self.matches for span in term.spans}
        return not any(
            text[token.start].isupper()
            and (token.start, token.end) not in asked
            and information(language.relative_frequency(token.term)) >= TELLING
            for token in self._tokens
        )


def _is_in_capitals(token: Token, text: str) -> bool:
    return token.end - token.start > 1 and text[token.start : token.end].isupper()


def _tells_much(term: TermMatch) -> bool:
    return term.information >= TELLING or any(map(str.isdecimal, term.word))
