"""What people mean who write under an answer, or to each other."""

import time

import pytest

from bot.answering.talk import Intent, asks_something, intent_under_answer, is_question


@pytest.mark.parametrize(
    "line",
    [
        *(
            "thanks!",
            "Thank you so much, that was great",
            "ty",
            "lol",
            "LOOOL",
            "hahaha",
            "👍",
            "😂😂",
        ),
        *("ok", "nice one", "<a:party:123>", ":tada:", "...", "?!", "+1", "that is so true", "hmm"),
        *("danke dir!", "super, vielen Dank", "¡Muchas gracias!", "jajaja", "genial"),
    ],
)
def test_talk_asks_nothing(line: str) -> None:
    """Thanks, laughter, agreement and emoji want nothing."""
    assert intent_under_answer(line) is Intent.NOTHING
    assert not asks_something(line)
    assert not is_question(line)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "wrong",
            "that's wrong",
            "That’s not what I asked",
            "No, not that one",
            "nope, incorrect",
        ),
        *("this is the wrong answer", "sorry, that isn't it", "another one please", "more?"),
        *("falsch", "das ist nicht richtig", "das habe ich nicht gefragt", "andere?"),
        *("eso no es lo que pregunté", "la respuesta es incorrecto", "otra"),
    ],
)
def test_an_objection_wants_other_posts(line: str) -> None:
    """Who says that the answer is wrong, or wants more, wants other posts."""
    assert intent_under_answer(line) is Intent.OTHER_POSTS


@pytest.mark.parametrize(
    ("line", "intent"),
    [
        ("next", Intent.NEXT_POST),
        ("the next post please", Intent.NEXT_POST),
        ("can you show me the following one?", Intent.NEXT_POST),
        ("nächster Beitrag bitte", Intent.NEXT_POST),
        ("el siguiente mensaje, por favor", Intent.NEXT_POST),
        ("previous", Intent.PREVIOUS_POST),
        ("go back please", Intent.PREVIOUS_POST),
        ("zurück", Intent.PREVIOUS_POST),
        ("el anterior", Intent.PREVIOUS_POST),
    ],
)
def test_the_posts_around(line: str, intent: Intent) -> None:
    """The neighbours are asked for in few words."""
    assert intent_under_answer(line) is intent


@pytest.mark.parametrize(
    "line",
    [
        *(
            "and why?",
            "why",
            "what about the elections",
            "7",
            "[7-9]",
            "what is wrong with the dough",
        ),
        *(
            "is the next loaf better",
            "the previous owner of the bakery",
            "no salt at all?",
            "yeast",
        ),
        *("thanks, and how much salt?", "und warum?", "¿y por qué no?", "more salt?"),
    ],
)
def test_words_of_its_own_are_a_question(line: str) -> None:
    """Anything that can be searched is a follow-up, whatever polite words are around it."""
    assert intent_under_answer(line) is Intent.QUESTION


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("and how long does it rest?", True),
        ("how long does it rest", True),
        ("¿dónde descansa la masa?", True),
        ("wie lange ruht der Teig", True),
        ("my bread was flat", False),
        ("I wonder how long it rests", False),
        ("thanks?", False),
        ("", False),
    ],
)
def test_a_question_among_people(line: str, question: bool) -> None:
    """A question begins with a question word or ends with its mark."""
    assert is_question(line) is question


def test_a_long_reply_is_read_in_linear_time() -> None:
    """A reply of 4,000 characters that begins like an objection all along holds nobody up."""
    line = "is the " * 570
    began = time.thread_time()
    assert intent_under_answer(f"{line}river?") is Intent.QUESTION
    assert time.thread_time() - began < 0.01
