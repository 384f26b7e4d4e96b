"""A small province with everything that goes to a station, and things that never do."""

import hashlib
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from kit.models import Station
from library.catalogue.models import (
    Derivative,
    DerivativeKind,
    Holding,
    Item,
    Page,
)
from library.catalogue.text.words import Word, pack
from library.settings import Settings
from library.storage.stores import derivative_store
from points.access_points import inventory
from points.access_points.inventory import PointFacts
from points.access_points.models import Device, DevicePlacement, PointLevel
from tests.makers import BY, make_item

MOMENT = datetime(2026, 11, 2, tzinfo=UTC)
STATION = "tram1"
WIDTHS = {"thumbnails": 120, "small": 800, "reading": 1280}


def make_station(session: Session, code: str = "bac-son", **columns: object) -> Station:
    """Enter a point with a station that shows all images, and one enrolled computer."""
    facts = PointFacts("Thư viện xã Bắc Sơn", PointLevel.COMMUNE, place="Xã Bắc Sơn")
    point_id = inventory.enter(session, code, facts, since=date(2026, 1, 1), by=BY)
    values = {
        "id": STATION,
        "size_limit_mb": 1000,
        "images": "reading",
        "collections": [],
        "created": MOMENT,
        "created_by": BY,
        "line_hours": "",
        "held_number": 0,
        "taken": 0,
        "reported": {},
    }
    station = Station(point_id=point_id, **{**values, **columns})
    device = Device(label="Máy 1", token_hash="t" * 64, code_hash="bí mật")
    session.add_all((station, device))
    session.flush()
    session.add(DevicePlacement(device_id=device.id, point_id=point_id, since=MOMENT, placed_by=BY))
    session.flush()
    return station


def make_scanned_item(session: Session, settings: Settings, title: str, **columns: object) -> Item:
    """Create a published item with one page, its words and its images."""
    item = make_item(session, title, texts=(f"{title} có chữ.",))
    for name, value in columns.items():
        setattr(item, name, value)
    session.flush()
    add_images(session, settings, item)
    return item


def add_images(session: Session, settings: Settings, item: Item) -> None:
    """Store words and images of the first page of an item."""
    store = derivative_store(settings)
    page = session.query(Page).filter_by(item_id=item.id, number=1).one()
    page.words = store.put(pack((Word(item.title, 1, 2, 3, 4, 0.9, 0, 0),)))
    for step, width in WIDTHS.items():
        content = hashlib.sha256(f"{item.title}{step}".encode()).digest() * 50
        kind = DerivativeKind.THUMBNAIL if step == "thumbnails" else DerivativeKind.READING
        session.add(
            Derivative(
                page_id=page.id,
                kind=kind,
                digest=store.put(content),
                media_type="image/webp",
                width=width,
                height=width,
                bytes=len(content),
            )
        )
    session.add(
        Holding(
            item_id=item.id,
            place=1,
            call_number="959",
            location="Kho",
            condition="good",
            remark="cán bộ ghi",
            price=90_000,
        )
    )
    session.flush()
