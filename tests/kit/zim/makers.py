"""Makers of what a ZIM file is made of."""

from collections.abc import Sequence

from sqlalchemy import Engine

from kit.handouts.handout_items import lasting_records
from kit.zim.zim_entries import Entry, PictureSize
from kit.zim.zim_file import ZimOrder, ZimReport, zim_entries
from library.catalogue.models import Derivative, DerivativeKind, Item
from library.database import reading

DAY = "2026-11-30"


def make_order(items: Sequence[Item], size: PictureSize = PictureSize.SMALL) -> ZimOrder:
    """Return the order of a file with these items."""
    return ZimOrder(
        title="Địa chí Lạng Sơn",
        description="Tài liệu địa chí",
        name="dia-chi-thu",
        publisher="Thư viện tỉnh",
        day=DAY,
        item_ids=tuple(item.id for item in items),
        size=size,
    )


def make_entries(
    engine: Engine,
    items: Sequence[Item],
    size: PictureSize = PictureSize.SMALL,
    lost: Sequence[str] = (),
) -> dict[str, Entry]:
    """Return the entries of such a file by their paths; `lost` are checksums without a file."""
    order = make_order(items, size)
    with reading(engine) as session:
        records = lasting_records(session, order.item_ids, DAY)
        entries = zim_entries(
            session,
            order,
            records,
            lambda digest: digest not in lost,
            ZimReport(),
            lambda _count, _total: None,
        )
        return {entry.path: entry for entry in entries}


def make_picture(
    digest: str, width: int, kind: DerivativeKind = DerivativeKind.READING
) -> Derivative:
    """Return an image of a page."""
    return Derivative(
        kind=kind, digest=digest, media_type="image/webp", width=width, height=width, bytes=1
    )
