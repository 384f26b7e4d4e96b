"""Answers whether a reader may read an item, and says why not."""

from dataclasses import dataclass

from library.catalogue.models import Access, Item, ItemState

_LAST_YEAR = 9999


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, as far as rights go: no name."""

    is_staff: bool = False
    at_library: bool = False
    """The request comes from an enrolled computer of an access point."""
    today: str = ""
    """The day on which it is asked, as 2026-11-25; without it what is under embargo stays shut."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes or no, with the reason in words."""

    allowed: bool
    because: str = ""
    opens: str | None = None
    """The day from which the answer is yes, when it is known."""


def may_know(item: Item, reader: Reader) -> bool:
    """Say whether the item's record may be shown at all."""
    return reader.is_staff or (
        item.state is ItemState.PUBLISHED and item.access is not Access.STAFF
    )


def opens_on(item: Item, moving_wall: int | None = None) -> str | None:
    """Return the day from which readers may read an item; None when it is open already.

    It is the later one of the item's own embargo and of its collection's moving wall, which
    opens an item on the first of January when so many full years have passed after the last one
    it may be of.
    """
    year = item.latest or item.year
    passed = moving_wall is not None and year is not None
    # days are compared as texts: a wall “for ever” must not lead to a year of five figures
    wall = f"{min(year + moving_wall + 1, _LAST_YEAR):04}-01-01" if passed else None
    return max(filter(None, (item.opens, wall)), default=None)


def may_read(item: Item, reader: Reader, moving_wall: int | None = None) -> Decision:
    """Say whether the item's pages may be shown."""
    if reader.is_staff:
        return Decision(True)
    if not may_know(item, reader):
        return Decision(False, "tài liệu chưa công bố")
    opens = opens_on(item, moving_wall)
    if opens is not None and reader.today < opens:
        return Decision(False, "chưa đến ngày mở cho bạn đọc", opens)
    if item.access is Access.LIBRARY and not reader.at_library:
        return Decision(False, "chỉ đọc trên máy tính của thư viện")
    return Decision(True)


def may_take_home(item: Item, reader: Reader, moving_wall: int | None = None) -> Decision:
    """Say whether the item's pages may be downloaded; what is read on the spot stays there."""
    decision = may_read(item, reader, moving_wall)
    if decision.allowed and item.access is Access.LIBRARY and not reader.is_staff:
        return Decision(False, "chỉ đọc tại chỗ, không tải về được")
    return decision


_WHERE = {
    Access.PUBLIC: "Ai cũng đọc và tải về được, ở mọi nơi.",
    Access.LIBRARY: (
        "Ai cũng thấy biểu ghi; trang chỉ đọc trên máy tính của thư viện và các điểm truy nhập, "
        "không tải về được."
    ),
    Access.STAFF: "Chỉ cán bộ thấy: bạn đọc không tìm thấy tài liệu này.",
}


def describe_access(item: Item, today: str, moving_wall: int | None = None) -> tuple[str, ...]:
    """Return who may read an item once it is published, and what keeps it shut until when."""
    sentences = [_WHERE[item.access]]
    opens = opens_on(item, moving_wall)
    if opens is not None and today < opens and item.access is not Access.STAFF:
        day = "/".join(str(int(part)) for part in reversed(opens.split("-")))
        why = "ngày ghi trong biểu ghi" if opens == item.opens else _wall(moving_wall)
        sentences.append(f"Trước ngày {day} bạn đọc chỉ thấy biểu ghi và ngày mở ({why}).")
    if item.licence:
        sentences.append(f"Quyền: {item.licence}.")
    return tuple(sentences)


def _wall(years: int | None) -> str:
    return f"sưu tập mở sau {years} năm tròn"
