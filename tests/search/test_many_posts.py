"""What people get who ask more posts than are looked at closely, and longer ones."""

import random
from collections import Counter

import pytest

from bot.search import Index, scoring
from bot.search.scoring import CANDIDATES
from bot.search.tokenizer import LONGEST
from bot.trust import ANSWER_THRESHOLD, Judgement
from tests.search.everyday import Post, everyday, posts, question

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("scorer")]

AS_SURE = 0.05  #: what the first hit may lack of the confidence of the very best
RARELY = 5  #: posts that hold a word that tells them from all others


def holding(thread: list[Post]) -> Counter[str]:
    """Return in how many posts each word is."""
    return Counter(word for post in thread for word in set(post.text.split()))


@pytest.mark.parametrize(
    ("count", "shortest", "longest"),
    [
        (300, 3, 12),
        (1_500, 5, 40),
        (250, 60, 200),
    ],
)
def test_the_first_of_many_posts_is_the_first_of_all(
    monkeypatch: pytest.MonkeyPatch, count: int, shortest: int, longest: int
) -> None:
    """A question with a word that few posts have gets the very post, with the same spans and
    matches, and nearly the same score, as if every post were looked at closely.  To one of
    everyday words alone the
    answer is as sure as the best, or nearly, and what is unanswerable stays so."""
    chance = random.Random(f"{count} posts")
    thread = everyday(chance, count, shortest, longest)
    held = holding(thread)
    questions = [question(chance, thread) for _ in range(120)]
    among_many = Index(thread, "en")
    found = [among_many.search(asked, 1) for asked in questions]
    monkeypatch.setattr(scoring, "CANDIDATES", count)
    each = Index(thread, "en")
    best = [each.search(asked, 1) for asked in questions]
    distinct = 0
    for asked, one, other in zip(questions, found, best, strict=True):
        assert len(one) == len(other), asked
        if one and any(0 < held[word] <= RARELY for word in asked.split()):
            distinct += 1
            assert [(hit.post, hit.spans, Judgement(hit).matches) for hit in one] == [
                (hit.post, hit.spans, Judgement(hit).matches) for hit in other
            ], asked
            assert abs(one[0].score - other[0].score) <= AS_SURE, asked
        elif one:
            assert other[0].score - AS_SURE <= one[0].score <= other[0].score, asked
    assert distinct > len(questions) / 3


@pytest.fixture(scope="module")
def on_china() -> list[Post]:
    """Posts of which all name China, and four in five Russia; one says nothing else."""
    chance = random.Random(4)
    thread = [
        post._replace(text=f"{post.text} China" + " Russia" * (chance.random() < 0.8))
        for post in everyday(chance, 400, 10, 30)
    ]
    thread[123] = Post(124, "China, China!")
    thread[321] = Post(322, "Russia and China.")
    return thread


def test_a_word_of_all_posts_finds_the_one_that_says_it_most(on_china: list[Post]) -> None:
    """In a base on China "china" is no useless word."""
    [hit] = Index(on_china, "en").search("china", 1)
    assert hit.post == on_china[123]
    assert hit.spans == ((0, 5), (7, 12))


def test_words_of_most_posts_find_the_one_that_says_little_else(on_china: list[Post]) -> None:
    """Where most posts hold all that is asked for, the post about just that is the answer."""
    assert Index(on_china, "en").search("russia china", 1)[0].post == on_china[321]


def test_words_that_no_post_has_find_nothing() -> None:
    """Among many posts as among few there is no hit rather than a post that lacks every word."""
    index = Index(everyday(random.Random(5), 300, 5, 20), "en")
    assert index.search("龙熊 ქართული") == ()
    assert all(hit.score < ANSWER_THRESHOLD for hit in index.search("zyxwvq qqjjqqj", 9))


def test_thousands_of_equal_posts_come_in_order() -> None:
    """A text posted again and again is quoted from the first among its like on, and
    its rare neighbour is still found."""
    same = ["The dragonbear keeps others out."] * 3_000
    index = Index.of_threads([posts(*same[:1_500]), posts(*same, "An alembic.")], "en")
    hits = index.search("what is the dragonbear", 9)
    assert len(hits) == 9
    assert len({hit.score for hit in hits}) == 1
    places = [(hit.thread, hit.post.number) for hit in hits]
    assert places == sorted(places)
    assert places[-1] < (0, 20)
    [hit] = index.search("alembic", 1)
    assert (hit.thread, hit.post.number) == (1, 3_001)


def test_what_the_post_before_names_tells_one_among_hundreds() -> None:
    """Where hundreds of posts say what is asked, and shorter, the one right after the post that
    names who it is about is found."""
    thread = posts(*["An envoy came."] * 250, *["It rained all day."] * 10)
    thread[255] = thread[255]._replace(text="Tajikistan wrote.")
    long = "Later on, when all was said and done and the rain was over, the envoy came and left."
    thread[256] = thread[256]._replace(text=long)
    found = Index(thread, "en").search("envoy of tajikistan", 2)
    assert {hit.post.number for hit in found} == {256, 257}


def test_a_post_of_thousands_of_words_is_found_by_any_of_them() -> None:
    """A chapter among short posts is the answer where it alone has the word, marked there."""
    chance = random.Random(6)
    thread = everyday(chance, 150, 5, 20)
    long = everyday(chance, 1, 20_000, 20_000)[0].text
    thread[77] = Post(78, f"{long} alembic {long}")
    [hit] = Index(thread, "en").search("alembic", 1)
    assert hit.post.number == 78
    assert hit.spans == ((len(long) + 1, len(long) + 8),)


@pytest.mark.parametrize("letters", [LONGEST - 1, LONGEST, LONGEST + 1, 10 * LONGEST])
@pytest.mark.parametrize("count", [1, CANDIDATES, CANDIDATES + 1])
def test_a_word_longer_than_any_is_found(letters: int, count: int) -> None:
    """A word of 64 letters and more is a word like any other, in one post or in many."""
    chance = random.Random(7)
    word = "".join(chance.choices("abcdefghijklmnop", k=letters))
    thread = everyday(chance, count, 5, 20)
    thread[count // 2] = Post(count // 2 + 1, f"so it is {word} here")
    [hit] = Index(thread, "en").search(f"what is {word}", 1)
    assert hit.post.number == count // 2 + 1
    assert hit.spans == ((9, 9 + letters),)
    assert hit.score >= ANSWER_THRESHOLD


def test_words_that_look_alike_do_not_crowd_out_the_word_itself() -> None:
    """Posts full of words that resemble the one asked for are not before the one that has it."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    like = [f"dragonb{a}{b}" for a in letters for b in "qxzvw"]
    texts = [" ".join(like[(7 * n + k) % len(like)] for k in range(24)) for n in range(130)]
    thread = posts(*texts, *["rain again"] * 20, "the dragonbear sleeps")
    [hit] = Index(thread, "en").search("what is the dragonbear", 1)
    assert hit.post == thread[-1]
    assert hit.score >= ANSWER_THRESHOLD


def test_a_post_with_the_number_asked_for_is_found_among_many_without() -> None:
    """Of hundreds that say the same, "how many" is answered by the one that counts."""
    texts = ["troops came here"] * 300
    texts[250] = "500 troops came here"
    assert Index(posts(*texts), "en").search("how many troops came", 1)[0].post.number == 251


def test_an_ending_that_thousands_of_words_share_is_no_likeness() -> None:
    """A word is not sought in every word that ends as it does: that would cost everyone time."""
    letters = "bcdfghjklmnpqrstvwxz"
    words = [f"{a}{b}{c}aing" for a in letters for b in letters for c in letters]
    thread = posts(*words, "the bear was sleeping")
    assert [hit.post for hit in Index(thread, "en").search("sleeping qyqyaing", 1)] == [thread[-1]]
