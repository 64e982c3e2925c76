"""A saved web page: a thread reader's, which marks its posts, or any other with readable text."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy

from lxml import html

from bot.importing.documents import Document, Documents
from bot.importing.formats.reader_sites import speaker
from bot.importing.html_text import parsed, text_of
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource, RawPost
from bot.importing.phrasing import Medium, opening
from bot.importing.report import LeftOut

_PAGE = re.compile(rb"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_SAVED_FROM = re.compile(
    r"<!--\s+(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url: )(\S+)"
)
_BY_HAND = "copy the text out of the browser and import that"
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_POST = '//*[contains(concat(" ", normalize-space(@class), " "), " content-tweet ")]'
_BESIDE_WORDS = {
    "entity-image": ["picture"],
    "entity-video": ["video"],
    "entity-embed": ["quoted post"],
    "tw-permalink": [],
}


def recognises(documents: Documents) -> bool:
    """Whether a document begins as a page does."""
    return any(_is_page(document) for document in documents)


def _is_page(document: Document) -> bool:
    tags = document.head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
    return (tags and _PAGE.search(document.head) is not None) or _is_mhtml(document)


def _is_mhtml(document: Document) -> bool:
    """Whether it is a page in one file as Chrome saves it, in the form of an e-mail."""
    return document.head.startswith(b"From: ") and b"multipart/related" in document.head


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """The posts that a thread reader marks, or else the paragraphs of the readable text."""
    pages = [document for document in documents if _is_page(document)]
    if len(pages) != 1:
        raise documents[0].error(f"there are {len(pages)} web pages in it; give one saved page")
    page = _html(pages[0])
    if marked := [_raw_post(post) for post in parsed(page).xpath(_POST)]:
        return ParsedSource(
            "a Thread Reader page",
            tuple(marked),
            Metadata(author=marked[0].author, source=marked[0].url),
        )
    return _readable(page, pages[0])


def _html(document: Document) -> str:
    from trafilatura.utils import decode_file  # slow to load, for nothing in other formats

    content = document.content
    if _is_mhtml(document):
        body = message_from_bytes(content, policy=policy.default).get_body(("html",))
        content = body.get_content().encode() if body else b""
    return str(decode_file(content))


def _raw_post(post: html.HtmlElement) -> RawPost:
    """A post that Thread Reader marks; its pictures and quotes stand inside it."""
    media = []
    for element in post.xpath(".//*[@class]"):
        for beside in set(element.get("class", "").split()) & _BESIDE_WORDS.keys():
            element.drop_tree()
            media += [Medium(kind) for kind in _BESIDE_WORDS[beside]]
    name, id = post.get("data-screenname"), post.get("data-tweet")
    return RawPost(
        text_of(post),
        media=tuple(media),
        author=f"@{name}" if name else None,
        url=f"https://x.com/{name or 'i'}/status/{id}" if id else None,
    )


def _readable(page: str, document: Document) -> ParsedSource:
    import trafilatura

    try:
        text = trafilatura.extract(page, output_format="html", include_comments=False)
        known = trafilatura.extract_metadata(page, extensive=False)
    except Exception as error:  # of any kind, where a page is broken in a way it has not met
        raise document.error(f"the page is broken; {_BY_HAND}") from error
    if text is None:
        raise document.error(
            f"no readable text is in it: it was saved before its scripts had filled it; {_BY_HAND}"
        )
    paragraphs = list(_paragraphs(parsed(text), known.title or ""))
    thread = [words for words in paragraphs if not speaker(words)]
    saved_from = _SAVED_FROM.search(page)
    return ParsedSource(
        "a web page",
        tuple(RawPost(words, date=known.date) for words in thread),
        Metadata(
            title=known.title,
            author=known.author,
            source=known.url or (saved_from[1] if saved_from else None),
            language=parsed(page).get("lang"),
        ),
        left_out=tuple(
            LeftOut("the page", opening(words), f"{site}'s own words")
            for words in paragraphs
            if (site := speaker(words))
        ),
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


FORMAT = Format("html", recognises, read)
