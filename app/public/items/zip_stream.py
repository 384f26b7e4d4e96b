"""Packs files into a ZIP while it is being sent, so that no parcel is too large to make."""

from collections.abc import Iterable, Iterator
from io import RawIOBase
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The same files make the same parcel, whenever it is packed."""


class _Chute(RawIOBase):
    """Takes what is written, to be carried off piece by piece; it cannot go back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, piece: bytes) -> int:
        """Take a piece."""
        self._pieces.append(bytes(piece))
        return len(piece)

    def emptied(self) -> bytes:
        """Return what has come since it was last emptied."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def parcel(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Give a ZIP of these named files piece by piece."""
    chute = _Chute()
    with ZipFile(chute, "w") as packed:
        for name, content in files:
            packed.writestr(ZipInfo(name, _LONG_AGO), content, compress_type=ZIP_DEFLATED)
            yield chute.emptied()
    yield chute.emptied()
