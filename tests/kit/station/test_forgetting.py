"""Nothing of a withdrawn item is left in the files of a station, searched for in raw bytes."""

import json
import os
import shutil
import zlib
from datetime import timedelta

import pytest
import tantivy

from kit.phone.phone_files import write_pack
from kit.phone.phone_subjects import PhoneSubject, SubjectKind
from kit.station import forgetting, taking_in
from kit.station.station_identity import station_folder
from library import clock
from library.catalogue.models import Item, Page, PageText
from library.database import reading, work
from library.upgrades import copies
from points import past_searches
from search_index.clauses import Layer
from search_index.index import generations, sync
from tests.kit.packs.province import make_scanned_item

pytestmark = pytest.mark.sqlite("a station's database is SQLite")

_WORDS = ("zquyen", "zvan", "zmota")
"""Words of the item alone: in its title and images, its text, and its description."""


def _files(pair):
    return [file for file in pair.station.home.rglob("*") if file.is_file()]


def _traces(pair, marks):
    """Return the files that hold a mark, and the words that the index still knows."""
    paths = {
        str(file.relative_to(pair.station.home))
        for file in _files(pair)
        if any(mark in file.read_bytes() for mark in marks)
    }
    place = generations.usable_generation(pair.station).place(pair.station)
    searcher = tantivy.Index.open(str(place)).searcher()
    indexed_words = {
        w for w in _WORDS for layer in (Layer.EXACT, Layer.FOLDED) if searcher.doc_freq(layer, w)
    }
    return paths | indexed_words


@pytest.fixture
def marks(pair):
    """Return bytes of the second item, which stands at the station wherever it may."""
    title, text, description = (f"Sổ {word}" for word in _WORDS)
    with work(pair.engine) as session:
        for number in range(20):
            make_scanned_item(session, pair.settings, f"Báo số {number}")
        item = make_scanned_item(session, pair.settings, title)
        item.description, pair.items[1] = description, item.id
        page = session.query(Page).filter_by(item_id=item.id).one()
        session.get(PageText, page.id).text = text * 40
    pair.take(pair.make("goi-1"))
    sync.drain(pair.station, pair.database)
    subject = PhoneSubject(SubjectKind.COLLECTION, "van-ban", "Văn bản")
    ids = (pair.items[0], pair.items[1])
    write_pack(pair.station, subject, f"<p>{title}</p>", "2026-01-01", "1", ids)
    (station_folder(pair.station) / "line").mkdir()
    shutil.copytree(pair.folder / "usb" / "goi-1", station_folder(pair.station) / "line" / "cu")
    pair.station.cache.mkdir(exist_ok=True)
    (pair.station.cache / "tai-ve.pdf").write_text(title)
    with work(pair.database) as session:
        for day in (2, 1, 0):
            past = clock.today() - timedelta(days=day)
            past_searches.remember(session, title.lower(), past, "key")
            past_searches.remember(session, "báo số", past, "key")
    with copies.only_upgrade(pair.station):
        copies.make(pair.station, pair.database, "0120", "0121")
    marks = [word.encode() for word in _WORDS] + [zlib.compress((text * 40).encode(), 6)]
    assert len(_traces(pair, marks)) > 6 + len(_WORDS)
    return marks


def _forget(pair):
    for _ in range(9):
        sync.drain(pair.station, pair.database)
        if forgetting.forget(pair.station, pair.database):
            return
    raise AssertionError(json.loads((station_folder(pair.station) / "forgetting.json").read_text()))


def test_nothing_of_a_withdrawn_item_is_left(pair, marks):
    pair.change(1)
    pair.take(pair.make("goi-2"))
    _forget(pair)
    assert _traces(pair, marks) == set()
    assert sync.check(pair.station, pair.database) == 0
    with reading(pair.database) as session:
        assert past_searches.common(session, 9) == ["báo số"]


@pytest.mark.slow
def test_a_delta_forgets_as_well_and_indexes_only_the_parts_that_held_the_item(pair, marks):
    held = pair.take(pair.make("goi-2"))
    with work(pair.engine) as session:
        make_scanned_item(session, pair.settings, "Sách mới")
    held = pair.take(pair.make("goi-3", held))
    sync.drain(pair.station, pair.database)
    pair.change(1)
    pair.take(pair.make("goi-4", held))
    sync.drain(pair.station, pair.database)
    (parts,) = forgetting.parts_with_removed(pair.station).values()
    with reading(pair.database) as session:
        assert len(parts) == session.query(Item).count() - 1
    _forget(pair)
    assert _traces(pair, marks) == set()


@pytest.mark.slow
@pytest.mark.parametrize("step", range(6))
def test_a_power_cut_at_any_step_only_delays_it(pair, marks, step, monkeypatch):
    """The process ends at one of the steps, and the next one begins again."""
    pair.change(1)
    pack = pair.make("goi-2")
    names = ("_tidy", "anything_due", "write_atomically", "remove_merged_files", "remove_old")
    places = (taking_in, sync, forgetting, forgetting.rebuild_index, copies)
    child = os.fork()
    if child == 0:
        if step < len(names):
            monkeypatch.setattr(places[step], names[step], lambda *_, **__: os._exit(9))
        pair.take(pack)
        _forget(pair)
        os._exit(0)
    os.waitpid(child, 0)
    pair.database.dispose()
    pair.take(pack)
    taking_in.finish(pair.station, pair.database)
    _forget(pair)
    assert _traces(pair, marks) == set()
