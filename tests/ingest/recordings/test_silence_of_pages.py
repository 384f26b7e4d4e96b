"""Spans that a page depends on, and pages that were made with other spans than are silenced now."""

import pytest

from ingest.record import FileKind, PagePlace, PageRecord
from ingest.recordings.silence import (
    folder_number,
    is_outdated,
    key_parts,
    picture_filter,
    silence_at,
    sound_filter,
)
from library import clock
from library.accessions.models import Accession, AccessionState
from library.recordings.models import SilenceReason
from library.recordings.silencing import SpanFacts, mark
from library.triage import instructions
from tests.makers import BY, make_item
from tests.recordings import MINUTE, make_recording

_FILE = "a" * 64


@pytest.fixture
def delivery(session, settings):
    """Enter a tape of eleven minutes from a delivery that is being processed."""
    item = make_item(session, "Then cổ", texts=(), published=False)
    make_recording(session, settings, item)
    row = Accession(number="2026-1", collection="a", source="a", digest="d", received_by=BY)
    row.received, row.state, row.item_id = clock.now(), AccessionState.WORKING, item.id
    session.add(row)
    session.flush()
    item.accession_id = row.id
    return row.id, item


def _page(index, silence=()):
    place = PagePlace(_FILE, FileKind.SOUND, index, name="a.wav", length=11 * MINUTE)
    return PageRecord(index + 1, place, (), silence=silence)


def test_a_page_in_work_while_a_span_is_marked_is_outdated(session, delivery):
    accession_id, item = delivery
    opened = instructions.current(session, accession_id)
    assert not is_outdated(session, accession_id, _page(0))
    mark(session, item, _FILE, SpanFacts(6 * MINUTE, 7 * MINUTE, SilenceReason.HEALTH), BY)
    orders = instructions.current(session, accession_id)
    assert orders != opened  # so the delivery is not settled, but opened again
    pages = [_page(index) for index in range(3)]
    assert [is_outdated(session, accession_id, page) for page in pages] == [True, True, False]
    pages = [_page(page.place.index, silence_at(orders, page.place)) for page in pages]
    assert not any(is_outdated(session, accession_id, page) for page in pages)


def test_spans_change_the_keys_and_the_work_folder():
    sound, picture = (4000, 7000, False), (4000, 7000, True)
    assert len({key_parts(spans) for spans in ((), (sound,), (sound, picture))}) == 3
    numbers = {folder_number(2, spans) for spans in ((), (sound,), (sound, picture))}
    assert len(numbers) == 3
    assert all(number.isdecimal() for number in numbers)


def test_filters_count_from_the_beginning_of_a_part():
    spans = ((304_000, 307_000, False), (4000, 7000, True))
    assert "between(t,3.750,7.250)" in sound_filter(spans, 300_000)
    assert "between(t,3.900,7.100)" in picture_filter(spans)
    assert (sound_filter(()), picture_filter(spans[:1])) == ("", "")
