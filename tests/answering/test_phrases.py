"""Lines that are no search: posts by their place, facts about the thread, and talk to the bot."""

from pathlib import Path

import pytest
import yaml

from bot.answering.parsing import parse
from bot.answering.references import PostRange
from bot.answering.requests import (
    About,
    Ask,
    Fact,
    Help,
    List,
    Mentions,
    Pick,
    Request,
    Show,
    SmallTalk,
    Step,
    UnknownCommand,
)

QUESTIONS = Path(__file__).parents[1] / "questions"
IDS = {"bread", "long-tail"}


def read(line: str) -> Request:
    return parse(line, IDS)


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        ("first", Pick("first")),
        ("Show me the first post, please", Pick("first")),
        ("how does it start?", Pick("first")),
        ("erster Beitrag", Pick("first")),
        ("el primer mensaje", Pick("first")),
        ("what is the last post?", Pick("last")),
        ("the last three posts", Pick("last", 3)),
        ("die letzten 3 Beiträge", Pick("last", 3)),
        ("último mensaje", Pick("last")),
        ("bread: last", Pick("last", thread="bread")),
        ("bread last", Pick("last", thread="bread")),
        ("random", Pick("random")),
        ("ein zufälliger Beitrag", Pick("random")),
        ("un mensaje al azar", Pick("random")),
        ("next", Step(1)),
        ("nächster Beitrag", Step(1)),
        ("anterior", Step(-1)),
        ("what comes after post 7?", Step(1, 7)),
        ("the post before 7", Step(-1, 7)),
        ("was kommt nach Beitrag 7", Step(1, 7)),
        ("qué viene antes del mensaje 7", Step(-1, 7)),
        ("what is post 7 about?", Show.post(7)),
        ("what does post 7 say", Show.post(7)),
        ("show 7", Show.post(7)),
        ("zeig mir Beitrag 7", Show.post(7)),
        ("qué dice el mensaje 7", Show.post(7)),
        ("what does post 3 say about China", Ask("China", within=(PostRange(3, 3),))),
        ("was steht in Beitrag 3 über China", Ask("China", within=(PostRange(3, 3),))),
        ("in post 3, who is mentioned?", Ask("who is mentioned", within=(PostRange(3, 3),))),
    ],
)
def test_posts_by_their_place(line: str, request_: Request) -> None:
    """First, last, next and other places of posts are no search, in three languages."""
    assert read(line) == request_


@pytest.mark.parametrize(
    "line",
    [
        "which posts mention Taiwan?",
        "what posts are about Taiwan",
        "posts about Taiwan",
        "find me all posts about Taiwan",
        "is there anything about Taiwan?",
        "where is Taiwan mentioned in the thread?",
        "how often is Taiwan mentioned",
        "is Taiwan mentioned anywhere",
        'does the thread mention "Taiwan"?',
        "welche Beiträge erwähnen Taiwan",
        "gibt es einen Beitrag zu Taiwan?",
        "finde alle Beiträge über Taiwan",
        "wo wird Taiwan erwähnt?",
        "wird Taiwan im Thread erwähnt",
        "in welchem Beitrag geht es um Taiwan",
        "¿qué mensajes mencionan a Taiwan?",
        "¿dónde se menciona Taiwan?",
        "¿hay algún mensaje sobre Taiwan?",
    ],
)
def test_mentions_in_a_sentence(line: str) -> None:
    """Who asks in a sentence which posts speak of something gets every post that does."""
    assert read(line) == Mentions("Taiwan", in_a_sentence=True)


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        ("what does the thread say about Taiwan?", Ask("Taiwan")),
        ("what does the bread thread say about flour", Ask("flour", "bread")),
        ("was steht im Thread über Taiwan", Ask("Taiwan")),
        ("qué dice el hilo sobre Taiwan", Ask("Taiwan")),
    ],
)
def test_what_the_thread_says_of_something(line: str, request_: Request) -> None:
    """The words around what is asked about, such as "the thread", are not looked for in posts."""
    assert read(line) == request_


@pytest.mark.parametrize(
    "line", ["is it mentioned", "is gas used in cars", "where is the agreement mentioned in post"]
)
def test_questions_that_only_look_like_mentions(line: str) -> None:
    """A question about a thing in the posts stays one."""
    assert isinstance(read(line), Ask)


@pytest.mark.parametrize(
    ("lines", "fact"),
    [
        (
            ("what is it about?", "What's the thread about", "tl;dr"),
            Fact.SUMMARY,
        ),
        (("worum geht es?", "Zusammenfassung", "de qué trata", "resumen"), Fact.SUMMARY),
        (("how many posts are there", "how long is the thread?"), Fact.COUNT),
        (("wie viele Beiträge gibt es", "¿cuántos mensajes hay?"), Fact.COUNT),
        (("who wrote this", "who is the author?", "wer hat das geschrieben"), Fact.AUTHOR),
        (("quien escribio esto",), Fact.AUTHOR),
        (("when was it written?", "wann wurde das geschrieben", "fecha"), Fact.DATE),
        (("where can I read it", "where can it be read", "Quelle", "fuente"), Fact.SOURCE),
        (("what language is it in", "welche Sprache", "qué idioma"), Fact.LANGUAGE),
    ],
)
def test_facts_about_the_thread(lines: tuple[str, ...], fact: Fact) -> None:
    """What can be said of the thread as a whole is asked in many words, accents or not."""
    assert [read(line) for line in lines] == [About(fact)] * len(lines)


def test_a_fact_about_one_thread() -> None:
    """A thread's id in the phrase or in front of it says which thread is meant."""
    for line in ("what is bread about", "summarize bread", "bread: summary"):
        assert read(line) == About(Fact.SUMMARY, "bread")
    assert isinstance(read("what is flour about"), Ask)


@pytest.mark.parametrize(
    ("line", "term"),
    [
        ("what is the GIL", "GIL"),
        ("who is Putin?", "Putin"),
        ("What does CSTO stand for?", "CSTO"),
        ("what is CSTO short for?", "CSTO"),
        ("what does the abbreviation CSTO mean", "CSTO"),
        ("meaning of free rider", "free rider"),
        ("was ist ein Sauerteig", "Sauerteig"),
        ("wofür steht CSTO", "CSTO"),
        ("qué significa CSTO", "CSTO"),
        ("who is on the line", ""),
        ("what is it", ""),
        ("what is the", ""),
        ("what is the first thing China did", ""),
        ("why does it rise", ""),
    ],
)
def test_the_term_of_a_definition(line: str, term: str) -> None:
    """A question for the meaning of a term is searched as it is, and says the term."""
    assert read(line) == Ask(line, term=term)


@pytest.mark.parametrize(
    "line", ["hi", "Thanks!", "thank you very much", "ok", "lol", "👍", "danke", "gracias", "🙏🏽"]
)
def test_small_talk_is_no_question(line: str) -> None:
    """Greetings, thanks, laughter and signs of agreement are not searched."""
    assert read(line) == SmallTalk()


@pytest.mark.parametrize(
    "line",
    [
        "help me",
        "can you help me?",
        "what can you do?",
        "who are you",
        "hilfe",
        "was kannst du",
        "ayuda",
    ],
)
def test_asking_for_help(line: str) -> None:
    """Questions about the bot itself get the help."""
    assert read(line) == Help()


def test_asking_for_the_threads() -> None:
    """The list can be asked for in words."""
    for line in ("which threads are there?", "welche Threads gibt es", "qué hilos hay"):
        assert read(line) == List()


@pytest.mark.parametrize(
    ("line", "nearest"),
    [("export", None), ("next page", None), ("relaod", "reload"), ("lsit", "list")],
)
def test_a_command_that_is_none(line: str, nearest: str | None) -> None:
    """A command of another bot, or one that is mistyped, is recognized as such."""
    assert read(line) == UnknownCommand(line, nearest)


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        ("cake: 7", Show.post(7, "cake")),
        ("cake#7", Show.post(7, "cake")),
        ("long: 7", Show.post(7, "long")),
        ("long: what rises", Ask("what rises", "long")),
        ("long-tial 7", Show.post(7, "long-tial")),
        ("apollo 11", Ask("apollo 11")),
        ("why: because", Ask("why: because")),
    ],
)
def test_a_thread_that_there_is_not(line: str, request_: Request) -> None:
    """An id that no thread has is kept where a thread is surely meant, so that it can be said."""
    assert read(line) == request_


@pytest.mark.parametrize(
    "line",
    [
        "what is the last straw",
        "who wrote the constitution",
        "first lady of France",
        "when was the bridge written off",
        "how many posts does a fence need",
        "what is the summary judgment",
        "how long is the river",
        "work",
        "🐻",
    ],
)
def test_questions_that_look_like_phrases(line: str) -> None:
    """A phrase is a whole line, so a question that only begins like one is searched."""
    assert isinstance(read(line), Ask)


def test_no_question_of_the_project_is_a_phrase() -> None:
    """Of the project's labelled questions fewer than one in a thousand is taken for a phrase."""
    questions = [
        question["ask"]
        for file in QUESTIONS.glob("*.yaml")
        for question in yaml.load(file.read_bytes(), yaml.CSafeLoader)["questions"]
        if any(map(str.isalpha, question.get("ask", "")))
    ]
    phrases = [question for question in questions if not isinstance(read(question), Ask)]
    assert len(questions) >= 300
    assert len(phrases) < len(questions) / 1000, phrases
