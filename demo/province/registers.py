"""Generated register entries of the demo province."""

from collections.abc import Iterator
from datetime import date, timedelta

from demo.province.seeded_random import draw, share
from demo.province.sessions import TROUBLES, trouble_of
from points.access_points.inventory import Point
from points.access_points.models import PointLevel
from points.programme.periods import Period, year
from points.usage.rollups.per_point import next_month

Row = tuple[str, str | None, date, dict[str, object]]
"""Register code, point code, day, field values."""

_BUDGET = {PointLevel.PROVINCE: 400_000_000, PointLevel.DISTRICT: 50_000_000}
_COMMUNE_BUDGET = 11_950_000
_LINE_SHARES = (
    ("III.2 Cán bộ", 12),
    ("III.3 Dịch vụ", 8),
    ("III.4 Truyền thông", 10),
    ("III.5 Nội dung số", 15),
)
"""Shares of a budget by line of the plan, in per cent; the remainder is for III.1."""

_DEPARTMENT, _FINANCE = "Sở Văn hóa, Thể thao và Du lịch", "Sở Tài chính"
_APPRAISED_SHARE = 92  # per cent of the amount requested
_BROKEN = ("Máy không lên hình", "Hỏng nguồn", "Hỏng ổ cứng", "Mất mạng", "Bàn phím, chuột hỏng")
_TOPICS = ("Tìm việc làm trên mạng", "Dịch vụ công trực tuyến", "Gọi video cho người thân")
_SKILLS = ("Vận hành, bảo trì phòng máy", "Hướng dẫn người sử dụng", "Tài liệu số, tra cứu")
_SERVICES = (
    ("Truy nhập Internet", "Internet access"),
    ("Đọc tài liệu địa phương số", "Reading of digital local documents"),
)
_CHECKS = ("property", "counted", "open_hours", "attended", "free")


def rows(points: tuple[Point, ...], since: date, until: date) -> Iterator[Row]:
    """Yield the entries by month, then by year, then the permanent ones."""
    months = Period(since, until).months
    for month in months:
        for point in points:
            yield from _month_entries(point, month)
    for course, number in enumerate(range(since.year, (until - timedelta(days=1)).year + 1), 1):
        yield from _year_entries(points, number, course)
    for point in points:
        yield from _standing_entries(point, since)
    yield from _province_entries(since)


def _month_entries(point: Point, month: date) -> Iterator[Row]:
    bits = draw(point.id, month.toordinal(), 1)
    if trouble_of(point.code, month) != "silent":
        yield "xac-nhan", point.code, month, {"remark": ""}
    if share(bits, 0) < 0.15:
        yield _incident(point, month, bits)
    if share(bits, 12) < 0.2:
        attended = 4 + int(20 * share(bits, 16))
        values = {"topic": _TOPICS[bits % 3], "attendances": attended, "hours": 2.0}
        yield "day-nguoi-dung", point.code, month + timedelta(days=11), values
    if share(bits, 24) < 0.5:
        answered = 1 + int(12 * share(bits, 28))
        yield "tro-giup", point.code, month + timedelta(days=20), {"answered": answered}
    if month.month % 3 == 0:
        yield _surveys(point, month, bits)


def _incident(point: Point, month: date, bits: int) -> Row:
    day = month + timedelta(days=bits % 25)
    values: dict[str, object] = {
        "what": _BROKEN[bits % 5],
        "told_by": ("trang máy công cộng", "điện thoại", "cán bộ")[bits % 3],
        "computers": 1 + int(3 * share(bits, 36)),
    }
    if share(bits, 44) < 0.985:
        took = 1 + int(30 * share(bits, 48) ** 2)
        values |= {"repaired": (day + timedelta(days=took)).isoformat(), "how": "Thay linh kiện"}
    return "su-co", point.code, day, values


def _surveys(point: Point, month: date, bits: int) -> Row:
    offered = 20 + int(40 * share(bits, 4))
    declared = int(offered * (0.4 + 0.4 * share(bits, 8)))
    poor = int(declared * (0.2 + 0.3 * share(bits, 20)))
    values = {"offered": offered, "declared": declared, "disadvantaged": poor}
    return "phieu", point.code, next_month(month) - timedelta(days=3), values


def _year_entries(points: tuple[Point, ...], number: int, nth: int) -> Iterator[Row]:
    first = year(number).since
    course = date(number, 4, 15)
    kind = "đào tạo nâng cao" if number % 2 else "đào tạo lại"
    values = {"name": f"Vận hành điểm truy nhập {number}", "kind": kind, "hours": 24.0}
    values["skill"] = _SKILLS[nth % len(_SKILLS)]
    yield "khoa-hoc", None, course, {**values, "training_room": True}
    yield from _planning(number)
    for point in points:
        bits = draw(point.id, number, 2)
        yield from _budget_entries(point, number, bits)
        if share(bits, 0) < 0.7:
            who = f"Cán bộ {point.code}"
            yield "du-hoc", point.code, course, {"who": who, "course": nth, "hours": 24.0}
        if share(bits, 12) < 0.6:
            yield _event(point, first, bits)
        if share(bits, 24) < 0.35:
            yield _inspection(point, first, bits)
        maintenance = {"kind": "bảo dưỡng định kỳ", "what": "Vệ sinh máy, cập nhật phần mềm"}
        yield "bao-tri", point.code, date(number, 3, 10), {**maintenance, "cost": 500_000}


def _planning(number: int) -> Iterator[Row]:
    """Yield the yearly plan of the Department, and the appraisals of its funds."""
    budget, prepared = 1_000_000_000, date(number, 1, 8)
    values = {"year": number, "body": _DEPARTMENT, "budget": budget}
    issued = {"issued": date(number, 2, 20).isoformat(), "number": "00/KH-SVHTTDL (minh họa)"}
    yield "ke-hoach-nam", None, prepared, {**values, **issued}
    for purpose, line, day, requested, result in (
        ("Kinh phí duy trì các điểm", "III.1 Hạ tầng", prepared, 640_000_000, date(number, 2, 12)),
        (
            "Thay máy tính hết hạn",
            "III.1 Hạ tầng",
            date(number, 9, 5),
            360_000_000,
            date(number + 1, 2, 10),
        ),
    ):
        values = {"what": f"{purpose} năm {number}", "year": number, "line": line, "body": _FINANCE}
        values["requested"] = requested
        approved = requested * _APPRAISED_SHARE // 100
        values |= {"appraised": result.isoformat(), "approved": approved}
        yield "tham-dinh", None, day, values


def _budget_entries(point: Point, number: int, bits: int) -> Iterator[Row]:
    planned = _BUDGET.get(point.facts.level, _COMMUNE_BUDGET)
    spent = planned * (80 + bits % 19) // 100
    values = {"what": f"Kinh phí năm {number}"}
    for day, name, amount in (
        (date(number, 1, 15), "planned", planned // 2),
        (date(number, 7, 1), "planned", planned - planned // 2),
        (date(number, 6, 15), "spent", spent // 2),
        (date(number, 12, 15), "spent", spent - spent // 2),
    ):
        source = _source(point.facts.level, day)
        for line, money in _by_line(amount):
            shares = {**values, "line": line, "source": source, name: money}
            yield "kinh-phi", point.code, day, shares


def _by_line(amount: int) -> Iterator[tuple[str, int]]:
    """Yield the shares of an amount by line of the plan; the last share is the remainder."""
    remainder = amount
    for line, percent in _LINE_SHARES:
        yield line, amount * percent // 100
        remainder -= amount * percent // 100
    yield "III.1 Hạ tầng", remainder


def _source(level: PointLevel, day: date) -> str:
    if level is PointLevel.PROVINCE:
        return "ngân sách tỉnh"
    is_before_reform = day < date(2025, 7, 1)
    return "ngân sách huyện (đến 30/6/2025)" if is_before_reform else "ngân sách xã, phường"


def _event(point: Point, first: date, bits: int) -> Row:
    values = {
        "name": "Ngày hội đọc sách và Internet",
        "kind": "sự kiện",
        "audience": ("mọi người", "người chưa được phục vụ", "nhóm đích của Dự án")[bits % 3],
        "attendances": 30 + bits % 150,
    }
    return "su-kien", point.code, first + timedelta(days=110 + bits % 20), values


def _inspection(point: Point, first: date, bits: int) -> Row:
    day = first + timedelta(days=200 + bits % 90)
    checks = {
        name: "chưa đạt" if share(draw(bits, at), 0) < 0.12 else "đạt"
        for at, name in enumerate(_CHECKS)
    }
    values: dict[str, object] = {"who": "Sở Văn hóa, Thể thao và Du lịch", **checks}
    if "chưa đạt" not in checks.values():
        return "kiem-tra", point.code, day, {**values, "settled": day.isoformat()}
    values |= {
        "findings": "Khắc phục các mục chưa đạt",
        "deadline": (day + timedelta(days=30)).isoformat(),
    }
    if share(bits, 50) < 0.7:
        values["settled"] = (day + timedelta(days=25)).isoformat()
    return "kiem-tra", point.code, day, values


def _standing_entries(point: Point, since: date) -> Iterator[Row]:
    who = {"who": f"Cán bộ {point.code}", "skills": "Tin học, Internet cơ bản", "trained": True}
    yield "can-bo", point.code, since, who
    line = {"provider": "Viettel Lạng Sơn", "speed": 50, "price": 220_000, "reduced": True}
    yield "duong-truyen", point.code, since, line
    for name, english in _SERVICES:
        values = {"name": name, "english": english, "free": True, "new": False}
        yield "dich-vu", point.code, since, values
    for trouble in TROUBLES:
        if trouble.point == point.code and trouble.kind == "line-down":
            values = {"hours": 4.0, "reason": "Đứt cáp sau bão"}
            yield "mat-dien", point.code, max(trouble.since, since), values


def _province_entries(since: date) -> Iterator[Row]:
    free = {"kind": "miễn phí dịch vụ", "what": "Miễn phí truy nhập máy tính và Internet"}
    free["basis"] = "minh họa"
    yield "mien-phi", None, since, free
    goal = {"until": date(since.year + 4, 12, 31).isoformat(), "items": 200, "pages": 20_000}
    yield "so-hoa", None, since, goal
    values = {"name": "Điểm Mẫu Sơn", "place": "Xã Mẫu Sơn", "step": "khảo sát"}
    yield "nhan-rong", None, date(since.year + 3, 8, 1), {**values, "programme": "Nông thôn mới"}
