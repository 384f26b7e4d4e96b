"""Work of a week by person, backlogs, mistakes by kind, and samples."""

import pytest

from library import clock
from library.catalogue.access import publishing
from library.planning import backlogs, staff_work
from library.planning import description_quality as quality
from library.planning.description_quality import SampleResult
from library.planning.models import MistakeKind
from library.planning.problems import (
    CheckNotFoundError,
    NothingToSampleError,
    OwnDescriptionError,
)
from library.planning.staff_work import monday_of
from tests.makers import make_accession, make_item, make_staff


def _reviewed_item(session, by="lan"):
    item = make_item(session, published=False)
    publishing.submit(session, item, by)
    publishing.approve(session, item, "minh")
    return item


def test_each_person_has_a_row_of_documents_by_kind_of_work(session):
    make_staff(session, "lan")
    make_staff(session, "minh", "reviewer")
    item = _reviewed_item(session)
    make_accession(session, received_by="lan")
    monday = monday_of(clock.today())
    rows = {row.name: row.counts for row in staff_work.people_of_week(session, monday)}
    assert rows == {"lan": {"item.send": 1, "deliver": 1}, "minh": {"item.publish": 1}}
    (own,) = staff_work.people_of_week(session, monday, "minh")
    assert (own.name, own.total) == ("minh", 1)
    assert staff_work.described_weekly(session)[-1] == 1
    assert item.published is not None


def test_a_backlog_counts_what_waits_and_what_came_and_went(session):
    _reviewed_item(session)
    make_item(session, published=False)
    make_accession(session)
    reading, description, review = backlogs.backlogs(session)
    assert (reading.waiting.count, description.waiting.count, review.waiting.count) == (1, 1, 0)
    assert (sum(description.arrivals), sum(description.departures)) == (2, 1)
    assert description.change > 0
    assert description.forecast is None


def test_a_sample_is_checked_once_and_never_by_who_described(session):
    _reviewed_item(session)
    assert quality.draw(session, 10, 30, "minh") == 1
    (check,) = quality.checks(session, 30, waiting=True)
    with pytest.raises(OwnDescriptionError):
        quality.decide(session, check.id, None, "", "lan")
    quality.decide(session, check.id, MistakeKind.DATE, "thiếu năm", "minh")
    with pytest.raises(CheckNotFoundError):
        quality.decide(session, check.id, None, "", "minh")
    checks = quality.checks(session, 30)
    assert quality.mistakes_by_kind(checks) == {MistakeKind.DATE: 1}
    assert quality.sample_result(checks) == SampleResult(1, 0)
    assert quality.checks(session, 30, "minh") == ()


def test_an_item_is_drawn_for_one_sample_only(session):
    _reviewed_item(session)
    quality.draw(session, 10, 30, "minh")
    with pytest.raises(NothingToSampleError):
        quality.draw(session, 10, 30, "minh")


def test_a_small_sample_has_a_wide_range():
    low, high = SampleResult(10, 9).bounds
    assert low == pytest.approx(0.596, abs=0.001)
    assert high == pytest.approx(0.982, abs=0.001)
