"""Pasted text: what people copy out of a browser, a chat or a document."""

import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.importing import Certainty, Metadata, SourceError
from bot.knowledge import read_thread
from tests.importing.handing_over import labels, numbers, of_text, texts

ROOT = Path(__file__).parents[2]

WORDS = ["The lamp is lit.", "It burns all night.", "Nobody keeps it now."]

STYLES = {
    "/1": ("{words} /{n}", "/{n}"),
    "./1": ("{words}/{n}", "/{n}"),
    "1/": ("{n}/ {words}", "{n}/"),
    "1/The": ("{n}/{words}", "{n}/"),
    "1/ at the end": ("{words} {n}/", "{n}/"),
    "1/n": ("{n}/n {words}", "{n}/n"),
    "1/n at the end": ("{words} {n}/n", "{n}/n"),
    "1/3": ("{n}/3 {words}", "{n}/3"),
    "1/3:": ("{n}/3: {words}", "{n}/3"),
    "1/3 -": ("{n}/3 - {words}", "{n}/3"),
    "1/3 at the end": ("{words} {n}/3", "{n}/3"),
    "1 / 3": ("{words} {n} / 3", "{n} / 3"),
    "(1/3)": ("{words} ({n}/3)", "({n}/3)"),
    "(1/3) at the start": ("({n}/3) {words}", "({n}/3)"),
    "[1/3]": ("[{n}/3] {words}", "[{n}/3]"),
    "[1/3] at the end": ("{words} [{n}/3]", "[{n}/3]"),
    "1)": ("{n}) {words}", "{n})"),
    "(1)": ("({n}) {words}", "({n})"),
    "1.": ("{n}. {words}", "{n}."),
    "1:": ("{n}: {words}", "{n}:"),
    "#1": ("#{n} {words}", "#{n}"),
    "1 of 3": ("{n} of 3 {words}", "{n} of 3"),
    "1 in a keycap": ("{n}\ufe0f\u20e3 {words}", "{n}\ufe0f\u20e3"),
    "1/3 in wide digits": ("{n}\uff0f3 {words}", "{n}\uff0f3"),
    "🧵 1/3": ("🧵 {n}/3 {words}", "🧵 {n}/3"),
    "1/🧵": ("{n}/🧵 {words}", "{n}/🧵"),
    "1/3 👇": ("{words} {n}/3 👇", "{n}/3 👇"),
    "Tweet 1:": ("Tweet {n}: {words}", "Tweet {n}"),
    "Tweet 1 as a heading": ("Tweet {n}\n{words}", "Tweet {n}"),
    "Post 1/3 as a heading": ("Post {n}/3\n\n{words}\n", "Post {n}/3"),
    "1/3 as a heading": ("{n}/3\n{words}\n", "{n}/3"),
}


@pytest.mark.parametrize("style", STYLES)
def test_labels_of_every_style_are_taken_out_of_the_words(style: str) -> None:
    """Whatever way the author numbers, the number is kept beside the words, as printed."""
    post, label = STYLES[style]
    paste = "\n".join(post.format(n=n, words=words) for n, words in enumerate(WORDS, 1))
    imported = of_text(paste)
    assert texts(imported) == WORDS
    assert labels(imported) == [label.format(n=n) for n in (1, 2, 3)]
    assert numbers(imported) == [1, 2, 3]
    assert not imported.report.left_out


@pytest.mark.parametrize("style", STYLES)
def test_posts_between_blank_lines_are_found_in_every_style(style: str) -> None:
    """A post of several lines between blank lines stays one post."""
    post, label = STYLES[style]
    words = [f"{one}\nAnd more." for one in WORDS]
    paste = "\n\n".join(post.format(n=n, words=one) for n, one in enumerate(words, 1))
    imported = of_text(paste)
    assert texts(imported) == words
    assert labels(imported) == [label.format(n=n) for n in (1, 2, 3)]


def test_the_seed_gives_its_seventeen_posts() -> None:
    """The thread that the bot is for: labels on posts 1 to 7 alone, a site's words at the end."""
    shipped = read_thread(ROOT / "knowledge" / "dragonbear.yaml")
    paste = [f"{post.text}{' ' * bool(post.label)}{post.label or ''}" for post in shipped.posts]
    paste[6] = paste[6].replace(" /7", "/7")
    boilerplate = [
        "Share this Scrolly Tale with your friends.",
        "A Scrolly Tale is a new way to read Twitter threads with a more visually immersive "
        "experience.",
        "Discover more beautiful Scrolly Tales like this.",
    ]
    imported = of_text("\n".join([*paste, *boilerplate]))
    assert imported.thread.posts == shipped.posts
    assert imported.report.format == "pasted text, one post a line"
    assert [str(left_out) for left_out in imported.report.left_out] == [
        "line 18: Share this Scrolly Tale with your friends. (Scrolly Tales's own words)",
        "line 19: A Scrolly Tale is a new way to read Twitter threads with a… "
        "(Scrolly Tales's own words)",
        "line 20: Discover more beautiful Scrolly Tales like this. (Scrolly Tales's own words)",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "The light is on 24/7",
        "24/7 it burns",
        "Nobody forgets 9/11",
        "9/11 changed that",
        "Add 1/2 cup of oil",
        "1/2 cup of oil",
        "It opened on 1/25/2022",
        "1/25/2022 was a Tuesday",
        "2022/1/25 it opened",
        "See https://example.org/lamps/2",
        "Three things: 1) oil, 2) glass, 3) patience",
        "Half of them voted no, 1/2",
        "A score of 7/10",
        "Route 66/",
        "and/or",
    ],
)
def test_a_number_that_is_alone_is_text(line: str) -> None:
    """Only numbers that rise over the posts are labels."""
    paste = ["The lamp is lit.", line, "Nobody keeps it now."]
    imported = of_text("\n".join(paste))
    assert texts(imported) == paste
    assert labels(imported) == [None, None, None]


@pytest.mark.parametrize(
    "paste",
    [
        ["Open 24/7", "Still open 24/7", "Closed, no longer 24/7"],
        ["Open 24/7", "Open 25/7", "Open 26/7"],
        ["https://example.org/(lamps)/1", "https://example.org/(lamps)/2"],
        ["One in three, 1/3", *["Nothing of the kind."] * 6, "Two in three, 2/3", "The end."],
        ["1/3 like it.", *["Nothing of the kind."] * 6, "2/3 do not.", "The end."],
        ["1/ One.", "2/ Two.", "3/ Three.", "1/ Another one.", "2/ Another two.", "3/ And three."],
        ["1/2 cup of oil", "1/4 cup of water", "3/4 cup of patience"],
        ["Never forget 9/11", "Not even on 9/11"],
        ["https://example.org/lamps/1", "https://example.org/lamps/2"],
        ["Three reasons", "1) oil", "2) glass", "Nothing else."],
        ["2) glass", "1) oil"],
        ["It closed 3/4", "It opened 1/2", "It closed 2/3"],
        ["Half like it, 30/60", "One more does, 31/60", "Most do now, 55/60"],
        ["A first look, 8/10", "A second look, 3/10", "A third look, 9/10"],
    ],
)
def test_numbers_that_make_no_series_are_text(paste: list[str]) -> None:
    """Fractions, dates, marks and links come in several posts too."""
    imported = of_text("\n".join(paste))
    assert texts(imported) == paste
    assert not any(labels(imported))


def test_a_list_inside_a_post_stays_inside() -> None:
    """Between blank lines a list keeps its numbers, whatever they are."""
    for heading in ("Three reasons:\n", ""):
        paste = [f"{heading}1) oil\n2) glass\n3) patience", "Nothing else.", "The end."]
        assert texts(of_text("\n\n".join(paste))) == paste


def test_a_list_inside_a_labelled_post_stays_inside() -> None:
    """The author's own labels go before a list's numbers."""
    imported = of_text("1/ Two reasons:\n1) oil\n2) glass\n2/ Nothing else.\n3/ The end.")
    assert texts(imported) == ["Two reasons:\n1) oil\n2) glass", "Nothing else.", "The end."]


def test_a_trap_inside_a_labelled_thread_stays_text() -> None:
    """A post that begins or ends with a fraction loses only its label."""
    imported = of_text("9/11 changed it. 1/3\nOpen 24/7 2/3\nAdd 1/2 3/3")
    assert texts(imported) == ["9/11 changed it.", "Open 24/7", "Add 1/2"]
    assert labels(imported) == ["1/3", "2/3", "3/3"]


def test_unnumbered_posts_after_numbered_ones_are_numbered_on() -> None:
    """Where the author stopped numbering, the position goes on."""
    imported = of_text("One. 1/\nTwo. 2/\nThree.\nFour.")
    assert numbers(imported) == [1, 2, 3, 4]
    assert labels(imported) == ["1/", "2/", None, None]


def test_a_post_before_the_first_label_keeps_its_own_number() -> None:
    """An opening without a number is post 1, and it is said that the labels are one behind."""
    imported = of_text("A thread on lamps 🧵\n1/ One.\n2/ Two.\n4/ Four.")
    assert texts(imported)[0] == "A thread on lamps 🧵"
    assert numbers(imported) == [1, 2, 3, 5]
    assert imported.report.notes[:2] == (
        "there is no post 4: the source may lack posts",
        "some posts have another number than their label, as numbers rise without repeats",
    )


def test_lines_between_two_labels_are_one_post() -> None:
    """A post of several lines in a paste without blank lines is recognised by its label."""
    started = of_text("1/ One.\nmore of one\n2/ Two.\n3/ Three.\nmore of three")
    assert texts(started) == ["One.\nmore of one", "Two.", "Three.\nmore of three"]
    assert started.report.format == "pasted text, posts divided by their labels"
    ended = of_text("One. 1/3\nTwo\nmore of two. 2/3\nThree. 3/3")
    assert texts(ended) == ["One.", "Two\nmore of two.", "Three."]


def test_a_blank_line_inside_a_labelled_post_stays_inside() -> None:
    """Paragraphs of one post are not torn apart."""
    imported = of_text("1/ One.\n\nmore of one\n2/ Two.\n\n3/ Three.")
    assert texts(imported) == ["One.\n\nmore of one", "Two.", "Three."]


def test_a_post_that_lacks_its_label_is_found_by_the_gap() -> None:
    """Where one number and one label are missing, the line between is that post."""
    imported = of_text("1/ One.\n2/ Two.\nThree.\n4/ Four.")
    assert texts(imported) == ["One.", "Two.", "Three.", "Four."]
    assert labels(imported) == ["1/", "2/", None, "4/"]


def test_gaps_repeats_and_a_missing_beginning_are_reported() -> None:
    """What is wrong with the series is said, and the printed numbers are kept where they can be."""
    gap = of_text("1/ One.\n2/ Two.\n5/ Five.\n6/ Six.")
    assert numbers(gap) == [1, 2, 5, 6]
    assert gap.report.notes[0] == "there is no post 3, 4: the source may lack posts"
    repeat = of_text("1/ One.\n2/ Two.\n2/ Two again.\n3/ Three.")
    assert numbers(repeat) == [1, 2, 3, 4]
    assert repeat.report.notes[0] == "the label 2 is in more than one post"
    late = of_text("4/ Four.\n5/ Five.\n6/ Six.")
    assert numbers(late) == [4, 5, 6]
    assert late.report.notes[0] == (
        "the labels begin with 4/: what comes before is not in the source"
    )


def test_a_paste_that_is_cut_short_says_so() -> None:
    """A total that is not reached is reported."""
    imported = of_text("1/9 One.\n2/9 Two.\n3/9 Three.")
    assert imported.report.notes[0] == (
        "the labels count to 9, but the source is cut short after post 3"
    )


def test_a_label_without_words_is_dropped() -> None:
    """A post that was only a picture leaves its number free."""
    imported = of_text("One. 1/3\n2/3\nThree. 3/3", format="lines")
    assert numbers(imported) == [1, 3]
    assert [str(left_out) for left_out in imported.report.left_out] == [
        "line 2: 2/3 (a label without words)"
    ]


def test_the_layout_can_be_chosen() -> None:
    """Where lines and paragraphs are both possible, the person decides."""
    paste = "One.\nTwo.\n\nThree.\nFour."
    assert texts(of_text(paste)) == ["One.\nTwo.", "Three.\nFour."]
    assert texts(of_text(paste, format="lines")) == ["One.", "Two.", "Three.", "Four."]
    assert texts(of_text("One.\nTwo.", format="paragraphs")) == ["One.\nTwo."]


def test_labels_on_lines_go_before_blank_lines() -> None:
    """A stray blank line does not make one post of the lines above it."""
    imported = of_text("One. /1\nTwo. /2\nThree. /3\n\nFour.\nFive.")
    assert texts(imported) == ["One.", "Two.", "Three.", "Four.", "Five."]


def test_everything_but_labels_is_kept_character_for_character() -> None:
    """Curly quotes, flags, joined emoji, ampersands, hashtags and inner blanks stay."""
    words = "„Long game“ 🇪🇺&  🇺🇸 👩‍👩‍👧 #lamps\t– isn’t it…"
    imported = of_text(f"{words} /1\n{words} /2")
    assert texts(imported) == [words, words]


def test_a_reader_sites_words_are_left_out_only_around_the_thread() -> None:
    """A post that speaks like a site stays, and all below the site's end mark goes."""
    paste = (
        "Share this page!\n\nThe lamp is lit.\n\nBookmark\n\nIt burns.\n\n• • •\n\n"
        "Missing some Tweet in this thread? You can try to force a refresh\n\n"
        "Another author's thread."
    )
    imported = of_text(paste)
    assert texts(imported) == ["The lamp is lit.", "Bookmark", "It burns."]
    assert [left_out.where for left_out in imported.report.left_out] == [
        "line 1",
        "line 9",
        "line 11 and all below",
    ]


def test_nothing_is_invented_and_a_title_can_be_given() -> None:
    """Without a title the first words stand for it, and it is said so."""
    paste = (
        "The lamp of the old lighthouse on the cape, which nobody keeps, is lit. 1/2\nIt is. 2/2"
    )
    plain = of_text(paste)
    assert plain.thread.title == "The lamp of the old lighthouse on the cape, which nobody…"
    assert plain.thread.author is None
    assert plain.thread.source is None
    assert plain.thread.language is None
    assert plain.report.notes == (
        "the source has no title, so the first words are the title; set one with --title",
    )
    known = Metadata("Lamps", "@example", "https://example.org/1", "en")
    given_facts = of_text(paste, metadata=known).thread
    assert given_facts.title == "Lamps"
    assert given_facts.author == "@example"
    assert given_facts.source == "https://example.org/1"
    assert given_facts.language == "en"


@pytest.mark.parametrize(
    ("metadata", "sentence"),
    [
        (
            Metadata(title="a\udcff"),
            '--title: "a\\udcff" has half of a character, which no file can hold; remove it',
        ),
        (
            Metadata(source="example"),
            '--url: "example" is no web address; write it whole, beginning with "https://"',
        ),
        (
            Metadata(language="e"),
            '--language: "e" is no language tag; write one as in BCP 47, such as "en" or "pt-BR"',
        ),
    ],
)
def test_a_fact_that_cannot_be_is_refused(metadata: Metadata, sentence: str) -> None:
    """What would make a faulty file is reported before it is written."""
    with pytest.raises(SourceError) as error:
        of_text("The lamp is lit.", metadata=metadata)
    assert str(error.value) == sentence


@pytest.mark.parametrize("paste", ["", "\n \n\t\n", "Share this page!\n"])
def test_a_paste_without_posts_says_so(paste: str) -> None:
    """Nothing to import is a fault, not an empty file."""
    with pytest.raises(SourceError) as error:
        of_text(paste)
    assert str(error.value) == (
        "standard input: there is no post in it; paste the posts, one a line"
    )


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), min_size=1).filter(
            lambda words: words.strip() == words
        ),
        min_size=1,
        max_size=8,
    )
)
def test_no_paste_breaks_it_and_no_character_is_lost(lines: list[str]) -> None:
    """Every line of any paste is in a post, a label or the list of what was left out."""
    imported = of_text("\n".join(["The lamp is lit.", *lines]), format="lines")
    written = [f"{post.label or ''}{post.text}" for post in imported.thread.posts]
    kept = "".join(written) + "".join(left_out.what for left_out in imported.report.left_out)
    for character in set("".join(lines)) - set(" \t"):
        assert character in kept or character.isspace()


@given(st.text("1/2) ([]🧵n.x\n", max_size=2000))
def test_numbers_and_signs_alone_are_never_slow_or_fatal(paste: str) -> None:
    """Text made of nothing but what labels are made of is a paste like any other."""
    with suppress(SourceError):
        of_text(paste, format="text")


@pytest.mark.parametrize(
    "paste",
    [
        "3/ Three\n2/ Two\n1/ One\n",
        "Three 3/3\n\nTwo 2/3\n\nOne 1/3\n",
        "3/ Three\n\n2/ Two\n\n1/ One\n",
    ],
)
def test_a_paste_with_its_newest_first_is_turned_round(paste: str) -> None:
    """Labels that fall from post to post are of a page that shows the newest first."""
    imported = of_text(paste)
    assert texts(imported) == ["One", "Two", "Three"]
    assert numbers(imported) == [1, 2, 3]
    assert "the source has its newest post first; the posts were turned round" in (
        imported.report.notes
    )


def test_a_long_paste_with_its_newest_first_is_turned_round_at_once() -> None:
    """Its lines are not gone through again for each of its posts."""
    posts = [f"{number}/999 Bread\n" + "is old\n" * 100 for number in range(999, 0, -1)]
    start = time.process_time()
    imported = of_text("\n".join(posts))
    assert len(imported.thread.posts) == 999
    assert imported.thread.posts[0].label == "1/999"
    assert time.process_time() - start < 3


def test_paragraphs_stay_at_their_post_when_a_paste_is_turned_round() -> None:
    """A post of several paragraphs is turned as a whole."""
    imported = of_text("3/ Three\n\nmore\n\n2/ Two\n\n1/ One\n\nand more\n\nand more")
    assert texts(imported)[0] == "One\n\nand more\n\nand more"
    assert texts(imported)[-1] == "Three\n\nmore"


def test_a_countdown_is_no_paste_with_its_newest_first() -> None:
    """Plain numbers that fall are as often the author's own order."""
    assert texts(of_text("3. Oil\n2. Glass\n1. Light")) == ["3. Oil", "2. Glass", "1. Light"]


@pytest.mark.parametrize(
    "paste",
    [
        "1 of 3 people bakes\n2 of 3 eat\nAll sleep",
        "#1 is bread\n#2 is stone\nand #3 ash",
        "1: bread\n2: stone\nash",
    ],
)
def test_numbers_that_may_be_words_are_labels_only_throughout(paste: str) -> None:
    """Nothing is taken out of the words where one post has no number."""
    assert texts(of_text(paste)) == paste.split("\n")


def test_names_before_the_words_are_noticed() -> None:
    """A talk that someone wrote down is read as it is, and the report says what it looks like."""
    imported = of_text("Ada: Bread is old.\nBob: Is it?\nAda: It is.\n")
    assert texts(imported)[1] == "Bob: Is it?"
    assert any('such as "Ada:"' in note for note in imported.report.notes)


def test_a_number_with_a_dot_can_be_a_range() -> None:
    """A post numbered 1-2 leaves no gap, and circled numbers count as others do."""
    assert numbers(of_text("1-2. Bread and stone\n3. Ash\n4. A lid\n")) == [1, 3, 4]
    assert labels(of_text("① Bread\n② Stone\n③ Ash\n")) == ["①", "②", "③"]


def test_a_label_can_be_a_range() -> None:
    """One post that the author counts as two leaves no gap, and swallows no other post."""
    imported = of_text("1/5 - Bread\n\n2-3/5 - Stone\n\nmore of it\n\n4/5 Ash\n\n5/5 A lid\n")
    assert texts(imported) == ["Bread", "Stone\n\nmore of it", "Ash", "A lid"]
    assert labels(imported) == ["1/5", "2-3/5", "4/5", "5/5"]
    assert numbers(imported) == [1, 2, 4, 5]
    assert not any("there is no post" in note for note in imported.report.notes)


@pytest.mark.parametrize(
    ("paste", "words"),
    [
        ("1/ Old.\n---\nAsh.\n\n2/ Lid.\n---\nWarm.\n", ["Old.\n---\nAsh.", "Lid.\n---\nWarm."]),
        ("1/ Old.\n---\n\n2/ Ash.\n---\n\n3/ Lid.\n", ["Old.", "Ash.", "Lid."]),
        ("1/ Old.\n\n---\n\n2/ Ash.\n\n---\n\n3/ Lid.\n", ["Old.", "Ash.", "Lid."]),
    ],
    ids=["inside of posts", "below posts", "between posts"],
)
def test_a_rule_in_a_labelled_post_divides_no_post(paste: str, words: list[str]) -> None:
    """A line of signs among an author's words stays there; one between posts is none of them."""
    imported = of_text(paste)
    assert texts(imported) == words
    assert labels(imported) == ["1/", "2/", "3/"][: len(words)]


def test_how_sure_it_is_where_posts_begin_is_said() -> None:
    """A paste without labels is divided by a guess, and the report says so."""
    assert of_text("One.\nTwo.").report.certainty is Certainty.INFERRED
    assert of_text("One. 1/2\nTwo. 2/2").report.certainty is Certainty.LABELLED
    assert "look through them" in next(of_text("One.\nTwo.").report.lines())


@pytest.mark.parametrize(
    "copy",
    [
        "Ada\n@ada.example\n· 2h\nBread\n12\nAda\n@ada.example\n· 1h\nAsh\n",
        "ada\n•\n2h ago\nBread\n\nUpvote\n12\n\nDownvote\nReply\nShare\n",
        "2024/01/18(Thu)\n20:12\tAda\tBread\n20:13\tBob\tHm\n20:14\tAda\tAsh\n",
    ],
)
def test_a_copy_out_of_an_unknown_window_is_refused(copy: str) -> None:
    """Names, times and buttons would be posts; who says that they are words gets them."""
    with pytest.raises(SourceError, match="whose form is not known"):
        of_text(copy)
    assert len(texts(of_text(copy, format="lines"))) > 3


def test_the_heading_of_a_thread_reader_is_no_post() -> None:
    """Name, handle and date above the count of its posts are the site's, and reported."""
    imported = of_text(
        "Ada Stone\n@ada\nJan 18, 2024\n• 3 tweets • 1 min read • Read on X\n\n1/ Bread\n\n2/ Ash\n"
    )
    assert texts(imported) == ["Bread", "Ash"]
    assert any("Ada Stone @ada" in line for line in imported.report.lines())


def test_thousands_of_keycaps_are_no_label() -> None:
    """A row of them is what somebody wrote, and no number."""
    row = "1\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}" * 5_000
    assert texts(of_text(f"{row} Bread\n{row} Ash\n")) == [f"{row} Bread", f"{row} Ash"]
