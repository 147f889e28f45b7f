"""The first and the last bytes of a file."""

import os
from typing import IO


def head(file: IO[bytes], count: int) -> bytes:
    file.seek(0)
    return file.read(count)


def tail(file: IO[bytes], count: int) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - count, 0))
    return file.read()
