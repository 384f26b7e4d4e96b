"""Access rights: who may see, read and download an item, with reasons."""

from dataclasses import dataclass
from enum import StrEnum

from library.catalogue.access.reading_conditions import (
    conditions_of,
    describe_conditions,
    is_onsite_only,
    refusal,
)
from library.catalogue.models import Access, Item, ItemState
from library.catalogue.profiles import Profile

_LAST_YEAR = 9999

_ON_SITE = (Access.LIBRARY, Access.COPY)
"""Kinds of access at the library only, without downloads."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Properties of the requesting person that matter for access; no identity."""

    is_staff: bool = False
    sees_drafts: bool = False
    """True for staff who describe or publish; others see an item once it is published."""
    at_library: bool = False
    """True if the request comes from an enrolled computer of an access point."""
    today: str = ""
    """Day of the request as 2026-11-25; if empty, items under embargo stay closed."""
    is_machine: bool = False
    """True for interfaces, and for robots that say so."""
    warned: frozenset[str] = frozenset()
    """Ids of items whose word of warning this browser has confirmed in this visit."""


class Audience(StrEnum):
    """Group of clients with the same access rights."""

    ANYONE = "anyone"
    AT_LIBRARY = "at-library"
    """People at an enrolled computer of an access point."""
    MACHINE = "machine"
    """Interfaces, and robots that say so."""
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Decision:
    """Access decision with its reason in Vietnamese."""

    allowed: bool
    because: str = ""
    opens: str | None = None
    """Day from which access will be allowed, if known."""
    needs_seat: bool = False
    """True if the reader may read as soon as there is a free seat."""
    is_condition: bool = False
    """True if a condition of a community or the end of a consent closes it."""
    warning: str = ""
    """Words to confirm, after which access is allowed."""


def may_see_record(item: Item, reader: Reader) -> bool:
    """Return True if the item's record may be shown."""
    if item.state is not ItemState.PUBLISHED:
        return reader.sees_drafts
    return reader.is_staff or item.access is not Access.STAFF


def was_public(item: Item) -> bool:
    """Return True if an item was withdrawn that readers could find before."""
    withdrawn = item.state is ItemState.WITHDRAWN and item.published is not None
    return withdrawn and item.access is not Access.STAFF


def public_title(item: Item) -> str:
    """Return the title that the page of a withdrawn item may show."""
    return "tài liệu này" if conditions_of(item).untitled else item.title


def opens_on(item: Item, moving_wall: int | None = None) -> str | None:
    """Return the day from which readers may read an item; None when it is open already.

    It is the later of the item's own embargo and its collection's moving wall, which opens an item
    on 1 January after so many full years since the last year it may date from.
    """
    year = item.latest or item.year
    passed = moving_wall is not None and year is not None
    # days are compared as text: an endless wall must not lead to a five-digit year
    wall = f"{min(year + moving_wall + 1, _LAST_YEAR):04}-01-01" if passed else None
    return max(filter(None, (item.opens, wall)), default=None)


def may_read(item: Item, reader: Reader, moving_wall: int | None = None) -> Decision:
    """Return the decision on reading the item's pages."""
    if not may_see_record(item, reader):
        return Decision(False, "tài liệu chưa công bố")
    if reader.is_staff:
        return Decision(True)
    opens = opens_on(item, moving_wall)
    if opens is not None and reader.today < opens:
        return Decision(False, "chưa đến ngày mở cho bạn đọc", opens)
    conditions = conditions_of(item)
    closed = refusal(
        conditions, reader.today, at_library=reader.at_library, is_machine=reader.is_machine
    )
    if closed is not None:
        return Decision(False, closed.because, closed.opens, is_condition=True)
    if item.access in _ON_SITE and not reader.at_library:
        return Decision(False, "chỉ đọc trên máy tính của thư viện")
    if conditions.warning and item.id not in reader.warned:
        return Decision(False, "có lời báo trước cần đọc", warning=conditions.warning)
    return Decision(True)


def may_download(item: Item, reader: Reader, moving_wall: int | None = None) -> Decision:
    """Return the decision on downloading the item's pages; refuse items for on-site reading."""
    decision = may_read(item, reader, moving_wall)
    if not decision.allowed or reader.is_staff:
        return decision
    conditions = conditions_of(item)
    if item.access in _ON_SITE or is_onsite_only(conditions, reader.today):
        return Decision(False, "chỉ đọc tại chỗ, không tải về được")
    if conditions.no_download:
        return Decision(False, "không tải về được, theo ý của cộng đồng", is_condition=True)
    return decision


def audience_of(reader: Reader) -> Audience:
    """Return the group that a reader belongs to."""
    if reader.is_staff:
        return Audience.STAFF
    if reader.is_machine:
        return Audience.MACHINE
    return Audience.AT_LIBRARY if reader.at_library else Audience.ANYONE


def may_search_text(item: Item, reader: Reader, profile: Profile | None) -> bool:
    """Return True if a search by this reader may find an item by the words of its pages.

    Words of pages that the reader may not read are found only if the collection allows it.
    """
    decision = may_read(item, reader, profile and profile.moving_wall)
    if decision.allowed or decision.warning:
        return True
    if profile is None or decision.is_condition or not may_see_record(item, reader):
        return False
    is_closed_here = item.access in _ON_SITE and not reader.at_library
    return (not decision.opens or profile.embargoed_text_is_found) and (
        not is_closed_here or profile.onsite_text_is_found
    )


def audiences_without_text(item: Item, today: str, profile: Profile | None) -> frozenset[Audience]:
    """Return the groups that must not find an item by the words of its pages."""
    readers = (
        Reader(today=today),
        Reader(at_library=True, today=today),
        Reader(is_machine=True, today=today),
        Reader(is_staff=True, today=today),
    )
    return frozenset(
        audience_of(reader) for reader in readers if not may_search_text(item, reader, profile)
    )


_ACCESS_SENTENCES = {
    Access.PUBLIC: "Ai cũng đọc và tải về được, ở mọi nơi.",
    Access.LIBRARY: (
        "Ai cũng thấy biểu ghi; trang chỉ đọc trên máy tính của thư viện và các điểm truy nhập, "
        "không tải về được."
    ),
    Access.COPY: (
        "Bản sao của thư viện: ai cũng thấy biểu ghi; trang chỉ đọc trên máy tính của thư viện, "
        "mỗi lúc không quá số bản giấy thư viện đang giữ, không tải về, không vào gói nào."
    ),
    Access.STAFF: "Chỉ cán bộ thấy: bạn đọc không tìm thấy tài liệu này.",
}


def describe_access(item: Item, today: str, moving_wall: int | None = None) -> tuple[str, ...]:
    """Return sentences that say who may read a published item, and until when it is closed."""
    sentences = [_ACCESS_SENTENCES[item.access]]
    opens = opens_on(item, moving_wall)
    if opens is not None and today < opens and item.access is not Access.STAFF:
        day = "/".join(str(int(part)) for part in reversed(opens.split("-")))
        why = "ngày ghi trong biểu ghi" if opens == item.opens else _wall(moving_wall)
        sentences.append(f"Trước ngày {day} bạn đọc chỉ thấy biểu ghi và ngày mở ({why}).")
    sentences.extend(describe_conditions(conditions_of(item)))
    if item.licence:
        sentences.append(f"Quyền: {item.licence}.")
    return tuple(sentences)


def _wall(years: int | None) -> str:
    return f"sưu tập mở sau {years} năm tròn"
