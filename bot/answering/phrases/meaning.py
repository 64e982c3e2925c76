"""What a phrase may ask for."""

from enum import Enum, auto


class Meaning(Enum):
    """What a phrase asks for. Its comment names the groups that the phrase may have."""

    HELP = auto()
    LIST = auto()
    FIRST = auto()  # count
    LAST = auto()  # count
    RANDOM = auto()
    NEXT = auto()
    PREVIOUS = auto()
    AFTER = auto()  # posts
    BEFORE = auto()  # posts
    POSTS = auto()  # posts, which must be called so: "what is 7" is a question
    WITHIN = auto()  # posts, called so, and topic
    MENTIONS = auto()  # topic, thread
    TOPIC = auto()  # topic, thread
    SUMMARY = auto()  # thread
    COUNT = auto()  # thread
    AUTHOR = auto()  # thread
    DATE = auto()  # thread
    SOURCE = auto()  # thread
    LANGUAGE = auto()  # thread
    DEFINITION = auto()  # term
