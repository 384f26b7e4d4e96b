"""A report follows the figures until it is signed; then nothing changes it again."""

import io
from datetime import date

import pytest
from docx import Document
from sqlalchemy import update

from library.database import reading, work
from library.programme.indicators import compute, registry
from library.programme.indicators.registry import Reading
from library.programme.periods import year
from library.programme.problems import (
    ReportNumberError,
    ReportSignedError,
    ReportUnsignedError,
)
from library.programme.reports import report_store
from library.usage.rollups.models import PointMonth
from tests.library.programme.conftest import TODAY
from tests.makers import BY

_ISSUER = "Thư viện tỉnh Lạng Sơn"


@pytest.fixture
def report(province):
    """Draft the yearly report of 2025; return its number."""
    with work(province) as session:
        return report_store.draft(session, "year", year(2025), "province", issuer=_ISSUER, by=BY).id


def _text(made):
    document = Document(io.BytesIO(made))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def _print(province, report):
    with reading(province) as session:
        return report_store.docx(session, report_store.report_of(session, report), TODAY)


def _sign(province, report):
    with work(province) as session:
        report_store.sign(session, report_store.report_of(session, report), TODAY, by=BY)


def _double_everything(province):
    with work(province) as session:
        session.execute(update(PointMonth).values(sessions=PointMonth.sessions * 2))


def test_a_draft_follows_the_figures_and_tells_what_became_other(province, report):
    before = _text(_print(province, report))
    _double_everything(province)
    after = _text(_print(province, report))
    assert before != after
    assert "tính lại" not in before
    assert "SỐ LIỆU TÍNH LẠI" in after


def test_the_number_is_blank_until_it_is_registered(province, report):
    assert "Số:         /BC-TVT" in _text(_print(province, report))
    _sign(province, report)
    assert "Số:         /BC-TVT" in _text(_print(province, report))
    with work(province) as session:
        found = report_store.report_of(session, report)
        report_store.register(session, found, 5, date(2026, 1, 15), by=BY)
    text = _text(_print(province, report))
    assert "Số: 05/BC-TVT" in text
    assert "ngày 15 tháng 01 năm 2026" in text


def test_a_signed_report_prints_the_same_after_any_change_of_data_or_formula(
    province, report, monkeypatch
):
    _sign(province, report)
    before = _print(province, report)
    _double_everything(province)
    other = registry.Indicator("I1", 2, lambda _: Reading(1, "lượt"), "x", "x", "x", "", True)
    monkeypatch.setitem(registry._REGISTRY, "I1", other)
    assert compute.indicator_of("I1").version == 2
    assert _print(province, report) == before


def test_registering_later_prints_the_figures_of_signing(province, report):
    _sign(province, report)
    before = _text(_print(province, report))
    _double_everything(province)
    with work(province) as session:
        found = report_store.report_of(session, report)
        report_store.register(session, found, 12, date(2026, 2, 3), by=BY)
    after = _text(_print(province, report))
    (said,) = [line for line in before.splitlines() if line.startswith("Trong năm 2025, có")]
    assert said in after.splitlines()


def test_versions_of_formulas_are_frozen(province, report):
    _sign(province, report)
    with reading(province) as session:
        told = report_store.report_of(session, report).figures
    assert {one["code"]: one["version"] for one in told["indicators"]}["I8"] == 1


def test_what_staff_wrote_stands_and_what_they_left_follows_the_figures(province, report):
    with work(province) as session:
        found = report_store.report_of(session, report)
        report_store.write(
            session,
            found,
            {"money": "Đã chi đủ.", "proposals": "Đề nghị thay máy."},
            {"signer": "Nguyễn Văn Minh", "recipients": "Như trên\nLưu: VT"},
            by=BY,
        )
    text = _text(_print(province, report))
    for said in ("Đã chi đủ.", "Đề nghị thay máy./.", "Nguyễn Văn Minh", "- Lưu: VT.", "Trong năm"):
        assert said in text


def test_a_signed_report_is_neither_written_nor_signed_again(province, report):
    _sign(province, report)
    with work(province) as session:
        found = report_store.report_of(session, report)
        with pytest.raises(ReportSignedError):
            report_store.write(session, found, {}, {}, by=BY)
        with pytest.raises(ReportSignedError):
            report_store.sign(session, found, TODAY, by=BY)


def test_only_a_signed_report_gets_a_number_and_only_one(province, report):
    with work(province) as session:
        found = report_store.report_of(session, report)
        with pytest.raises(ReportUnsignedError):
            report_store.register(session, found, 5, TODAY, by=BY)
        report_store.sign(session, found, TODAY, by=BY)
        with pytest.raises(ReportNumberError):
            report_store.register(session, found, 0, TODAY, by=BY)
        report_store.register(session, found, 5, TODAY, by=BY)
        with pytest.raises(ReportUnsignedError):
            report_store.register(session, found, 6, TODAY, by=BY)


def test_a_report_of_a_point_speaks_of_the_point_only(province):
    with work(province) as session:
        made = report_store.draft(
            session,
            "month",
            compute.Period(date(2025, 5, 1), date(2025, 6, 1)),
            "point",
            issuer="Thư viện huyện Lộc Bình",
            by=BY,
            point="loc-binh",
        )
        text = _text(report_store.docx(session, made, TODAY))
    assert "THƯ VIỆN HUYỆN LỘC BÌNH" in text
    assert "Bắc Sơn" not in text
