"""Tables and plain files: CSV, JSON lines, and this bot's own YAML in plainer forms."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BotError
from bot.knowledge import Post, Thread, format_thread, read_thread, write_thread
from tests.importing.handing_over import labels, numbers, of_files, of_text, texts


def refusal_of(content: str, format: str = "auto") -> str:
    """The sentence that someone reads whose file is wrong."""
    with pytest.raises(BotError) as error:
        of_text(content, format=format)
    return str(error.value)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_table_is_recognised_by_its_columns(separator: str) -> None:
    """Excel separates otherwise in every country."""
    table = f"Author{separator}Text\nalice{separator}The lamp is lit.\n"
    imported = of_text(table)
    assert imported.report.format == "a CSV table"
    assert texts(imported) == ["The lamp is lit."]
    assert imported.thread.author == "alice"


def test_a_paste_whose_first_line_has_a_comma_is_no_table() -> None:
    """Only lines of column names make a table."""
    assert of_text("Message, in a bottle\nA text, a tide").report.format.startswith("pasted text")


def test_labels_in_a_table_are_found_like_any() -> None:
    """A table may have been made of posts that number themselves."""
    imported = of_text("text,author\n1/ One.,alice\n2/ Two.,alice\n")
    assert texts(imported) == ["One.", "Two."]
    assert labels(imported) == ["1/", "2/"]


def test_numbers_in_a_table_are_kept() -> None:
    """Who numbered the rows meant it, and gaps stay gaps."""
    assert numbers(of_text("number,text\n2,One.\n7,Two.\n")) == [2, 7]


def test_a_long_cell_is_a_post() -> None:
    """A post in a table may be as long as anywhere else."""
    long = "so it went on " * 10_000
    assert texts(of_text(f"number,text\n1,{long}\n2,The end.\n")) == [long.strip(), "The end."]


def test_wrong_tables_say_where() -> None:
    """Every way in which a table can be wrong is one sentence with its line."""
    assert refusal_of("number,text\n1,One.\n3,Two.\n2,Three.\n") == (
        "post 2 comes after post 3; let the numbers rise, or leave all of them out"
    )
    assert refusal_of("number,text\n3,One.\n,Two.\n") == (
        '"Two." has no number, but others have; number it, or none of the posts'
    )
    assert refusal_of("number,text\nthree,One.\n") == (
        'standard input:2: "three" is no number of a post; write 1 or more, of at most nine digits'
    )
    assert refusal_of("text,author\nOne, two,alice\n") == (
        "standard input:2: this row has 3 cells, but there are 2 columns; "
        "put cells with a separator in quotes"
    )
    assert refusal_of('text,author\nOne.,alice\n"Two.,alice\n') == (
        "standard input:3: this is no CSV from here on (unexpected end of data); export it again"
    )
    assert refusal_of("words,who\nOne.,alice\n", format="csv") == (
        'standard input:1: no column is named "text"; name the column of the posts so'
    )


def test_wrong_json_lines_say_where() -> None:
    """A line that is no object, and a line that is cut short."""
    assert refusal_of('{"text": "One."}\n[1]\n') == (
        "standard input:2: this is no object with a text; write one a line"
    )
    assert refusal_of('{"text": "One."}\n{"text": "Tw') == (
        "standard input:2: the JSON is cut short; export it again"
    )


def test_a_json_list_is_read_like_lines() -> None:
    """Whether objects stand in a list or one a line makes no difference."""
    listed = of_text('[{"text": "One.", "number": 3}, {"text": "Two.", "number": 4}]')
    assert texts(listed) == ["One.", "Two."]
    assert numbers(listed) == [3, 4]


def rows(*objects: dict[str, Any]) -> str:
    """JSON lines."""
    return "\n".join(map(json.dumps, objects))


@pytest.mark.parametrize(
    "author",
    [
        "alice",
        {"name": "alice", "id": 7},
        {"username": "alice"},
        {"login": "alice", "url": "https://example.org"},
        {"screen_name": "alice"},
    ],
)
def test_an_object_in_a_cell_is_looked_into(author: Any) -> None:
    """Interfaces write a person as an object; its name is the author."""
    assert of_text(rows({"text": "One.", "user": author})).thread.author == "alice"


def test_an_object_without_a_name_is_left_out_and_said() -> None:
    """Nothing is ever printed as Python or JSON writes it."""
    imported = of_text(rows({"text": "One.", "author": {"id": 7}, "url": ["x"]}))
    assert imported.thread.author is None
    assert {(one.what, one.why) for one in imported.report.left_out} == {
        (f'1 cell of the column "{name}"', "an object or a number is in them, not a text")
        for name in ("author", "url")
    }


@pytest.mark.parametrize(
    "content",
    [
        {"body": "One."},
        {"rendered": "<p>One.</p>"},
        ["On", {"text": "e."}],
        {"text": {"body": "One."}},
    ],
)
def test_a_text_in_an_object_is_the_text(content: Any) -> None:
    """Chat interfaces put the words one or two levels deep."""
    assert texts(of_text(rows({"content": content, "sender": "@alice:example.org"}))) == ["One."]


def test_a_text_that_is_an_object_without_words_is_an_error_with_its_line() -> None:
    """No post is made of what could not be understood."""
    assert refusal_of(rows({"text": "One."}, {"text": {"url": "x"}})) == (
        'standard input:2: the "text" of this row is an object without a text; write the text'
    )


def test_tags_and_entities_are_decoded_and_said() -> None:
    """Exports of sites are HTML; a text with neither stays as it is."""
    imported = of_text(
        rows(
            {"text": "<p>One &amp; <b>two</b></p><p>three</p>"},
            {"text": "a &lt; b"},
            {"text": "if a < b & c"},
        )
    )
    assert texts(imported) == ["One & two\n\nthree", "a < b", "if a < b & c"]
    assert imported.report.notes[:2] == (
        "the tags in 1 text were read as HTML",
        "the entities in 2 texts, such as &amp;, were decoded",
    )


def test_nested_answers_are_read_below_what_they_answer() -> None:
    """Comments hold their answers; none of them is lost."""
    inner = {"text": "Two.", "replies": [{"text": "Three.", "replies": []}]}
    imported = of_text(rows({"text": "One.", "replies": [inner]}, {"text": "Four."}))
    assert texts(imported) == ["One.", "Two.", "Three.", "Four."]
    assert imported.report.notes[0] == (
        "2 answers nested in others were read, each below what it answers"
    )


def test_a_count_of_seconds_is_a_date() -> None:
    """Interfaces count seconds or milliseconds since 1970."""
    imported = of_text(
        rows({"text": "1", "time": 1643135400}, {"text": "2", "time": 1643135400000})
    )
    assert [post.date for post in imported.thread.posts] == ["2022-01-25T18:30:00+00:00"] * 2


@pytest.mark.parametrize(
    "table",
    [
        "date,text\n2022-01-03,c\n2022-01-02,b\n2022-01-01,a\n",
        "number,text\n3,c\n2,b\n1,a\n",
        "author,text\nalice,3/ c\nalice,2/ b\nalice,1/ a\n",
    ],
)
def test_a_table_with_its_newest_first_is_turned_round(table: str) -> None:
    """By dates, by numbers or by the labels in the texts."""
    imported = of_text(table)
    assert texts(imported) == ["a", "b", "c"]
    assert numbers(imported) == [1, 2, 3]
    assert imported.report.notes[0] == (
        "the source has its newest post first; the posts were turned round"
    )


def test_what_a_thread_cannot_have_is_not_taken_from_yaml() -> None:
    """Empty abbreviations, meanings and labels are as good as none, and no post is number 0."""
    yaml = "glossary: {'': a, ' ': b, c: ' ', EU: Union}\nposts:\n- text: One.\n  label: ' '\n"
    thread = of_text(yaml).thread
    assert thread.glossary == {"EU": "Union"}
    assert thread.posts[0].label is None
    assert refusal_of("posts:\n- text: One.\n  number: 0\n") == (
        'standard input:2:3: "0" is no number of a post; write digits only, such as 7'
    )


def test_a_long_text_is_cut_in_the_report() -> None:
    """A report is lines that can be read, however long the cells and columns that it quotes."""
    long = "9" * 5000
    report = of_text(f"text,date,{long}\na,{long},1\n").report
    assert len(report.notes) + len(report.left_out) > 2
    assert max(map(len, report.lines())) < 200
    refusal = refusal_of(f"number,text\n{long},a\n")
    assert refusal.startswith(f'standard input:2: "{"9" * 59}…" is no number')


def test_a_number_of_many_digits_is_never_cut() -> None:
    """A number that a thread cannot have is an error."""
    assert refusal_of("number,text\n12345678901,One.\n") == (
        'standard input:2: "12345678901" is no number of a post; '
        "write 1 or more, of at most nine digits"
    )


def test_a_cell_that_gives_way_to_another_is_named() -> None:
    """A row may have its words in one of two columns; one with words in both loses some."""
    imported = of_text("text,body\nOne.,Another.\n,Two.\n", format="csv")
    assert texts(imported) == ["One.", "Two."]
    assert str(imported.report.left_out[0]) == (
        'standard input: 1 cell of the column "body" '
        "(another column has that part of the post, too)"
    )


def test_a_number_in_json_is_as_it_was_written() -> None:
    """A label 1.10 is not that of the first post, and a number too large for a computer is kept."""
    imported = of_text('[{"label": 1.10, "text": 1e400}, {"label": 1.11, "text": 2.50}]')
    assert labels(imported) == ["1.10", "1.11"]
    assert texts(imported) == ["1e400", "2.50"]


def test_yaml_of_the_present_form_comes_back_as_it_was() -> None:
    """A knowledge file is a source like any other, glossary and all."""
    file = (
        "title: Lamps\nauthor: '@example'\nlanguage: en\nglossary:\n  GRT: gross register tonnage\n"
        "posts:\n- number: 3\n  label: 3/\n  text: One.\n- number: 5\n  text: 'Two #2'\n"
    )
    imported = of_text(file)
    assert numbers(imported) == [3, 5]
    assert labels(imported) == ["3/", None]
    assert texts(imported) == ["One.", "Two #2"]
    assert imported.thread.glossary == {"GRT": "gross register tonnage"}
    assert not imported.report.left_out


def test_yaml_may_be_plainer_than_a_knowledge_file() -> None:
    """Bare texts, numbers as keys, and a list alone are threads too."""
    assert numbers(of_text("posts:\n  1: One.\n  4: Two.\n")) == [1, 4]
    assert texts(of_text("- text: One.\n- text: Two.\n")) == ["One.", "Two."]
    assert texts(of_text("posts:\n- One.\n- Two.\n")) == ["One.", "Two."]


def test_a_file_that_is_named_as_yaml_is_no_paste(tmp_path: Path) -> None:
    """Posts in brackets keep their numbers, and what is no YAML is refused with its line."""
    yaml = tmp_path / "lamps.yaml"
    yaml.write_text("posts: [{number: 7, text: One.}, {number: 9, text: Two.}]\n")
    assert numbers(of_files(yaml)) == [7, 9]
    assert texts(of_files(yaml)) == ["One.", "Two."]
    yaml.write_text("posts: [One., Two.\n")
    with pytest.raises(BotError, match=r"lamps\.yaml:2"):
        of_files(yaml)


def test_wrong_yaml_says_where() -> None:
    """Line and column, as for a knowledge file."""
    assert refusal_of("posts:\n- One.\n- text: [a, b]\n") == (
        "standard input:3:9: a text belongs here; write only one"
    )
    assert refusal_of("posts:\n- One. #lamps\n") == (
        'standard input:2:3: what follows " #" is lost as a comment; put the text in quotes'
    )
    assert refusal_of("title: Lamps\nposts:\n").startswith("standard input:")
    assert refusal_of("posts:\n- number: three\n  text: One.\n") == (
        'standard input:2:3: "three" is no number of a post; write digits only, such as 7'
    )


def test_an_alias_bomb_is_refused() -> None:
    """Nothing in YAML multiplies itself."""
    bomb = "title: &a [x, x]\nposts:\n- *a\n- *a\n"
    assert "is an anchor; remove it, or quote the value" in refusal_of(bomb)


def test_abbreviations_of_any_length_are_written_so_that_they_are_read_again() -> None:
    """Keys of several lines or hundreds of characters come back as they were."""
    key = "k" * 200
    imported = of_text(f'glossary:\n  "a b\\nc": one\n  ? "{key}"\n  : two\nposts:\n- One.\n')
    with tempfile.TemporaryDirectory() as folder:
        write_thread(imported.thread, Path(folder) / "imported.yaml")
        read = read_thread(Path(folder) / "imported.yaml")
    assert dict(read.glossary) == {"a b\nc": "one", key: "two"}


def test_more_abbreviations_than_a_file_may_have_are_refused() -> None:
    """What would be written could not be read again."""
    many = "".join(f"  a{number}: b\n" for number in range(10_001))
    with pytest.raises(BotError, match="the glossary has 10,001 entries; keep 10,000 at most"):
        of_text(f"glossary:\n{many}posts:\n- One.\n")


def test_each_row_has_its_words_in_the_column_that_is_filled() -> None:
    """Rows of two programs in one file name their words differently, and none is lost."""
    imported = of_text('{"text": "Bread", "author": "Ada"}\n{"full_text": "Ash", "user": "Ada"}\n')
    assert texts(imported) == ["Bread", "Ash"]
    assert imported.thread.author == "Ada"


def test_what_programs_write_for_nothing_is_nothing() -> None:
    """A cell beside the words that has NULL, None or nan is an empty one."""
    imported = of_text("text,author,date\nBread,NULL,NaT\nAsh,nan,None\n")
    assert {(post.author, post.date) for post in imported.thread.posts} == {(None, None)}
    assert not any("date" in note for note in imported.report.notes)


def test_two_columns_of_one_name_are_refused() -> None:
    """One of the two would be lost, so the sentence asks to rename it."""
    assert 'two columns are named "text"' in refusal_of("text,text,author\nBread,Ash,Ada\n")


def test_a_cell_that_would_fill_the_memory_is_refused() -> None:
    """A cell takes four bytes a character while it is read, so there is an end to it."""
    assert "field larger than field limit" in refusal_of("text\n" + "a" * (2**24 + 1), "csv")


def test_a_row_of_a_million_cells_is_refused() -> None:
    """It would take much memory; the sentence names its line."""
    refusal = refusal_of("text,author\nBread,Ada\nAsh" + "," * 1_000_001)
    assert "3: this is no CSV from here on (a row with more than 1,000,000 separators)" in refusal


def test_a_file_that_is_named_as_a_table_is_one(tmp_path: Path) -> None:
    """One column, and Excel's line that names the separator, are read; no header is refused."""
    table = tmp_path / "posts.csv"
    table.write_text("text\nBread\nAsh\n")
    assert texts(of_files(table)) == ["Bread", "Ash"]
    table.write_text("sep=;\ntext;author\nBread;Ada\n")
    assert texts(of_files(table)) == ["Bread"]
    table.write_text("1/ Bread,Ada\n2/ Ash,Ada\n")
    with pytest.raises(BotError, match='no column is named "text"'):
        of_files(table)


@pytest.mark.parametrize(
    "mark", ["---", "***", "posts:", "[25.01.22, 19:30] Ada: Bread", "**Ada** 25 January 2022"]
)
def test_what_marks_another_format_may_be_in_a_table(mark: str) -> None:
    """Rules, properties and names with dates in its cells are words of the posts."""
    posts = [f"Bread.\n{mark}\n{mark}", f"Ash.\n{mark}\nStone."]
    table = "text,author\n" + "".join(f'"{words}",Ada\n' for words in posts)
    imported = of_text(table)
    assert imported.report.format == "a CSV table"
    assert texts(imported) == posts


def test_answers_without_a_known_text_are_said_to_be_unread() -> None:
    """The report names the column of the answers, and that they are answers."""
    imported = of_text('{"text": "Bread", "replies": [{"words": "No"}]}')
    assert any("answers are in it" in line for line in imported.report.lines())


def test_plain_yaml_loses_no_words_without_a_sound() -> None:
    """Words taken for a key are an error, a key that is not read is named, and null is nothing."""
    assert 'a post has no "text"' in refusal_of("posts:\n- Bread\n- Ash: a story\n")
    plain = of_text("author: null\nposts:\n- text: Bread\n  media:\n  - url: https://e.org/a\n")
    assert (plain.thread.author, texts(plain)) == (None, ["Bread"])
    assert any('"media" of 1 post' in line for line in plain.report.lines())


def test_a_thread_that_some_servers_see_is_not_shown_to_all_in_silence() -> None:
    """The report says that the servers of a thread file are to be written again."""
    thread = Thread("imported", "Bread", (Post(1, "Bread"),), servers=(42,))
    said = "\n".join(of_text(format_thread(thread)).report.lines())
    assert 'the key "servers" (import does not read it; all see the thread until' in said


def test_a_word_that_yaml_takes_for_nothing_comes_back() -> None:
    """What the bot writes with the name null in it, in quotes, is the same when imported again."""
    thread = Thread("imported", "null", (Post(1, "Bread"),), author="null", glossary={"NaN": "~"})
    assert of_text(format_thread(thread)).thread == thread


def test_two_equal_keys_of_an_object_are_refused() -> None:
    """Neither of two texts is lost in silence."""
    refused = refusal_of('[{"text": "Bread", "text": "Ash"}]')
    assert 'the key "text" is twice in one object; keep one' in refused
    messages = '{"type": "x", "id": 1, "text": "Bread", "text": "Ash"}'
    chat = f'{{"name": "Bread", "type": "private", "id": 1, "messages": [{messages}]}}'
    assert 'the key "text" is twice in one object; keep one' in refusal_of(chat)


def test_the_only_list_of_texts_in_an_object_is_a_table() -> None:
    """Interfaces put their lists into an object; what is beside the list is named."""
    inside = {"title": "Lamps", "data": {"posts": [{"text": "One."}, {"text": "Two."}]}, "total": 2}
    imported = of_text(json.dumps(inside))
    assert texts(imported) == ["One.", "Two."]
    assert imported.thread.title == "Lamps"
    assert [str(one) for one in imported.report.left_out] == [
        'standard input: "total" (it is beside the list of posts)'
    ]


def test_an_object_with_several_lists_is_refused() -> None:
    """Which of them has the posts is not known."""
    several = {"posts": [{"text": "One."}], "people": [{"text": "I lit it."}]}
    assert "is of no format that is read" in refusal_of(json.dumps(several))


def test_stretches_of_a_text_keep_the_blanks_between_them() -> None:
    """A text may come as a list of its parts."""
    assert texts(of_text(json.dumps([{"text": ["The ", {"text": "lamp"}]}]))) == ["The lamp"]


def test_a_number_is_no_author() -> None:
    """It is somebody's id; several names are all of them."""
    imported = of_text(rows({"text": "One.", "author": 7}, {"text": "Two.", "author": ["A", "B"]}))
    assert [post.author for post in imported.thread.posts] == [None, "A, B"]
    assert len(imported.report.left_out) == 1


def test_dates_written_for_people_are_read() -> None:
    """All dates of a table show together whether the day comes first."""
    table = "text,date\nOne.,01.05.2024\nTwo.,2 May 2024\n"
    assert [post.date for post in of_text(table).thread.posts] == ["2024-05-01", "2024-05-02"]


def test_a_day_without_a_time_is_not_before_the_day_with_one() -> None:
    """Posts of one day stay as they are."""
    table = "text,date\nOne.,2024-05-01T10:00:00Z\nTwo.,2024-05-01\n"
    assert texts(of_text(table)) == ["One.", "Two."]
