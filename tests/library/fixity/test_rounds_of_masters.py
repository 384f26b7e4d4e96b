"""A round checks every master and copy once, in portions, and goes on after an interruption."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from library import clock
from library.accessions.fixity_rounds import open_round
from library.database import reading, work
from library.fixity.fixity_history import list_rounds
from library.fixity.healing import copy_folder
from library.fixity.master_checks import check_all_masters, check_due_files
from library.storage.content_store import ContentStore
from library.storage.models import CheckedStore, Condition
from tests.makers import make_accession


@pytest.fixture
def settings(settings, tmp_path):
    """Settings with a folder of copies."""
    return replace(settings, masters_copy=tmp_path / "bản sao")


@pytest.fixture
def digests(engine, settings):
    """Enter three deliveries of last week, which were copied; return the checksums in order."""
    store = ContentStore(settings.masters)
    with work(engine) as session:
        for number in range(3):
            received = clock.now() - timedelta(days=7)
            file = make_accession(session, f"{number}.pdf", received=received).files[0]
            file.digest, file.bytes = store.put(f"{number}".encode()), 1
    shutil.copytree(store.folder, settings.masters_copy)
    return sorted(store.digests())


def _check(settings, engine, monkeypatch, days):
    """Check what is due this many days after now."""
    moment = clock.now() + timedelta(days=days)
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: moment)
        return list(check_due_files(settings, engine, 60, copy_folder(settings)))


def _rounds(engine):
    with reading(engine) as session:
        return {entry.store: entry for entry in reversed(list_rounds(session, count=9))}


def test_a_round_is_spread_over_its_days(settings, engine, digests, monkeypatch):
    first = _check(settings, engine, monkeypatch, 0.001)
    second = _check(settings, engine, monkeypatch, 1)
    third = _check(settings, engine, monkeypatch, 30)
    masters = [
        [file.digest for file in files if file.store is CheckedStore.MASTERS]
        for files in (first, second, third)
    ]
    assert masters == [[], digests[:1], digests[1:2]]


def test_after_its_days_a_round_is_ended_and_counts_its_files(
    settings, engine, digests, monkeypatch
):
    _check(settings, engine, monkeypatch, 0)
    _check(settings, engine, monkeypatch, 90)
    rounds = _rounds(engine)
    assert {
        store: (entry.files, entry.bytes, entry.damaged) for store, entry in rounds.items()
    } == {
        CheckedStore.MASTERS: (3, 3, 0),
        CheckedStore.COPY: (3, 3, 0),
    }
    assert all(entry.ended for entry in rounds.values())


def test_a_damaged_copy_is_found_and_the_masters_stay_as_they_are(
    settings, engine, digests, monkeypatch
):
    copies = ContentStore(settings.masters_copy)
    copies.path(digests[1]).chmod(0o644)
    copies.path(digests[1]).write_bytes(b"?")
    copies.discard(digests[2])
    _check(settings, engine, monkeypatch, 0)
    files = _check(settings, engine, monkeypatch, 90)
    conditions = [file.condition for file in files if file.store is CheckedStore.COPY]
    assert conditions == [Condition.SOUND, Condition.DAMAGED, Condition.MISSING]
    assert _rounds(engine)[CheckedStore.COPY].damaged == 2
    assert all(ContentStore(settings.masters).is_sound(digest) for digest in digests)


def test_a_master_of_today_need_not_be_copied_yet(settings, engine, digests):
    with work(engine) as session:
        make_accession(session, "mới.pdf").files[0].digest = "f" * 64
    stores = [file.store for file in check_all_masters(settings, engine, ())]
    assert (stores.count(CheckedStore.MASTERS), stores.count(CheckedStore.COPY)) == (4, 3)


def test_a_round_on_request_does_not_move_the_scheduled_one(settings, engine, digests, monkeypatch):
    _check(settings, engine, monkeypatch, 0)
    list(check_all_masters(settings, engine, ()))
    with reading(engine) as session:
        scheduled = open_round(session, CheckedStore.MASTERS)
    assert (scheduled.files, _rounds(engine)[CheckedStore.MASTERS].scheduled) == (0, False)


def test_damage_and_healing_are_counted_in_their_round(settings, engine, digests, monkeypatch):
    ContentStore(settings.masters).discard(digests[0])
    _check(settings, engine, monkeypatch, 0)
    _check(settings, engine, monkeypatch, 90)
    entry = _rounds(engine)[CheckedStore.MASTERS]
    assert (entry.damaged, entry.healed) == (1, 1)
