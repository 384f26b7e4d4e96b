"""Answers whether a reader may read an item, and says why not."""

from dataclasses import dataclass

from library.catalogue.models import Access, Item, ItemState


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, as far as rights go: no name."""

    is_staff: bool = False
    at_library: bool = False
    """The request comes from an enrolled computer of an access point."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes or no, with the reason in words."""

    allowed: bool
    because: str = ""


def may_know(item: Item, reader: Reader) -> bool:
    """Say whether the item's record may be shown at all."""
    return reader.is_staff or (
        item.state is ItemState.PUBLISHED and item.access is not Access.STAFF
    )


def may_read(item: Item, reader: Reader) -> Decision:
    """Say whether the item's pages may be shown."""
    if reader.is_staff:
        return Decision(True)
    if not may_know(item, reader):
        return Decision(False, "tài liệu chưa công bố")
    if item.access is Access.LIBRARY and not reader.at_library:
        return Decision(False, "chỉ đọc trên máy tính của thư viện")
    return Decision(True)


def may_take_home(item: Item, reader: Reader) -> Decision:
    """Say whether the item's pages may be downloaded; what is read on the spot stays there."""
    decision = may_read(item, reader)
    if decision.allowed and item.access is Access.LIBRARY and not reader.is_staff:
        return Decision(False, "chỉ đọc tại chỗ, không tải về được")
    return decision
