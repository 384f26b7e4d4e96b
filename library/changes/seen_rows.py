"""Rows that strangers see: their columns, labels, and the items to which they belong.

Descriptions are not listed: `library.catalogue.access.openings` holds back their fields one by one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from library.accessions.models import Accession
from library.catalogue.access import openings
from library.catalogue.access.models import Publication
from library.catalogue.authorities.models import ItemAuthority
from library.catalogue.models import Item, ItemState, Page
from library.changes.row_changes import RowChange
from library.database import Base

_IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class SeenRows:
    """Rows of one table that strangers see."""

    label: str
    columns: dict[str, str]
    """Labels of the columns that are seen."""
    opens: Callable[[RowChange], bool] = lambda _change: True
    """Returns False for a change that only closes something: it never waits."""


def _shows(change: RowChange) -> bool:
    """Return False for a page that is only hidden."""
    old, new = change.before or {}, change.after or {}
    names = {name for name in new if new[name] != old.get(name)}
    return bool(names & {"place", "numbered"}) or new.get("left_out") is False


def _lifts(change: RowChange) -> bool:
    return change.before is not None


SEEN = {
    "authority": SeenRows(
        "Tên trong danh mục",
        {
            **{"name": "Tên", "kind": "Loại", "begins": "Từ năm", "ends": "Đến năm"},
            **{"note": "Ghi chú", "merged_into": "Gộp vào"},
        },
    ),
    "item_authority": SeenRows("Tên trong biểu ghi", {"authority_id": "Tên"}),
    "revision": SeenRows("Chữ của trang", {"undone": "Hoàn tác", "changes": "Chữ"}),
    "page": SeenRows(
        "Trang", {"left_out": "Ẩn", "place": "Vị trí", "numbered": "Số in trên trang"}, _shows
    ),
    "instruction": SeenRows("Xoay, tách, đọc lại trang", {"value": "Lệnh"}),
    "transcript": SeenRows("Lời băng", {"cues": "Lời"}),
    "silenced_span": SeenRows("Đoạn giữ kín", {"lifted": "Thôi giữ kín"}, _lifts),
    "picture": SeenRows(
        "Mô tả ảnh",
        {
            **{"caption": "Chú thích", "place": "Nơi", "date": "Ngày chụp"},
            **{"photographer": "Người chụp", "negative": "Bản âm", "back_of": "Mặt sau của"},
        },
    ),
    "named_person": SeenRows("Người trên ảnh", {"name": "Tên", "left": "Khung"}),
    "map_placement": SeenRows("Vị trí tờ bản đồ", {"points": "Điểm"}),
    "article_list": SeenRows("Các bài của trang báo", {"articles": "Bài"}),
}
"""Tables with rows that strangers see, and what of them."""


def deciding(changes: Iterable[RowChange]) -> list[RowChange]:
    """Return the changes after which a stranger would see something else, or more."""
    return [change for change in changes if change.table in SEEN and _is_seen(change)]


def items_held(session: Session, changes: Iterable[RowChange], by: str) -> list[str]:
    """Return the published items of changes for which this person needs a second one."""
    ids = sorted({item_id for change in changes for item_id in _items_of(session, change)})
    held: list[str] = []
    for first in range(0, len(ids), _IDS_AT_ONCE):
        rows = select(Item).outerjoin(Publication, Publication.item_id == Item.id)
        is_public = or_(Item.state == ItemState.PUBLISHED, Publication.publish_on.is_not(None))
        rows = rows.where(Item.id.in_(ids[first : first + _IDS_AT_ONCE]), is_public)
        items = session.scalars(rows.order_by(Item.id))
        held += (item.id for item in items if openings.needs_second_person(session, item, by))
    return held


def _is_seen(change: RowChange) -> bool:
    seen = SEEN[change.table]
    old, new = change.before or {}, change.after or {}
    is_changed = any(old.get(name) != new.get(name) for name in seen.columns)
    return is_changed and seen.opens(change)


def _items_of(session: Session, change: RowChange) -> Iterable[str]:
    """Return the items of a row, by its own reference, its page, or the links of a name."""
    values = (change.before or {}) | (change.after or {})
    table = Base.metadata.tables[change.table]
    if change.table == "authority":
        links = select(ItemAuthority.item_id).where(ItemAuthority.authority_id == change.key[0])
        return session.scalars(links.distinct())
    name = next(name for name in ("item_id", "page_id", "accession_id") if name in table.c)
    reference = values.get(name) or session.scalar(
        select(table.c[name]).where(
            *(c == part for c, part in zip(table.primary_key, change.key, strict=True))
        )
    )
    if name != "item_id":
        model = Page if name == "page_id" else Accession
        reference = session.scalar(select(model.item_id).where(model.id == reference))
    return (reference,) if reference else ()
