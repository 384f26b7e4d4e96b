"""A registered report is sent once, as a file that is kept with its checksum and answer."""

import hashlib
from datetime import date

import pytest

from library.database import work
from points.programme.periods import read_period
from points.programme.problems import BadSendingError, NameNotInForceError, NotSendableError
from points.programme.reports import report_changes, report_store, sending
from points.programme.reports.report_figures import from_json
from tests.makers import BY
from tests.points.programme.conftest import TODAY

_DAY = date(2026, 1, 20)
_FILE = b"%PDF"


def _draft(session, period="2025", template="library", day=TODAY):
    kind = "year" if period.isdigit() else "quarter"
    report = report_store.draft(
        session, kind, read_period(period), template, library="TV", by=BY, day=day
    )
    report.head = {**report.head, "signer": "Nguyễn Văn Minh"}
    return report


def _send(session, report, **changed):
    values = {"day": _DAY, "today": _DAY, "way": "Trục liên thông", "by": BY, **changed}
    sending.record_sending(session, report, _FILE, **values)


@pytest.mark.slow
def test_a_report_is_sent_once_and_its_answer_is_kept(province):
    with work(province) as session:
        report = _draft(session)
        with pytest.raises(NotSendableError):
            _send(session, report)
        report_store.sign(session, report, TODAY, by=BY)
        report_store.register(session, report, 7, TODAY, by=BY)
        with pytest.raises(BadSendingError, match="ngày gửi"):
            _send(session, report, day=date(2026, 1, 1))
        with pytest.raises(BadSendingError, match="cách gửi"):
            _send(session, report, way=" ")
        _send(session, report)
        with pytest.raises(NotSendableError):
            _send(session, report)
        sending.record_answer(session, report, day=_DAY, today=_DAY, answer="Đã nhận", by=BY)
        assert report.sending["checksum"] == hashlib.sha256(_FILE).hexdigest()
        assert report.sending["answer"] == "Đã nhận"


def test_a_draft_left_over_a_change_of_names_is_not_signed(province):
    with work(province) as session:
        report = _draft(session, "2024", "supervision", date(2025, 2, 28))
        with pytest.raises(NameNotInForceError, match="nay là Sở Khoa học và Công nghệ"):
            report_store.sign(session, report, date(2025, 3, 1), by=BY)
        session.rollback()


@pytest.mark.slow
def test_a_report_lists_changes_since_the_last_one_of_its_kind(province):
    with work(province) as session:
        first, other = _draft(session, "2025-q3"), _draft(session, "2025-q3", "province")
        for report in (first, other):
            report_store.sign(session, report, TODAY, by=BY)
        second = _draft(session, "2025-q4")
        previous = report_changes.previous_report(session, second)
        assert previous.id == first.id
        changes = report_changes.changes_since(
            previous, report_store.figures(session, second, TODAY)
        )
        assert [line for line in changes if line.startswith("I1 Lượt sử dụng")]
        assert report_changes.changes_since(previous, from_json(previous.figures)) == ()
        session.rollback()


@pytest.mark.slow
def test_figures_of_a_cut_off_period_are_those_of_its_days(province):
    with work(province) as session:
        quarter, shifted = (
            report_store.figures(session, _draft(session, period), TODAY)
            for period in ("2025-q3", "2025-q3@15")
        )
        session.rollback()
    assert shifted.period_said == quarter.period_said == "quý III năm 2025"
    assert shifted.indicator("I1").value not in (None, quarter.indicator("I1").value)
    assert [span.code for span in shifted.spans] == ["2025-07@15", "2025-08@15", "2025-09@15"]
