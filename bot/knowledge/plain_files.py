"""Knowledge files in the plainest layout that the bot writes, whose posts are read by a pattern.

A post has a number, and a text below it, nothing more. A parser of YAML takes several times as long
for such posts; a file that differs in a single character is left to it.
"""

import re
from itertools import pairwise

from bot.knowledge.thread import Post

UNFIT_FOR_BLOCK = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What YAML changes or refuses in a text below its key."""

_POSTS = "\nposts:\n"
_POST = re.compile(
    r"- number: ([1-9][0-9]{0,8})\n"
    r"  text: \|-\n"
    r"    (?=\S)([^\n]++(?:\n++    [^\n]*+)*+)\n++"
)


def plain_posts(text: str) -> tuple[str, list[Post]] | None:
    """Return what is above the posts of a plain file, and the posts; None for another file."""
    head, _, rest = text.partition(_POSTS)
    posts: list[Post] = []
    at = 0
    while post := _POST.match(rest, at):
        posts.append(Post(int(post[1]), post[2].replace("\n    ", "\n").strip()))
        at = post.end()
    if not posts or at < len(rest) or UNFIT_FOR_BLOCK.search(text):
        return None
    rise = all(before.number < after.number for before, after in pairwise(posts))
    return (f"{head}\n", posts) if rise else None
