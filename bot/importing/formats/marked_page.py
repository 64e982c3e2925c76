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

from bot.importing.documents import SourceError
from bot.importing.html_text import TOO_DEEP, depth_of, remove, text_of
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
_DEEPEST = 100  #: elements in each other in a post; what is in one of them is searched for each
_UNDESCRIBED = re.compile(r"\S{1,12}|Image attachment")
"""What sites write where a picture has no description, a word for picture in their language."""


def _within(condition: str) -> str:
    """The XPath condition that an element around this one fits; ``A//B`` takes quadratic time."""
    return f"ancestor::*[{condition}]"


def _test(name: str) -> str:
    """The XPath condition that an element is named so for the tests of X."""
    return f'@data-testid="{name}"'


def _has(name: str) -> str:
    """The XPath condition that an element is of a class."""
    return f'contains(concat(" ", normalize-space(@class), " "), " {name} ")'


@dataclass(frozen=True, slots=True)
class Markup:
    """How one site marks its posts; all texts are XPath expressions.

    ``posts`` looks at each element alone, so that elements in each other are not searched again.
    Of the outermost elements those in an ``aside``, and those that do not match ``fitting``, are no
    posts; behind each of both is what such elements are.
    ``beside`` are parts of a post that are not its author's words, and why; they are taken out
    before ``read`` sees the post. ``furniture`` are such parts that nobody wrote. ``others`` are
    parts of the page that are left out. ``cut`` is what a post has whose end is not in the page.
    ``partial`` is said of every page. With ``author_of_group`` a post without a name is by the
    author of the post before it; only a page that is ``dated`` shows dates.
    """

    recognised: str
    posts: str
    read: Callable[[Element], RawPost]
    fitting: tuple[str, str] = ("true()", "other part")
    aside: tuple[str, str] = ("/..", "part aside")
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
        if marked := frozenset(page.xpath(markup.posts)):
            posts, left_out = _sorted_out(markup, page, marked)
            if posts:
                return _parsed(markup, page, posts, left_out)
    return None


def _sorted_out(
    markup: Markup, page: Element, marked: frozenset[Element]
) -> tuple[Sequence[Element], Sequence[LeftOut]]:
    """The posts among the marked elements, and what the others are; no site nests its posts."""
    matches = etree.XPath(f"boolean({markup.fitting[0]})")
    asides = frozenset(page.xpath(markup.aside[0]))
    around = set[Element]()
    posts: list[Element] = []
    others: Counter[str] = Counter()
    walk = etree.iterwalk(page, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            around.discard(element)
            continue
        if element in marked:
            if around:
                others[markup.aside[1]] += 1
            elif matches(element):
                posts.append(element)
            else:
                others[markup.fitting[1]] += 1
            if depth_of(element) > _DEEPEST:
                raise SourceError(TOO_DEEP)
            walk.skip_subtree()
        if element in asides:
            around.add(element)
    if nested := len(marked) - len(posts) - others.total():
        others["nested post"] = nested
    return posts, [LeftOut("the page", plural(n, what), _NO_POST) for what, n in others.items()]


def _parsed(
    markup: Markup, page: Element, posts: Sequence[Element], not_posts: Sequence[LeftOut]
) -> ParsedSource:
    left_out = [
        *not_posts,
        *(
            LeftOut("the page", plural(len(found), what), why)
            for others, what, why in markup.others
            if (found := page.xpath(others))
        ),
    ]
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
        parts = _outermost(post, frozenset(post.xpath(beside)))
        for part in parts:
            yield LeftOut(where, opening(text_of(part)) or "a part without words", why)
        remove(post, parts)


def _outermost(post: Element, parts: frozenset[Element]) -> Sequence[Element]:
    """Those parts of a post that are in no other one."""
    outermost: list[Element] = []
    walk = etree.iterwalk(post, events=("start",))
    for _, element in walk:
        if element in parts:
            outermost.append(element)
            walk.skip_subtree()
    return outermost


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

_X_IS_NAME = _test("User-Name")
_X_NAME = f".//*[{_X_IS_NAME}]"
_X_QUOTE = f'.//*[@role="link"][{_X_NAME}]'


def _x_post(post: Element) -> RawPost:
    handle = _first(post, f'.//text()[starts-with(normalize-space(.), "@")][{_within(_X_IS_NAME)}]')
    poll = " / ".join(map(text_of, post.xpath(f".//li[{_within(_test('cardPoll'))}]")))
    cards = post.xpath(f".//a[starts-with(@href, 'http')][{_within(_test('card.wrapper'))}]/@href")
    return RawPost(
        _words(post, './/*[@data-testid="tweetText"]', inline=True),
        media=(
            *_pictures(post, f".//img[not(@alt='')][{_within(_test('tweetPhoto'))}]"),
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
    '//article[@data-testid="tweet"]',
    _x_post,
    aside=('//*[@data-testid="placementTracking"]', "advertisement"),
    beside=((_X_QUOTE, _QUOTED),),
    cut='.//*[@data-testid="tweet-text-show-more-link"]',
    partial=(
        "X draws only the posts near the part of the page that is on the screen: count them, and "
        "where some lack use the archive of X or a thread reader"
    ),
)

# Nitter -------------------------------------------------------------------------------------------


def _nitter_post(post: Element) -> RawPost:
    date = f".//*[{_has('tweet-date')}]/a"
    return RawPost(
        _words(post, f".//*[{_has('tweet-content')}]"),
        media=(
            *_pictures(post, f".//img[ancestor::a[{_has('still-image')}]]"),
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
    f"//*[{_has('timeline-item')}]",
    _nitter_post,
    fitting=(f".//*[{_has('tweet-content')}]", "item without words"),
    aside=(f"//*[{_has('related-tweets')}]", "related post"),
    beside=(
        (f".//*[{_has('quote')}]", _QUOTED),
        (f".//*[{_has('community-note')}]", "a note of readers is another's words"),
    ),
    furniture=(f".//*[{_has('alt-text')}]",),
    others=(
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
    files = post.xpath(f".//*[{_has('title')}][{_within(_has('media_file'))}]")
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
    title=lambda page: _first(page, f"//*[{_has('text')}][{_within(_has('page_header'))}]"),
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
        date=_first(post, f".//time[ancestor::a[{_has(name + '_date')}]]/@datetime") or None,
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
    is_content = _has("chatlog__content")
    words = _words(post, f".//*[{_has('chatlog__markdown-preserve')}][{_within(is_content)}]")
    forwarded = _words(post, f".//*[{_has('chatlog__forwarded-content')}]")
    cards = [text_of(card) for card in post.xpath(f".//*[{_DISCORD_EMBED}]")]
    author = f".//*[{_has('chatlog__author')} or {_has('chatlog__author-name')}]"
    files = post.xpath(f".//*[{_has('chatlog__attachment-generic-name')}]")
    said = [
        words or _words(post, f".//*[{is_content}]"),
        f"[forwarded] {forwarded}" if forwarded else "",
        *cards,
    ]
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
    "//*[@data-message-id]",
    _discord_message,
    fitting=(f"not({_DISCORD_NOTICE})", "notice of Discord"),
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
    author_of_group=True,
)

MARKUPS = (_THREAD_READER, _X, _NITTER, _TELEGRAM, _TELEGRAM_CHANNEL, _DISCORD)
