"""Similar pages are found by their signatures."""

import random

import pytest

from library.triage import survey
from library.triage.survey import PageSurvey
from tests.makers import make_accession


def make_signature(seed, changed=0):
    """Return a signature with `changed` bits flipped."""
    bits = random.Random(seed).getrandbits(1024)
    for place in random.Random(changed).sample(range(1024), changed):
        bits ^= 1 << place
    return bits.to_bytes(128, "big")


def make_survey(number, signature, blank=False):
    """Return the survey of a page."""
    return PageSurvey(number, blank, signature, f"thumbnail {signature.hex()[:8]}", 160, 226)


@pytest.fixture
def accession(session):
    """Return a delivery."""
    return make_accession(session)


def _similar(session, accession, number):
    page = survey.surveyed_pages(session, accession.id)[number - 1]
    return [match.number for match in survey.similar_pages(session, page)]


def test_a_signature_has_four_bands_of_sixteen_bits():
    bands = survey.bands(b"\xff" * 128)
    assert bands == (65535,) * 4


def test_the_distance_is_the_number_of_bits():
    assert survey.distance(make_signature(1), make_signature(1, changed=17)) == 17


def test_the_same_page_scanned_again_is_found(session, accession):
    first, rescan = make_signature(1), make_signature(1, changed=20)
    survey.store(session, accession.id, [make_survey(1, first), make_survey(2, rescan)])
    assert _similar(session, accession, 2) == [1]


def test_a_page_that_shares_a_band_by_chance_is_not_similar(session, accession):
    stranger = bytearray(make_signature(2))
    page = bytes(stranger[:4]) + bytes(byte ^ 0xAA for byte in stranger[4:])
    survey.store(session, accession.id, [make_survey(1, bytes(stranger)), make_survey(2, page)])
    assert _similar(session, accession, 2) == []
