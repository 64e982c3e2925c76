"""Threads to make pages of."""

from bot.knowledge import Post, Thread

HOSTILE = (
    "<script>document.title = 'owned'</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "{{ 7 * 7 }} {% raw %} </style></main><!-- &amp; -->",
    "W" * 10_000,
    "\N{RIGHT-TO-LEFT OVERRIDE}abc \N{LEFT-TO-RIGHT ISOLATE}def",
    "see https://a.example/?q=<b>&x='\"",
    "javascript:alert(1) 🇰🇿 #dragonbear",
)
"""What people may write to break a page."""


def thread(*texts: str, id: str = "talk", language: str | None = "en") -> Thread:
    """A thread of posts with these texts, numbered from 1."""
    author = "\N{RIGHT-TO-LEFT OVERRIDE}@eve"
    posts = tuple(
        Post(number, text, author=author, date="2022-01-25") for number, text in enumerate(texts, 1)
    )
    return Thread(id=id, title=f"Title of {id}", posts=posts, language=language)
