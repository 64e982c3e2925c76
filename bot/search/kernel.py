"""The part of the search that is compiled, from kernel.c."""

import ctypes
from pathlib import Path

# Not kernel.so: Python would take that for this module.
_FILE = Path(__file__).with_name("libkernel.so")

try:
    library = ctypes.CDLL(str(_FILE))
except OSError as error:
    raise ImportError(
        f"{error}; `make run` compiles it, and README.md tells how to do without make"
    ) from None

library.total.argtypes = (ctypes.c_void_p, ctypes.c_int64)
library.total.restype = ctypes.c_int64
