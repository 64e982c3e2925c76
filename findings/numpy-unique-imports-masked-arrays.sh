#!/usr/bin/env bash
# NumPy: the first call of numpy.unique imports numpy.ma, masked arrays, which nothing else needs.
#
# Guess: with plain arrays of integers, numpy.unique only sorts, and numpy.intersect1d likewise.
# Behaviour of NumPy 2.4.6: `import numpy` leaves numpy.ma to be imported when it is first named.
# numpy.unique, and what is built on it, ask numpy.ma whether the array is masked, so their first
# call imports it, which takes some 15 to 35 ms and 1.5 MB. numpy.sort, numpy.bincount and
# numpy.nonzero do not.
# Why it matters: in a command that answers once and ends, one call costs more than the whole search;
# a table of flags gives distinct small integers without it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import sys
import time

started = time.process_time()
import numpy as np

taken = time.process_time() - started
numbers = np.array([3, 1, 3])
np.sort(numbers), np.bincount(numbers), np.nonzero(numbers)
assert "numpy.ma" not in sys.modules
started = time.process_time()
np.unique(numbers)
first = time.process_time() - started
assert "numpy.ma" in sys.modules, "numpy.unique no longer imports numpy.ma"
started = time.process_time()
np.unique(numbers)
second = time.process_time() - started
print(f"NumPy {np.__version__}: import numpy {taken * 1000:.0f} ms, first numpy.unique {first * 1000:.1f} ms,")
print(f"second {second * 1000:.2f} ms; numpy.ma is loaded by the first.")
PYTHON
