"""Notes in Markdown: what a clipper, Notion or a person wrote, without the markup."""

import time

import pytest

from bot.importing import SourceError
from tests.importing.handing_over import labels, of_text, texts

PROPERTIES = """---
title: "Thread by @ada"
source: "https://x.com/ada/status/1"
author:
  - "[[@ada]]"
published: 2026-02-01
created: 2026-03-03
lang: en
tags:
  - "clippings"
---
"""

CLIP = (
    PROPERTIES
    + r"""**Ada Stone** @ada [2026-01-31](https://x.com/ada/status/1)

1\. Bread *is* **old**.

It has [a history](https://example.org/h).

![Image](https://pbs.example.org/1.jpg)

---

**Bob Reed** @bob [2026-02-01](https://x.com/bob/status/2)

\- I doubt it
"""
)


def test_lines_of_name_and_date_divide_a_clip() -> None:
    """A clipper writes who, when and where above each post."""
    imported = of_text(CLIP)
    assert texts(imported) == [
        "1. Bread is old.\n\nIt has a history (https://example.org/h).",
        "- I doubt it",
    ]
    first, second = imported.thread.posts
    assert (first.date, first.url) == ("2026-01-31", "https://x.com/ada/status/1")
    assert second.author == "Bob Reed (@bob)"
    assert first.media[0].url == "https://pbs.example.org/1.jpg"


def test_properties_say_title_author_source_language_and_date() -> None:
    """The day of the clip is not the day of the thread."""
    imported = of_text(PROPERTIES + "One.\n\nTwo.\n")
    thread = imported.thread
    assert (thread.title, thread.author) == ("Thread by @ada", "@ada")
    assert (thread.source, thread.language) == ("https://x.com/ada/status/1", "en")
    assert [post.date for post in thread.posts] == ["2026-02-01", "2026-02-01"]


def test_a_block_that_is_no_mapping_is_words() -> None:
    """Words between two rules are not lost as properties."""
    assert texts(of_text("---\nBread is old\n---\nStone")) == ["Bread is old", "Stone"]


def test_repeated_headings_divide_a_note() -> None:
    """Notion writes its properties below the title."""
    imported = of_text(
        "# On bread\n\nAuthor: Ada\nURL: https://example.org/1\nTags: a\n\n"
        "## 1/2\n\nBread &amp; stone.\n\nAsh.\n\n## 2/2\n\nA lid \\[new\\].\n"
    )
    assert texts(imported) == ["Bread & stone.\n\nAsh.", "A lid [new]."]
    assert labels(imported) == ["1/2", "2/2"]
    assert imported.thread.title == "On bread"
    assert imported.thread.author == "Ada"
    assert imported.thread.source == "https://example.org/1"
    assert [one.what for one in imported.report.left_out] == ["Tags: a"]


def test_rules_divide_a_note() -> None:
    """A rule is no post, and blank lines between two rules are inside one."""
    note = "Bread is old.\n\nSo is ash.\n\n---\n\nStone.\n\n***\n\nA lid.\n"
    assert texts(of_text(note)) == ["Bread is old.\n\nSo is ash.", "Stone.", "A lid."]


def test_breaks_inside_a_paragraph_divide_no_post() -> None:
    """A clipper writes two breaks as lines that have blanks only."""
    note = PROPERTIES + "## Enter URL or ID to Unroll\n\nBread.  \n  \nAsh.\n\nStone.\n\n• • •\n\n"
    note += "**This Thread may be Removed Anytime!**\n\nAnother thread.\n"
    imported = of_text(note)
    assert texts(imported) == ["Bread.\n\nAsh.", "Stone."]
    assert [one.where for one in imported.report.left_out] == [
        "line 12",
        "line 20",
        "line 22 and all below",
    ]


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_word", "snake_case_word"),
        ("https://example.org/a_b_c_d", "https://example.org/a_b_c_d"),
        ("~~old~~ ==new==", "old new"),
        ("**a** and **b ** c** **d", "a and b ** c **d"),
        (r"\*not bold\*", "*not bold*"),
        ("[[note|name]] and [[note]]", "name and note"),
        ("<https://example.org>", "https://example.org"),
        ("[https://example.org](https://example.org)", "https://example.org"),
        ("A <b>film</b> <video controls><source src='x'></video>", "A film"),
        ("```\n**code** \\* stays\n```", "**code** \\* stays"),
        ("![A flat stone](https://example.org/1.jpg)", "[picture: A flat stone]"),
        ("a < b and c > d", "a < b and c > d"),
        (
            "`__init__` of `List<b>` is ``a ` *b* &lt;`` and \\`*c*\\`",
            "`__init__` of `List<b>` is ``a ` *b* &lt;`` and `c`",
        ),
        ("\ue041 and \ue02a stay", "\ue041 and \ue02a stay"),
        ("<alice> A Vec<T> <U>grows</U>", "<alice> A Vec<T> grows"),
        ("> quoted", "> quoted"),
        ("> [!note] Bread\n> is [!very] old", "> Bread\n> is [!very] old"),
        ("a <!-- x --> b<!-- y\n<!-- z --> c %%w%% d <!-- e", "a  b c  d <!-- e"),
        (f"a <!-- {'x ' * 3_000}--> b", f"a <!-- {'x ' * 3_000}--> b"),
    ],
)
def test_markup_is_no_word(marked: str, words: str) -> None:
    """Links, escapes, tags and marks of emphasis are read as a person sees them."""
    assert texts(of_text(f"---\ntitle: x\n---\n{marked}\n")) == [words]


@pytest.mark.parametrize("block", ["+++\n\n+++", "+++\n# draft\n+++", "---\n\n---"])
def test_a_block_without_properties_says_nothing(block: str) -> None:
    """A note may begin with a block that nobody has filled."""
    assert texts(of_text(f"{block}\nBread is old.\n", format="markdown")) == ["Bread is old."]


def test_code_that_ends_in_its_line_is_no_fence() -> None:
    """Words between marks of code are words, and what follows is no code."""
    imported = of_text("---\ntitle: x\n---\nBread\n\n```is = old```\n\n**Ash** is not.\n")
    assert texts(imported) == ["Bread", "```is = old```", "Ash is not."]


def test_comments_are_reported_and_those_in_code_are_words() -> None:
    """What no reader of a note sees is named, and two signs of a program are not its ends."""
    code = "```\n%%time\n<!-- a -->\nx = 1\n%%bash\n```"
    imported = of_text(f"---\ntitle: x\n---\nBread %%is old%% <!-- or not -->\n{code}\n100%%\n")
    assert texts(imported) == ["Bread\n%%time\n<!-- a -->\nx = 1\n%%bash\n100%%"]
    assert [one.what for one in imported.report.left_out] == ["is old", "or not"]


def test_a_long_part_of_one_paragraph_is_a_post() -> None:
    """No words and no picture are lost, however long the part of a note that has them."""
    long = "so it went on " * 300
    picture = "\n\n![Oven](https://example.org/oven.png)"
    imported = of_text(f"---\n{long}{picture}\n\n---\nThe end.\n")
    assert texts(imported) == [long.strip(), "The end."]
    assert imported.thread.posts[0].media[0].url.endswith("oven.png")


@pytest.mark.parametrize(
    "block",
    [
        "---\na: &a [x, x]\nb: &b [*a, *a]\ntitle: *b\n---",
        "---\ntitle: &t [*t]\n---",
        "+++\na = " + "[" * 5000 + "]" * 5000 + "\n+++",
        "+++\na = " + "9" * 5000 + "\n+++",
    ],
)
def test_a_block_made_to_take_all_memory_is_words(block: str) -> None:
    """Lists in themselves, in each other a thousand times or deep, and numbers without end."""
    imported = of_text(f"{block}\n\nBread is old.\n")
    assert texts(imported)[-1] == "Bread is old."


@pytest.mark.parametrize("mark", ["**a ", "__a ", "[a](", "![", "<video a ", "[[", "\\[", "<!--"])
def test_marks_without_end_take_no_time(mark: str) -> None:
    """Marks that are opened and never closed are read in one pass."""
    start = time.process_time()
    assert texts(of_text(f"---\ntitle: x\n---\n{mark * 60_000}\n"))
    assert time.process_time() - start < 1


def test_blanks_and_signs_in_a_line_are_read_once() -> None:
    """Headings of nothing but ``#``, and names with blanks in place of a date, take no time."""
    start = time.process_time()
    assert texts(of_text(f"## a\n\nx\n\n# {'#' * 50_000}x\n\n## b\n\ny\n"))
    assert texts(of_text(f"---\ntitle: x\n---\nA film {'<video><s> ' * 10_000}\n"))
    heads = "# [**[.::**]()" + "  " * 250 + "x\n\n"
    assert texts(of_text(f"# Bread\n\n## a\n\n{heads * 20}## b\n"))
    assert time.process_time() - start < 5


def test_an_empty_note_says_so() -> None:
    """Properties alone are no thread."""
    with pytest.raises(SourceError):
        of_text("---\ntitle: x\n---\n")


def test_what_is_in_code_is_no_markup() -> None:
    """Headings, rules, stars and blank lines between fences stay as they are, in one post."""
    code = '```py\n# no heading\n\nx = "*a*"\n---\n```'
    imported = of_text(f"# Bread\n\n## 1\n\nOld.\n\n{code}\n\n## 2\n\nAsh.\n")
    assert texts(imported) == ['1\n\nOld.\n\n# no heading\n\nx = "*a*"\n---', "2\n\nAsh."]
    pasted = of_text(f"# Bread\n\n[a](https://example.org)\n\n{code}\n\nAsh.\n")
    assert texts(pasted) == ["a (https://example.org)", '# no heading\n\nx = "*a*"\n---', "Ash."]


def test_a_null_property_and_a_block_in_toml_are_understood() -> None:
    """A property that is null is missing, and Hugo's block says the same as Obsidian's."""
    yaml = of_text("---\ntitle: Bread\nauthor: null\ndate: 2024-01-18 20:12:00 +0100\n---\n\nOld.")
    assert yaml.thread.author is None
    assert yaml.thread.posts[0].date == "2024-01-18 20:12:00+0100"
    toml = of_text('+++\ntitle = "Bread"\ndate = 2024-01-18\n+++\n\n1/ Old.\n\n2/ Ash.')
    assert (toml.thread.title, texts(toml)) == ("Bread", ["Old.", "Ash."])
    assert toml.thread.posts[0].date == "2024-01-18"


def test_entities_in_an_address_are_decoded() -> None:
    """A note has an address as the reader sees it."""
    note = "---\ntitle: T\n---\n\nhttps://example.org/?a_b=1&amp;c_d=2\n"
    assert texts(of_text(note)) == ["https://example.org/?a_b=1&c_d=2"]


def test_a_heading_that_is_underlined_is_words_without_its_line() -> None:
    """The line of equals signs below a heading is markup."""
    assert texts(of_text("---\ntitle: T\n---\n\nBread\n=====\n\nOld.\n")) == ["Bread", "Old."]


def test_a_footnote_is_below_the_paragraph_that_refers_to_it() -> None:
    """A footnote is its author's words, and no post of its own."""
    note = "# Bread\n\nIt is old[^1].\n\nIt is warm.\n\n[^1]: Older\n    than this.\n"
    assert texts(of_text(note, format="markdown")) == [
        "It is old[1].\n[1] Older\nthan this.",
        "It is warm.",
    ]


def test_a_link_can_be_defined_apart_from_its_words() -> None:
    """Definitions are markup: their addresses are beside the words."""
    note = '# Bread\n\nSee [a history][h].\n\n[h]: https://example.org/h "Title"\n'
    assert texts(of_text(note, format="markdown")) == ["See a history (https://example.org/h)."]


def test_underlined_headings_divide_as_others_do() -> None:
    """A heading belongs to the words below it, whichever way it is written."""
    note = "Bread\n=====\n\nOld\n---\n\nIt is old.\n\nWarm\n---\n\nIt is warm.\n"
    imported = of_text(note)
    assert imported.thread.title == "Bread"
    assert texts(imported) == ["Old\n\nIt is old.", "Warm\n\nIt is warm."]


def test_rules_right_below_posts_underline_nothing() -> None:
    """Without words between them the lines are rules."""
    assert texts(of_text("One.\n\n---\n\nTwo.\n---\n\nThree.\n---\n")) == ["One.", "Two.", "Three."]


def test_a_picture_in_a_paragraph_of_its_own_belongs_to_the_one_above() -> None:
    """Its address is kept, and a label at the end is found all the same."""
    note = "---\ntitle: T\n---\n\nBread 1/2\n\n![A loaf](https://example.org/1.jpg)\n\nStone 2/2\n"
    imported = of_text(note)
    assert texts(imported) == ["Bread\n[picture: A loaf]", "Stone"]
    assert labels(imported) == ["1/2", "2/2"]
    assert imported.thread.posts[0].media[0].url == "https://example.org/1.jpg"


def test_a_heading_other_than_the_title_above_stays() -> None:
    """Nothing that was written is dropped because the properties name the note otherwise."""
    assert texts(of_text("---\ntitle: T\n---\n\n# Bread\n\nOld.\n")) == ["Bread", "Old."]


def test_a_date_that_says_no_year_is_counted() -> None:
    """Posts in quotation marks lose these, and a day without its year is no date."""
    head = "> **Ada** [@ada](https://x.com/ada) [May 1](https://x.com/ada/status/{})\n> {}\n\n"
    imported = of_text(head.format(1, "One.") + head.format(2, "Two."))
    assert texts(imported) == ["One.", "Two."]
    assert any(note.startswith("2 posts without a date") for note in imported.report.notes)
