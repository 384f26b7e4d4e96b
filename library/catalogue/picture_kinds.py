"""Kinds of items that are looked at rather than read: maps and pictures."""

MAPS = ("Bản đồ", "Sơ đồ", "Tập bản đồ")
PICTURES = ("Ảnh", "Bưu ảnh", "Tranh", "Bản vẽ")

_BEGINNINGS = tuple(
    kind.casefold() for kind in (*MAPS, *PICTURES, "Bưu thiếp", "Tập ảnh", "Tập tranh")
)


def is_picture_kind(kind: str | None) -> bool:
    """Return True for a kind of maps or pictures, further described or not: `Ảnh chân dung`."""
    words = " ".join((kind or "").casefold().split()) + " "
    return words.startswith(tuple(f"{beginning} " for beginning in _BEGINNINGS))
