#!/usr/bin/env bash
# lxml 6.1.3 with libxml2 2.14.6: what follows </html> is in a second root, which the tree's own methods miss.
#
# Guess: `lxml.html.document_fromstring` puts what follows `</html>` into the body, as browsers and the
# HTML standard do ("after after body": the parser goes back to the body), or drops it.
#
# What happens: it is a sibling of the root element. `iter()` and `text_content()` of the returned root
# miss it in silence, while the XPath `//text()` of the same root finds it, since that begins at the
# document. Without the end tag, the same words are in the body. trafilatura 2.3.1 misses them, too.
#
# Why it matters: pages that are glued together, and servers that append to a page, have words there. Who
# reads the text with the tree's methods loses them, and who mixes these with XPath gets two answers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  lxml==6.1.3 lxml-html-clean==0.4.6 trafilatura==2.3.1
"$folder/venv/bin/python" - <<'PYTHON'
import trafilatura
from lxml import etree, html

LONG = "A sentence that is long enough to be taken for the text of a page. " * 3


def page(end: str) -> str:
    return f"<html><body><p>first {LONG}</p></body>{end}<p>late {LONG}</p>"


print("lxml", etree.LXML_VERSION, "libxml2", etree.LIBXML_VERSION)
for end in ("", "</html>"):
    root = html.document_fromstring(page(end))
    by_method = "late" in root.text_content()
    by_iteration = any("late" in (element.text or "") for element in root.iter())
    by_xpath = any("late" in text for text in root.xpath("//text()"))
    beside = [element.tag for element in root.itersiblings()]
    extracted = "late" in (trafilatura.extract(page(end)) or "")
    print(f"{end or 'no end tag':10}: text_content {by_method}, iter {by_iteration}, //text() {by_xpath}, "
          f"siblings of the root {beside}, trafilatura {extracted}")
    is_inside = not end
    assert (by_method, by_iteration, by_xpath) == (is_inside, is_inside, True)
    assert bool(beside) != is_inside
    assert extracted == is_inside
PYTHON
