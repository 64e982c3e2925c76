"""Copy wordfreq's small word lists into bot/search/word_frequencies/, unchanged.

The package has 58 MB, of which the search reads these 8 MB. ``NOTICE.md`` there has their licence.
"""

import shutil
from pathlib import Path

import wordfreq

TARGET = Path(__file__).parents[1] / "bot/search/word_frequencies"
CHINESE = "_chinese_mapping.msgpack.gz"
"""Traditional Chinese characters, each with its simplified one."""


def main() -> None:
    """Replace the lists by those of the installed wordfreq."""
    for old in TARGET.glob("*.gz"):
        old.unlink()
    for code, path in wordfreq.available_languages("small").items():
        shutil.copyfile(path, TARGET / f"{code}.msgpack.gz")
    shutil.copyfile(wordfreq.DATA_PATH / CHINESE, TARGET / "simplified_chinese.msgpack.gz")


if __name__ == "__main__":
    main()
