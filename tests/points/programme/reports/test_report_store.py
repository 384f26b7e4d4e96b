"""A report follows the figures until it is signed and never changes afterwards."""

import io
from datetime import date

import pytest
from docx import Document
from sqlalchemy import select, update

from library.database import reading, work
from points.programme.indicators import compute, registry
from points.programme.indicators.registry import Reading
from points.programme.periods import year
from points.programme.problems import (
    ReportNumberError,
    ReportSignedError,
    ReportUnsignedError,
    SignerMissingError,
)
from points.programme.reports import report_store
from points.usage.rollups.models import PointMonth
from tests.makers import BY
from tests.points.programme.conftest import TODAY

_ISSUER = "Thư viện tỉnh Lạng Sơn"


@pytest.fixture
def report(province):
    """Draft the yearly report of 2025 with its signer; return its number."""
    return _draft(province, {"signer": "Nguyễn Văn Minh"})


def _draft(province, head):
    with work(province) as session:
        draft = report_store.draft(session, "year", year(2025), "library", library=_ISSUER, by=BY)
        report_store.write(session, draft, {}, head, by=BY)
        return draft.id


def _text(docx):
    document = Document(io.BytesIO(docx))
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


@pytest.mark.slow
def test_a_draft_follows_the_figures_and_lists_restatements(province, report):
    old_text = _text(_print(province, report))
    _double_everything(province)
    new_text = _text(_print(province, report))
    assert old_text != new_text
    assert "tính lại" not in old_text
    assert "SỐ LIỆU TÍNH LẠI" in new_text
    assert "đến sau" not in new_text  # the cause is not recorded, so none is given


@pytest.mark.slow
def test_the_number_is_blank_until_it_is_registered(province, report):
    assert "Số:         /BC-TVT" in _text(_print(province, report))
    _sign(province, report)
    assert "Số:         /BC-TVT" in _text(_print(province, report))
    with work(province) as session:
        row = report_store.report_of(session, report)
        report_store.register(session, row, 5, date(2026, 1, 15), by=BY)
    text = _text(_print(province, report))
    assert "Số: 05/BC-TVT" in text
    assert "ngày 15 tháng 01 năm 2026" in text


@pytest.mark.slow
def test_a_signed_report_prints_the_same_after_any_change_of_data_or_formula(
    province, report, monkeypatch
):
    _sign(province, report)
    printed = _print(province, report)
    _double_everything(province)
    other = registry.Indicator("I1", 2, lambda _: Reading(1, "lượt"), "x", "x", "x", "", True)
    monkeypatch.setitem(registry._REGISTRY, "I1", other)
    assert compute.indicator_of("I1").version == 2
    assert _print(province, report) == printed


@pytest.mark.slow
def test_registering_later_prints_the_figures_of_signing(province, report):
    _sign(province, report)
    old_text = _text(_print(province, report))
    _double_everything(province)
    with work(province) as session:
        row = report_store.report_of(session, report)
        report_store.register(session, row, 12, date(2026, 2, 3), by=BY)
    new_text = _text(_print(province, report))
    (sentence,) = [line for line in old_text.splitlines() if line.startswith("Trong năm 2025, có")]
    assert sentence in new_text.splitlines()


@pytest.mark.slow
def test_versions_of_formulas_are_frozen(province, report):
    _sign(province, report)
    with reading(province) as session:
        figures = report_store.report_of(session, report).figures
    assert {indicator["code"]: indicator["version"] for indicator in figures["indicators"]}[
        "I8"
    ] == 1


@pytest.mark.slow
def test_staff_texts_are_printed_and_other_texts_follow_the_figures(province, report):
    with work(province) as session:
        row = report_store.report_of(session, report)
        report_store.write(
            session,
            row,
            {"money": "Đã chi đủ.", "proposals": "Đề nghị thay máy."},
            {"signer": "Nguyễn Văn Minh", "recipients": "Như trên\nLưu: VT"},
            by=BY,
        )
    text = _text(_print(province, report))
    for phrase in (
        "Đã chi đủ.",
        ") Đề nghị thay máy.",
        "Nguyễn Văn Minh",
        "- Lưu: VT.",
        "Trong năm",
    ):
        assert phrase in text


@pytest.mark.slow
def test_a_signed_report_is_neither_written_nor_signed_again(province, report):
    _sign(province, report)
    with work(province) as session:
        row = report_store.report_of(session, report)
        with pytest.raises(ReportSignedError):
            report_store.write(session, row, {}, {}, by=BY)
        with pytest.raises(ReportSignedError):
            report_store.sign(session, row, TODAY, by=BY)


@pytest.mark.slow
def test_a_report_says_how_many_uses_are_set_apart(province, report):
    assert "Ngoài các số trên" not in _text(_print(province, report))
    with work(province) as session:
        months = session.scalars(select(PointMonth).where(PointMonth.month == date(2025, 5, 1)))
        months.first().apart_sessions = 500
    sentence = "Ngoài các số trên có 500\u00a0lượt dùng máy để riêng, chưa tính"
    assert sentence in _text(_print(province, report))


@pytest.mark.parametrize("name", ["", "  \n"])
def test_a_report_without_the_name_of_its_signer_is_not_signed(province, name):
    report = _draft(province, {"signer": name})
    with pytest.raises(SignerMissingError, match="Họ tên người ký"):
        _sign(province, report)


@pytest.mark.slow
def test_only_a_signed_report_gets_a_number_and_only_one(province, report):
    with work(province) as session:
        row = report_store.report_of(session, report)
        with pytest.raises(ReportUnsignedError):
            report_store.register(session, row, 5, TODAY, by=BY)
        report_store.sign(session, row, TODAY, by=BY)
        with pytest.raises(ReportNumberError):
            report_store.register(session, row, 0, TODAY, by=BY)
        report_store.register(session, row, 5, TODAY, by=BY)
        with pytest.raises(ReportUnsignedError):
            report_store.register(session, row, 6, TODAY, by=BY)


def test_a_report_of_a_point_contains_only_that_point(province):
    with work(province) as session:
        draft = report_store.draft(
            session,
            "month",
            compute.Period(date(2025, 5, 1), date(2025, 6, 1)),
            "point",
            library=_ISSUER,
            by=BY,
            point="loc-binh",
        )
        text = _text(report_store.docx(session, draft, TODAY))
    assert "THƯ VIỆN XÃ LỘC BÌNH" in text  # as it is called on the day of the paper
    assert "của Thư viện huyện Lộc Bình tháng 5 năm 2025" in text
    assert "Bắc Sơn" not in text
