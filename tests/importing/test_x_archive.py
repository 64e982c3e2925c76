"""The archive of X: which posts of thousands make the thread, and what they say."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bot.importing import Imported, ImportOptions, SourceError, documents, import_thread
from tests.importing.handing_over import SOURCES, numbers, of_files, of_text, texts

ROOT = Path(__file__).parents[2]


def tweet(id: int, text: str, answers: int | None = None, **more: Any) -> dict[str, Any]:
    """A post as an archive has it."""
    post: dict[str, Any] = {
        "id": str(id),
        "id_str": str(id),
        "created_at": f"Tue Jan 25 18:{id % 60:02}:00 +0000 2022",
        "full_text": text,
        "lang": "en",
        "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []},
    }
    if answers is not None:
        post |= {
            "in_reply_to_status_id": str(answers),
            "in_reply_to_status_id_str": str(answers),
            "in_reply_to_screen_name": "example_one",
        }
    return {"tweet": post | more}


def archive(*tweets: dict[str, Any], name: str = "window.YTD.tweets.part0") -> str:
    """The content of ``tweets.js``."""
    return f"{name} = {json.dumps(tweets, indent=2, ensure_ascii=False)}"


THREAD = [tweet(1, "One."), tweet(2, "Two.", 1), tweet(3, "Three.", 2)]


def test_what_is_left_out_is_reported() -> None:
    """Retweets, earlier versions and other posts are plural, not listed."""
    assert [str(left_out) for left_out in of_files("x").report.left_out] == [
        "x/data/tweets.js: 1 retweet (they are others' words)",
        "x/data/tweets.js: 1 earlier version (the posts were edited)",
        "x/data/tweets.js: 1 other post (they are not in this thread)",
    ]


def test_the_file_alone_is_enough() -> None:
    """Without account.js the author is known by having answered themselves."""
    imported = of_text(archive(*THREAD))
    assert texts(imported) == ["One.", "Two.", "Three."]
    assert imported.thread.author == "@example_one"
    assert imported.thread.source == "https://x.com/example_one/status/1"


def test_a_lone_post_has_no_author_to_be_recognised_by() -> None:
    """Who wrote it is not guessed, and the link works without a name."""
    thread = of_text(archive(tweet(1, "One."))).thread
    assert thread.author is None
    assert thread.source == "https://x.com/i/status/1"


def test_posts_come_in_the_order_they_were_written() -> None:
    """An archive has the newest first, and long threads in any order."""
    assert texts(of_text(archive(*reversed(THREAD)))) == ["One.", "Two.", "Three."]


def test_several_threads_are_listed_to_choose_from() -> None:
    """The longest comes first, with its date and its first words."""
    second = [tweet(11, "Eleven."), tweet(12, "Twelve.", 11)]
    with pytest.raises(SourceError) as error:
        of_text(archive(*second, *THREAD, tweet(21, "Alone.")))
    assert str(error.value) == (
        "standard input: holds 2 threads; choose one with --root:\n"
        "  1  3 posts  2022-01-25  One.\n"
        "  11  2 posts  2022-01-25  Eleven."
    )


@pytest.mark.parametrize("root", ["11", "https://x.com/example_one/status/11?s=20"])
def test_a_root_is_chosen_by_id_or_link(root: str) -> None:
    """What the address bar shows is enough."""
    second = [tweet(11, "Eleven."), tweet(12, "Twelve.", 11)]
    imported = of_text(archive(*THREAD, *second), options=ImportOptions(root=root))
    assert texts(imported) == ["Eleven.", "Twelve."]


def test_a_root_that_is_not_there_lists_those_that_are() -> None:
    """A mistyped id is answered with the right ones."""
    with pytest.raises(SourceError) as error:
        of_text(archive(*THREAD), options=ImportOptions(root="99"))
    assert str(error.value) == (
        'standard input: holds no post "99"; choose one with --root:\n'
        "  1  3 posts  2022-01-25  One."
    )


def test_answers_to_others_are_no_part_of_the_thread() -> None:
    """The author's answers to other people begin threads of their own."""
    imported = of_text(archive(*THREAD, tweet(4, "@example_two Yes.", 900)))
    assert texts(imported) == ["One.", "Two.", "Three."]


def test_parts_of_an_archive_are_one(tmp_path: Path) -> None:
    """A thread may begin in tweets.js and end in tweets-part1.js."""
    first, second = tmp_path / "tweets.js", tmp_path / "tweets-part1.js"
    first.write_text(archive(*THREAD[:2]), encoding="utf-8")
    second.write_text(archive(THREAD[2], name="window.YTD.tweets.part1"), encoding="utf-8")
    assert texts(of_files(first, second)) == ["One.", "Two.", "Three."]


@pytest.mark.parametrize("name", ["window.YTD.tweet.part0", "Grailbird.data.tweets_2022_01"])
def test_older_archives_are_read(name: str) -> None:
    """Archives before 2022 named the list otherwise, and did not wrap the posts."""
    posts = [dict(post["tweet"]) for post in THREAD]
    for post in posts:
        post["text"] = post.pop("full_text")
        post["id"] = int(post["id"])
        post["created_at"] = "2012-01-25 18:30:00 +0000"
    imported = of_text(archive(*posts, name=name))
    assert texts(imported) == ["One.", "Two.", "Three."]
    assert imported.thread.posts[0].date == "2012-01-25T18:30:00+00:00"


def test_long_posts_are_whole(tmp_path: Path) -> None:
    """What tweets.js cuts after 280 characters is whole in note-tweet.js."""
    long = "A lamp &amp; a tower. " * 20
    cut = archive(tweet(1, "One."), tweet(2, f"{long[:270].rstrip()}… https://t.co/Long000002", 1))
    note = {
        "noteTweet": {
            "noteTweetId": "77",
            "createdAt": "2022-01-25T18:02:00.000Z",
            "core": {
                "styletags": [],
                "urls": [
                    {
                        "expandedUrl": "https://example.org/end",
                        "shortUrl": "https://t.co/End0000001",
                        "displayUrl": "example.org/end",
                        "fromIndex": "420",
                        "toIndex": "443",
                    }
                ],
                "text": f"{long}https://t.co/End0000001",
                "mentions": [],
                "cashtags": [],
                "hashtags": [],
            },
        }
    }
    (tmp_path / "tweets.js").write_text(cut, encoding="utf-8")
    lacking = of_files(tmp_path / "tweets.js")
    assert lacking.report.notes[0] == (
        'post 2 ends with "…", so tweets.js may have only its beginning; '
        "import the folder that has note-tweet.js too, which has long posts whole"
    )
    notes = f"window.YTD.note_tweet.part0 = {json.dumps([note])}"
    (tmp_path / "note-tweet.js").write_text(notes, encoding="utf-8")
    whole = of_files(tmp_path)
    assert texts(whole)[1] == (
        "A lamp & a tower. " * 20 + "https://example.org/end https://t.co/Long000002"
    )
    assert not any("cut short" in warning for warning in whole.report.notes)


LONG = "This is a long post about lamps, and it goes on. " * 6
BEGINNING = LONG[:260].rstrip()


def note(text: str, *links: tuple[str, str], id: int | None = None) -> dict[str, Any]:
    """The whole of a long post, as ``note-tweet.js`` has it."""
    urls = [{"shortUrl": short, "expandedUrl": target} for short, target in links]
    long: dict[str, Any] = {"core": {"text": text, "urls": urls}}
    return {"noteTweet": long if id is None else long | {"noteTweetId": str(id)}}


def of_long(tmp_path: Path, tweets: list[dict[str, Any]], notes: list[dict[str, Any]]) -> Imported:
    """Import an archive with long posts."""
    (tmp_path / "tweets.js").write_text(archive(*tweets), encoding="utf-8")
    content = f"window.YTD.note_tweet.part0 = {json.dumps(notes)}"
    (tmp_path / "note-tweet.js").write_text(content, encoding="utf-8")
    return of_files(tmp_path)


@pytest.mark.parametrize(
    ("cut", "whole", "words"),
    [
        (f"See https://t.co/A {BEGINNING}…", f"See https://t.co/B {LONG}END", "See {} {}END"),
        (f"@bob @carl {BEGINNING}…", f"{LONG}END", "@bob @carl {1}END"),
        (f"{BEGINNING}… https://t.co/Q https://t.co/P", f"{LONG}END", "{1}END {2}"),
        (f"{BEGINNING}… https://t.co/Self", f"{LONG}END", "{1}END"),
        (f"{BEGINNING}… https://t.co/A", f"{LONG}END https://t.co/B", "{1}END {0}"),
    ],
    ids=["short link", "leading names", "quote and picture", "link to itself", "link in both"],
)
def test_a_long_post_is_whole_however_it_was_cut(
    tmp_path: Path, cut: str, whole: str, words: str
) -> None:
    """The two files have other short links for one target; links after the cut are kept."""
    urls = [
        {"url": "https://t.co/A", "expanded_url": "https://e.org/a"},
        {"url": "https://t.co/Q", "expanded_url": "https://x.com/bob/status/9"},
        {"url": "https://t.co/Self", "expanded_url": "https://x.com/i/web/status/1"},
    ]
    media = {"media": [{"url": "https://t.co/P", "type": "photo"}]}
    tweets = [tweet(1, cut, entities={"urls": urls}, extended_entities=media)]
    imported = of_long(tmp_path, tweets, [note(whole, ("https://t.co/B", "https://e.org/a"))])
    assert texts(imported) == [words.format("https://e.org/a", LONG, "https://x.com/bob/status/9")]
    assert not any("ends with" in line for line in imported.report.notes)


def test_long_posts_that_begin_alike_are_matched_by_their_ids(tmp_path: Path) -> None:
    """X gives a post the next id after its long text's."""
    early, late = 1486000000000000000, 1486000500000000000
    tweets = [tweet(early + 9, f"{BEGINNING}…"), tweet(late + 9, f"{BEGINNING}…", early + 9)]
    notes = [note(f"{LONG}LATE", id=late), note(f"{LONG}EARLY", id=early)]
    assert [words[-5:].strip() for words in texts(of_long(tmp_path, tweets, notes))] == [
        "EARLY",
        "LATE",
    ]


def test_a_long_post_that_is_lacking_is_said_truly(tmp_path: Path) -> None:
    """The file was given, so that nobody is sent to look for it."""
    imported = of_long(tmp_path, [tweet(1, f"{BEGINNING}…")], [note("Another.")])
    assert imported.report.notes[0] == (
        'post 1 ends with "…", and note-tweet.js has no whole text for it: compare it with X'
    )


def test_posts_in_communities_are_posts() -> None:
    """They lie in a file of their own, in the same form."""
    content = archive(*THREAD, name="window.YTD.community_tweet.part0")
    assert texts(of_text(content)) == ["One.", "Two.", "Three."]


@pytest.mark.parametrize("name", ["like", "deleted_tweets", "note_tweet", "article"])
def test_another_file_of_an_archive_says_which_to_give(name: str) -> None:
    """No post is ever made of a line of such a file."""
    with pytest.raises(SourceError) as error:
        of_text(f'window.YTD.{name}.part0 = [\n{{"like": {{"fullText": "One."}}}}\n]')
    assert str(error.value) == (
        "standard input: this is another file of an X archive; give its data/tweets.js"
    )


@pytest.mark.parametrize("end", ["/photo/1", "#m", "?s=20"])
def test_a_link_to_a_picture_of_a_post_is_a_link_to_the_post(end: str) -> None:
    """Links as people have them lead to the root."""
    link = f"https://x.com/example_one/status/11{end}"
    second = [tweet(11, "Eleven."), tweet(12, "Twelve.", 11)]
    imported = of_text(archive(*THREAD, *second), options=ImportOptions(root=link))
    assert texts(imported) == ["Eleven.", "Twelve."]


def test_a_root_of_thousands_of_digits_is_one_sentence() -> None:
    """No id is that long, and the sentence does not repeat it."""
    with pytest.raises(SourceError) as error:
        of_text(archive(*THREAD), options=ImportOptions(root="9" * 5000))
    assert len(str(error.value)) < 300


def test_a_picture_of_a_post_of_thousands_of_digits_is_a_link() -> None:
    """A post has no such number, so the picture is another post's."""
    target = f"https://x.com/a/status/{'9' * 5000}/photo/1"
    urls = [{"url": "https://t.co/a", "expanded_url": target}]
    shown = tweet(1, "One. https://t.co/a", entities={"urls": urls})
    assert texts(of_text(archive(shown, tweet(2, "Two.", 1)))) == [f"One. {target}", "Two."]


def test_bytes_that_are_no_utf8_are_an_error_with_their_line() -> None:
    """A wrong byte never becomes a character of a post."""
    content = archive(*THREAD).replace("Two.", "Tw\u00f6.").encode("latin-1")
    line = content.count(b"\n", 0, content.index(b"Tw\xf6")) + 1
    with pytest.raises(SourceError) as error:
        of_text(content)
    assert str(error.value) == (
        f"standard input:{line}: this is not UTF-8 text; save the file as UTF-8"
    )


def test_pictures_keep_what_their_author_says_they_show() -> None:
    """A described picture is words too."""
    media = [{"url": "https://t.co/Photo00001", "type": "photo", "ext_alt_text": "A lamp."}]
    imported = of_text(
        archive(
            tweet(
                1,
                "Look: https://t.co/Photo00001",
                extended_entities={"media": media},
            )
        )
    )
    assert texts(imported) == ["Look:\n[picture: A lamp.]"]


def test_an_edited_root_is_found_by_any_of_its_versions() -> None:
    """A link to the first version leads to the last one."""
    versions = {"initial": {"editTweetIds": ["1", "2"]}}
    posts = [tweet(1, "Oen.", edit_info=versions), tweet(2, "One.", edit_info=versions)]
    imported = of_text(archive(*posts, tweet(3, "Two.", 1)), options=ImportOptions(root="1"))
    assert texts(imported) == ["One.", "Two."]


def test_many_versions_and_long_posts_take_little_time(tmp_path: Path) -> None:
    """Versions of a post, and long posts beside those that are cut, are each looked at once."""
    versions = {"initial": {"editTweetIds": list(map(str, range(1, 40_001)))}}
    start = time.process_time()
    of_text(archive(tweet(40_000, "One.", edit_info=versions)))
    tweets = [tweet(1, "One.")]
    tweets += [tweet(number, f"{number} {BEGINNING}…", 1) for number in range(2, 4_000)]
    imported = of_long(tmp_path, tweets, [note(f"{number} {LONG}") for number in range(2, 4_000)])
    assert time.process_time() - start < 10
    assert not any("note-tweet.js" in line for line in imported.report.notes)


def test_many_links_and_ellipses_take_little_time(tmp_path: Path) -> None:
    """The links behind each ``…`` are looked at once, and each with a look at the long post's."""
    links = "".join(f" https://t.co/a{number}" for number in range(20_000))
    long = note(LONG, *((f"https://t.co/b{at}", f"e.org/{at}") for at in range(20_000)))
    start = time.process_time()
    whole = of_long(tmp_path, [tweet(1, f"{BEGINNING}…{links}")], [long])
    assert texts(whole) == [LONG + links]
    of_text(archive(tweet(1, f"{'… https://a' * 40_000} b")))
    assert time.process_time() - start < 5


def test_the_list_is_read_as_json_and_never_run() -> None:
    """What is JavaScript and no JSON is refused at its line."""
    with pytest.raises(SourceError) as error:
        of_text('window.YTD.tweets.part0 = [\n{"tweet": alert(1)}]')
    assert str(error.value) == (
        "standard input:2: this is no JSON (Expecting value); export it again"
    )


@pytest.mark.parametrize("posts", [3, 3000])
def test_an_archive_that_is_cut_short_says_where(posts: int) -> None:
    """Half a download is distinguished from a whole one, by its last line."""
    half = archive(*(tweet(id, "A lamp. " * 9) for id in range(posts)))[:-40]
    with pytest.raises(SourceError) as error:
        of_text(half)
    line = half.rstrip().count("\n") + 1
    assert str(error.value) == f"standard input:{line}: the JSON is cut short; export it again"


def test_a_post_of_another_shape_says_which() -> None:
    """The number of the post and the key lead to what is wrong."""
    broken = tweet(2, "Two.", 1)
    del broken["tweet"]["full_text"]
    with pytest.raises(SourceError) as error:
        of_text(archive(tweet(1, "One."), broken))
    assert str(error.value) == (
        'standard input: "full_text" of post 2 is not there; export it again'
    )


def test_posts_that_answer_each_other_in_a_ring_end() -> None:
    """No archive is like that, but a made-up one may be."""
    ring = [tweet(1, "One.", 2), tweet(2, "Two.", 1)]
    assert len(texts(of_text(archive(*ring), options=ImportOptions(root="1")))) == 2


HUGE = """
import json, resource, sys
from pathlib import Path
from bot.importing import ImportOptions, documents, import_thread

archive = Path(sys.argv[1])
with archive.open("w") as file:
    file.write("window.YTD.tweets.part0 = [")
    for id in range(1, 50_001):
        post = {"id_str": str(id), "full_text": "A lamp. " * 8, "created_at": ""}
        if 25_000 < id < 25_100:
            post["in_reply_to_status_id_str"] = str(id - 1)
        file.write(("," if id > 1 else "") + json.dumps({"tweet": post}) + "\\n")
    file.write("]")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
steps = []
imported = import_thread(
    documents([archive]), "huge", options=ImportOptions(progress=lambda *step: steps.append(step))
)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rising = all(here[0] < there[0] for here, there in zip(steps, steps[1:]))
print(len(imported.thread.posts), rising, steps[-1][0] == steps[-1][1], (after - before) // 1024)
"""


@pytest.mark.slow
def test_a_huge_archive_is_read_in_bounded_memory_and_tells_how_far_it_is(tmp_path: Path) -> None:
    """Of 50,000 posts only who answers whom is kept, and the progress rises to its end."""
    done = subprocess.run(
        [sys.executable, "-c", HUGE, str(tmp_path / "tweets.js")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        check=True,
    )
    posts, rising, to_the_end, megabytes = done.stdout.split()
    assert (posts, rising, to_the_end) == ("100", "True", "True")
    assert int(megabytes) < 25


def test_nothing_but_the_lists_of_posts_is_read() -> None:
    """Messages and the rest of an archive are private, and left alone."""
    taken = documents([SOURCES / "x"])
    names = [document.name for document in taken]
    assert "x/data/like.js" in names
    likes = next(document for document in taken if document.name.endswith("like.js"))
    imported = import_thread(taken, "x")
    assert "text" not in vars(likes)
    assert numbers(imported) == [1, 2, 3]


def test_an_entry_too_long_is_not_said_to_be_cut_short() -> None:
    """The sentence names what is wrong with a whole file."""
    with pytest.raises(SourceError) as error:
        of_text(archive(tweet(1, "A lamp."), tweet(2, "lamp " * 8_000_000)))
    assert str(error.value).endswith("an entry is longer than 16 MB; leave it out")
