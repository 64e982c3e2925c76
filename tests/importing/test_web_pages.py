"""Saved web pages: thread readers, blogs, and what a browser saves."""

import json
import time
from itertools import product

import pytest

from bot.importing import SourceError
from bot.importing.html_text import MOST_ATTRIBUTES
from bot.knowledge import format_thread
from tests.importing.handing_over import SOURCES, of_text, texts

BLOG = (SOURCES / "blog.html").read_text(encoding="utf-8")


ARTICLE = {"@context": "https://schema.org", "@type": "Article"}


def json_script(facts: str) -> str:
    """The facts about a page in JSON, as sites write them for search engines."""
    return f'<script type="application/ld+json">{facts}</script>'


def in_one_file(page: str, headers: str = "charset=utf-8", parts: str = "") -> str:
    """A page as Chrome saves it: in the form of an e-mail."""
    return (
        "From: <Saved by Blink>\r\n"
        "Snapshot-Content-Location: https://blog.example.org/lighthouse\r\n"
        "Subject: Why the lighthouse blinks\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----=_b"\r\n\r\n'
        f"------=_b\r\n{parts}Content-Type: text/html; {headers}\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
        f"{page}\r\n------=_b--\r\n"
    )


@pytest.mark.parametrize(
    "headers",
    [
        "charset=utf-8",
        "charset=nonsense",
        "charset=punycode",
        "(" * 5_000,
        "x=a; " * 100_000,
        ";" * 500_000,
    ],
)
def test_a_page_in_one_file_is_read(headers: str) -> None:
    """Whatever its headers say, its words are read, and at once."""
    start = time.process_time()
    assert texts(of_text(in_one_file(BLOG, headers))) == texts(of_text(BLOG))
    assert time.process_time() - start < 3


def test_a_page_in_parts_that_are_deep_in_each_other_is_refused() -> None:
    """The reader of e-mails compares each line with the ends of all parts around it."""
    deep = "".join(
        f"Content-Type: multipart/mixed; boundary=b{part}\r\n\r\n--b{part}\r\n"
        for part in range(300)
    )
    start = time.process_time()
    with pytest.raises(SourceError, match="its parts are too deep in each other"):
        of_text(in_one_file("\n" * 200_000, parts=deep))
    assert time.process_time() - start < 2


def test_a_page_whose_link_is_in_its_body_can_be_written() -> None:
    """Where only the page's own tree tells its address, that is text as any other."""
    link = '<link rel="canonical" href="https://blog.example.org/lighthouse">'
    moved = BLOG.replace(link, "").replace("<body>", f"<body>{link}")
    written = format_thread(of_text(moved).thread)
    assert "source: https://blog.example.org/lighthouse" in written


def test_a_page_without_its_own_link_is_known_by_the_browsers_note() -> None:
    """Browsers write into a saved page where it was saved from."""
    page = BLOG.replace('<link rel="canonical" href="https://blog.example.org/lighthouse">', "")
    noted = page.replace(
        "<!DOCTYPE html>",
        "<!DOCTYPE html>\n<!-- saved from url=(0035)https://blog.example.org/lighthouse -->\n",
    )
    assert of_text(noted).thread.source == "https://blog.example.org/lighthouse"
    assert of_text(page).thread.source is None


def test_a_page_that_its_scripts_did_not_fill_says_what_to_do() -> None:
    """Many pages are empty until their scripts have run."""
    with pytest.raises(SourceError) as error:
        of_text("<!DOCTYPE html><html><body><div id=app></div><script>go()</script></body></html>")
    assert str(error.value) == (
        "standard input: no readable text is in it: it was saved before its scripts had filled "
        "it; copy the text out of the browser and import that"
    )


def test_what_is_deep_in_elements_with_classes_is_looked_at_once() -> None:
    """Each of them may be a post, and has all that is in it to tell."""
    deep = "".join(f"<div class=c{at}>" for at in range(400)) + "<b>x</b>" * 2_000 + "</div>" * 400
    start = time.process_time()
    assert texts(of_text(BLOG.replace("</body>", f"{deep * 2}</body>"))) == texts(of_text(BLOG))
    assert time.process_time() - start < 3


def test_links_in_each_other_are_read_at_once() -> None:
    """Of them the innermost is the one that a browser follows."""
    link = f'<a href="https://example.org/{"x" * 1_000}"><object>'
    part = f'<p>See {link * 400}<a href="https://example.org/lamp">the lamp</a>'
    start = time.process_time()
    assert texts(of_text(part)) == ["See the lamp (https://example.org/lamp)"]
    assert time.process_time() - start < 2


def test_a_page_whose_elements_are_out_of_place_is_read() -> None:
    """Damage that the reader of pages was not made for takes no words."""
    assert texts(of_text("<svg><html><p>The lamp is lit.")) == ["The lamp is lit."]


NAMES = [f"{''.join(letters).title()} Bell" for letters in product("abcdefghij", repeat=4)]


@pytest.mark.parametrize(
    "facts",
    [
        "".join(f'<meta name="Author" content="{name}">' for name in NAMES),
        f'<meta name="author" content="{";".join(NAMES)}">',
        f'<meta name="title" content="{"&lt;" * 200_000}">',
        json_script(json.dumps({**ARTICLE, "author": NAMES})),
        json_script(json.dumps({**ARTICLE, "author": {"name": ";".join(NAMES)}})),
        json_script(json.dumps({**ARTICLE, "author": [";".join(NAMES[:500])] * 2_000})),
        json_script('{"author": "name": "A B" ' + '"author": ' * 20_000),
        json_script('\\"' * 200_000),
    ],
)
def test_a_page_that_says_much_of_itself_is_read_at_once(facts: str) -> None:
    """Its title, date and words are as they are without, however many are named."""
    start = time.process_time()
    page, plain = of_text(BLOG.replace("<head>", f"<head>{facts}", 1)), of_text(BLOG)
    assert texts(page) == texts(plain)
    assert [post.date for post in page.thread.posts] == [post.date for post in plain.thread.posts]
    assert time.process_time() - start < 4


def test_elements_deep_in_each_other_lose_no_words() -> None:
    """A page is read to its end, or the refusal says that it was not."""
    page = BLOG.replace("<p>", "<div>" * 300 + "</div>" * 300 + "<p>", 1)
    assert texts(of_text(page)) == texts(of_text(BLOG))
    for tag, depth in (("<table><tr><td>", 600), ("<div>", 3000)):
        with pytest.raises(SourceError, match="too deep in each other"):
            of_text(BLOG.replace("<p>", tag * depth + "<p>", 1))


def test_a_page_of_another_encoding_is_read_as_it_says() -> None:
    """Old pages say what they are written in."""
    page = BLOG.replace("utf-8", "windows-1252").replace("light is", "light’s always")
    assert any("The light’s always" in words for words in texts(of_text(page.encode("cp1252"))))


def test_a_page_of_empty_elements_is_read_in_one_pass() -> None:
    """Blanks in thousands of elements are one blank."""
    blanks = "<i> </i>" * 20_000
    assert texts(of_text(f"<p>The lamp{blanks}is lit.</p>")) == ["The lamp is lit."]


def test_entities_in_a_page_are_not_expanded_from_files() -> None:
    """A page can declare what it wants; no file of this machine is read for it."""
    page = BLOG.replace(
        "<!DOCTYPE html>", '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ).replace("Short.", "Short &x; it is.")
    assert not any("root:" in words for words in texts(of_text(page)))


def test_a_paste_that_only_begins_with_a_bracket_is_no_page() -> None:
    """Angle brackets are used by people too."""
    assert of_text("<3 the lamp\n<3 the tower").report.format == "pasted text, one post a line"


def test_a_notice_of_the_server_is_no_thread() -> None:
    """A page that asks for scripts or for a human has no posts, though it has words."""
    notice = "<noscript><h1>JavaScript is not available.</h1><p>Enable it to go on.</p></noscript>"
    with pytest.raises(SourceError, match="a notice of its server"):
        of_text(f"<!DOCTYPE html><html><title>X</title><body>{notice}</body></html>")


def test_a_page_of_many_posts_of_an_unknown_forum_is_refused() -> None:
    """Posts of several people are alike; one of them alone would be taken for an article."""
    words = "<p>" + "Bread is older than the oven, as every baker knows. " * 9 + "</p>"
    post = f'<div class="post"><div class="content">{words}</div></div>'
    with pytest.raises(SourceError, match="this page holds 3 posts"):
        of_text(f"<!DOCTYPE html><html><body>{post * 3}</body></html>")
    comments = f'<div class="comment">{words.replace("Bread", "Rye")}</div>' * 2
    article = f"<article>{words}{words.replace('Bread', 'Ash')}</article>"
    page = f"<!DOCTYPE html><html><body>{article}<section>{comments}</section></body></html>"
    assert texts(of_text(page))[1].startswith("Ash is older")


def test_parts_that_are_each_signed_are_posts_of_several_people() -> None:
    """A forum is no article by its first member, whatever its markup is called."""
    words = "says that the light of a lamp is seen from far, and that its oil lasts for a day."
    post = f"<div class=windowbg><div class=poster>{{0}}</div><p>{{0}} {words}</p></div>"
    page = "".join(map(post.format, ("Alice", "Bob", "Carol")))
    with pytest.raises(SourceError, match="holds 3 posts, and how its site marks them"):
        of_text(f"<!DOCTYPE html><html><body><main>{page}</main></body></html>")


def test_an_element_of_thousands_of_classes_is_looked_at_once() -> None:
    """What an element shows does not depend on how many names its page's styles have for it."""
    classes = " ".join(f"c{number}" for number in range(20_000))
    page = BLOG.replace("</body>", f'<div class="{classes}">{"<i>a</i> " * 100}</div></body>')
    assert texts(of_text(page)) == texts(of_text(BLOG))


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("<html><body>" + "<p>" * 50_001, "the page has 50,003 elements, and of one with at most"),
        ("<html><body>" + "<p>" * 1_000_000, "the page has 1,000,002 tags, and at most 1,000,000"),
    ],
)
def test_a_page_of_too_many_elements_is_refused(page: str, sentence: str) -> None:
    """A page that would take minutes is refused with its size."""
    with pytest.raises(SourceError, match=sentence):
        of_text(page)


@pytest.mark.parametrize("between", ['="1"', '="a > b" ', " ", "/"])
def test_an_element_of_too_many_attributes_is_refused(between: str) -> None:
    """It would take minutes; an attribute of any length, such as data, is read over."""
    element = "<p " + between.join(f"data-{number}" for number in range(MOST_ATTRIBUTES + 1))
    with pytest.raises(SourceError, match="more than 2,000 attributes"):
        of_text(BLOG.replace("<p", element, 1))
    long = '<p data-all="' + "a=b c " * MOST_ATTRIBUTES + '"'
    assert texts(of_text(BLOG.replace("<p", long, 1))) == texts(of_text(BLOG))


def test_what_follows_the_end_of_a_page_is_read() -> None:
    """Old pages, and pages that were joined, go on behind their end, and browsers show it."""
    page = "<p>The lamp is lit.</p></html>\nIt <b>was</b> out.<p>Now.</html><p>And then."
    assert texts(of_text(page)) == ["The lamp is lit.", "It was out.", "Now.", "And then."]
