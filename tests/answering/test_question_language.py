"""The language of a question, where it is surely not the threads'."""

import pytest

from bot.answering.question_language import question_language

QUESTIONS = {
    "ru": "Сколько лет хлебу?",
    "uk": "Скільки років цьому хлібу?",
    "be": "Колькі гадоў хлебу, даўно?",
    "sr": "Где је хлеб, људи?",
    "zh": "面包有多久了?",
    "ja": "パンはいつから?",
    "ar": "كم عمر الخبز؟",
    "fa": "نان چند سال دارد، چه کسی پخت؟",
    "ur": "روٹی کتنی پرانی ہے؟",
    "el": "Πόσο παλιό είναι το ψωμί;",
    "he": "בן כמה הלחם?",
    "hi": "रोटी कितनी पुरानी है?",
    "ko": "빵은 얼마나 오래됐어?",
    "th": "ขนมปังเก่าแค่ไหน",
    "de": "Wie alt ist das Brot?",
    "es": "¿Por qué es tan viejo el pan?",
}


@pytest.mark.parametrize("code", QUESTIONS)
def test_a_question_is_known_by_its_script_or_its_function_words(code: str) -> None:
    """Its letters are enough, so that no question waits for a model of languages."""
    assert question_language(QUESTIONS[code], {"en"}) == code


def test_a_script_of_the_threads_says_nothing() -> None:
    """A short text does not decide between two languages of one script."""
    assert question_language(QUESTIONS["uk"], {"ru", "en"}) is None


@pytest.mark.parametrize("question", ["", "7?", "🍞", "Brot", "How old is it?"])
def test_a_question_that_tells_nothing_is_in_no_other_language(question: str) -> None:
    """Numbers, emoji, a single word, and the threads' own language."""
    assert question_language(question, {"en"}) is None
