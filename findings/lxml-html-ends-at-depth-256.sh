#!/usr/bin/env bash
# lxml 6.1.3 with libxml2 2.14.6: an HTML page ends where its elements are 256 deep, and nothing says so.
#
# Guess: `lxml.html.document_fromstring` reads a page however deep its elements are, as browsers do,
# or raises.
#
# What happens: the parser stops at the first element that is too deep and returns what it has read,
# as if the page ended there. What comes after that element on the page, at any depth, is missing. Only
# the parser's `error_log` tells. `huge_tree=True` moves the limit to 2,048. trafilatura 2.3.1, given
# the page as text, extracts as little.
#
# Why it matters: forums that put each reply inside the one before it, and pages made by editors, are
# that deep. Who extracts their text with the defaults loses the rest of the page in silence.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  lxml==6.1.3 lxml-html-clean==0.4.6 trafilatura==2.3.1
"$folder/venv/bin/python" - <<'PYTHON'
import trafilatura
from lxml import etree, html


def page(depth: int) -> str:
    long = "A sentence that is long enough to be taken for the text of a page. " * 3
    deep = "<div>" * depth + "<p>deep " + long + "</p>" + "</div>" * depth
    return f"<html><body><p>first {long}</p>{deep}<p>last {long}</p></body></html>"


def has(depth: int, **options: bool) -> tuple[bool, bool, list[str]]:
    parser = html.HTMLParser(**options)
    text = html.document_fromstring(page(depth), parser=parser).text_content()
    return "first" in text, "last" in text, [entry.type_name for entry in parser.error_log]


print("lxml", etree.LXML_VERSION, "libxml2", etree.LIBXML_VERSION)
for depth, options in ((200, {}), (260, {}), (260, {"huge_tree": True}), (2_100, {"huge_tree": True})):
    first, last, log = has(depth, **options)
    print(f"depth {depth:,}, {options}: first {first}, last {last}, log {sorted(set(log))}")
assert has(200)[:2] == (True, True)
assert has(260) == (True, False, ["ERR_RESOURCE_LIMIT"])
assert has(260, huge_tree=True)[:2] == (True, True)
assert has(2_100, huge_tree=True)[:2] == (True, False)
assert "last" in (trafilatura.extract(page(200)) or "")
assert "last" not in (trafilatura.extract(page(260)) or "")
PYTHON
