"""Pages of sites that draw their posts in the browser: what each is, and the way that works."""

import re
from dataclasses import dataclass

from lxml import html

TABLE = 'write the posts into a table with the columns "text,author,date,url" and import that'
"""The way for everything that no format reads."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site whose saved pages are not read; its ``way`` may use the groups of ``address``."""

    name: str
    address: re.Pattern[str]
    way: str
    mark: str | None = None


def _on(hosts: str) -> re.Pattern[str]:
    return re.compile(rf"https?://(?:[\w-]+\.)*(?:{hosts})(?:/|$)")


_BLUESKY_API = "https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread"
_SITES = (
    Site(
        "Bluesky",
        re.compile(r"https?://bsky\.app/profile/(?P<who>[^/\s]+)/post/(?P<id>\w+)"),
        f"open {_BLUESKY_API}?uri=at://{{who}}/app.bsky.feed.post/{{id}}&depth=10 in the browser, "
        "save what it shows and import that",
    ),
    Site(
        "Bluesky",
        _on(r"bsky\.app"),
        f"open {_BLUESKY_API}?uri=at://NAME/app.bsky.feed.post/ID&depth=10 in the browser, with "
        "the name and the id of the thread's address, save what it shows and import that",
        mark='//*[starts-with(@data-testid, "postThreadItem-by-")]',
    ),
    Site(
        "Mastodon",
        re.compile(r"(?P<server>https?://[^/\s]+)/@[^/\s]+/(?P<id>\d+)"),
        "open {server}/api/v1/statuses/{id} and {server}/api/v1/statuses/{id}/context in the "
        "browser, save both and import them together",
        mark='//*[@id="mastodon"] | //*[contains(@class, "detailed-status")]',
    ),
    Site(
        "Mastodon",
        re.compile(r"(?!)"),
        "open https://SERVER/api/v1/statuses/ID and the same with /context in the browser, save "
        "both and import them together",
        mark='//*[@id="mastodon"] | //*[contains(@class, "detailed-status")]',
    ),
    Site(
        "X",
        _on(r"x\.com|twitter\.com"),
        "its posts are not in the saved page: import the archive of X, or open the thread in a "
        "thread reader such as threadreaderapp.com and save that page",
    ),
    Site(
        "Discord",
        _on(r"discord(?:app)?\.com"),
        "export the channel with DiscordChatExporter as JSON and import that",
    ),
    Site("Slack", _on(r"slack\.com"), "export the channel as JSON and import its folder"),
    Site(
        "Telegram",
        _on(r"web\.telegram\.org"),
        "export the chat with Telegram Desktop as JSON and import result.json",
    ),
    Site(
        "WhatsApp",
        _on(r"web\.whatsapp\.com"),
        "export the chat on the telephone without media and import the text",
    ),
    Site("Reddit", _on(r"reddit\.com"), f"add .json to its address and import that, or {TABLE}"),
    Site(
        "Hacker News",
        re.compile(r"https?://news\.ycombinator\.com/item\?id=(?P<id>\d+)"),
        "open https://hn.algolia.com/api/v1/items/{id} in the browser, save what it shows and "
        "import that",
    ),
    Site("Hacker News", _on(r"news\.ycombinator\.com"), TABLE, mark='//*[@id="hnmain"]'),
    Site("Threads", _on(r"threads\.(?:net|com)"), TABLE),
    Site("Facebook", _on(r"facebook\.com"), TABLE),
    Site("Instagram", _on(r"instagram\.com"), TABLE),
    Site("LinkedIn", _on(r"linkedin\.com"), TABLE),
    Site("Quora", _on(r"quora\.com"), TABLE),
    Site("Tumblr", _on(r"tumblr\.com"), TABLE),
    Site("YouTube", _on(r"youtube\.com"), TABLE),
    Site(
        "Discourse",
        re.compile(r"(?!)"),
        TABLE,
        mark='//meta[@name="generator"][starts-with(@content, "Discourse")]',
    ),
    Site("Stack Exchange", _on(r"stackoverflow\.com|stackexchange\.com"), TABLE),
)


def refusal(page: html.HtmlElement, address: str) -> str | None:
    """What a page is and what to do instead; None where it is of none of these sites."""
    for site in _SITES:
        named = site.address.match(address)
        if site.mark is not None and (named is None or site.address.groups):
            marked = bool(page.xpath(site.mark))
            if not marked or (named is None and site.address.groups):
                continue
        elif named is None:
            continue
        way = site.way.format(**named.groupdict()) if named else site.way
        return f"this is a page of {site.name}, which is not read; {way}"
    return None
