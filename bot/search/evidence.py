"""What the words of a question find in posts, as numbers between 0 and about 1, and which posts
hold the most of it.

A post holds two kinds of evidence for a word: BM25 at an idf of 1, and the share of the word's
letters that one word of the post has; it holds them itself, and the posts around it lend it some.

The kernel looks through the lists of the forms sought, and adds up what each post promises.  Of
those that promise most, by what they hold or by what one post around lends them, the CANDIDATES are
scored by their own tokens and those of the posts around, the likeliest first, as far as they may
yet be among the best.  Lists of many posts have no say in who they are, unless they could decide.

What was tried for speed, each beside what came before it, in milliseconds a question of five words
and "is the", over 1,000, 10,000, 100,000 and a million posts, on two cores at different hours:

    in numpy, some 150 calls a question              1.8    1.7
    the same in the kernel, every list looked at     0.34   0.69   0.90
    the letters of a word by dense sums of forms, without sorting those that are all kept;
    candidates by steps of promise, not by a heap    0.22   0.27   0.53
    sizes of posts looked up in a table, promises summed as lists are read
                                                     0.19   0.35   0.58   1.5 (before: 2.4)

Of this the kernel took 0.057, 0.097 and 0.41; from here on, it alone:

    what lists hold kept by post, in rows filled by a second pass over them, not in linked lists
                                                     0.067  0.10   0.98: left out
    posts scored by their own tokens; what they promise one number each
                                                     0.050  0.087  0.29
    64 candidates, not 100, taken without sorting    0.038  0.079  0.22   (nDCG@10 the same)
    lists of more than 2,048 posts wait, not 512     0.038  0.080  0.22   0.84 (before: 0.27, 0.90)
    the likest forms chosen in one array, and only those sorted that stand out
                                                     0.034  0.071  0.18
    posts around left out where they cannot matter   0: left out
    32 likest forms, not 64                          -10 %, nDCG@10 of articles -0.06: left out
    lists read in one loop, each fetched before its turn; candidates by the bits of their promises
                                                     0.028  0.066  0.16 (before: 0.035, 0.077, 0.19)
    long lists wait if as many posts as are asked for, not ten, promise more than they could add
                                                     0.028  0.050  0.13
    likest forms chosen among those that may be      0.027  0.048  0.13
    what a list of enough posts gives each taken for what candidates need
                                                     +6 %   -4 %   -2 %: left out
    a sieve of sought forms before their table       +3 to +6 %: left out
    likest forms by a histogram of shares            0: left out
    shares of letters in whole numbers               0      -2 %   -5 %, other hits: left out
    a post dropped once its own tokens tell          0      -1.5 % -1.5 %: left out
    forms less alike than 0.08 not sought            -5 % and less, nDCG@10 -0.02: left out
    48 candidates, not 64                            -4 %, nDCG@10 of articles -0.05: left out
    what candidates need found by halving, promises passed over in blocks, places without branches
                                                     0.023  0.039  0.11 (before: 0.027, 0.047, 0.13)
    forms in the order of their first letters        0: left out
    likeness in single precision                     0: left out

And of other kinds:

    finds told with the hits, not asked for a hit at a time: 0.06 less a question with its marks
    questions read at a glance by the kernel (`bot.search.question`), and hits marked there: 0.04
    less of 0.08 in a thread of 25 posts, and nearly all of 0.02 for the marks
    a question handed over as one structure, its marks read at once: 0.005 less in such a thread
    exact bounds (MaxScore) over stems and 4-grams as tokens, as the peers rank: 13 over 100,000
    posts, where the third best is weak and so most lists count; left out
    what a word finds kept for the next question: quicker for words asked again; left out, as a
    word of its own costs a few microseconds
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from struct import Struct
from typing import NamedTuple

import numpy as np

from bot.search import kernel
from bot.search.bm25 import Okapi
from bot.search.inverted import GAP, Corpus
from bot.search.lexicon import Forms, Lexicon
from bot.search.question import Question

K1, B = 0.5, 0.6  # a short post that names a word once says nearly all there is to say
BACKGROUND = 200  #: posts of everyday language beside the index's
LETTERS = 1.25  #: what likeness of letters counts beside words
BEFORE = 0.5, 0.25, 0.125  #: what the 1st, 2nd … post before one lends it of a term
AFTER = 0.3, 0.09  #: and those after it
MATCHED = 0.2  #: a post in which no word of the question is found so far does not match
ALIKE = 0.3  #: a word counts as found from this likeness on
MARKED = 2e-3  #: a word of this share of running words is not worth marking in a quote
CANDIDATES = 64  #: posts that are looked at closely
SAID = 50  #: words of a text of which is told how much of a word it is expected to hold
LONG = 2048  #: a list of more posts waits for the candidates, if that will do

assert max(len(BEFORE), len(AFTER)) <= GAP
# Structures of the kernel.
_HIT, _FIND, _MARK = Struct("3i4x2d2q"), Struct("5i4x2d"), Struct("2i")
_HIT_SIZE, _FIND_SIZE, _MARK_SIZE = _HIT.size // 8, _FIND.size // 8, _MARK.size // 8
_FINDS = 32  #: in a hit, or less mostly
_FLOAT = array("d", [0])


class Find(NamedTuple):
    """What a word of a question finds in a post."""

    word: int  #: its place in the question
    form: int  #: what is found, by its number in the vocabulary
    own: int  #: 1 for one of its own forms, 0 for one that looks like them
    start: int  #: where it stands in the post
    end: int
    share: float  #: of running words in everyday language that the word is
    gave: float  #: what the word gave to the score, posts around left aside


class Evidence:
    """The evidence that the posts of a corpus hold; never changes."""

    def __init__(self, forms: Forms, corpus: Corpus, share: Callable[[str], float]) -> None:
        self.okapi = Okapi(forms, corpus, K1, B, BACKGROUND, share)
        self.lexicon = Lexicon(forms, self.okapi.forms)
        self._table = kernel.Evidence(
            okapi=self.okapi.table,
            lexicon=self.lexicon.table,
            passages=corpus.structures,
            firsts=corpus.firsts,
            passage_count=len(corpus.passages),
            numbered=corpus.numbered(),
            lent=np.array([*reversed(BEFORE), 1, *AFTER]),
            before=len(BEFORE),
            after=len(AFTER),
            candidates=CANDIDATES,
            long_list=LONG,
            letters=LETTERS,
            matched=MATCHED,
            alike=ALIKE,
            marked=MARKED,
            said=SAID,
        )
        self._passages = corpus.passages  # the tables refer to them

    def rank(self, question: Question, more: float, limit: int) -> Ranking:
        """The posts that match a question best, at most `limit`, best first, equal ones in order.

        `more` is what a number in a post counts.
        """
        room, finds = _FINDS * limit, 1 + _HIT_SIZE * limit
        while True:
            marks = finds + _FIND_SIZE * room
            told = _FLOAT * (marks + _MARK_SIZE * room)
            count = kernel.search(self._table, question.words, more, limit, room, told)
            if count >= 0:
                break
            room = -1 - count
        view = memoryview(told)
        hits = list(_HIT.iter_unpack(view[1 : 1 + _HIT_SIZE * count]))
        marked = hits[-1][-1] if hits else 0
        spans = list(_MARK.iter_unpack(view[marks : marks + _MARK_SIZE * marked]))
        return Ranking(question, told[0], hits, spans, view[finds:marks])


class Ranking(NamedTuple):
    """The posts that match a question best, and what speaks for them, as the kernel tells it."""

    question: Question
    missing: float  #: how much of the words is found in no post, in nats
    #: of each post, best first, its thread and its place there, whether it holds a digit, its
    #: score, words + LETTERS·letters, the weights of the words that are found there, and the ends
    #: of its finds and its marks
    hits: list[tuple[int, int, int, float, float, int, int]]
    #: where each post is to be marked, one's after the other's, half open, rising: what is found
    #: there of words that are worth it, or all if none is
    marks: list[tuple[int, int]]
    found: memoryview  #: what the words find in each post, one's after the other's

    def finds(self, place: int) -> list[tuple[int, int, int, int, int, float, float]]:
        """What the words find in one of the posts, each a Find.

        What looks less than ALIKE is told where nothing else is found.
        """
        begin, end = self.hits[place - 1][-2] if place else 0, self.hits[place][-2]
        return list(_FIND.iter_unpack(self.found[_FIND_SIZE * begin : _FIND_SIZE * end]))
