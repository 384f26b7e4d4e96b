"""ZIP archives that are sent while they are written, so that their size is unlimited."""

from collections.abc import Iterable, Iterator
from io import RawIOBase
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""Fixed timestamp: the same files give the same archive."""


class _Buffer(RawIOBase):
    """A write-only file that is emptied after each member."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, piece: bytes) -> int:
        """Append a piece."""
        self._pieces.append(bytes(piece))
        return len(piece)

    def drain(self) -> bytes:
        """Return the bytes since the last call."""
        content = b"".join(self._pieces)
        self._pieces.clear()
        return content


def stream_zip(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Yield a ZIP archive of these (name, content) pairs, piece by piece."""
    buffer = _Buffer()
    with ZipFile(buffer, "w") as packed:
        for name, content in files:
            packed.writestr(ZipInfo(name, _LONG_AGO), content, compress_type=ZIP_DEFLATED)
            yield buffer.drain()
    yield buffer.drain()
