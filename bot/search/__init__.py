"""Lexical retrieval over the posts of threads.

>>> from typing import NamedTuple
>>> class Post(NamedTuple):
...     number: int
...     text: str
>>> index = Index([Post(1, "China led the SCO."), Post(2, "The dragonbear keeps others out.")])
>>> [hit.post.number for hit in index.search("what is a dragon bear")]
[2]
"""

from bot.search.index import Hit, Index, Post
from bot.search.kept_words import KeptWords
from bot.search.language import detect, primary_subtag

__all__ = ["Hit", "Index", "KeptWords", "Post", "detect", "primary_subtag"]
