"""The words of a piece of HTML, with its line breaks and the targets of its links."""

import re
from collections.abc import Sequence

from lxml import etree, html

from bot.importing.documents import SourceError
from bot.importing.phrasing import linked

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_PARAGRAPHS = {*_HEADINGS, "blockquote", "dl", "figure", "ol", "p", "pre", "table", "ul"}
_LINES = {"dd", "div", "dt", "li", "section", "tr"}
_WORDLESS = {"button", "noscript", "script", "style", "svg", "template"}
TOO_DEEP = (
    "the HTML in it has elements too deep in each other to be read to its end; "
    "copy the text out of the browser and import that"
)
MOST_ATTRIBUTES = 2_000  #: of one element: libxml2 takes quadratic time for them
_TOO_MANY = (
    f"the HTML in it has an element with more than {MOST_ATTRIBUTES:,} attributes; "
    "copy the text out of the browser and import that"
)
_TAKEN_OUT = "taken-out"
_QUOTED = r"""(?:"[^"]*"|'[^']*')"""
_TAG = re.compile(rf"""<[A-Za-z](?:[^<>"']++|{_QUOTED})*+""")
_NOT_IN_HTML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANK = re.compile(r"[ \t\n\r\f]+")

# Noncharacters, which no text holds, stand for breaks and fixed blanks until all is read.
_LINE, _PARAGRAPH = "\ufdd0", "\ufdd1"
_BLANKS_AND_BREAKS = re.compile(f"[ \n{_LINE}{_PARAGRAPH}]+")
_FIXED = str.maketrans({" ": "\ufdd2", "\n": "\ufdd3", "\t": "\ufdd4"})
_FREED = str.maketrans({"\ufdd2": " ", "\ufdd3": "\n", "\ufdd4": "\t"})
_BEFORE_LINK = frozenset(f" \n([{{<\"'“„«‹/=\u00a0{_LINE}{_PARAGRAPH}\ufdd2\ufdd3\ufdd4")


def text_of_html(fragment: str) -> str:
    """The text of a fragment of HTML."""
    return text_of(parsed(f"<body>{fragment}</body>"))


def parsed(page: str) -> html.HtmlElement:
    """A page as a tree, without what no reader sees.

    Raises SourceError where libxml2 stops in the middle, which it does in silence, and where it
    would take too long.
    """
    if any(map(_has_too_many_attributes, _TAG.finditer(page))):
        raise SourceError(_TOO_MANY)
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        content = _NOT_IN_HTML.sub("", page).encode("utf-8", "replace")
        tree = html.document_fromstring(content, parser=parser)
    except etree.ParserError:  # there is nothing to see
        return html.Element("html")
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise SourceError(TOO_DEEP)
    _join_roots(tree)
    return tree


def _has_too_many_attributes(tag: re.Match[str]) -> bool:
    if len(tag[0]) <= 2 * MOST_ATTRIBUTES:
        return False
    return len(re.findall(r"[^\s/]+", re.sub(_QUOTED, " ", tag[0]))) > MOST_ATTRIBUTES


def _join_roots(tree: html.HtmlElement) -> None:
    """Put what follows ``</html>`` into the body, as a browser does; libxml2 gives it a root."""
    roots = list(tree.itersiblings())
    body = tree.find("body")
    for root in roots:
        root.tag = "div"
        (tree if body is None else body).append(root)


def remove(tree: html.HtmlElement, parts: Sequence[html.HtmlElement]) -> None:
    """Take parts out of a tree all at once: one by one, the words behind them are copied again."""
    for part in parts:
        part.tag = _TAKEN_OUT
    etree.strip_elements(tree, _TAKEN_OUT, with_tail=False)


def depth_of(element: html.HtmlElement) -> int:
    """How deep the innermost element is in others."""
    depth = deepest = 0
    for event, _ in etree.iterwalk(element, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def text_of(
    element: html.HtmlElement,
    *,
    preformatted: bool = False,
    inline: bool = False,
    links: bool = True,
) -> str:
    """The text of an element, paragraphs apart, the targets of links beside their words.

    ``preformatted`` keeps line breaks and blanks as they are in the source, as a page does whose
    styles say so; with ``inline`` no ``div`` in it begins a line. Without ``links``
    the targets are left out.
    """
    words = _Words(preformatted, inline, links)
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, here in walk:
        if event == "start":
            words.start(here)
            if here.tag in _WORDLESS or words.is_ellipsis_of_link(here):
                walk.skip_subtree()
        else:
            words.end(here)
            if here is not element:
                words.say(here.tail)
    return words.text()


class _Words:
    """The words read up to now, blanks run together as a browser does."""

    def __init__(self, preformatted: bool, inline: bool, links: bool) -> None:
        self._pieces: list[str] = []
        self._links: list[int] = []
        self._last_link = 0
        self._with_targets = links
        self._preformatted = int(preformatted)
        self._lines = _LINES - {"div"} if inline else _LINES

    def start(self, element: html.HtmlElement) -> None:
        self._pieces.append(self._break(element))
        self._pieces.append({"br": "\n", "li": "- "}.get(str(element.tag), ""))
        if element.tag == "a":
            self._links.append(len(self._pieces))
        self._preformatted += element.tag == "pre"
        if element.tag == "img":
            self.say(_emoji(element))
        if element.tag not in _WORDLESS and not self.is_ellipsis_of_link(element):
            self.say(element.text)

    def end(self, element: html.HtmlElement) -> None:
        self._preformatted -= element.tag == "pre"
        if element.tag == "a":
            at, target = self._links.pop(), element.get("href", "")
            around, self._last_link = self._last_link > at, at
            web = target.startswith(("http://", "https://"))
            if self._with_targets and web and not around:  # a browser takes the innermost
                link = linked("".join(self._pieces[at:]), target)
                self._pieces[at:] = [" ", link] if self._would_touch(link, at) else [link]
        self._pieces.append(self._break(element))

    def _would_touch(self, link: str, at: int) -> bool:
        """Whether an address would run together with the word before it, in a page whose styles
        alone keep them apart.
        """
        nearest = self._pieces[max(at - 9, 0) : at]
        before = next((piece for piece in reversed(nearest) if piece), " ")
        return link.startswith("http") and before[-1] not in _BEFORE_LINK

    def is_ellipsis_of_link(self, element: html.HtmlElement) -> bool:
        """Whether it is the ``…`` of a link whose other parts are all in the page, some hidden."""
        hidden = element.get("aria-hidden") == "true"
        return hidden and bool(self._links) and element.text_content().strip() == "…"

    def say(self, words: str | None) -> None:
        if words:
            in_pre = self._preformatted > 0
            self._pieces.append(words.translate(_FIXED) if in_pre else _BLANK.sub(" ", words))

    def text(self) -> str:
        joined = _BLANKS_AND_BREAKS.sub(_as_newlines, "".join(self._pieces))
        return joined.translate(_FREED).strip()

    def _break(self, element: html.HtmlElement) -> str:
        if element.tag in _PARAGRAPHS:
            return _PARAGRAPH
        return _LINE if element.tag in self._lines else ""


def _emoji(picture: html.HtmlElement) -> str:
    """The emoji that a picture is drawn for: its ``alt`` is a word, and a name is in colons."""
    alt = str(picture.get("alt", "")).strip()
    if alt and not any(character.isalpha() for character in alt) and not alt.isascii():
        return alt
    if alt and "emoji" in picture.get("class", ""):
        return alt if alt.startswith(":") else f":{alt}:"
    return ""


def _as_newlines(run: re.Match[str]) -> str:
    if _PARAGRAPH in run[0]:
        return "\n\n"
    if _LINE not in run[0] and "\n" not in run[0]:
        return " "
    return "\n" * min(max(run[0].count("\n"), 1), 2)
