"""Posts that people name in talk: which words count, and that ordinary messages do not."""

import random
from pathlib import Path

import pytest

from bot.answering.engine import AnswerEngine
from bot.settings import Settings

ORDINARY = """
I'll be there at {n}
that took {n} minutes
{n}/10 would bake again
page {n} of the book has it
my score is {n}-{m}
see you on the {n}th
arr[{n}] is out of range
version {n}.{m} is out
> as I said in [{n}]
`[{n}]` is how you write it
```⏎post {n}⏎[{n}]⏎```
||spoiler [{n}]||
[the recipe](https://example.org/{n})
https://example.org/a[{n}]b
see https://example.org/post/{n} and post{n}
[[{n}]]
!roll [{n}]
?tag [{n}]
.play [{n}]
$price [{n}]
{n}) and {m}) are wrong
[{n}] https://example.org/source
it costs [redacted]
[x] done, [ ] open
[WIP] new loaf
[{n}:{m}] <alice> hello
[{n}/{m}] still baking
[{n}%] done
room {n}, floor {m}
"No. {n}" is a song
<@{n}> and <#{m}> and <:bread:{n}>
call me at 0{n}-{m}
\\[{n}]
[citation needed] really?
I have {n} posts to write and post {n} pictures a day
we will post {n} of them later
posted {n} times
{n}. first do the dough
#{n} in the charts
[v{n}] is broken
[{n}px] wide
the [{n}]th time
f(x)[{n}] = y[{m}]
""".strip().split("\n")


@pytest.fixture
def engine(tmp_path: Path) -> AnswerEngine:
    posts = "".join(f"- {{number: {n}, text: Post {n} is on bread.}}\n" for n in range(1, 41))
    (tmp_path / "bread.yaml").write_text(f"title: On bread\nposts:\n{posts}")
    (tmp_path / "cake.yaml").write_text("title: On cake\nposts: [{number: 41, text: Eggs.}]\n")
    return AnswerEngine(Settings(knowledge=tmp_path))


def named(engine: AnswerEngine, text: str, thread: str | None = None) -> list[int]:
    """The numbers of the posts that a message names."""
    request = engine.named_posts(text, thread, False)
    references = request.references if request else ()
    return [engine.library.place(reference).post.number for reference in references]


def test_references_within_a_message(engine: AnswerEngine) -> None:
    """In a message only square brackets name posts, and links are no reference."""
    text = "As [7] and [bread 7-9, 12] say, not [8](https://example.org), a[3], [sic] or 9."
    assert named(engine, text) == [7, 8, 9, 12]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("as it says in [7], no?", [7]),
        ("[7-9, 12] are the best", [7, 8, 9, 12]),
        ("[bread 7] and [cake 41]", [7, 41]),
        ("[41]", [41]),
        ("see [3] and also [3]", [3]),
        ("([7])", [7]),
        ("[99]", []),
        ("post 7 says so", []),
        ("[41]\n> [7]\n`[8]`", [41]),
        ("[41] [a](https://e.org/b_([7])) [[7]] {{a [7]}} <a [7]>", [41]),
    ],
)
def test_brackets_name_posts(engine: AnswerEngine, text: str, numbers: list[int]) -> None:
    """Numbers in brackets name posts that there are, once each, outside quotes and code."""
    assert named(engine, text) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("post 7 says so", [7]),
        ("in post 7 and posts 9-10.", [7, 9, 10]),
        ("Beitrag 12?", [12]),
        ("I will post 7 pictures", []),
        ("post 7 times", []),
        ("repost 7", []),
        ("post 7%", []),
        ("7", []),
    ],
)
def test_in_a_thread_s_channel_words_do_too(
    engine: AnswerEngine, text: str, numbers: list[int]
) -> None:
    """In a channel that is bound to a thread, `post 7` counts; a bare number never."""
    assert named(engine, text, "bread") == numbers


def test_an_ambiguous_number_names_nothing(engine: AnswerEngine, tmp_path: Path) -> None:
    """A number that several threads have counts where the channel is bound to one of them."""
    (tmp_path / "rye.yaml").write_text("title: On rye\nposts: [{number: 7, text: Rye.}]\n")
    engine.reload()
    assert named(engine, "[7]") == []
    assert named(engine, "[7]", "rye") == [7]
    assert named(engine, "[rye 7]") == [7]


def test_ordinary_messages_name_nothing(engine: AnswerEngine) -> None:
    """Of 20,000 ordinary messages with numbers and brackets at most two are taken for talk."""
    chance = random.Random(7)
    words = [
        "so",
        "I",
        "think",
        "the",
        "dough",
        "was",
        "fine",
        "but",
        "maybe",
        "not",
        "yesterday",
        "ok",
    ]
    taken = []
    for _ in range(20_000):
        line = chance.choice(ORDINARY).format(n=chance.randint(1, 40), m=chance.randint(1, 40))
        line = line.replace("⏎", "\n")
        if not line.startswith((">", "!", "?", ".", "$", "[")):
            line = f"{' '.join(chance.sample(words, 3))} {line}"
        if named(engine, line, "bread"):
            taken.append(line)
    assert len(taken) <= 2, taken[:10]


def test_at_most_four_and_how_many_more(engine: AnswerEngine) -> None:
    """The answer links four posts, and says how many more are named."""
    answer = engine.answer(engine.named_posts("[1-7]", "bread", False))
    assert answer.links[0].label.plain() == "1 · Post 1 is on bread."
    assert len(answer.links) == 4
    assert [line.plain() for line in answer.closing] == ["and 3 more"]


def test_many_wide_ranges_name_each_post_once(engine: AnswerEngine) -> None:
    """A message of ranges to the end names four posts and counts the others, however many."""
    ranges = " ".join(f"[bread {n}-999999999]" for n in (40, 38, 2, *range(2, 60)))
    request = engine.named_posts(ranges, "bread", False)
    assert named(engine, ranges) == [40, 38, 39, 2]
    assert request.more == 35
