"""Requests and their answers, and reloading the threads."""

import gc
import threading
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.answering.answer import Kind
from bot.answering.engine import QUICK_POSTS, AnswerEngine
from bot.answering.library import Library
from bot.answering.mentions import Term, answer_mentions
from bot.answering.references import PostRange
from bot.answering.requests import Ask, Help, List, Mentions, Open, Reload, Show, Typed
from bot.answering.scope import Scope
from bot.knowledge import Post, Thread
from bot.settings import Settings
from bot.trust import Certainty


@pytest.fixture(scope="module")
def dragonbear(shipped: Path) -> AnswerEngine:
    return AnswerEngine(Settings(knowledge=shipped))


def write(folder: Path, id: str, *texts: str, more: str = "") -> None:
    posts = "".join(f"- number: {n}\n  text: {text}\n" for n, text in enumerate(texts, 1))
    (folder / f"{id}.yaml").write_text(f"title: On {id}\n{more}posts:\n{posts}", encoding="utf-8")


def show(first: int, last: int, thread: str | None = None) -> Show:
    return Show((PostRange(first, last),), thread)


def engine(folder: Path, **options: object) -> AnswerEngine:
    return AnswerEngine(Settings(knowledge=folder, **options))


def test_the_question_the_bot_exists_for(dragonbear: AnswerEngine) -> None:
    """`what is the dragonbear` is answered with post 15 of the shipped thread."""
    answer = dragonbear.answer(Ask("what is the dragonbear"))
    assert (answer.kind, answer.certainty) == (Kind.ANSWER, Certainty.SURE)
    assert answer.quotes[0].post.number == 15


@pytest.mark.parametrize("line", ["define dragonbear", "explain the dragonbear"])
def test_a_word_to_define_is_not_missed(dragonbear: AnswerEngine, line: str) -> None:
    """`define` asks, as "what is" does, and no post need have it."""
    answer = dragonbear.answer_line(line)
    assert (answer.certainty, answer.quotes[0].post.number) == (Certainty.SURE, 15)


def test_a_date_of_a_post_is_no_place(tmp_path: Path) -> None:
    """`2/9` is the second of nine posts, or else the post that has this date."""
    write(tmp_path, "fair", "The fair opens.", "It rains.", "On 2/9 the fair closes.")
    asked = engine(tmp_path)
    assert [quote.post.number for quote in asked.answer_line("2/9").quotes] == [3]
    assert [quote.post.number for quote in asked.answer_line("2/3").quotes] == [2]
    assert [quote.post.number for quote in asked.answer_line("2/8").quotes] == [2]


def test_a_number_in_thousands_is_no_list_of_posts(tmp_path: Path) -> None:
    """`10,002` is posts 10 and 2 only where both are there, and else the number it looks like."""
    write(tmp_path, "fair", "The fair opens.", "It rains.", "It has 10,002 visitors.")
    asked = engine(tmp_path)
    assert [quote.post.number for quote in asked.answer_line("10,002").quotes] == [3]
    write(tmp_path, "fair", *(f"Day {number}." for number in range(1, 11)), "10,002 visitors.")
    asked = engine(tmp_path)
    assert [quote.post.number for quote in asked.answer_line("10,002").quotes] == [2, 10]
    assert not asked.answer_line("2,500").quotes


def test_a_command_of_other_bots_quotes_nothing_near(tmp_path: Path) -> None:
    """`next page` names the commands, though a post has a word like it; `export` may be meant."""
    write(tmp_path, "fair", "The pageant is long.", "The fair exports geese.", "It rains.")
    asked = engine(tmp_path)
    assert asked.answer_line("next page").kind is Kind.HELP
    assert [quote.post.number for quote in asked.answer_line("export").quotes] == [2]


def test_only_what_is_quick_may_hold_an_event_loop(
    dragonbear: AnswerEngine, tmp_path: Path
) -> None:
    """A usual question about a short thread is quick; what may take longer is handed over."""
    dragonbear.prepare()
    assert dragonbear.is_quick(Typed("what is the dragonbear"))
    assert dragonbear.is_quick(Ask("what is the dragonbear"))
    assert dragonbear.is_quick(show(7, 9))
    assert not dragonbear.is_quick(Typed("dragonbear " * 20))
    assert not dragonbear.is_quick(Typed("next", before="dragonbear " * 20))
    assert not dragonbear.is_quick(Mentions("CSTO"))
    assert not dragonbear.is_quick(Help())
    gated = Scope(gates=frozenset({("dragonbear", 7)}))
    assert not dragonbear.is_quick(Ask("dragonbear"), gated), "its index has to be made first"
    dragonbear.answer(Ask("dragonbear"), gated)
    assert dragonbear.is_quick(Ask("dragonbear"), gated)
    write(tmp_path, "bread", *["Flour and water."] * (QUICK_POSTS + 1))
    assert not engine(tmp_path).is_quick(Ask("flour"))
    write(tmp_path, "bread", "Flour and water. " * 3_000)
    assert not engine(tmp_path).is_quick(show(1, 1)), "a long post takes as long as many posts"


def test_a_refusal_quotes_nothing_and_names_topics(dragonbear: AnswerEngine) -> None:
    """What the thread does not say is refused, with words that it could be asked about."""
    answer = dragonbear.answer(Ask("photosynthesis of ferns"))
    assert (answer.kind, answer.quotes) == (Kind.REFUSAL, ())
    assert [line.plain() for line in answer.lead] == [
        "The thread does not answer this. "
        "It is about Russia, China, US, Kazakhstan, Ukraine, CSTO. "
        "!thread help shows questions that it answers."
    ]


def test_a_refusal_of_several_threads_speaks_of_them(tmp_path: Path) -> None:
    """It says that none of them answers, and what they are about."""
    write(tmp_path, "bread", "Flour and water.")
    write(tmp_path, "tea", "Green tea takes minutes.")
    answer = engine(tmp_path).answer(Ask("photosynthesis of ferns"))
    assert [line.plain() for line in answer.lead] == [
        "None of the threads answers this. They are about minutes. "
        "!thread help shows questions that they answer."
    ]


def test_the_examples_of_the_help_are_answered(dragonbear: AnswerEngine) -> None:
    """The help suggests three questions, made from the thread, and the bot answers each."""
    lines = [line.plain() for line in dragonbear.answer(Help()).lead]
    examples = [line.removeprefix("!thread ") for line in lines[1:4]]
    assert examples[0] == "what is the dragonbear"
    for example in examples:
        assert dragonbear.answer_line(example).quotes


def test_examples_come_from_several_threads(tmp_path: Path) -> None:
    """With several threads each gives an example, in its own language."""
    write(tmp_path, "brot", "Ein Sauerteig ruht über Nacht.", more="language: de\n")
    write(tmp_path, "cake", "Eggs need whisking.")
    lines = [line.plain() for line in engine(tmp_path).answer(Help()).lead]
    assert "!thread was steht da über Sauerteig" in lines
    assert "!thread what is said about whisking" in lines


def test_a_follow_up_is_searched_with_the_question_before(dragonbear: AnswerEngine) -> None:
    """`and why?` alone finds nothing; after a question it finds what that found."""
    assert dragonbear.answer(Ask("and why?")).quotes == ()
    answer = dragonbear.answer(Ask("and why?", before="what is the dragonbear"))
    assert answer.quotes[0].post.number == 15
    assert answer.lead[0].plain() == (
        "Searched together with the question before it: “what is the dragonbear”"
    )


def test_an_unsure_answer_says_so(tmp_path: Path) -> None:
    """Posts that lack a telling word of the question are near only, and the word is named."""
    write(tmp_path, "bread", "Flour and water make dough.", "Salt slows yeast.")
    answer = engine(tmp_path, threshold=0.0).answer(Ask("which colour has the salt in Peru"))
    assert answer.certainty is Certainty.NEAR
    assert answer.lead[0].plain() == "No post speaks of colour, Peru. On Salt:"
    leading = engine(tmp_path, threshold=0.0).answer(Ask("who leads the salt alliance"))
    assert leading.lead[0].plain() == "No post speaks of alliance. On Salt:"


def test_a_thread_that_is_not_there(tmp_path: Path) -> None:
    """Every request that names a thread says which threads there are."""
    write(tmp_path, "bread", "Flour.")
    for request in (Ask("flour", "pie"), show(1, 1, "pie"), Mentions("flour", "pie")):
        answer = engine(tmp_path).answer(request)
        assert answer.kind is Kind.ERROR
        assert [str(line) for line in answer.lead] == ["There is no thread pie; there are: bread"]


def test_a_number_in_several_threads_asks_which(tmp_path: Path) -> None:
    """A number that is not clear is not guessed."""
    write(tmp_path, "bread", "Flour.")
    write(tmp_path, "cake", "Eggs.")
    both = engine(tmp_path)
    assert [str(line) for line in both.answer(show(1, 1)).lead] == [
        "Several threads fit. Name one, such as !thread bread: 1.",
        "On bread · 1 post · bread",
        "On cake · 1 post · cake",
    ]
    assert both.answer(show(1, 1, "cake")).quotes[0].text == "Eggs."


def test_a_long_range_is_shown_in_pages(dragonbear: AnswerEngine) -> None:
    """A page holds whole posts, and says how to go on."""
    answer = dragonbear.answer(show(1, 17))
    assert answer.quotes[0].post.number == 1
    last = answer.quotes[-1].post.number
    assert answer.closing[0].plain() == f"More: !thread {last + 1}-17"


def test_a_page_is_no_longer_than_a_message(tmp_path: Path) -> None:
    """Long posts make short pages: no more than some 3,000 characters, but always a whole post."""
    write(tmp_path, "long", *["word " * 250] * 4, "word " * 900)
    asked = engine(tmp_path)
    first = asked.answer(show(1, 5))
    assert [quote.post.number for quote in first.quotes] == [1, 2]
    assert first.closing[0].plain() == "More: !thread 3-5"
    last = asked.answer(show(5, 5))
    assert {quote.post.number for quote in last.quotes} == {5}
    assert " ".join(quote.text for quote in last.quotes) == ("word " * 900).strip()


def test_the_links_turn_all_pages(dragonbear: AnswerEngine) -> None:
    """From the whole thread's first page, the links forward show every post once."""
    link = dragonbear.answer(show(7, 7)).links[-1]
    seen = []
    while link is not None:
        answer = dragonbear.answer(Open(link.references, page=link.page))
        seen += [quote.post.number for quote in answer.quotes]
        onward = [one for one in answer.links if one.label.plain().endswith("▶")]
        link = onward[0] if onward else None
    assert seen == list(range(1, 18))


def test_a_link_beyond_the_end_of_a_post_is_refused(dragonbear: AnswerEngine) -> None:
    """A part that a post does not have is not opened, whatever link names it."""
    link = dragonbear.answer(show(7, 7)).links[-1]
    length = len(dragonbear.answer(Open(link.references)).quotes[0].post.text)
    assert dragonbear.answer(Open(link.references, start=length - 1)).kind is Kind.POSTS
    assert dragonbear.answer(Open(link.references, start=length)).kind is Kind.ERROR


def test_further_posts_are_those_not_yet_quoted(dragonbear: AnswerEngine) -> None:
    """The link to more posts opens other posts than the answer quoted."""
    answer = dragonbear.answer(Ask("what is said about Kazakhstan"))
    link = next(one for one in answer.links if one.label.plain() == "More posts")
    further = dragonbear.answer(Open(link.references))
    quoted = {quote.post.number for quote in answer.quotes}
    assert quoted.isdisjoint(quote.post.number for quote in further.quotes)


def test_mentions_look_at_a_thousand_uses_in_a_post() -> None:
    """A post that is one word half a million times is quoted as any other."""
    post = Post(1, "salt " * 20_000)
    answer = answer_mentions(Mentions("salt"), [Thread("salt", "On salt", (post,))])
    assert len(answer.quotes[0].spans) == 1000
    assert answer.quotes[0].text.split() == ["salt"] * 30


@pytest.mark.parametrize(("asked", "written"), [("Zürich", "Zu\u0308rich"), ("ma\u0300", "mà")])
def test_mentions_are_found_however_an_accent_is_written(asked: str, written: str) -> None:
    """An accent that is a character of its own, as on macOS, makes no other word."""
    thread = Thread("t", "On words", (Post(1, f"They saw {written} again."),))
    answer = answer_mentions(Mentions(asked), [thread])
    assert [run.text for run in answer.quotes[0].line if run.style == "strong"] == [written]


@pytest.mark.parametrize("term", ["the", "à"])
def test_frequent_words_are_looked_for_in_thousands_of_posts_at_once(term: str) -> None:
    """A word of each of 25,000 posts takes less than a third of what a pattern for it takes."""
    text = "The river “Wörth” flows down to the town, à demain, between willows, " * 4
    looked_for = Term(term)
    began = time.thread_time()
    for _ in range(2000):
        found = looked_for.spans(text)
    slow = time.thread_time() - began
    assert all(looked_for.is_in(text) is bool(found) for _ in range(2000))
    assert time.thread_time() - began - slow < slow / 3


def test_mentions_are_all_uses_in_order(dragonbear: AnswerEngine) -> None:
    """Every post that uses a word as a word is named, first use first; the word is marked."""
    answer = dragonbear.answer(Mentions("olympics"))
    assert answer.lead[0].plain() == "olympics is used in 2 of 17 posts, first in post 5:"
    assert [quote.post.number for quote in answer.quotes] == [5, 9]
    assert all("Olympics" in [run.text for run in quote.line] for quote in answer.quotes)
    none = dragonbear.answer(Mentions("olymp"))
    assert [line.plain() for line in none.lead] == ["No post uses olymp."]


def test_what_no_post_uses_is_asked_where_it_was_in_a_sentence(dragonbear: AnswerEngine) -> None:
    """Which posts are about something in other words is answered; else no post uses the words."""
    found = dragonbear.answer(Typed("which posts are about military help in Central Asia"))
    assert found.kind is Kind.ANSWER
    assert found.quotes
    none = dragonbear.answer(Typed("is Georgia mentioned?"))
    assert [line.plain() for line in none.lead] == ["No post uses Georgia."]


def test_a_post_longer_than_a_quote_is_shown_whole(tmp_path: Path) -> None:
    """The parts of a long post are all of it, in order."""
    write(tmp_path, "bread", "flour water " * 300)
    quotes = engine(tmp_path).answer(show(1, 1)).quotes
    assert " ".join(quote.text for quote in quotes) == ("flour water " * 300).strip()


def test_a_question_sees_the_old_or_the_new_threads(tmp_path: Path) -> None:
    """While the folder is reloaded over and over, no answer mixes two versions of it."""

    def version(n: int) -> None:
        for id in ("bread", "cake"):
            write(tmp_path, id, f"Flour of version{n} is good.")

    version(0)
    asked, stop = engine(tmp_path), threading.Event()
    mixed: list[set[str]] = []

    def ask() -> None:
        while not stop.is_set():
            answer = asked.answer(Ask("flour good"))
            versions = {quote.text.split()[2] for quote in answer.quotes}
            if len(versions) != 1 or len(answer.quotes) != 2:
                mixed.append(versions)

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    for n in range(1, 6):
        version(n)
        assert asked.answer(Reload()).kind is Kind.FACTS
    stop.set()
    for asker in askers:
        asker.join()
    assert mixed == []
    assert "version5" in asked.answer(Ask("flour good")).quotes[0].text


def test_many_faults_are_counted(tmp_path: Path) -> None:
    """A reload report stays readable: 25 faults, and how many more."""
    write(tmp_path, "bread", "Flour.")
    asked = engine(tmp_path)
    for n in range(30):
        (tmp_path / f"wrong{n}.yaml").write_text("posts: 1\ntitle: x\n")
    report = [str(line) for line in asked.answer(Reload()).lead]
    assert report[0].startswith("Nothing was reloaded;")
    assert report[-1] == "and 5 more; thread-bot check prints them all"


def test_many_threads_are_listed_in_part(tmp_path: Path) -> None:
    """A list names 25 threads, and how many more there are."""
    for n in range(27):
        write(tmp_path, f"t{n:02}", "Flour.")
    lines = [str(line) for line in engine(tmp_path).answer(List()).lead]
    assert (lines[0], len(lines), lines[-1]) == ("27 threads, 27 posts:", 27, "and 2 more")


def growth(work: Callable[[int], object], times: int) -> int:
    """Return the bytes that work leaves in memory after its second time."""

    def held(number: int) -> int:
        work(number)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        _, second, *_, last = (held(number) for number in range(times))
    finally:
        tracemalloc.stop()
    return last - second


@pytest.mark.slow
def test_reloading_over_and_over_takes_no_more_memory(tmp_path: Path) -> None:
    """What a reload replaces leaves the memory with it: twenty take little more than two."""

    def reload(version: int) -> None:
        words = f"Flour of {'rye' if version % 2 else 'oats'} "
        write(tmp_path, "bread", *(words * 40 for _ in range(50)))
        asked.reload()

    write(tmp_path, "bread", "Flour.")
    asked = engine(tmp_path)
    assert growth(reload, 20) < 50_000, "the posts of one reading"


def test_what_is_asked_leaves_the_memory(tmp_path: Path) -> None:
    """A member who asks long questions without end fills no memory with them."""

    def ask(number: int) -> None:
        words = "".join(chr(0x4E00 + (2_000 * number + place) % 20_000) for place in range(1_900))
        asked.answer_line(f"what is {words}")

    write(tmp_path, "bread", "Flour.")
    asked = engine(tmp_path)
    assert growth(ask, 10) < 500_000, "the words of one question"


def test_a_fact_is_from_the_file(tmp_path: Path) -> None:
    """Author, source, language and number of posts are said as the file has them."""
    facts = "author: '@baker'\nsource: https://example.org/bread\nlanguage: de\n"
    write(tmp_path, "bread", "Mehl.", "Salz.", more=facts)
    asked = engine(tmp_path)
    assert [str(asked.answer_line(line).lead[0]) for line in ("author", "source", "language")] == [
        "On bread is by @baker.",
        "On bread can be read at https://example.org/bread",
        "On bread is in German.",
    ]
    assert str(asked.answer_line("how many posts?").lead[0]) == "On bread has 2 posts: 1-2."


def test_what_the_file_does_not_say_is_not_known(dragonbear: AnswerEngine) -> None:
    """A fact that the file lacks is said to be unknown, and no post is quoted for it."""
    answer = dragonbear.answer_line("who wrote this?")
    assert (answer.kind, answer.quotes) == (Kind.FACTS, ())
    assert str(answer.lead[0]) == "The file of The dragonbear does not say who wrote it."


def test_a_summary_is_a_selection_in_order(dragonbear: AnswerEngine) -> None:
    """The summary names topics and quotes some posts, and says that they are a selection."""
    answer = dragonbear.answer_line("tl;dr")
    numbers = [quote.post.number for quote in answer.quotes]
    assert 1 < len(numbers) < 17
    assert numbers == sorted(numbers)
    assert str(answer.lead[1]).startswith(f"A selection: the {len(numbers)} posts")


@pytest.mark.parametrize("piece", ["(HB) a(HB) not ", "(river) ", "HB (river board) "])
def test_a_post_of_brackets_is_asked_at_once(tmp_path: Path, piece: str) -> None:
    """What a term is short for is looked for beside the first brackets of a post of 1 MB."""
    write(tmp_path, "long", f"The river HB flows. {piece * (1_000_000 // len(piece))}")
    asked = engine(tmp_path)
    for line in ("what does HB mean", "what is the river"):
        asked.answer_line(line)
        began = time.thread_time()
        asked.answer_line(line)
        assert time.thread_time() - began < 0.15


def test_an_abbreviation_is_spelled_out_with_its_uses(dragonbear: AnswerEngine) -> None:
    """A term of the glossary is answered by its meaning, then by the posts that use it."""
    answer = dragonbear.answer_line("what does CSTO stand for?")
    assert (answer.kind, answer.certainty) == (Kind.DEFINITION, Certainty.SURE)
    assert str(answer.lead[0]) == "CSTO stands for Collective Security Treaty Organization."
    assert [quote.post.number for quote in answer.quotes] == [8, 9, 10, 15]


def test_a_post_may_spell_an_abbreviation_out(tmp_path: Path) -> None:
    """What brackets in a post spell out, on either side, needs no glossary."""
    write(
        tmp_path,
        "rules",
        "We asked the SC twice.",
        "The Steering Council (SC) decides.",
        "A PEP (Python Enhancement Proposal) is written first.",
    )
    asked = engine(tmp_path)
    for line, meaning in (
        ("what does SC mean", "SC stands for Steering Council."),
        ("what is a PEP?", "PEP stands for Python Enhancement Proposal."),
    ):
        assert str(asked.answer_line(line).lead[0]) == meaning


def test_an_abbreviation_means_what_each_thread_says(tmp_path: Path) -> None:
    """Each meaning is said; a thread with none, and a word that looks alike, are not quoted."""
    write(tmp_path, "asia", "Trade in CA grew.", more="glossary:\n  CA: Central Asia\n")
    write(tmp_path, "clinic", "A CA is treated early.")
    meanings = "glossary:\n  CA: California\n  IT: information technology\n"
    write(tmp_path, "west", "CA has beaches.", "It rains.", "IT is in Leeds.", more=meanings)
    asked = engine(tmp_path)
    for line, leads, quoted in (
        ("what does CA mean", ["Central Asia", "California"], [("asia", 1), ("west", 1)]),
        ("what is California", ["California"], [("west", 1)]),
        ("what is information technology", ["information technology"], [("west", 3)]),
    ):
        answer = asked.answer_line(line)
        assert [f"{lead}".partition(" stands for ")[2] for lead in answer.lead] == [
            f"{lead}." for lead in leads
        ]
        assert [(one.thread.id, one.post.number) for one in answer.quotes] == quoted


def test_the_post_that_defines_a_term_comes_first(tmp_path: Path) -> None:
    """A question for what something is gets the post that says it before those that use it."""
    write(
        tmp_path,
        "bread",
        "Autolyse, autolyse, autolyse, bakers talk of autolyse.",
        "Autolyse is a rest of flour and water before salt is added.",
    )
    answer = engine(tmp_path, quotes=1).answer_line("what is autolyse")
    assert (answer.kind, answer.quotes[0].post.number) == (Kind.DEFINITION, 2)
    further = next(link for link in answer.links if link.label.plain() == "More posts")
    assert [reference.split(".")[1] for reference in further.references] == ["1"]


def test_a_question_about_one_post_stays_there(dragonbear: AnswerEngine) -> None:
    """A question that names a post is answered from it, or the post is shown as it is."""
    answer = dragonbear.answer_line("what does post 3 say about China")
    assert [quote.post.number for quote in answer.quotes] == [3]
    none = dragonbear.answer_line("what does post 3 say about Taiwan")
    assert str(none.lead[0]) == "Post 3 has nothing on “Taiwan”; it says:"
    assert [quote.post.number for quote in none.quotes] == [3]


def test_a_question_about_many_posts_gets_the_best_of_them(dragonbear: AnswerEngine) -> None:
    """No more posts are quoted than for any question; a link leads to others."""
    answer = dragonbear.answer_line("what do posts 1-17 say about China")
    assert len(answer.quotes) == Settings().quotes
    assert any(link.label.plain() == "More posts" for link in answer.links)


def test_first_last_and_the_posts_beside(dragonbear: AnswerEngine) -> None:
    """Posts by their place, and next after what was answered before."""

    def numbers(line: str, before: str = "") -> list[int]:
        answer = dragonbear.answer(Typed(line, None, before))
        return [quote.post.number for quote in answer.quotes]

    assert numbers("first") == [1]
    assert numbers("the last 3 posts") == [15, 16, 17]
    assert numbers("what comes after post 7") == [8]
    assert numbers("next", "7") == [8]
    assert numbers("previous", "what is the dragonbear") == [14]
    assert str(dragonbear.answer_line("post after 17").lead[0]) == (
        "Post 17 is the last of The dragonbear."
    )


def test_numbers_that_are_partly_there(dragonbear: AnswerEngine) -> None:
    """Posts that exist are shown, and those that do not are named."""
    answer = dragonbear.answer_line("7, 99")
    assert [quote.post.number for quote in answer.quotes] == [7]
    assert str(answer.lead[0]) == "The dragonbear has no post 99; its posts are 1-17."


def test_small_talk_gets_one_line(dragonbear: AnswerEngine) -> None:
    """Thanks are never answered with a quote."""
    answer = dragonbear.answer_line("thanks!")
    assert (answer.kind, answer.quotes, len(answer.lead)) == (Kind.HELP, (), 1)


@pytest.mark.parametrize("word", ["🐻", "🫨", "\U00010d70\U00010d71", "\U00031350"])
def test_a_question_may_be_of_letters_and_emoji_newer_than_python(
    tmp_path: Path, word: str
) -> None:
    """Emoji, letters and ideographs that Unicode got after Python's tables are looked for."""
    write(tmp_path, "bread", "Flour and water.", f"The oven {word} is hot.", "Salt.")
    answer = engine(tmp_path).answer_line(word)
    assert [quote.post.number for quote in answer.quotes] == [2]


def test_a_mistyped_thread_or_command_gets_the_nearest(dragonbear: AnswerEngine) -> None:
    """What there is not is said in one line, with what was probably meant."""
    assert [str(dragonbear.answer_line(line).lead[0]) for line in ("dragonber: 7", "relaod")] == [
        "There is no thread dragonber; did you mean dragonbear?",
        "There is no command “relaod”. Did you mean !thread reload?",
    ]


def test_a_command_word_that_posts_use_is_a_question(tmp_path: Path) -> None:
    """`export` is no command here, so a thread on exports is searched for it."""
    write(tmp_path, "trade", "Most wheat goes into export.", "Rye stays at home.")
    assert engine(tmp_path).answer_line("export").quotes[0].post.number == 1


def test_a_question_in_another_language_says_so(dragonbear: AnswerEngine) -> None:
    """A refusal says that question and thread are in different languages, where they are."""
    answer = dragonbear.answer_line("¿quién es el jefe de la panadería?")
    assert [str(line) for line in answer.lead] == [
        "No post answers this. The question is in Spanish, the thread in English: "
        "please ask in English."
    ]


def test_the_list_says_which_language_was_taken(tmp_path: Path) -> None:
    """Each thread is listed with the language it is searched in, and whether that was guessed."""
    write(tmp_path, "brot", "Mehl und Wasser.", more="language: de\n")
    write(tmp_path, "cake", "The eggs are whisked with sugar until they are white.")
    write(tmp_path, "dates", "12.5.2020")
    write(tmp_path, "egg", "Ovo.", more="language: und-Cyrl\n")
    lines = [str(line) for line in engine(tmp_path).answer(List()).lead]
    assert lines[1:] == [
        "On brot · 1 post · German · brot",
        "On cake · 1 post · English (guessed) · cake",
        "On dates · 1 post · English (guessed) · dates",
        "On egg · 1 post · und · egg",
    ]


def test_a_failed_reload_changes_nothing(tmp_path: Path) -> None:
    """After a reload that fails and the next good one, answers are those of a fresh start."""
    write(tmp_path, "animals", "Giraffes eat leaves.", "Zebras eat grass.")
    asked = engine(tmp_path)
    (tmp_path / "wrong.yaml").write_text("title: x\nposts: 1\n")
    write(tmp_path, "animals", "Lions sleep.", "Zebras run.", "Giraffes are tall.")
    assert asked.answer(Reload()).kind is Kind.ERROR
    assert asked.answer_line("zebra").quotes[0].text == "Zebras eat grass."
    (tmp_path / "wrong.yaml").unlink()
    assert asked.answer(Reload()).kind is Kind.FACTS
    for word in ("zebra", "giraffe", "lion", "grass"):
        answer, fresh = asked.answer_line(word), engine(tmp_path).answer_line(word)
        assert (answer.quotes, answer.kind) == (fresh.quotes, fresh.kind)


def test_a_reload_that_fails_at_its_last_step_changes_nothing(tmp_path: Path) -> None:
    """Where the report of a reload cannot be made, the threads from before go on answering."""
    write(tmp_path, "animals", "Giraffes eat leaves.")
    times = iter([0.0])  # the second time, for the report, is not there
    asked = AnswerEngine(Settings(knowledge=tmp_path), lambda: next(times))
    write(tmp_path, "animals", "Giraffes are tall.")
    with pytest.raises(StopIteration):
        asked.answer(Reload())
    assert asked.answer_line("giraffes").quotes[0].text == "Giraffes eat leaves."


def test_examples_are_searched_for_once(
    dragonbear: AnswerEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks for help again and again, or types signs alone, lets nothing be searched."""
    first = dragonbear.answer_line("help")
    searched: list[str] = []
    search = Library.search

    def counting(library: Library, question: str, *options: Any) -> Any:
        searched.append(question)
        return search(library, question, *options)

    monkeypatch.setattr(Library, "search", counting)
    assert dragonbear.answer_line("help") == first
    assert dragonbear.answer_line("((((") == first
    assert searched == []
