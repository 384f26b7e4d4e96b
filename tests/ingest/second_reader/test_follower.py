"""The process that reads pages again: when it may work, and that it is off by default."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ingest.second_reader import follower, place
from ingest.second_reader.follower import is_due, may_work, second_reader_process
from library import clock
from library.catalogue.text.words import pack
from library.database import work
from library.jobs import pauses
from library.storage.content_store import ContentStore
from tests.library.corrections.pages import set_lines
from tests.makers import BY, make_accession, make_item, make_page


@pytest.fixture
def finished_page(engine, settings):
    """Add a page with words, which no second reader has read."""
    words = ContentStore(settings.derivatives).put(pack(set_lines("Ủy ban câp tỉnh")))
    with work(engine) as session:
        make_page(session, make_item(session, texts=(), published=False), "-", words=words)


@pytest.fixture
def turned_on(settings):
    """Return settings with the second reader turned on."""
    return replace(settings, second_reader="idle")


def _at(monkeypatch, hour_in_vietnam):
    moment = datetime(2026, 11, 27, (hour_in_vietnam - 7) % 24, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_it_is_off_unless_the_library_turns_it_on(settings, engine, finished_page, monkeypatch):
    monkeypatch.setattr(follower, "is_installed", lambda: True)
    with second_reader_process(settings, engine) as process:
        assert not process.keep_up()


def test_no_process_is_started_without_the_extra(turned_on, engine, finished_page, monkeypatch):
    monkeypatch.setattr(place, "_PACKAGE", "asterocr-that-nobody-installed")
    with second_reader_process(turned_on, engine) as process:
        assert not process.keep_up()


def test_a_finished_page_is_due(turned_on, engine, finished_page):
    assert is_due(turned_on, engine)


def test_nothing_is_due_without_pages(turned_on, engine):
    assert not is_due(turned_on, engine)


def test_it_waits_while_a_delivery_waits(turned_on, engine, finished_page):
    with work(engine) as session:
        make_accession(session)
    assert not is_due(turned_on, engine)


def test_it_waits_while_the_pipeline_is_paused(turned_on, engine):
    with work(engine) as session:
        pauses.pause(session, BY)
    assert not may_work(turned_on, engine)


@pytest.mark.parametrize(("hour", "expected"), [(12, False), (20, False), (21, True), (5, True)])
def test_it_can_work_at_night_only(settings, engine, monkeypatch, hour, expected):
    _at(monkeypatch, hour)
    assert may_work(replace(settings, second_reader="night"), engine) is expected
