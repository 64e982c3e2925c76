"""The words that thread readers print around a thread, which are no part of it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """A thread reader's own words, each a whole line.

    ``around`` is above or below a thread. After ``end`` all is the site's own, other people's
    threads included.
    """

    name: str
    around: re.Pattern[str]
    end: re.Pattern[str]


SITES = (
    Site(
        "Scrolly Tales",
        around=re.compile(
            r"Share this Scrolly Tale with your friends\."
            r"|A Scrolly Tale is a new way to read Twitter threads\b.*"
            r"|Discover more beautiful Scrolly Tales\b.*"
        ),
        end=re.compile(r"(?!)"),
    ),
    Site(
        "Thread Reader",
        around=re.compile(
            r"Share this page!?|Enter URL or ID to Unroll|Unroll|Bookmark|Save as PDF|Subscribe"
            r"|(?:Add to )?\"?My Authors\"?|Read all threads|Thread Reader(?: App)?|Scrolly|• • •"
            r"|How to get URL link on X \(Twitter\) App|Read on (?:X|Twitter)|Keep Current with\b.*"
            r"|.{0,40}\b\d+ (?:tweets|posts) • \d+ min read\b.{0,40}"
        ),
        end=re.compile(
            r"Missing some Tweet in this thread\?.*|This Thread may be Removed Anytime!"
            r"|Try unrolling a thread yourself!|Did Thread Reader help you today\?"
        ),
    ),
)


_COUNTS = re.compile(r"\b\d+ (?:tweets|posts) • \d+ min read\b")


def speaker(line: str) -> str | None:
    """The site whose own words stand around a thread in this line."""
    return next((site.name for site in SITES if site.around.fullmatch(line.strip())), None)


def heads(line: str) -> bool:
    """Whether a thread reader's own heading ends with this line, which counts the posts."""
    return _COUNTS.search(line) is not None


def ender(line: str) -> str | None:
    """The site that says with this line that the thread is over."""
    return next((site.name for site in SITES if site.end.fullmatch(line.strip())), None)
