"""Benchmark of the yearly report and of the weight and speed of the programme's pages."""

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine

from app import create_app
from app.points.programme.conversions import convert_paper
from bench.form import Row, json_parser, report
from bench.installations import temporary_library
from demo.province import fill_province
from library.database import reading, work
from library.settings import Settings
from library.staff import staff_sessions
from library.staff.staff_accounts import add_staff
from points.programme.indicators import compute
from points.programme.periods import Period, read_period, year
from points.programme.reports import report_store

_SINCE, _UNTIL, _TODAY = date(2022, 1, 1), date(2026, 1, 1), date(2026, 1, 10)
_LAST_DISTRICT_DAY = date(2025, 6, 30)
_LIBRARY = "Thư viện tỉnh Lạng Sơn"
_REPORTS = (
    ("báo cáo năm của Sở", "year", year(2025), "province", None),
    ("báo cáo năm gửi Bộ", "year", year(2024), "ministry", None),
    ("báo cáo sơ kết", "interim", read_period("2022-01..2024-06"), "province", None),
    ("báo cáo tổng kết", "final", Period(_SINCE, _UNTIL), "ministry", None),
    ("báo cáo quý của thư viện", "quarter", read_period("2025-q4"), "library", None),
    ("báo cáo quý của huyện", "quarter", read_period("2025-q2"), "district", "loc-binh"),
    ("báo cáo quý của xã", "quarter", read_period("2025-q4"), "commune", "loc-binh"),
    ("báo cáo tháng của điểm", "month", read_period("2025-11"), "point", "xa-02"),
)
"""Reports measured: name, kind, period, template and point."""

_ROOM = "/can-bo/chuong-trinh"
_PAGES = (
    _ROOM,
    f"{_ROOM}/ke-hoach/minh-hoa",
    f"{_ROOM}/chi-so?ky=2025",
    f"{_ROOM}/chi-so/I1?ky=2025",
    f"{_ROOM}/chi-so/I6?ky=2022-01..2025-12",
    f"{_ROOM}/chi-so/I12?ky=2025",
    "/can-bo/so-lieu/thu-vien-tinh/2025-07?so=sessions",
    f"{_ROOM}/thang?ky=2025",
    f"{_ROOM}/kinh-phi?ky=2025",
    f"{_ROOM}/ke-hoach/minh-hoa/phu-luc",
    f"{_ROOM}/bao-cao/moi?ky=2025",
    f"{_ROOM}/viec",
    f"{_ROOM}/bieu/thu-vien?ky=2025",
    f"{_ROOM}/ha-tang?ky=2025",
    f"{_ROOM}/dao-tao?ky=2025",
    f"{_ROOM}/dich-vu?ky=2025",
    f"{_ROOM}/noi-dung?ky=2025",
    "/can-bo/tai-san",
    f"{_ROOM}/so/su-co",
    f"{_ROOM}/so/kinh-phi",
    f"{_ROOM}/bao-cao/1",
    "/diem-truy-nhap/loc-binh",
)


def main() -> None:
    """Fill a demo province of four years and report."""
    args = json_parser(__doc__).parse_args()
    with temporary_library() as (settings, database):
        rows = [*_figures(database, settings.home), *_pages(settings, database)]
    report("programme", rows, as_json=args.json)


def _figures(database: Engine, home: Path) -> Iterator[Row]:
    began = time.process_time()
    with work(database) as session:
        days = fill_province.fill(session, _SINCE, _UNTIL)
        fill_province.close_months(session, Period(_SINCE, _UNTIL), _TODAY)
    filled = time.process_time() - began
    yield Row(f"dựng tỉnh minh họa, {days} ngày máy, một nhân", filled, "giây")
    began = time.process_time()
    with reading(database) as session:
        compute.measure(compute.gather(session, year(2025), _TODAY))
    yield Row("14 chỉ số của một năm, một nhân", time.process_time() - began, "giây", 1)
    for title, kind, period, template, point in _REPORTS:
        with work(database) as session:
            day = _LAST_DISTRICT_DAY if template == "district" else _TODAY
            names = {"library": _LIBRARY, "by": "bench", "point": point, "day": day}
            drafted = report_store.draft(session, kind, period, template, **names)
            report_store.accept_all(session, drafted, _TODAY, by="bench")
            began = time.perf_counter()
            paper = report_store.docx(session, drafted, _TODAY)
        composed = time.perf_counter() - began
        yield Row(f"{title}, DOCX", composed, "giây")
        convert_paper(paper, "pdf", home / "cache", "bench")
        yield Row(f"{title}, DOCX và PDF", time.perf_counter() - began, "giây", 10)


def _pages(settings: Settings, database: Engine) -> Iterator[Row]:
    with work(database) as session:
        member = add_staff(session, "bench", "-", "programme-officer", by="bench")
        token = staff_sessions.start_session(session, member.id, "bench", proven=True)
    app = create_app(settings)
    client = app.test_client()
    with client.session_transaction() as web_session:
        web_session["_user_id"], web_session["_fresh"] = token, True
    weighed = {address: _weigh(client, address) for address in _PAGES}
    app.extensions["services"].close()
    heaviest = max(weighed, key=lambda address: weighed[address][0])
    slowest = max(weighed, key=lambda address: weighed[address][1])
    yield Row(f"trang nặng nhất ({heaviest})", weighed[heaviest][0] / 1000, "KB", 150)
    yield Row(f"trang chậm nhất ({slowest}), một nhân", weighed[slowest][1], "giây", 1)


def _weigh(client: FlaskClient, address: str) -> tuple[int, float]:
    began = time.process_time()
    answer = client.get(address)
    assert answer.status_code == 200, address
    return len(answer.data), time.process_time() - began


if __name__ == "__main__":
    main()
