"""A saved web page: one whose site marks its posts, or any other with readable text."""

import codecs
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from copy import deepcopy
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32
from functools import cache
from typing import cast

from lxml import html

from bot.importing.documents import Document, Documents
from bot.importing.formats.marked_page import posts_of_page
from bot.importing.formats.reader_sites import speaker
from bot.importing.html_text import TOO_DEEP, depth_of, parsed, text_of
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource, RawPost
from bot.importing.phrasing import opening
from bot.importing.report import Certainty, LeftOut
from bot.importing.unsupported_pages import TABLE, refusal

_PAGE = re.compile(rb"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_FRAGMENT = re.compile(
    rb"\s*<(?:a|article|b|blockquote|br|div|em|h[1-6]|hr|i|img|li|link|main|meta|ol|p|pre|script"
    rb"|section|span|strong|style|table|title|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"<(?:article|br|div|h[1-6]|li|p|section|table)\b", re.IGNORECASE)
_SAVED_FROM = re.compile(
    r"<!--\s+(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url: )(\S+)"
)
_MULTIPART = re.compile(rb"[\r\n]Content-Type:\s*(?:multipart|message)/", re.IGNORECASE)
_JSON_IN_PAGE = re.compile(rb"<pre[^>]*>\s*[\[{]", re.IGNORECASE)
_QUADRATIC = frozenset({"idna", "punycode"})  #: encodings, of names and no pages
_BY_HAND = "copy the text out of the browser and import that"
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_UNITS = (
    '//article[not(ancestor::article)] | //*[@role="article"][not(ancestor::*[@role="article"])]'
)
_UNIT_CLASS = re.compile(
    r"(?:\w+[-_]{1,2})?(?:post|comment|message|reply|answer)"
    r"(?:[-_]{1,2}(?:body|content|text|container|wrapper|post))?|postbody"
)
_SIGNATURE = (
    './/time | .//*[@itemprop="author" or @rel="author"]'
    ' | .//*[contains(@class, "author") or contains(@class, "poster") or contains(@class, "user")]'
)
"""What an element has that is one person's post."""
_NOTICE = re.compile(
    r"JavaScript is (?:not available|disabled|required)|enable JavaScript|Just a moment\.\.\."
    r"|you are (?:a )?human|Checking your browser|Access denied|Attention Required"
    r"|\b[45]\d\d (?:[A-Z][a-z]+ ?){1,3}|Page not found|Too many requests",
    re.IGNORECASE,
)
_WORDS_OF_NOTICE = 120
_LEAST_KEPT = 0.15
_MOSTLY_KEPT = 0.6
_LONGEST = 8000
_MANY_ELEMENTS = 4000  #: of a page; few that people save have more
_MOST_TAGS = 1_000_000  #: of any page; they take 150 MB
_MOST_ELEMENTS = 50_000  #: each takes trafilatura up to half a millisecond
_MOST_AUTHORS = 20
_LONGEST_FACT = 300
_LONGEST_VALUE = 2_000  #: of an attribute
_LONGEST_JSON = 20_000
_MOST_NAMES = 800  #: that may be in JSON
_BETWEEN_NAMES = re.compile(r"[/;,|&]|[ua]nd", re.IGNORECASE)
_AUTHOR = re.compile(r"author|creator|byl", re.IGNORECASE)
_JSON_SCRIPTS = '//script[@type="application/ld+json" or @type="application/settings+json"]'
_MOST_MULTIPARTS = 20
_LONGEST_HEADER = 10_000
_DEEPEST = 500  # elements in each other: trafilatura takes cubic time for them


def recognises(documents: Documents) -> bool:
    """Whether a document begins as a page or as a part of one does."""
    return any(_is_page(document) for document in documents)


def _is_page(document: Document) -> bool:
    start = document.head.lstrip(b"\xef\xbb\xbf \r\n\t")
    whole = start.startswith(b"<") and _PAGE.search(document.head) is not None
    note = document.path.suffix.lower() in (".md", ".markdown")
    part = _FRAGMENT.match(start) is not None and not note
    return whole or part or _is_mhtml(document)


def _is_mhtml(document: Document) -> bool:
    """Whether it is a page in one file as Chrome saves it, in the form of an e-mail."""
    return document.head.startswith(b"From: ") and b"multipart/related" in document.head


def json_in_page(document: Document) -> Document:
    """The JSON that a browser shows as a page, as a document of its own; else the document."""
    if not (_is_page(document) and _JSON_IN_PAGE.search(document.head)):
        return document
    shown = parsed(_html(document)).xpath("//body/pre")
    return (
        Document.from_bytes(document.name, shown[0].text_content().encode()) if shown else document
    )


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """The posts that a site marks, or else the paragraphs of the readable text."""
    pages = [document for document in documents if _is_page(document)]
    if len(pages) != 1:
        raise documents[0].error(f"there are {len(pages)} web pages in it; give one saved page")
    page = _html(pages[0])
    tree = parsed(page)
    if marked := posts_of_page(tree):
        return marked
    saved_from = _SAVED_FROM.search(page)
    address = _address(tree) or (saved_from[1] if saved_from else "")
    if way := refusal(tree, address):
        raise pages[0].error(way)
    if not _PAGE.search(pages[0].head) and not _is_mhtml(pages[0]):
        return _fragment(page, tree, pages[0])
    return _readable(page, tree, address, pages[0])


def _html(document: Document) -> str:
    from trafilatura.utils import decode_file  # slow to load, for nothing in other formats

    content = document.content
    if _is_mhtml(document):
        content = _page_in_mhtml(document, content)
    page = str(decode_file(content))
    if (tags := page.count("<")) > _MOST_TAGS:
        raise document.error(
            f"the page has {tags:,} tags, and at most {_MOST_TAGS:,} are read; {_BY_HAND}"
        )
    return page


class _ShortHeaders(Compat32):
    """Cuts each header of an e-mail, as its parameters take quadratic time."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


_SHORT_HEADERS = _ShortHeaders()


def _page_in_mhtml(document: Document, content: bytes) -> bytes:
    """The first page of an e-mail, in UTF-8 where its encoding is known; empty where it has none.

    The parser's newer policies read every header, and stop on many that a hand has changed.
    """
    if len(_MULTIPART.findall(content)) > _MOST_MULTIPARTS:
        raise document.error(f"its parts are too deep in each other; {_BY_HAND}")
    for part in message_from_bytes(content, policy=_SHORT_HEADERS).walk():
        if part.get_content_type() == "text/html":
            return _in_utf8(cast(bytes, part.get_payload(decode=True)), part)
    return b""


def _in_utf8(page: bytes, part: Message) -> bytes:
    try:
        encoding = codecs.lookup(part.get_content_charset("utf-8")).name
        return page if encoding in _QUADRATIC else page.decode(encoding, "replace").encode()
    except (LookupError, ValueError):
        return page


def _address(tree: html.HtmlElement) -> str:
    """Where the page says that it is."""
    found = tree.xpath('//link[@rel="canonical"]/@href | //meta[@property="og:url"]/@content')
    return found[0] if found else ""


def _fragment(page: str, tree: html.HtmlElement, document: Document) -> ParsedSource:
    """A part of a page is all words; its paragraphs are its posts, or its lines without any."""
    in_blocks = _BLOCK.search(page)
    text = text_of(tree, preformatted=not in_blocks)
    paragraphs = [words for words in text.split("\n\n" if in_blocks else "\n") if words.strip()]
    if not paragraphs:
        raise document.error(f"no readable text is in it; {_BY_HAND}")
    return ParsedSource(
        "a part of a web page",
        tuple(RawPost(words) for words in paragraphs),
        certainty=Certainty.INFERRED,
    )


def _readable(page: str, tree: html.HtmlElement, address: str, document: Document) -> ParsedSource:
    import trafilatura

    elements = sum(1 for _ in tree.iter())
    if elements > _MOST_ELEMENTS:
        raise document.error(
            f"the page has {elements:,} elements, and of one with at most {_MOST_ELEMENTS:,} the "
            f"readable text is looked for; {_BY_HAND}"
        )
    if depth_of(tree) > _DEEPEST:
        raise document.error(TOO_DEEP)
    try:
        text = trafilatura.extract(
            deepcopy(tree),  # of the page it would read a depth of 256, and it changes the tree
            output_format="html",
            include_comments=False,
            include_links=True,
            # Else a page is read in other ways too, one of which compares its blocks in pairs.
            fast=elements > _MANY_ELEMENTS,
        )
        known = trafilatura.extract_metadata(_with_short_facts(tree), extensive=False)
    except MemoryError:
        raise
    except Exception as error:  # of any kind, where a page is broken in a way it has not met
        raise document.error(f"the page is broken; {_BY_HAND}") from error
    _check_no_notice(tree, f"{known.title or ''}\n{text or ''}", document)
    if text is None:
        raise document.error(
            f"no readable text is in it: it was saved before its scripts had filled it; {_BY_HAND}"
        )
    paragraphs = list(_paragraphs(parsed(text), known.title or ""))
    thread = [words for words in paragraphs if not speaker(words)]
    _check_one_article(tree, thread, document)
    return ParsedSource(
        "a web page",
        tuple(RawPost(words, date=known.date) for words in thread),
        Metadata(
            title=known.title,
            author=known.author,
            source=known.url or address or None,
            language=tree.get("lang"),
        ),
        left_out=tuple(
            LeftOut("the page", opening(words), f"{site}'s own words")
            for words in paragraphs
            if (site := speaker(words))
        ),
        warnings=tuple(_doubts(tree, thread, document)),
        certainty=Certainty.INFERRED,
    )


def _with_short_facts(tree: html.HtmlElement) -> html.HtmlElement:
    """A copy of a page that says little of itself.

    trafilatura compares all authors in pairs at each new one, and looks for the ends of names and
    tags in all that follows.
    """
    tree = deepcopy(tree)
    for element in tree.iter():
        for name, value in element.items():
            if len(value) > _LONGEST_VALUE:
                element.set(name, "")
    authors = [meta for meta in tree.iter("meta") if _AUTHOR.search(" ".join(meta.values()))]
    for at, meta in enumerate(authors):
        name = meta.get("content", "")[:_LONGEST_FACT]
        meta.set("content", name if at < _MOST_AUTHORS else "")
    left, names_left = _LONGEST_JSON, _MOST_NAMES
    for script in tree.xpath(_JSON_SCRIPTS):
        try:
            facts = _shortened(json.loads(script.text or "", strict=False))
            script.text = short = json.dumps(facts, ensure_ascii=False)
        except (ValueError, RecursionError):
            short = ""
        left, names_left = left - len(short), names_left - len(_BETWEEN_NAMES.findall(short))
        if not short or min(left, names_left) < 0:
            script.text = ""
    return tree


def _shortened(facts: object) -> object:
    if isinstance(facts, dict):
        return {key: _shortened(value) for key, value in facts.items()}
    if isinstance(facts, list):
        return [_shortened(one) for one in facts[:_MOST_AUTHORS]]
    return facts[:_LONGEST_FACT] if isinstance(facts, str) else facts


def _check_no_notice(tree: html.HtmlElement, readable: str, document: Document) -> None:
    """Raise SourceError where a short page says why the posts do not show."""
    seen = text_of(tree)
    notice = _NOTICE.search(f"{tree.findtext('.//title') or ''}\n{readable}\n{seen}")
    if notice and len(seen.split()) < _WORDS_OF_NOTICE:
        raise document.error(
            f'this page is no thread but a notice of its server, "{opening(notice[0])}"; open the '
            "address in the browser, wait until the posts show, and save it then"
        )


def _paragraphs(readable: html.HtmlElement, title: str) -> Iterator[str]:
    """The paragraphs, each heading with the one below it, without the page's own title."""
    heading = ""
    for block in readable.xpath("/html/body/*"):
        words = text_of(block)
        if block.tag in _HEADINGS:
            heading = "" if words == title else heading + words + "\n\n"
        elif words:
            yield heading + words
            heading = ""
    if heading:
        yield heading.strip()


def _check_one_article(
    tree: html.HtmlElement, paragraphs: Sequence[str], document: Document
) -> None:
    """Raise SourceError where the paragraphs come out of several articles: a page of many posts."""
    unit_of_line: dict[str, int] = {}
    for number, unit in enumerate(tree.xpath(_UNITS)):
        for line in text_of(unit).split("\n"):
            unit_of_line.setdefault(line.strip(), number)
    lines = [words.rpartition("\n")[2].strip() for words in paragraphs]
    units = {unit_of_line[line] for line in lines if line in unit_of_line}
    count = len(units) if len(units) > 2 else _posts_beside(tree, frozenset(lines))
    if count:
        raise document.error(
            f"this page holds {count} posts, and how its site marks them is not known; {TABLE}"
        )


def _posts_beside(tree: html.HtmlElement, kept: frozenset[str]) -> int:
    """How many elements of one class the kept lines are one or several of; 0 for an article.

    They have a class that names posts, or each names its author or its time.
    Comments below an article are alike too, but nothing that was kept is in them.
    """
    signed: set[html.HtmlElement] = set()
    for signature in tree.xpath(_SIGNATURE):
        for above in signature.iterancestors():
            if above in signed:
                break
            signed.add(above)
    alike: defaultdict[str, list[html.HtmlElement]] = defaultdict(list)
    for element in tree.iter("article", "div", "li", "section", "td", "tr"):
        around = frozenset(element.iterancestors())
        names = dict.fromkeys(element.get("class", "").split())
        outer = [name for name in names if not (alike[name] and alike[name][-1] in around)]
        units = [name for name in outer if _UNIT_CLASS.fullmatch(name)]
        if element in signed:
            units = outer
        for name in units:
            alike[name].append(element)

    @cache
    def words_of(unit: html.HtmlElement) -> tuple[int, bool]:
        text = text_of(unit)
        return len(text.split()), not kept.isdisjoint(map(str.strip, text.split("\n")))

    for elements in alike.values():
        counts = [words_of(unit) for unit in elements] if len(elements) > 1 else []
        own = [count for count, is_kept in counts if is_kept]
        others = sum(count for count, _ in counts) - sum(own)
        if len(own) > 1 or (own and others > sum(own) / 2):
            return len(counts)
    return 0


def _doubts(tree: html.HtmlElement, paragraphs: Sequence[str], document: Document) -> Iterator[str]:
    """How much of what a reader sees was kept; raises SourceError where it is too little."""
    visible = len(text_of(tree).split())
    kept = sum(len(words.split()) for words in paragraphs)
    share = min(kept / max(visible, 1), 1)
    longest = max(map(len, paragraphs), default=0)
    if share < _LEAST_KEPT:
        raise document.error(
            f"only {kept:,} of the {visible:,} words in this page are its readable text; {_BY_HAND}"
        )
    if longest > _LONGEST:
        raise document.error(
            f"one paragraph of this page has {longest:,} characters, so that its posts run "
            f"together; {_BY_HAND}"
        )
    if share < _MOSTLY_KEPT:
        yield (
            f"{share:.0%} of the page's words were kept, {kept:,} of {visible:,}; the others are "
            "menus, comments and the like, so look whether a part of the text is missing"
        )


FORMAT = Format("html", recognises, read)
