"""Knowledge files in the plainest layout that the bot writes, whose posts are read by a pattern.

A post has a number, and a text below it, nothing more. A parser of YAML takes several times as long
for such posts; a file that differs in a single character is left to it.
"""

import re
from itertools import pairwise

from yaml.reader import Reader

from bot.knowledge.thread import Post

_CHANGED = re.compile("[\r\x85\u2028\u2029\ufeff]")
_POSTS = "\nposts:\n"
_POST = re.compile(
    r"- number: ([1-9][0-9]{0,8})\n"
    r"  text: \|-\n"
    r"    (?=\S)([^\n]++(?:\n++    [^\n]*+)*+)\n++"
)


def has_unfit(text: str) -> bool:
    """Tell whether a text has characters that YAML changes or refuses below its key."""
    return bool(Reader.NON_PRINTABLE.search(text) or _CHANGED.search(text))


def plain_posts(text: str) -> tuple[str, list[Post]] | None:
    """Return what is above the posts of a plain file, and the posts; None for another file."""
    head, _, rest = text.partition(_POSTS)
    posts: list[Post] = []
    at = 0
    while post := _POST.match(rest, at):
        posts.append(Post(int(post[1]), post[2].replace("\n    ", "\n").strip()))
        at = post.end()
    if not posts or at < len(rest) or has_unfit(text):
        return None
    rise = all(before.number < after.number for before, after in pairwise(posts))
    return (f"{head}\n", posts) if rise else None
