"""The words of a piece of HTML, with its line breaks and the targets of its links."""

import re

from lxml import etree, html

from bot.importing.phrasing import linked

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_PARAGRAPHS = {*_HEADINGS, "blockquote", "dl", "figure", "ol", "p", "pre", "table", "ul"}
_LINES = {"dd", "div", "dt", "li", "section", "tr"}
_WORDLESS = {"button", "noscript", "script", "style", "svg", "template"}
_NOT_IN_HTML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANK = re.compile(r"[ \t\n\r\f]+")

# Noncharacters, which no text holds, stand for breaks and fixed blanks until all is read.
_LINE, _PARAGRAPH = "\ufdd0", "\ufdd1"
_BLANKS_AND_BREAKS = re.compile(f"[ \n{_LINE}{_PARAGRAPH}]+")
_FIXED = str.maketrans({" ": "\ufdd2", "\n": "\ufdd3", "\t": "\ufdd4"})
_FREED = str.maketrans({"\ufdd2": " ", "\ufdd3": "\n", "\ufdd4": "\t"})


def text_of_html(fragment: str) -> str:
    """The text of a fragment of HTML."""
    return text_of(parsed(f"<body>{fragment}</body>"))


def parsed(page: str) -> html.HtmlElement:
    """A page as a tree, without what no reader sees."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        content = _NOT_IN_HTML.sub("", page).encode("utf-8", "replace")
        return html.document_fromstring(content, parser=parser)
    except etree.ParserError:  # there is nothing to see
        return html.Element("html")


def text_of(element: html.HtmlElement) -> str:
    """The text of an element, paragraphs apart, the targets of links beside their words."""
    words = _Words()
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, here in walk:
        if event == "start":
            words.start(here)
            if here.tag in _WORDLESS:
                walk.skip_subtree()
        else:
            words.end(here)
            if here is not element:
                words.say(here.tail)
    return words.text()


class _Words:
    """What was read so far, blanks run together as a browser does."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._links: list[int] = []
        self._preformatted = 0

    def start(self, element: html.HtmlElement) -> None:
        self._pieces.append(_break(element) + {"br": "\n", "li": "- "}.get(str(element.tag), ""))
        if element.tag == "a":
            self._links.append(len(self._pieces))
        self._preformatted += element.tag == "pre"
        if element.tag == "img" and "emoji" in element.get("class", ""):
            self.say(element.get("alt"))
        if element.tag not in _WORDLESS:
            self.say(element.text)

    def end(self, element: html.HtmlElement) -> None:
        self._preformatted -= element.tag == "pre"
        if element.tag == "a":
            at, target = self._links.pop(), element.get("href", "")
            if target.startswith(("http://", "https://")):
                self._pieces[at:] = [linked("".join(self._pieces[at:]), target)]
        self._pieces.append(_break(element))

    def say(self, words: str | None) -> None:
        if words:
            in_pre = self._preformatted > 0
            self._pieces.append(words.translate(_FIXED) if in_pre else _BLANK.sub(" ", words))

    def text(self) -> str:
        return _BLANKS_AND_BREAKS.sub(_as_newlines, "".join(self._pieces)).translate(_FREED).strip()


def _break(element: html.HtmlElement) -> str:
    if element.tag in _PARAGRAPHS:
        return _PARAGRAPH
    return _LINE if element.tag in _LINES else ""


def _as_newlines(run: re.Match[str]) -> str:
    if _PARAGRAPH in run[0]:
        return "\n\n"
    if _LINE not in run[0] and "\n" not in run[0]:
        return " "
    return "\n" * min(max(run[0].count("\n"), 1), 2)
