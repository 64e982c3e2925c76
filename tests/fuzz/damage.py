"""Files as they arrive: damaged copies of good ones, signs of a format in any order, and noise."""

from collections.abc import Sequence

from hypothesis import strategies as st


def files(signs: Sequence[str], *good: bytes) -> st.SearchStrategy[bytes]:
    """Bytes that are not quite one of the good files, or made of these signs, or of anything."""
    words = st.one_of(st.sampled_from(signs), st.text(max_size=8))
    composed = st.lists(words, max_size=40).map(lambda parts: "".join(parts).encode())
    return st.one_of(st.binary(max_size=400), composed, *map(_damaged, good))


def _damaged(good: bytes) -> st.SearchStrategy[bytes]:
    """The file with one stretch of it replaced, which may be nothing or all of it."""
    places = st.integers(0, len(good))
    return st.builds(
        lambda start, end, put: good[: min(start, end)] + put + good[max(start, end) :],
        places,
        places,
        st.one_of(st.binary(max_size=12), st.sampled_from([b"\n", b": ", b"\t", b'"', b"- ", b""])),
    )
