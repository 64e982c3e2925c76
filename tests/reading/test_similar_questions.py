"""Questions of a group that ask nearly the same are one item of its agenda."""

from bot.reading.agenda import items
from bot.reading.agenda_table import OpenQuestion
from bot.reading.similar_questions import similar_questions

QUESTIONS = [
    "what is the CSTO",
    "who is Putin",
    "why did Russia send troops to Kazakhstan",
    "does anybody know what csto stands for",
    "Who is Tokayev?",
    "Why were russian troops sent to kazakhstan?",
    "What's CSTO?",
]


def test_near_equal_questions_come_together() -> None:
    """Other words for the same question join it; questions that share a word do not."""
    assert similar_questions(QUESTIONS, "en") == [[0, 3, 6], [2, 5], [1], [4]]


def test_the_same_question_is_one() -> None:
    """Exactly equal questions are one item, also when they are all there is."""
    assert similar_questions(["what is rye", "what is rye"], "en") == [[0, 1]]
    assert similar_questions(["what is rye"], "en") == [[0]]
    assert similar_questions([], "en") == []


def test_questions_without_words() -> None:
    """A card that was taken to the meeting has no words, and joins nothing."""
    assert similar_questions(["", "what is rye", "?"], "en") == [[0], [1], [2]]


def test_long_questions_are_compared_by_how_they_begin() -> None:
    """Fifty messages of 4,000 characters take no longer than fifty questions."""
    questions = [OpenQuestion(1, id, 5, "bread", 7, id) for id in (1, 2)]
    begin = "how hot should the oven be before the loaf goes in? " * 6
    words = {1: begin + "rye " * 900, 2: begin + "moon " * 700}
    (item,) = items(questions, words)
    assert (item.questions, item.words) == (tuple(questions), words[1])
