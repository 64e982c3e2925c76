"""Reading together: a thread that opens for a group post by post, as a rhythm says."""

from bot.lazy_modules import load_lazily

load_lazily(
    __name__, "agenda_table", "place_table", "reading_table", "rhythm_parsing", "vote_table"
)
