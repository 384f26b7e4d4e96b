"""Page surveys are stored once, with their similar pages."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from library.triage import survey
from library.triage.models import PageSimilarity, SurveyedPage
from tests.library.triage.test_fingerprints import make_signature, make_survey
from tests.makers import make_accession


@pytest.fixture
def accession(session):
    """Return a delivery."""
    return make_accession(session)


def _pairs(session):
    places = {
        page.id: (page.accession_id, page.number) for page in session.scalars(select(SurveyedPage))
    }
    rows = session.scalars(select(PageSimilarity))
    return [(places[row.newer_id], places[row.older_id]) for row in rows]


def test_the_later_page_is_the_newer_regardless_of_survey_order(session, accession):
    survey.store(session, accession.id, [make_survey(7, make_signature(1))])
    survey.store(session, accession.id, [make_survey(3, make_signature(1))])
    assert _pairs(session) == [((1, 7), (1, 3))]


def test_the_later_delivery_is_the_newer(session, accession):
    later = make_accession(session, "quyển 2.pdf", "quyển 2")
    survey.store(session, later.id, [make_survey(1, make_signature(1))])
    survey.store(session, accession.id, [make_survey(5, make_signature(1))])
    assert _pairs(session) == [((2, 1), (1, 5))]


def test_blank_pages_have_no_similar_pages(session, accession):
    surveys = [make_survey(n, make_signature(1), blank=True) for n in (1, 2)]
    survey.store(session, accession.id, surveys)
    assert _pairs(session) == []


def test_storing_the_same_survey_again_changes_nothing(session, accession):
    surveys = [make_survey(n, make_signature(1)) for n in (1, 2)]
    survey.store(session, accession.id, surveys)
    survey.store(session, accession.id, surveys)
    assert len(survey.surveyed_pages(session, accession.id)) == 2
    assert len(_pairs(session)) == 1


def test_a_changed_page_is_compared_again(session, accession):
    survey.store(session, accession.id, [make_survey(n, make_signature(1)) for n in (1, 2)])
    survey.store(session, accession.id, [make_survey(2, make_signature(9))])
    assert _pairs(session) == []


def test_a_printed_number_is_stored(session, accession):
    survey.store(session, accession.id, [make_survey(1, make_signature(1))])
    survey.store_folio(session, accession.id, 1, 17)
    assert survey.surveyed_pages(session, accession.id)[0].folio == 17


def _folio(session, accession):
    return [page.folio for page in survey.surveyed_pages(session, accession.id)]


def test_a_surveyed_number_stays_when_ocr_reads_none(session, accession):
    survey.store(session, accession.id, [replace(make_survey(1, make_signature(1)), folio=7)])
    survey.store_folio(session, accession.id, 1, None)
    assert _folio(session, accession) == [7]


def test_the_ocr_number_takes_precedence_over_the_surveyed_one(session, accession):
    survey.store(session, accession.id, [replace(make_survey(1, make_signature(1)), folio=1)])
    survey.store_folio(session, accession.id, 1, 11)
    survey.store(session, accession.id, [replace(make_survey(1, make_signature(1)), folio=1)])
    assert _folio(session, accession) == [11]


def test_a_replaced_page_has_its_own_number(session, accession):
    survey.store(session, accession.id, [replace(make_survey(1, make_signature(1)), folio=7)])
    survey.store(session, accession.id, [make_survey(1, make_signature(2))])
    assert _folio(session, accession) == [None]
