"""The files of a site."""

import base64
import os
import re
from pathlib import Path

import lxml.html
import pytest

from bot.knowledge import Medium, Post, Thread, read_thread
from bot.pages import PagesError, render_site, write_site
from tests.pages.threads import HOSTILE, thread

ROOT = Path(__file__).parents[2]
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAFUlEQVR4nGOssBFhYGBgYGBgYoABAA6wAMxmJofpAAAA"
    "AElFTkSuQmCC"
)
"""A picture of 3 by 2 pixels."""


def shipped() -> Thread:
    """The thread that comes with the bot."""
    return read_thread(ROOT / "knowledge" / "dragonbear.yaml")


def texts(html: str) -> list[str]:
    """The texts of the posts on a page, as a browser has them."""
    return [post.text_content() for post in lxml.html.fromstring(html).cssselect("section .text")]


def test_every_post_is_on_the_page_word_for_word() -> None:
    """The shipped thread's page holds its posts, each under its number."""
    dragonbear = shipped()
    html = render_site([dragonbear])["dragonbear.html"]
    assert texts(html) == [post.text for post in dragonbear.posts]
    ids = [section.get("id") for section in lxml.html.fromstring(html).cssselect("section")]
    assert ids == [f"p{post.number}" for post in dragonbear.posts]


def test_no_post_is_markup() -> None:
    """Whatever people write is shown as they wrote it."""
    assert texts(render_site([thread(*HOSTILE)])["talk.html"]) == list(HOSTILE)


def test_a_page_is_small() -> None:
    """A page of 25 posts without pictures takes at most 100 kB."""
    posts = [post.text for post in shipped().posts]
    html = render_site([thread(*(posts * 2)[:25])])["talk.html"]
    assert len(html.encode()) <= 100_000


@pytest.mark.slow
def test_a_long_thread_is_split_into_pages_of_200() -> None:
    """10,000 posts take 50 pages, each with links to the others, and none is missing."""
    files = render_site([thread(*(f"Post of {n}" for n in range(1, 10_001)))])
    assert len(files) == 51
    assert texts(files["talk.50.html"])[-1] == "Post of 10000"
    assert sum(html.count("<section ") for html in files.values()) == 10_000
    links = lxml.html.fromstring(files["talk.2.html"]).cssselect("nav.pages a")
    assert [link.get("href") for link in links][:2] == ["talk.html", "talk.3.html"]


def test_media_are_linked_by_what_they_show() -> None:
    """A picture is under its post as a link with its description; the page does not load it."""
    medium = Medium("https://a.example/1.jpg", "A bear <on> a dragon")
    shown = Thread(id="talk", title="Talk", posts=(Post(1, "Look.", media=(medium,)),))
    html = render_site([shown])["talk.html"]
    [link] = lxml.html.fromstring(html).cssselect(".medium a")
    assert (link.get("href"), link.text_content()) == (medium.url, f"Picture: {medium.description}")


def test_a_picture_beside_the_thread_is_on_the_page(tmp_path: Path) -> None:
    """A picture's file comes along, under a name of its own, with its size and description."""
    source, site = tmp_path / "threads", tmp_path / "site"
    source.mkdir()
    (source / "bear.png").write_bytes(PNG)
    medium = Medium("bear.png", 'A "bear"')
    shown = Thread(id="talk", title="Talk", posts=(Post(1, "Look.", media=(medium,)),))
    write_site(render_site([shown], "https://a.example", lambda _: source), site)
    page = lxml.html.parse(str(site / "talk.html")).getroot()
    [picture] = page.cssselect("section img")
    assert (site / picture.get("src")).read_bytes() == PNG
    size = picture.get("width"), picture.get("height")
    assert (*size, picture.get("alt")) == ("3", "2", medium.description)
    [preview] = page.cssselect("meta[property='og:image']")
    assert preview.get("content") == f"https://a.example/{picture.get('src')}"
    (site / "pictures" / "mine.png").write_bytes(PNG)
    write_site(render_site([thread("One.")]), site)
    assert [one.name for one in (site / "pictures").iterdir()] == ["mine.png"]


@pytest.mark.parametrize("content", [None, b"", b"<svg>", PNG[:20]])
def test_a_picture_that_cannot_be_shown_is_an_error(tmp_path: Path, content: bytes | None) -> None:
    """A picture that is missing or broken is named with its post before any page is written."""
    if content is not None:
        (tmp_path / "bear.png").write_bytes(content)
    shown = Thread(id="talk", title="T", posts=(Post(4, "Look.", media=(Medium("bear.png"),)),))
    with pytest.raises(PagesError, match=r"bear\.png,? of post 4 of talk"):
        render_site([shown], folder_of=lambda _: tmp_path)


def test_an_index_never_leads_to_a_page_that_could_not_be_written(tmp_path: Path) -> None:
    """It is written after the pages, so that a full disk leaves the one from before, or none."""
    site = tmp_path / "site"
    (site / "talk.html").mkdir(parents=True)
    shown = Thread(id="talk", title="T", posts=(Post(4, "Look."),))
    with pytest.raises(PagesError):
        write_site(render_site([shown]), site)
    assert list(render_site([shown]))[-1] == "index.html"
    assert not (site / "index.html").exists()


def test_a_pipe_in_the_place_of_a_picture_is_no_picture(tmp_path: Path) -> None:
    """Nobody waits for what may never come out of it."""
    os.mkfifo(tmp_path / "bear.png")
    shown = Thread(id="talk", title="T", posts=(Post(4, "Look.", media=(Medium("bear.png"),)),))
    with pytest.raises(PagesError, match="is no picture"):
        render_site([shown], folder_of=lambda _: tmp_path)


def test_a_page_asks_nothing_of_anyone() -> None:
    """A page loads no file from anywhere; only links, which people choose to follow, lead out."""
    for html in render_site([shipped()]).values():
        document = lxml.html.fromstring(html)
        assert not document.cssselect("[src], [srcset], [background], [style], iframe, object")
        loaded = [link.get("href") for link in document.cssselect("link:not([rel=canonical])")]
        assert loaded == ["data:,"]
        assert "@import" not in html
        assert "url(" not in html


def test_two_threads_of_one_page_name_are_an_error() -> None:
    """A thread called "index" would overwrite the list of threads, so it is refused by name."""
    with pytest.raises(PagesError, match='rename the thread "index"'):
        render_site([thread("One.", id="index")])


def test_link_previews_come_from_the_thread() -> None:
    """A preview shows the title, the first words and the address of the page."""
    html = render_site([thread("One & two.", id="a b")], "https://threads.example/read/")
    document = lxml.html.fromstring(html["a b.html"])
    properties = {
        meta.get("property"): meta.get("content") for meta in document.cssselect("meta[property]")
    }
    assert properties["og:title"] == "Title of a b"
    assert properties["og:description"] == "One & two."
    assert properties["og:url"] == "https://threads.example/read/a%20b.html"


def test_pages_of_gone_threads_are_removed_and_other_files_stay(tmp_path: Path) -> None:
    """Building again removes the page of a thread that is gone, and leaves people's own files."""
    (tmp_path / "notes.html").write_text("mine")
    write_site(render_site([thread("One."), thread("Two.", id="other")]), tmp_path)
    write_site(render_site([thread("One.")]), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "index.html",
        "notes.html",
        "talk.html",
    ]


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    """Where a page's name is taken by a file of other origin, that file stays."""
    (tmp_path / "talk.html").write_text("mine")
    with pytest.raises(PagesError, match="was not written by this program"):
        write_site(render_site([thread("One.")]), tmp_path)
    assert (tmp_path / "talk.html").read_text() == "mine"


def test_a_page_names_its_language() -> None:
    """The posts of a thread whose file names no language are marked with the one they are in."""
    posts = "Der Bär trägt einen Hut und einen Mantel.", "Niemand weiß, warum er das tut."
    html = render_site([thread(*posts, language=None)])["talk.html"]
    [main] = lxml.html.fromstring(html).cssselect("main")
    assert main.get("lang") == "de"


def test_the_index_lists_every_thread() -> None:
    """The index page links to each thread."""
    index = render_site([thread("One."), thread("Zwei.", id="zwei", language="de")])["index.html"]
    assert re.findall(r'href="([a-z.]+\.html)"', index) == ["talk.html", "zwei.html"]


def test_every_date_of_iso_8601_is_on_the_page() -> None:
    """A date may be written without hyphens, or by its week."""
    dates = ("20220125T18:30", "2022-W04-3", "0001-01-01", "9999-12-31T23:59:59-23:59")
    posts = tuple(Post(number, "a", date=date) for number, date in enumerate(dates, 1))
    html = render_site([Thread("t", "T", posts, language="en")])["t.html"]
    assert isinstance(html, str)
    for written in ("January 25, 2022, 18:30", "January 26, 2022", "January 1, 1", "December 31"):
        assert written in html


def test_a_carriage_return_is_on_the_page() -> None:
    """A browser takes one for a line break, unless it is written as a reference."""
    html = render_site([Thread("t", "T", (Post(1, "a\rb\0c"),), language="en")])["t.html"]
    assert isinstance(html, str)
    assert texts(html) == ["a\rb\ufffdc"]
    assert "\r" not in html
