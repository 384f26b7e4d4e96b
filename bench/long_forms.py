"""Twelve long forms of the office and the programme, with records to edit and texts to type."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import cataloguing
from library.catalogue.authorities import edit_records
from library.catalogue.authorities.edit_records import AuthorityDetails
from library.catalogue.authorities.models import AuthorityKind
from library.catalogue.description import holdings
from library.catalogue.description.holdings import Copy
from library.database import work
from library.identifiers import item_id
from points.access_points import equipment, inventory
from points.access_points.equipment import AssetFacts
from points.access_points.plan_149 import enter_plan
from points.programme.periods import read_period
from points.programme.registers import entries
from points.programme.registers.schema import register_of
from points.programme.reports import report_store

_BY = "phép đo"
_POINT = "loc-binh"
_OFFICE, _PROGRAMME = "/can-bo", "/can-bo/chuong-trinh"
_SAVE = "button[type=submit]:not([name]):not(.unseen)"


@dataclass(frozen=True, slots=True)
class LongForm:
    """One form: its page, its address, and a text for each field that is typed into."""

    name: str
    page: str
    action: str
    fields: dict[str, str]
    others: dict[str, str]
    """Fields that must be filled besides, for instance a choice."""

    button: str = _SAVE
    """CSS selector of the button that saves, in the form."""

    press: tuple[str, str] | None = None
    """Name and value of that button, if it has a name."""

    is_new: bool = False
    """True for a form that makes a new record each time."""


def create_forms(engine: Engine) -> tuple[LongForm, ...]:
    """Create the records that the forms edit; return the forms."""
    with work(engine) as session:
        enter_plan(session, _BY)
        item = _item(session)
        authority = edit_records.enter(
            session, AuthorityDetails("Vi Hồng", AuthorityKind.PERSON), _BY
        ).id
        point = inventory.point_on(session, _POINT, clock.today())
        asset = AssetFacts("LB-01", "Máy in", source="Ngân sách tỉnh")
        equipment.enter(session, asset, point_id=point.id, since=date(2020, 1, 2), by=_BY)
        entries.enter(
            session,
            register_of("bao-tri"),
            point=_POINT,
            day=date(2025, 11, 3),
            details={"kind": "sửa chữa", "what": "Thay nguồn"},
            by=_BY,
        )
        period = read_period("2025")
        report = report_store.draft(
            session, "year", period, "library", library="Thư viện tỉnh", by=_BY, point=None
        ).id
    return (*_catalogue_forms(item, authority), *_point_forms(), *_programme_forms(report))


def _item(session: Session) -> str:
    item = cataloguing.make_item(session, item_id("long-forms"), "van-ban", "Sổ địa bạ", _BY)
    fields = {"number": "1/QĐ-UBND", "date": "2017-08-22", "kind": "Quyết định"}
    cataloguing.describe(session, item, {**fields, "issuing_body": "UBND tỉnh Lạng Sơn"}, _BY)
    cataloguing.write_pages(session, item, (cataloguing.TextPage(1, "Dòng chữ cũ."),))
    holdings.replace_copies(session, item, (Copy("DC.01", "Kho A"),), _BY)
    return item.id


def _catalogue_forms(item: str, authority: int) -> tuple[LongForm, ...]:
    description = f"{_OFFICE}/tai-lieu/{item}"
    profile, name = f"{_OFFICE}/suu-tap/dia-chi", f"{_OFFICE}/ten/{authority}"
    return (
        LongForm(
            "description",
            description,
            description,
            {"title": "Sổ địa bạ xã Thủy Môn", "description": "Bản chép tay “1670”, có dấu <son>."},
            {},
            "[data-save]",
        ),
        LongForm(
            "copies",
            f"{description}/ban",
            f"{description}/ban",
            {"remark": "Rách gáy, thiếu tờ bìa sau", "location": "Kho B, giá 12, ngăn dưới"},
            {},
        ),
        LongForm(
            "collection profile",
            profile,
            profile,
            {"summary": "Sách, địa chí, gia phả của tỉnh", "introduction": "Đoạn một của lời."},
            {},
        ),
        LongForm(
            "authority record",
            name,
            name,
            {"note": "Nhà văn, nhà giáo, quê Cao Bằng", "source": "Từ điển văn học Việt Nam"},
            {},
        ),
        LongForm(
            "new authority record",
            f"{_OFFICE}/ten/them",
            f"{_OFFICE}/ten/them",
            {"note": "Chưa rõ năm sinh và quê quán", "source": "Bia chùa Tam Thanh, mặt sau"},
            {"name": "Lê Quý {}"},
            is_new=True,
        ),
        LongForm(
            "page transcription",
            f"{description}/trang/1/sua",
            f"{description}/trang/1/sua/ca-trang",
            {"chu": "Dòng chữ gõ lại từ bản chép tay."},
            {},
        ),
    )


def _point_forms() -> tuple[LongForm, ...]:
    point = f"{_OFFICE}/diem/{_POINT}"
    return (
        LongForm(
            "facts of a point",
            point,
            f"{point}/doi",
            {"chu-quan": "UBND xã Lộc Bình", "dia-chi": "Số 7, khối phố Minh Khai"},
            {"ly-do": "Theo quyết định bàn giao"},
        ),
        LongForm(
            "links of a point",
            point,
            f"{point}/lien-ket",
            {"lien-ket": "Dịch vụ công của tỉnh | https://dichvucong.example.vn"},
            {},
        ),
        LongForm(
            "asset",
            f"{_OFFICE}/tai-san/LB-01",
            f"{_OFFICE}/tai-san/LB-01",
            {"so-may": "SN 2020 0317", "nguon": "Dự án của tỉnh, đợt hai"},
            {},
        ),
    )


def _programme_forms(report: int) -> tuple[LongForm, ...]:
    register = f"{_PROGRAMME}/so/bao-tri"
    return (
        LongForm(
            "new register entry",
            register,
            register,
            {"what": "Thay màn hình và bàn phím máy 3"},
            {"diem": _POINT, "ngay": "2026-03-01", "kind": "sửa chữa"},
            is_new=True,
        ),
        LongForm(
            "register entry",
            f"{register}/1",
            f"{register}/1",
            {"what": "Thay nguồn và quạt của máy 2"},
            {"ly-do": "Ghi thiếu"},
            "button[value=sua]",
            ("viec", "sua"),
        ),
        LongForm(
            "report",
            f"{_PROGRAMME}/bao-cao/{report}",
            f"{_PROGRAMME}/bao-cao/{report}",
            {"loi-money": "Kinh phí cấp chậm hai quý.", "loi-proposals": "Đề nghị thay máy in."},
            {},
            "button[value=luu]",
            ("viec", "luu"),
        ),
    )
