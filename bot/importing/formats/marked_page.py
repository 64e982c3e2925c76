"""Saved pages of many posts whose sites mark each post: X, Nitter, Telegram, DiscordChatExporter.

A site is one ``Markup``: where its posts are, and what to read off each of them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeAlias

from lxml import etree, html

from bot.importing.html_text import remove, text_of
from bot.importing.parsed_source import Metadata, ParsedSource, RawPost
from bot.importing.phrasing import Medium, moment, opening, person, plural
from bot.importing.report import LeftOut
from bot.importing.written_dates import WrittenDates

Element: TypeAlias = html.HtmlElement

_STATUS = re.compile(r"/(\w+)/status(?:es)?/(\d+)")
_DISCORD_EPOCH = 1_420_070_400_000
_SHORTEST_DISCORD_ID = 15
_NO_POST = "nobody wrote it as a post of the thread"
_QUOTED = "a quoted post is another's words"
_UNDESCRIBED = re.compile(r"\S{1,12}|Image attachment")
"""What sites write where a picture has no description, a word for picture in their language."""


def _has(name: str) -> str:
    """The XPath condition that an element is of a class."""
    return f'contains(concat(" ", normalize-space(@class), " "), " {name} ")'


@dataclass(frozen=True, slots=True)
class Markup:
    """How one site marks its posts; all texts are XPath expressions.

    ``beside`` are parts of a post that are not its author's words, and why; they are taken out
    before ``read`` sees the post. ``furniture`` are such parts that nobody wrote. ``others`` are
    parts of the page that are left out. ``cut`` is what a post has whose end is not in the page.
    ``partial`` is said of every page. With ``author_of_group`` a post without a name is by the
    author of the post before it; only a page that is ``dated`` shows dates.
    """

    recognised: str
    posts: str
    read: Callable[[Element], RawPost]
    title: Callable[[Element], str] = lambda page: ""
    beside: tuple[tuple[str, str], ...] = ()
    furniture: tuple[str, ...] = ()
    others: tuple[tuple[str, str, str], ...] = ()
    cut: str | None = None
    partial: str | None = None
    author_of_group: bool = False
    dated: bool = True


def posts_of_page(page: Element) -> ParsedSource | None:
    """The posts of a page of a known site; None where it is of none."""
    for markup in MARKUPS:
        if found := page.xpath(markup.posts):
            return _parsed(markup, page, _outermost(page, frozenset(found)), len(found))
    return None


def _outermost(page: Element, posts: frozenset[Element]) -> list[Element]:
    """Those posts that are in no other; no site puts one into another."""
    outermost: list[Element] = []
    walk = etree.iterwalk(page, events=("start",))
    for _, element in walk:
        if element in posts:
            outermost.append(element)
            walk.skip_subtree()
    return outermost


def _parsed(
    markup: Markup, page: Element, posts: Sequence[Element], found_posts: int
) -> ParsedSource:
    left_out = [
        LeftOut("the page", plural(len(found), what), why)
        for others, what, why in markup.others
        if (found := page.xpath(others))
    ]
    if inside := found_posts - len(posts):
        left_out.append(LeftOut("the page", plural(inside, "nested post"), _NO_POST))
    raw_posts: list[RawPost] = []
    cut = 0
    for position, post in enumerate(posts, 1):
        beside = list(_take_out(markup, post, f"post {position}"))
        left_out += beside
        cut += markup.cut is not None and bool(post.xpath(markup.cut))
        raw_post = markup.read(post)
        if markup.author_of_group and raw_post.author is None and raw_posts:
            raw_post = replace(raw_post, author=raw_posts[-1].author)
        if not (raw_post.text or raw_post.media) and any(one.why == _QUOTED for one in beside):
            raw_post = replace(raw_post, media=(Medium("quoted post"),))
        raw_posts.append(raw_post)
    dated = _with_dates(raw_posts)
    return ParsedSource(
        markup.recognised,
        dated,
        Metadata(title=markup.title(page) or None, source=raw_posts[0].url),
        left_out=tuple(left_out),
        warnings=tuple(_notes(markup, dated, cut)),
    )


def _take_out(markup: Markup, post: Element, where: str) -> Iterator[LeftOut]:
    for furniture in markup.furniture:
        remove(post, post.xpath(furniture))
    for beside, why in markup.beside:
        parts = post.xpath(beside)
        for part in parts:
            yield LeftOut(where, opening(text_of(part)) or "a part without words", why)
        remove(post, parts)


def _notes(markup: Markup, raw_posts: Sequence[RawPost], cut: int) -> Iterator[str]:
    if cut:
        yield (
            f"{plural(cut, 'post')} end early, because the page had them folded: "
            "unfold them and save the page again"
        )
    if markup.partial:
        yield markup.partial
    writers = Counter(post.author for post in raw_posts)
    if others := len(raw_posts) - writers[raw_posts[0].author]:
        yield (
            f"{plural(others, 'post')} of people other than the first author; "
            "--only-author leaves them out"
        )
    if markup.dated and (undated := sum(post.date is None for post in raw_posts)):
        yield f"{plural(undated, 'post')} without a date: the page shows none that is clear"


def _with_dates(raw_posts: Sequence[RawPost]) -> tuple[RawPost, ...]:
    """The posts, the dates among them that were written for people in ISO 8601."""
    written = [post.date for post in raw_posts if post.date and not moment(post.date)]
    dates = WrittenDates.seen(written)
    return tuple(
        replace(post, date=moment(post.date) or dates.read(post.date)) if post.date else post
        for post in raw_posts
    )


def _first(element: Element, path: str) -> str:
    """The words of the first element, or the first attribute, at a path."""
    found = element.xpath(path)
    if not found:
        return ""
    return found[0].strip() if isinstance(found[0], str) else text_of(found[0], links=False)


def _words(element: Element, path: str, *, inline: bool = False, preformatted: bool = True) -> str:
    """The words of the first element at a path, its line breaks as they are in the source."""
    found = element.xpath(path)
    return text_of(found[0], preformatted=preformatted, inline=inline) if found else ""


def _pictures(post: Element, path: str) -> Iterator[Medium]:
    for picture in post.xpath(path):
        alt, address = picture.get("alt", "").strip(), picture.get("src", "")
        described = alt and not _UNDESCRIBED.fullmatch(alt)
        yield Medium("picture", alt if described else None, address or None)


def _films(post: Element, path: str) -> Iterator[Medium]:
    yield from (Medium("video") for _ in post.xpath(path))


def _x_link(path: str) -> str | None:
    found = _STATUS.search(path)
    return f"https://x.com/{found[1]}/status/{found[2]}" if found else None


# X ------------------------------------------------------------------------------------------------

_X_NAME = './/*[@data-testid="User-Name"]'
_X_QUOTE = f'.//*[@role="link"][{_X_NAME}]'


def _x_post(post: Element) -> RawPost:
    handle = _first(post, f'{_X_NAME}//text()[starts-with(normalize-space(.), "@")]')
    poll = " / ".join(map(text_of, post.xpath('.//*[@data-testid="cardPoll"]//li')))
    cards = post.xpath('.//*[@data-testid="card.wrapper"]//a[starts-with(@href, "http")]/@href')
    return RawPost(
        _words(post, './/*[@data-testid="tweetText"]', inline=True),
        media=(
            *_pictures(post, './/*[@data-testid="tweetPhoto"]//img[not(@alt="")]'),
            *_films(post, './/*[@data-testid="videoPlayer"]'),
            *(Medium("link", card) for card in cards[:1]),
            *([Medium("poll", poll)] if poll else []),
        ),
        author=person(_first(post, f"{_X_NAME}/*[1]"), handle),
        date=_first(post, ".//time/@datetime") or None,
        url=_x_link(_first(post, ".//a[.//time]/@href")),
    )


_X = Markup(
    "a page of X",
    '//article[@data-testid="tweet"][not(ancestor::*[@data-testid="placementTracking"])]',
    _x_post,
    beside=((_X_QUOTE, _QUOTED),),
    others=(
        (
            '//*[@data-testid="placementTracking"]//article[@data-testid="tweet"]',
            "advertisement",
            _NO_POST,
        ),
    ),
    cut='.//*[@data-testid="tweet-text-show-more-link"]',
    partial=(
        "X draws only the posts near the part of the page that is on the screen: count them, and "
        "where some lack use the archive of X or a thread reader"
    ),
)

# Nitter -------------------------------------------------------------------------------------------

_NITTER_HIDDEN = f"ancestor::*[{_has('related-tweets')}]"


def _nitter_post(post: Element) -> RawPost:
    date = f".//*[{_has('tweet-date')}]/a"
    return RawPost(
        _words(post, f".//*[{_has('tweet-content')}]"),
        media=(
            *_pictures(post, f".//a[{_has('still-image')}]//img"),
            *_films(post, f".//*[{_has('gallery-video')} or {_has('media-gif')}]"),
        ),
        author=person(
            _first(post, f".//a[{_has('fullname')}]/@title"),
            _first(post, f".//a[{_has('username')}]/@title"),
        ),
        date=_first(post, f"{date}/@title") or None,
        url=_x_link(_first(post, f"{date}/@href")),
    )


_NITTER = Markup(
    "a page of Nitter",
    f"//*[{_has('timeline-item')}][.//*[{_has('tweet-content')}]][not({_NITTER_HIDDEN})]",
    _nitter_post,
    beside=(
        (f".//*[{_has('quote')}]", _QUOTED),
        (f".//*[{_has('community-note')}]", "a note of readers is another's words"),
    ),
    furniture=(f".//*[{_has('alt-text')}]",),
    others=(
        (f"//*[{_has('timeline-item')}][{_NITTER_HIDDEN}]", "related post", _NO_POST),
        (
            f"//*[{_has('timeline-item')}][{_has('unavailable')}]",
            "post that is gone",
            "its words are not shown",
        ),
        (f"//*[{_has('more-replies')}]", "link to more posts", "open it and save that page too"),
    ),
)

# Thread Reader ------------------------------------------------------------------------------------

_THREAD_READER_KINDS = {"entity-image": "picture", "entity-video": "video"}


def _thread_reader_post(post: Element) -> RawPost:
    media: list[Medium] = []
    parts: list[Element] = []
    for element in post.xpath(".//*[@class]"):
        for name in _THREAD_READER_KINDS.keys() & element.get("class", "").split():
            media.append(Medium(_THREAD_READER_KINDS[name]))
            parts.append(element)
    remove(post, parts)
    name, id = post.get("data-screenname"), post.get("data-tweet")
    return RawPost(
        text_of(post),
        media=tuple(media),
        author=f"@{name}" if name else None,
        url=f"https://x.com/{name or 'i'}/status/{id}" if id else None,
    )


_THREAD_READER = Markup(
    "a Thread Reader page",
    f"//*[{_has('content-tweet')}]",
    _thread_reader_post,
    beside=((f".//*[{_has('entity-embed')}]", _QUOTED),),
    furniture=(f".//*[{_has('tw-permalink')}]",),
    dated=False,
)

# Telegram -----------------------------------------------------------------------------------------


def _telegram_post(post: Element) -> RawPost:
    own = f"./*[{_has('body')}]"
    forwarded = f"{own}/*[{_has('forwarded')}][{_has('body')}]"
    forwarder = _first(post, f"{forwarded}/*[{_has('from_name')}]/text()[1]")
    poll = f".//*[{_has('media_poll')}]"
    options = [_first(post, f"{poll}/*[{_has('question')}]")]
    options += map(text_of, post.xpath(f"{poll}/*[{_has('answer')}]"))
    files = post.xpath(f".//*[{_has('media_file')}]//*[{_has('title')}]")
    return RawPost(
        _words(post, f".//*[{_has('text')}]"),
        heading=f"[forwarded from {forwarder}]" if forwarder else None,
        media=(
            *(Medium("picture") for _ in post.xpath(_TELEGRAM_PICTURES)),
            *_films(post, f".//*[{_has('video_file_wrap')} or {_has('media_video')}]"),
            *(Medium("file", text_of(file)) for file in files),
            *([Medium("poll", " / ".join(filter(None, options)))] if any(options) else []),
        ),
        author=_first(post, f"{own}/*[{_has('from_name')}]") or None,
        date=_first(post, f"{own}/*[{_has('date')}]/@title") or None,
    )


_TELEGRAM_PICTURES = f".//*[{_has('photo_wrap')} or {_has('media_photo')}]"
_TELEGRAM = Markup(
    "a Telegram chat as a page",
    f"//*[{_has('message')}][{_has('default')}][*[{_has('body')}]]",
    _telegram_post,
    title=lambda page: _first(page, f"//*[{_has('page_header')}]//*[{_has('text')}]"),
    beside=((f".//*[{_has('reply_to')}]", "it names the post that is answered"),),
    others=(
        (
            f"//*[{_has('message')}][{_has('service')}][not(starts-with(@id, 'message-'))]",
            "notice",
            _NO_POST,
        ),
        (f"//a[{_has('pagination')}]", "link to another page of the chat", "import that page too"),
    ),
    author_of_group=True,
)


def _telegram_preview(post: Element) -> RawPost:
    name = "tgme_widget_message"
    forwarder = _first(post, f".//*[{_has(name + '_forwarded_from_name')}]")
    question = _first(post, f".//*[{_has(name + '_poll_question')}]")
    options = map(text_of, post.xpath(f".//*[{_has(name + '_poll_option_text')}]"))
    return RawPost(
        _words(post, f".//*[{_has(name + '_text')}]", preformatted=False),
        heading=f"[forwarded from {forwarder}]" if forwarder else None,
        media=(
            *(Medium("picture") for _ in post.xpath(f".//*[{_has(name + '_photo_wrap')}]")),
            *_films(post, f".//*[{_has(name + '_video_wrap')}]"),
            *([Medium("poll", " / ".join([question, *options]))] if question else []),
        ),
        author=_first(post, f".//*[{_has(name + '_owner_name')}]") or None,
        date=_first(post, f".//a[{_has(name + '_date')}]//time/@datetime") or None,
        url=f"https://t.me/{post.get('data-post')}",
    )


_TELEGRAM_CHANNEL = Markup(
    "a page of a Telegram channel",
    f"//*[{_has('tgme_widget_message')}][@data-post]",
    _telegram_preview,
    title=lambda page: _first(page, f"//*[{_has('tgme_channel_info_header_title')}]"),
    beside=(
        (f".//*[{_has('tgme_widget_message_reply')}]", "it repeats the post that is answered"),
        (f".//*[{_has('tgme_widget_message_link_preview')}]", "it is the preview of a link"),
    ),
    partial="the page holds some 20 posts of the channel: compare its first and its last one",
)

# DiscordChatExporter ------------------------------------------------------------------------------


def _discord_message(post: Element) -> RawPost:
    content = f".//*[{_has('chatlog__content')}]"
    words = _words(post, f"{content}//*[{_has('chatlog__markdown-preserve')}]")
    forwarded = _words(post, f".//*[{_has('chatlog__forwarded-content')}]")
    cards = [text_of(card) for card in post.xpath(f".//*[{_DISCORD_EMBED}]")]
    author = f".//*[{_has('chatlog__author')} or {_has('chatlog__author-name')}]"
    files = post.xpath(f".//*[{_has('chatlog__attachment-generic-name')}]")
    said = [words or _words(post, content), f"[forwarded] {forwarded}" if forwarded else "", *cards]
    return RawPost(
        "\n\n".join(filter(None, said)),
        media=(
            *_pictures(post, f".//img[{_DISCORD_FILE}]"),
            *_films(post, f".//video[{_DISCORD_FILE}]"),
            *(Medium("file", text_of(file)) for file in files),
            *(Medium("sticker", name) for name in post.xpath(_DISCORD_STICKERS)),
        ),
        author=person(_first(post, author), _first(post, f"{author}/@title")),
        date=_date_of_id(post.get("data-message-id", "")) or _discord_date(post),
    )


def _date_of_id(id: str) -> str | None:
    """When Discord made an id, to the second; short ids are none of Discord's."""
    if not (id.isascii() and id.isdecimal() and _SHORTEST_DISCORD_ID <= len(id) <= 20):
        return None
    made = ((int(id) >> 22) + _DISCORD_EPOCH) // 1000
    return datetime.fromtimestamp(made, UTC).isoformat()


def _discord_date(post: Element) -> str | None:
    stamp = f".//*[{_has('chatlog__timestamp')} or {_has('chatlog__short-timestamp')}]"
    written = _first(post, f"{stamp}/@title") or _first(post, stamp)
    return written or None


_DISCORD_FILE = f"{_has('chatlog__attachment-media')} or {_has('chatlog__forwarded-attachment')}"
_DISCORD_STICKERS = f".//*[{_has('chatlog__sticker')}]/@title"
_DISCORD_NOTICE = f".//*[{_has('chatlog__system-notification-content')}]"
_DISCORD_EMBED = _has("chatlog__embed")
_WITH_WORDS = f"self::*[.//*[{_has('chatlog__content')}]]"
_DISCORD_CHANNEL = f"(//*[{_has('preamble__entry')} or {_has('info__channel-name')}])[2]"
_DISCORD = Markup(
    "a Discord channel as a page of DiscordChatExporter",
    f"//*[@data-message-id][not({_DISCORD_NOTICE})]",
    _discord_message,
    title=lambda page: _first(page, _DISCORD_CHANNEL).rpartition(" / ")[2],
    beside=(
        (f".//*[{_has('chatlog__reply')}]", "it repeats the post that is answered"),
        (f".//*[{_has('chatlog__reactions')}]", "these are others' reactions"),
        (f"{_WITH_WORDS}//*[{_DISCORD_EMBED}]", "it is the preview of a link or a bot's card"),
    ),
    furniture=(
        f".//*[{_has('chatlog__edited-timestamp')}]",
        f".//*[{_has('chatlog__forwarded-header')}]",
        f".//*[{_has('chatlog__forwarded-timestamp')}]",
    ),
    others=((f"//*[@data-message-id][{_DISCORD_NOTICE}]", "notice of Discord", _NO_POST),),
    author_of_group=True,
)

MARKUPS = (_THREAD_READER, _X, _NITTER, _TELEGRAM, _TELEGRAM_CHANNEL, _DISCORD)
