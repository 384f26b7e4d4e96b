"""Values that the forms of a point show at first, to be compared when they come back."""

from sqlalchemy.orm import Session

from library import clock
from points.access_points import inventory, kiosk_notices, managers, networks
from points.access_points.equipment import AssetFacts
from points.access_points.inventory import PointFacts
from points.access_points.models import Asset
from points.access_points.opening_hours import WEEKDAYS

FACT_LABELS = {
    "ten": "Tên điểm",
    "cap": "Cấp",
    "chu-quan": "Cơ quan quản lý",
    "bao-cao": "Cơ quan báo cáo",
    "noi": "Xã, phường",
    "dia-chi": "Địa chỉ",
    "dien-thoai": "Điện thoại",
    "vi-do": "Vĩ độ",
    "kinh-do": "Kinh độ",
    "phuc-vu": "Phục vụ",
}
HOUR_LABELS = {f"thu-{number}": name.capitalize() for number, name in enumerate(WEEKDAYS)}
LIST_LABELS = {"lien-ket": "Liên kết", "mang": "Địa chỉ mạng"}
ASSET_LABELS = {
    "loai": "Loại",
    "so-may": "Số sê-ri",
    "nguon": "Nguồn vốn",
    "ngay-nhan": "Ngày nhận",
    "nam-dung": "Năm đưa vào sử dụng",
    "nguyen-gia": "Nguyên giá",
    "so-nam": "Thời gian sử dụng",
}


def fact_values(facts: PointFacts) -> dict[str, str]:
    """Return the facts of a point as the fields of their form."""
    return {
        "ten": facts.name,
        "cap": facts.level.value,
        "chu-quan": facts.owner or "",
        "bao-cao": facts.reporter or "",
        "noi": facts.place or "",
        "dia-chi": facts.address or "",
        "dien-thoai": facts.phone or "",
        "vi-do": _text(facts.latitude),
        "kinh-do": _text(facts.longitude),
        "phuc-vu": "co" if facts.serving else "khong",
    }


def hour_values(session: Session, code: str) -> dict[str, str]:
    """Return the weekly hours of today as the fields of their form."""
    week = inventory.week_on(session, code, clock.today()) or ("",) * len(WEEKDAYS)
    return dict(zip(HOUR_LABELS, week, strict=True))


def link_values(session: Session, point_id: int) -> dict[str, str]:
    """Return the links of a point as the lines of their form."""
    links = kiosk_notices.links_of(session, point_id)
    return {"lien-ket": "\n".join(f"{link.title} | {link.address}" for link in links)}


def network_values(session: Session, point_id: int) -> dict[str, str]:
    """Return the network addresses of a point as the lines of their form."""
    return {"mang": "\n".join(networks.networks_of(session, point_id))}


def manager_values(session: Session, point_id: int) -> dict[str, str]:
    """Return the managers of a point as numbers, a line each."""
    return {"nguoi": "\n".join(map(str, sorted(managers.managers_of(session, point_id))))}


def asset_values(asset: Asset | AssetFacts) -> dict[str, str]:
    """Return the facts of an asset as the fields of their form."""
    return {
        "loai": asset.kind,
        "so-may": asset.serial or "",
        "nguon": asset.source or "",
        "ngay-nhan": asset.acquired.isoformat() if asset.acquired else "",
        "nam-dung": _text(asset.used_from),
        "nguyen-gia": _text(asset.cost),
        "so-nam": _text(asset.life_years),
    }


def _text(number: float | None) -> str:
    return "" if number is None else str(number)
