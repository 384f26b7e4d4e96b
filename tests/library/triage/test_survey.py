"""What was seen of a page is kept once, with the pages that look like it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from library.triage import survey
from library.triage.models import PageLikeness, SurveyedPage
from tests.library.triage.test_fingerprints import make_glance, make_signature
from tests.makers import make_accession


@pytest.fixture
def accession(session):
    """Give a delivery."""
    return make_accession(session)


def _pairs(session):
    places = {
        page.id: (page.accession_id, page.number) for page in session.scalars(select(SurveyedPage))
    }
    rows = session.scalars(select(PageLikeness))
    return [(places[row.newer_id], places[row.older_id]) for row in rows]


def test_the_later_page_is_the_newer_whichever_was_looked_at_first(session, accession):
    survey.note(session, accession.id, [make_glance(7, make_signature(1))])
    survey.note(session, accession.id, [make_glance(3, make_signature(1))])
    assert _pairs(session) == [((1, 7), (1, 3))]


def test_the_later_delivery_is_the_newer(session, accession):
    later = make_accession(session, "quyển 2.pdf", "quyển 2")
    survey.note(session, later.id, [make_glance(1, make_signature(1))])
    survey.note(session, accession.id, [make_glance(5, make_signature(1))])
    assert _pairs(session) == [((2, 1), (1, 5))]


def test_blank_pages_are_like_nothing(session, accession):
    glances = [make_glance(n, make_signature(1), blank=True) for n in (1, 2)]
    survey.note(session, accession.id, glances)
    assert _pairs(session) == []


def test_noting_the_same_again_changes_nothing(session, accession):
    glances = [make_glance(n, make_signature(1)) for n in (1, 2)]
    survey.note(session, accession.id, glances)
    survey.note(session, accession.id, glances)
    assert len(survey.surveyed(session, accession.id)) == 2
    assert len(_pairs(session)) == 1


def test_a_page_that_looks_otherwise_now_is_compared_anew(session, accession):
    survey.note(session, accession.id, [make_glance(n, make_signature(1)) for n in (1, 2)])
    survey.note(session, accession.id, [make_glance(2, make_signature(9))])
    assert _pairs(session) == []


def test_a_printed_number_is_kept(session, accession):
    survey.note(session, accession.id, [make_glance(1, make_signature(1))])
    survey.note_folio(session, accession.id, 1, 17)
    assert survey.surveyed(session, accession.id)[0].folio == 17


def _folio(session, accession):
    return [page.folio for page in survey.surveyed(session, accession.id)]


def test_a_number_seen_at_a_glance_stays_when_none_is_read(session, accession):
    survey.note(session, accession.id, [replace(make_glance(1, make_signature(1)), folio=7)])
    survey.note_folio(session, accession.id, 1, None)
    assert _folio(session, accession) == [7]


def test_what_is_read_is_believed_more_than_what_was_seen(session, accession):
    survey.note(session, accession.id, [replace(make_glance(1, make_signature(1)), folio=1)])
    survey.note_folio(session, accession.id, 1, 11)
    survey.note(session, accession.id, [replace(make_glance(1, make_signature(1)), folio=1)])
    assert _folio(session, accession) == [11]


def test_another_page_in_its_place_brings_its_own_number(session, accession):
    survey.note(session, accession.id, [replace(make_glance(1, make_signature(1)), folio=7)])
    survey.note(session, accession.id, [make_glance(1, make_signature(2))])
    assert _folio(session, accession) == [None]
