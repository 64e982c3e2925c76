"""Every sentence the bot says, and the marked text it says them in."""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

Style: TypeAlias = Literal["plain", "strong", "code"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style. The text is data: nothing in it is markup."""

    text: str
    style: Style = "plain"


Line: TypeAlias = tuple[Run, ...]

SENTENCES = {
    "closest": "I am not sure that this answers it. The closest posts:",
    "not_in_thread": "**Not in this thread**, {titles}.",
    "not_in_threads": "**Not in these threads:** {titles}.",
    "heading": "**{number}** · {title}",
    "heading_author": ", by {author}",
    "heading_url": " · {url}",
    "no_such_posts": "{thread} has no post {numbers}; its posts are {existing}.",
    "more_posts": "More: `{prefix}thread {numbers}`",
    "more_threads": "and {count} more",
    "text": "{text}",
    "which_thread": "Several threads have posts by that number. Name one, such as `{prefix}thread {id}: {numbers}`.",
    "no_such_thread": "There is no thread {id}. There are: {ids}.",
    "threads": "**{threads}, {posts}:**",
    "thread": "**{title}** · {posts} · `{id}`",
    "thread_by": "**{title}**, by {author} · {posts} · `{id}`",
    "help": "Ask about a thread, and I quote the posts that answer, word for word, with their numbers.",
    "help_ask": "`{prefix}thread {example}` asks a question",
    "help_show": "`{prefix}thread 7` or `{prefix}thread 7-9` shows posts",
    "help_list": "`{prefix}thread list` names the threads",
    "help_reload": "`{prefix}thread reload` reads the knowledge folder again, for admins",
    "help_help": "`{prefix}thread help` shows this",
    "reloaded": "Reloaded {posts} in {threads}, in {seconds:.2f} s.",
    "reloaded_same": "Nothing has changed.",
    "reloaded_threads": "Threads: {added} added, {changed} changed, {removed} removed.",
    "reloaded_posts": "Posts: {added} added, {changed} changed, {removed} removed.",
    "reload_failed": "**Nothing was reloaded;** answers come from the knowledge read before. Mend this, then reload:",
    "reload_refused": "Only the bot's owner and members who may manage this server can reload.",
    "reload_refused_roles": "Only the bot's owner and members with one of these roles can reload: {roles}.",
    "terminal": "A chat in the terminal, as there is no token. To run on Discord, set `DISCORD_TOKEN`; the README tells where to get one.",
    "terminal_leave": "Ask a question, or `{prefix}thread help`. Ctrl-D leaves.",
    "failed": "Something went wrong on my side; it is in the log. Please ask again.",
}

_STYLED = re.compile(r"\*\*(?P<strong>.+?)\*\*|`(?P<code>.+?)`")


def say(sentence: str, **values: object) -> Line:
    """A sentence of SENTENCES with its ``{values}`` filled in.

    ``**strong**`` and `` `code` `` are read in the sentence alone, so no value turns into markup.
    """
    template, at, runs = SENTENCES[sentence], 0, []
    for match in _STYLED.finditer(template):
        runs.append(Run(template[at : match.start()]))
        runs.append(
            Run(match["strong"], "strong") if match["strong"] else Run(match["code"], "code")
        )
        at = match.end()
    runs.append(Run(template[at:]))
    return tuple(Run(run.text.format(**values), run.style) for run in runs if run.text)


def plain(line: Line) -> str:
    """The line's characters, without its styles."""
    return "".join(run.text for run in line)


def counted(count: int, noun: str) -> str:
    """``1 post``, ``2 posts``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
