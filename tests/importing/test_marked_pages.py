"""Pages of many posts: each post of a known site with its own words, and other sites refused."""

import time

import pytest

from bot.importing import ImportOptions, SourceError
from tests.importing.handing_over import labels, of_text, texts

WORDS = "Bread is older than the oven, as every baker knows who has read the old books on it. "


def x_post(id: int, words: str, name: str = "Ada Stone", more: str = "") -> str:
    """A post as X draws it."""
    handle = name.split()[0].lower()
    return (
        '<article data-testid="tweet"><div data-testid="User-Name">'
        f'<div><a href="https://x.com/{handle}"><span>{name}</span></a></div>'
        f'<div><a href="https://x.com/{handle}">@{handle}</a>'
        f'<a href="/{handle}/status/{id}"><time datetime="2026-09-28T09:30:00.000Z">Sep</time></a>'
        f'</div></div><div data-testid="tweetText">{words}</div>{more}'
        '<div role="group"><button>3</button></div></article>'
    )


def x_page(*posts: str) -> str:
    """A page of X with these posts."""
    return f"<!doctype html><html><body><main>{''.join(posts)}</main></body></html>"


def test_a_page_of_x_is_read_post_by_post() -> None:
    """Words, author, date and link of each post; emoji are words; line breaks stay."""
    emoji = '<span>Bread </span><img alt="🧵" src="e.svg"><span>\n\nis old</span>'
    page = x_page(
        x_post(1, emoji), x_post(2, "Thanks to <div><a href='/bob'>@bob</a></div> for it")
    )
    imported = of_text(page)
    assert texts(imported) == ["Bread 🧵\n\nis old", "Thanks to @bob for it"]
    assert imported.thread.author == "Ada Stone (@ada)"
    first = imported.thread.posts[0]
    assert first.url == "https://x.com/ada/status/1"
    assert first.date == "2026-09-28T09:30:00+00:00"


def test_a_link_that_a_page_shows_in_parts_is_whole() -> None:
    """Parts of a link that are hidden from sight belong to it, its ellipsis does not."""
    link = (
        'Read it:<a href="https://t.co/x"><span aria-hidden="true">https://</span>example.org/lon'
        '<span aria-hidden="true">g/way</span><span aria-hidden="true">…</span></a>'
    )
    assert texts(of_text(x_page(x_post(1, link)))) == ["Read it: https://example.org/long/way"]


def test_a_quoted_post_is_left_out_and_reported() -> None:
    """Another's words never run into the post that quotes them."""
    quote = (
        '<div role="link"><div data-testid="User-Name"><div>Carl</div><div>@carl</div></div>'
        '<div data-testid="tweetText">Ovens came first.</div></div>'
    )
    imported = of_text(x_page(x_post(1, "No.", more=quote), x_post(2, "", more=quote)))
    assert texts(imported) == ["No.", "[quoted post]"]
    assert "Ovens came first." in str(imported.report.left_out[0])


def test_answers_of_others_keep_their_names_or_are_left_out() -> None:
    """A page of a thread shows strangers' answers below it."""
    page = x_page(x_post(1, "One."), x_post(2, "I doubt it.", name="Bob Reed"))
    assert [post.author for post in of_text(page).thread.posts] == [
        "Ada Stone (@ada)",
        "Bob Reed (@bob)",
    ]
    alone = of_text(page, options=ImportOptions(only_author=True))
    assert texts(alone) == ["One."]


def test_posts_that_a_page_had_folded_are_reported() -> None:
    """What "Show more" hides is not in the page."""
    page = x_page(
        x_post(1, "One", more='<button data-testid="tweet-text-show-more-link">x</button>')
    )
    assert any("end early" in note for note in of_text(page).report.notes)


def test_a_date_that_cannot_be_read_is_counted() -> None:
    """A post whose date is no date has none, and the report says so."""
    unclear = x_post(2, "Two").replace("2026-09-28T09:30:00.000Z", "soon")
    imported = of_text(x_page(x_post(1, "One"), unclear))
    assert imported.thread.posts[1].date is None
    assert any(note.startswith("1 post without a date") for note in imported.report.notes)


DISCORD = """<!DOCTYPE html><html><body><div class=preamble><div class=preamble__entry>Bakers</div>
<div class=preamble__entry>Text / reading</div></div><div class=chatlog>
<div class=chatlog__message-group><div class=chatlog__message-container
data-message-id=1197622345678901234><div class=chatlog__header><span class=chatlog__author
title=ada>Ada Stone</span></div><div class="chatlog__content chatlog__markdown"><span
class=chatlog__markdown-preserve>1/ Bread
is old <img class=chatlog__emoji alt=loaf src=x.png></span></div></div>
<div class=chatlog__message-container data-message-id=1197622345678901235><div
class="chatlog__content chatlog__markdown"><span class=chatlog__markdown-preserve>2/ Stone</span>
<span class=chatlog__edited-timestamp>(edited)</span></div></div></div>
<div class=chatlog__message-group><div class=chatlog__message-container
data-message-id=1197622345678901236><div class=chatlog__reply>1/ Bread</div><div
class=chatlog__header><span class=chatlog__author title=bob>bob</span></div><div
class="chatlog__content chatlog__markdown"><span class=chatlog__markdown-preserve>I doubt it</span>
</div></div><div class=chatlog__message-container data-message-id=1197622345678901237><span
class=chatlog__system-notification-content>pinned a message</span></div></div></div></body></html>
"""


def test_a_page_of_the_discord_exporter_is_read_message_by_message() -> None:
    """The exporter's default format: a message without a name is by the one before it."""
    imported = of_text(DISCORD)
    assert texts(imported) == ["Bread\nis old :loaf:", "Stone", "I doubt it"]
    assert labels(imported) == ["1/", "2/", None]
    assert [post.author for post in imported.thread.posts] == [
        "Ada Stone (ada)",
        "Ada Stone (ada)",
        "bob",
    ]
    assert imported.thread.posts[0].date == "2024-01-18T19:23:37+00:00"
    assert imported.thread.title == "reading"


def test_a_page_of_telegram_is_read_message_by_message() -> None:
    """The desktop program's export as HTML, with a forwarded message."""
    page = """<!DOCTYPE html><html><body><div class="page_header"><div class="text bold">Bakers
    </div></div><div class="message default clearfix" id="message5"><div class="body">
    <div class="pull_right date details" title="18.01.2024 20:12:12 UTC+01:00">20:12</div>
    <div class="from_name">Ada</div><div class="text">Bread<br>is old</div></div></div>
    <div class="message default clearfix joined" id="message6"><div class="body">
    <div class="pull_right date details" title="18.01.2024 20:13:12 UTC+01:00">20:13</div>
    <div class="forwarded body"><div class="from_name">Carl <span>17.01.2024</span></div>
    <div class="text">Ovens first</div></div></div></div></body></html>"""
    imported = of_text(page)
    assert texts(imported) == ["Bread\nis old", "[forwarded from Carl]\n\nOvens first"]
    assert imported.thread.author == "Ada"
    assert imported.thread.posts[0].date == "2024-01-18T20:12:12+01:00"


def test_a_page_of_nitter_links_to_x() -> None:
    """Nitter's addresses end with the machine it runs on; the posts are X's."""
    page = """<!doctype html><html><body><div class="timeline-item"><a class="fullname" href="/ada"
    title="Ada">Ada</a><a class="username" href="/ada" title="@ada">@ada</a><span
    class="tweet-date"><a href="/ada/status/1#m" title="Jan 18, 2024 · 8:12 PM UTC">Jan</a></span>
    <div class="tweet-content media-body">Bread by <a href="/bob">@bob</a></div>
    <div class="tweet-stats">3 4</div></div></body></html>"""
    imported = of_text(page)
    assert texts(imported) == ["Bread by @bob"]
    assert imported.thread.posts[0].url == "https://x.com/ada/status/1"
    assert imported.thread.posts[0].date == "2024-01-18T20:12:00+00:00"


@pytest.mark.parametrize(
    ("address", "way"),
    [
        (
            "https://bsky.app/profile/ada.example/post/3abc",
            "getPostThread?uri=at://ada.example/app.bsky.feed.post/3abc&depth=10",
        ),
        ("https://www.reddit.com/r/x/comments/1", "add .json to its address"),
        ("https://x.com/ada/status/1", "thread reader"),
        ("https://discord.com/channels/1/2", "DiscordChatExporter"),
        ("https://www.linkedin.com/posts/1", '"text,author,date,url"'),
    ],
)
def test_a_page_that_is_not_read_is_refused_by_name(address: str, way: str) -> None:
    """A site that draws its posts in the browser gets the way that works."""
    page = f'<!doctype html><html><head><link rel="canonical" href="{address}"></head><body><p>'
    with pytest.raises(SourceError) as error:
        of_text(page + WORDS * 9 + "</p></body></html>")
    assert "which is not read" in str(error.value)
    assert way in str(error.value)


def test_a_page_of_mastodon_names_the_addresses_to_open() -> None:
    """The server and the post's number are in the page's address."""
    page = (
        '<!doctype html><html><head><meta property="og:url" content="https://mas.to/@ada/12"></head>'
        f'<body><div id="mastodon"><p>{WORDS * 9}</p></div></body></html>'
    )
    with pytest.raises(SourceError) as error:
        of_text(page)
    assert "https://mas.to/api/v1/statuses/12/context" in str(error.value)


def test_a_page_of_many_posts_of_an_unknown_site_is_refused() -> None:
    """Posts whose marks are not known would run together."""
    posts = "".join(f"<article><b>user{n}</b><p>{WORDS * 2}{n}</p></article>" for n in range(4))
    with pytest.raises(SourceError) as error:
        of_text(f"<!doctype html><html><body><main>{posts}</main></body></html>")
    assert "holds 4 posts" in str(error.value)


def test_teasers_of_other_articles_do_not_make_a_page_of_many_posts() -> None:
    """A blog shows what else there is beside its article."""
    article = "".join(f"<p>{WORDS * 2}{n}</p>" for n in range(5))
    others = "".join(f"<article><h3>Other {n}</h3><p>teaser</p></article>" for n in range(5))
    page = f"<article><h1>Bread</h1>{article}</article><aside>{others}</aside>"
    assert len(texts(of_text(f"<!doctype html><html><body>{page}</body></html>"))) == 5


def test_a_page_of_which_little_is_kept_is_refused() -> None:
    """The share of the visible words that was kept is measured."""
    menu = "".join(f"<ul><li><a href='/{n}'>entry {n} of a menu</a></li></ul>" for n in range(100))
    page = f"<!doctype html><html><body><article><p>{WORDS * 3}</p></article>{menu}</body></html>"
    with pytest.raises(SourceError) as error:
        of_text(page)
    assert "words in this page are its readable text" in str(error.value)


def test_a_page_without_paragraphs_is_refused() -> None:
    """One endless paragraph is several posts run together."""
    with pytest.raises(SourceError) as error:
        of_text(f"<!doctype html><html><body><main><p>{WORDS * 120}</p></main></body></html>")
    assert "its posts run together" in str(error.value)


def test_a_part_of_a_page_is_no_paste() -> None:
    """HTML that was copied without the page around it is read without its tags."""
    imported = of_text("<div><p>Bread is <b>old</b> &amp; wise.</p><p>Stone.</p></div>")
    assert texts(imported) == ["Bread is old & wise.", "Stone."]


def test_lines_with_a_few_tags_stay_lines() -> None:
    """Words in bold alone do not make one paragraph of a paste."""
    assert texts(of_text("<b>Bread</b> &amp; ash\n<i>Stone</i>\n")) == ["Bread & ash", "Stone"]


def test_json_that_a_browser_shows_as_a_page_is_read_as_json() -> None:
    """Browsers save the answer of an address inside a page."""
    page = '<html><body><pre>[{"text": "Bread &amp; &lt;b&gt;"}]</pre></body></html>'
    assert texts(of_text(page)) == ["Bread & <b>"]


def test_a_page_made_to_take_long_is_read_in_one_pass() -> None:
    """Cards, notes and posts in each other by the thousand are looked at once."""
    card, note = "<div class=chatlog__embed>x</div>", "<b class=chatlog__edited-timestamp>e</b>y"
    words = "<div class=chatlog__content>Bread"
    page = f"<html><body><div data-message-id=1>{words}{note * 4_000}</div>{card * 4_000}</div>"
    assert texts(of_text(page)) == ["Bread" + "y" * 4_000]
    picture = '<b class="entity-image entity-video entity-image">p</b>y'
    page = f"<html><body><div class=content-tweet>Bread{picture * 4_000}</div>"
    assert texts(of_text(page))[0].startswith("Bread" + "y" * 4_000)
    imported = of_text(
        f"{x_page(x_post(1, 'Bread', more=x_post(2, 'is old') * 900))}{'<i>x' * 900}"
    )
    assert texts(imported) == ["Bread"]
    assert "900 nested posts" in str(imported.report.left_out[0])


@pytest.mark.parametrize(
    ("around", "inside"),
    [
        ("<div role=link>", '<b data-testid="User-Name">x</b>'),
        ('<div data-testid="User-Name">', "<i>@x</i>"),
        ('<div data-testid="cardPoll">', "<li>x</li>"),
    ],
)
def test_a_post_made_to_take_long_is_read_in_one_pass(around: str, inside: str) -> None:
    """Parts of a post that are in each other are not searched again for each of them."""
    start = time.process_time()
    imported = of_text(x_page(x_post(1, "Bread", more=around * 60 + inside * 6_000)))
    assert texts(imported)[0].startswith("Bread")
    assert time.process_time() - start < 2


@pytest.mark.parametrize("marks", ["class=timeline-item", "data-message-id=1"])
def test_posts_in_each_other_are_looked_at_once(marks: str) -> None:
    """What is deeper in a post than any site writes it is refused, and nothing of it lost."""
    words = "<b class=tweet-content><b class=chatlog__content>Bread</b></b>" + "<i>x</i>" * 5_000
    start = time.process_time()
    few = of_text(f"<!doctype html><html><body>{f'<div {marks}>' * 50}{words}")
    assert texts(few) == ["Bread"]
    assert "49 nested posts" in str(few.report.left_out[0])
    with pytest.raises(SourceError, match="too deep in each other"):
        of_text(f"<!doctype html><html><body>{f'<div {marks}>' * 900}{words}")
    assert time.process_time() - start < 2
