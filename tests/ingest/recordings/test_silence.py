"""Silenced spans in the copies: no sound, a black picture, and the master as it was."""

import re
import subprocess

import pytest
from sqlalchemy import select

from library.accessions import ledger
from library.catalogue.models import Derivative, DerivativeKind, Item, Page
from library.database import reading, work
from library.fixity.orphans import find_orphans
from library.recordings.models import SilenceReason, Stretch
from library.recordings.silencing import SpanFacts, lift, mark
from library.storage.stores import derivative_store, master_store
from tests.ingest.days import run_pipeline, submit
from tests.ingest.recordings.clips import PICTURE, TONE, make_clip
from tests.makers import BY, make_database, make_item, make_page, make_settings

pytestmark = pytest.mark.slow
_SOUND = {DerivativeKind.OPUS, DerivativeKind.AAC, DerivativeKind.FILM}
_NOTHING = -80


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """Return an installation with a film of twelve seconds."""
    folder = tmp_path_factory.mktemp("giao")
    path = make_clip(folder / "lễ.avi", "-c:v", "mpeg4", inputs=(*PICTURE, *TONE), seconds=12)
    settings = make_settings(tmp_path_factory.mktemp("nhà"), workers="2")
    engine = make_database(settings)
    submit(settings, engine, path)
    run_pipeline(settings, engine)
    yield settings, engine
    engine.dispose()


def _copies(settings, engine):
    """Return the paths of the copies by kind and size."""
    store = derivative_store(settings)
    with reading(engine) as session:
        rows = session.scalars(select(Derivative).where(Derivative.kind.in_(_SOUND)))
        return {(row.kind.value, row.width): store.path(row.digest) for row in rows}


def _volume(path, begins, length):
    span = ("-ss", str(begins), "-t", str(length), "-i", str(path), "-vn")
    command = ["ffmpeg", *span, "-af", "volumedetect", "-f", "null", "-"]
    report = subprocess.run(command, capture_output=True, check=True, text=True).stderr
    return float(re.search(r"max_volume: (-?[\d.]+) dB", report)[1])


def _light(path, moment):
    command = ["ffmpeg", "-v", "error", "-ss", str(moment), "-i", str(path), "-frames:v", "1"]
    command += ["-f", "rawvideo", "-pix_fmt", "gray", "-"]
    pixels = subprocess.run(command, capture_output=True, check=True).stdout
    return sum(pixels) / len(pixels)


def _silence(engine, begins, ends, **fields):
    with work(engine) as session:
        item, stretch = session.scalars(select(Item)).one(), session.scalars(select(Stretch)).one()
        facts = SpanFacts(begins, ends, SilenceReason.HEALTH, **fields)
        return item.id, stretch.file, mark(session, item, stretch.file, facts, BY).id


def test_copies_hold_no_sound_in_the_span_and_come_back_when_it_is_lifted(film):
    settings, engine = film
    old_copies = _copies(settings, engine)
    item_id, file, number = _silence(engine, 4000, 7000, hides_picture=True)
    assert _copies(settings, engine) == {}
    run_pipeline(settings, engine)
    copies = _copies(settings, engine)
    assert copies.keys() == old_copies.keys()
    assert not any(path.exists() for path in old_copies.values())
    volumes = {key: _volume(path, 4, 3) for key, path in copies.items()}
    assert max(volumes.values()) < _NOTHING
    assert min(_volume(path, 1, 2) for path in copies.values()) > -30
    assert min(_volume(path, 8, 3) for path in copies.values()) > -30
    large = copies["film", 160]
    lights = [_light(large, moment) for moment in (2, 5, 6.8, 9)]
    assert [light > 40 for light in lights] == [True, False, False, True]
    assert master_store(settings).is_sound(file)
    with work(engine) as session:
        lift(session, session.get_one(Item, item_id), number, "đồng ý", BY)
    run_pipeline(settings, engine)
    assert _copies(settings, engine) == old_copies


def test_a_kill_before_the_ledger_forgets_leaves_no_copy_on_the_disk(film, monkeypatch):
    settings, engine = film
    old_copies = _copies(settings, engine)
    _silence(engine, 8000, 9000)
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(ledger, "forget_images", _kill)
        run_pipeline(settings, engine)
    run_pipeline(settings, engine)
    store, copies = derivative_store(settings), _copies(settings, engine)
    assert len(copies) == len(old_copies)
    assert not any(path.exists() for path in old_copies.values())
    assert list(find_orphans(settings, engine, -1)) == []
    assert all(map(store.holds, (path.name for path in copies.values())))


def test_a_span_marked_again_before_the_copies_came_back_is_silent(film):
    settings, engine = film
    for _ in range(2):
        item_id, _, number = _silence(engine, 1000, 2000)
        run_pipeline(settings, engine)
        assert _volume(_copies(settings, engine)["opus", 32], 1, 1) < _NOTHING
        with work(engine) as session:
            lift(session, session.get_one(Item, item_id), number, "đồng ý", BY)
    run_pipeline(settings, engine)
    assert _volume(_copies(settings, engine)["opus", 32], 1, 1) > -30
    with reading(engine) as session:
        assert session.scalars(select(Page)).one().derivatives


def test_a_copy_of_another_item_stays(film, tmp_path):
    settings, engine = film
    copies = _copies(settings, engine)
    with work(engine) as session:
        page = session.scalars(select(Page)).one()
        other = make_item(session, "Lễ khác", texts=(), published=False)
        other_page = make_page(session, other, "")
        session.add(_stretch_of(session, page, other_page))
        old = page.derivatives[0]
        columns = {name: getattr(old, name) for name in ("kind", "media_type", "width", "height")}
        other_page.derivatives.append(Derivative(digest=old.digest, bytes=old.bytes, **columns))
        digest = old.digest
        item = page.item_id
        file = session.get_one(Stretch, page.id).file
        facts = SpanFacts(2000, 3000, SilenceReason.HEALTH)
        mark(session, session.get_one(Item, item), file, facts, BY)
    run_pipeline(settings, engine)
    store = derivative_store(settings)
    assert [path.name for path in copies.values() if store.holds(path.name)] == [digest]


def _kill(*_: object) -> None:
    raise KeyboardInterrupt


def _stretch_of(session, page, other):
    stretch = session.get_one(Stretch, page.id)
    times = {name: getattr(stretch, name) for name in ("kind", "file", "begins", "ends", "length")}
    return Stretch(page_id=other.id, technical={}, **times)
