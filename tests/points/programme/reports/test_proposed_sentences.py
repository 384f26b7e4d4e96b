"""Proposed sentences state figures that can be looked up, and are printed as staff decide."""

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from docx import Document

from library.database import open_database, reading, work
from points.access_points.plan_149 import enter_plan
from points.programme.indicators import compute
from points.programme.periods import read_period
from points.programme.plans import plan_store
from points.programme.problems import HeadIncompleteError, TextTooLongError
from points.programme.registers.schema import registers
from points.programme.reports import report_store
from points.programme.reports.freeze import snapshot
from points.programme.reports.proposed_sentences import JUDGEMENTS, SECTIONS, proposed
from points.programme.reports.report_figures import from_json, to_json
from tests.makers import BY
from tests.points.programme.conftest import TODAY

_PAGES = ("tai-san", "diem", "")


@pytest.fixture(scope="module")
def figures(made_once):
    """Return the figures of the province in 2025."""
    database = open_database(made_once.database_url)
    with reading(database) as session:
        figures = snapshot(session, read_period("2025"), TODAY)
    database.dispose()
    return figures


@pytest.fixture(scope="module")
def sentences(figures):
    """Return the proposed sentences of 2025 by key."""
    return {sentence.key: sentence for sentence in proposed(figures)}


def test_every_section_but_policies_gets_a_sentence_in_the_demo_province(sentences):
    assert set(SECTIONS) - {s.section for s in sentences.values()} <= {"policy", "replication"}


def test_every_sentence_names_figures_that_can_be_looked_up(sentences):
    places = {*compute.indicators(), *registers(), *_PAGES}
    for sentence in sentences.values():
        assert sentence.traces, sentence
        assert {trace.code for trace in sentence.traces} <= places, sentence


@pytest.mark.parametrize(
    ("period", "verdict"),
    [
        *((code, "mục tiêu của cả năm, chưa đánh giá") for code in ("2025-03", "2025-q1")),
        *((code, "mục tiêu của cả năm, chưa đánh giá") for code in ("2025-h1", "2025-9t")),
        ("2025", "chưa đạt"),
    ],
)
def test_growth_is_judged_by_the_yearly_target_in_a_report_of_a_year(made_once, period, verdict):
    database = open_database(made_once.database_url)
    with reading(database) as session:
        figures = snapshot(session, read_period(period), TODAY)
    database.dispose()
    (target,) = (target for target in figures.targets if target.code == "I8")
    assert target.verdict == verdict
    texts = {sentence.key: sentence.text for sentence in proposed(figures)}
    assert ("là của cả năm, kỳ này chưa đánh giá" in texts["growth"]) is (period != "2025")
    assert "chưa đạt mục tiêu" not in texts.get("slow-growth", "") or period == "2025"


def test_sentences_are_whole_and_write_numbers_the_vietnamese_way(sentences):
    for sentence in sentences.values():
        assert re.fullmatch(r"[A-ZĐÀ-Ỹ].*\.", sentence.text), sentence.text
        assert "None" not in sentence.text
        assert not re.search(r"\d{4,}(?!/)(?<!20\d\d)", sentence.text), sentence.text
        assert not re.search(r"\d%|\d\.\d(?!\d\d)| \.| ,|  ", sentence.text), sentence.text


@pytest.mark.parametrize(
    ("key", "phrase"),
    [
        ("worn", "Toàn bộ 190 máy tính đã hết thời gian sử dụng"),
        ("replace-request", "thay thế theo lộ trình 190 máy tính"),
        ("unfunded", "III.6 Nhân rộng"),
        ("pending", "số tiền 360.000.000 đồng"),
        ("appraisal-request", "Đề nghị Sở Tài chính sớm thẩm định 01 hồ sơ"),
        ("reorganised", "10 trên 21 điểm đổi cơ quan quản lý"),
        ("closures", "sửa nhà"),
        ("silent", "Thư viện xã thứ 9"),
    ],
)
def test_difficulties_causes_and_requests_are_those_of_the_records(sentences, key, phrase):
    assert phrase in sentences[key].text


def test_nothing_is_proposed_without_records_and_the_lack_is_said_once(session):
    enter_plan(session, BY)
    plan_store.enter_shipped(session, BY)
    written = proposed(snapshot(session, read_period("2019"), date(2020, 2, 1)))
    assert sum("chưa có số liệu" in sentence.text for sentence in written) == 1
    keys = {"missing", "confirm-next", "no-sub-plan"}
    assert {s.key for s in written} == keys


def _growth_in(made_once, period, today=TODAY):
    database = open_database(made_once.database_url)
    with reading(database) as session:
        text = _text(snapshot(session, read_period(period), today), "growth")
    database.dispose()
    return text


def _text(figures, key):
    return next(sentence.text for sentence in proposed(figures) if sentence.key == key)


@pytest.mark.parametrize(("period", "is_asked"), [("2019", False), ("2019-q2", True)])
def test_a_plan_is_asked_for_only_while_its_year_lasts(session, period, is_asked):
    enter_plan(session, BY)
    plan_store.enter_shipped(session, BY)
    written = proposed(snapshot(session, read_period(period), date(2020, 2, 1)))
    assert any(sentence.key == "plan-next" for sentence in written) is is_asked


def test_periods_stand_in_a_sentence_as_people_say_them(made_once):
    text = _growth_in(made_once, "2025-04..2025-09")
    assert text.startswith("So với kỳ từ tháng 4/2024 đến tháng 9/2024, ")


def test_a_comparison_of_finished_months_says_so(made_once):
    text = _growth_in(made_once, "2025-q4", date(2025, 11, 20))
    assert "tính các tháng đã hết" in text
    assert "các tháng đã hết" not in _growth_in(made_once, "2025-q3")


def test_two_periods_that_cannot_be_compared_give_one_reason(figures):
    remark = "chưa so sánh được: độ phủ hai kỳ lệch quá 10 điểm phần trăm"
    indicators = tuple(
        replace(i, remark=remark) if i.code == "I8" else i for i in figures.indicators
    )
    text = _text(replace(figures, indicators=indicators), "growth")
    assert text.startswith("Lượt sử dụng chưa so sánh được với năm 2024: độ phủ hai kỳ")


@pytest.mark.parametrize(
    ("incidents", "waiting", "days", "words"),
    [
        (1, 0, 8, "Có 01 sự cố được báo, đã sửa xong trong vòng 8 ngày."),
        (1, 1, None, "Có 01 sự cố được báo, chưa sửa xong."),
        (2, 2, None, "Có 02 sự cố được báo, chưa sửa xong sự cố nào."),
        (3, 0, 8, "Có 03 sự cố được báo, đã sửa xong cả 03."),
        (3, 1, 8, "Có 03 sự cố được báo, đã sửa xong 02, còn 01 chưa sửa xong."),
        (
            *(7, 2, 8),
            "Có 07 sự cố được báo, đã sửa xong 05, còn 02 chưa sửa xong; "
            "một nửa số sự cố đã sửa được sửa xong trong vòng 8 ngày.",
        ),
        (
            *(6, 0, 0),
            "Có 06 sự cố được báo, đã sửa xong cả 06; "
            "một nửa số sự cố đã sửa được sửa xong ngay trong ngày.",
        ),
    ],
)
def test_repair_times_are_right_for_any_number_of_incidents(
    figures, incidents, waiting, days, words
):
    changed = {"sự cố": incidents, "chưa sửa xong": waiting, "trung vị sửa xong": days}
    indicators = tuple(
        replace(
            i, amounts=tuple(replace(a, value=changed.get(a.label, a.value)) for a in i.amounts)
        )
        if i.code == "I13"
        else i
        for i in figures.indicators
    )
    assert _text(replace(figures, indicators=indicators), "repairs") == words


def test_figures_signed_before_there_were_sentences_can_still_be_read(figures):
    stored = to_json(figures)
    for name in ("year_before", "year_before_period", "spans", "facts", "funding"):
        del stored[name]
    old = from_json(stored)
    assert old.facts == ()
    assert proposed(old)


@pytest.fixture
def report(province):
    """Draft the yearly report of 2025 to the Department; return its number."""
    with work(province) as session:
        period = read_period("2025")
        return report_store.draft(session, "year", period, "library", library="TV", by=BY).id


def _paragraphs(province, report):
    with reading(province) as session:
        row = report_store.report_of(session, report)
        document = Document(io.BytesIO(report_store.docx(session, row, TODAY)))
    return "\n".join(p.text.replace("\u00a0", " ") for p in document.paragraphs)


def _write(province, report, sentences, texts=None):
    with work(province) as session:
        row = report_store.report_of(session, report)
        report_store.write(session, row, texts or {}, {}, by=BY, sentences=sentences)


@pytest.mark.slow
def test_sentences_that_figures_bear_are_drafted_and_any_can_be_dropped(
    province, report, sentences
):
    text = _paragraphs(province, report)
    drafted = {key for key, sentence in sentences.items() if sentence.text in text}
    assert {key for key, sentence in sentences.items() if sentence.is_ticked} == drafted
    assert {sentences[key].section for key in drafted} > set(JUDGEMENTS) - {"next"}
    assert re.search(rf"\n[a-z]\) {re.escape(sentences['worn'].text)}", text)
    _write(province, report, {"worn": {"use": False, "text": None}})
    assert sentences["worn"].text not in _paragraphs(province, report)


@pytest.mark.slow
def test_a_sentence_is_edited_or_dropped(province, report, sentences):
    edited = {"use": True, "text": "Lượt sử dụng tăng đều."}
    _write(province, report, {"growth": edited, "effective": {"use": False, "text": None}})
    text = _paragraphs(province, report)
    assert "Lượt sử dụng tăng đều." in text
    assert sentences["growth"].text not in text
    assert sentences["effective"].text not in text


@pytest.mark.slow
def test_signing_freezes_the_used_sentences_with_their_figures(province, report, sentences):
    with work(province) as session:
        row = report_store.report_of(session, report)
        assert report_store.accept_all(session, row, TODAY, by=BY) == 1
        row.head = {**row.head, "signer": "Nguyễn Văn Minh"}
        report_store.sign(session, row, TODAY, by=BY)
        frozen = row.sentences["worn"]
        printed = row.texts["difficulties"]
    assert frozen["text"] == sentences["worn"].text
    assert frozen["text"] in printed
    assert frozen["figures"][0]["value"] == "190 / 190 máy"


def test_a_report_with_an_unknown_name_is_not_signed(province):
    with work(province) as session:
        period = read_period("2025-q4")
        row = report_store.draft(
            session, "quarter", period, "commune", library="TV", by=BY, point="xa-02", day=TODAY
        )
        with pytest.raises(HeadIncompleteError, match="Cơ quan chủ quản"):
            report_store.sign(session, row, TODAY, by=BY)
        session.rollback()


def test_a_text_too_long_is_refused_whole_and_not_cut(province, report):
    with pytest.raises(TextTooLongError, match="Kinh phí"):
        _write(province, report, {}, {"money": "a" * 5001})
