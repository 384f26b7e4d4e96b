"""ZIM files that the office orders: written whole, cancelled, ordered anew, recalled."""

import subprocess
import sys
from datetime import timedelta
from importlib.util import find_spec

import pytest

from kit.handouts.problems import ZimFileNotFoundError
from kit.zim import zim_file, zim_maker, zim_orders
from kit.zim.zim_contents import recalled_count
from kit.zim.zim_maker import make_due
from library import clock
from library.catalogue import profile_versions
from library.catalogue.cataloguing import withdraw
from library.catalogue.models import Item
from library.database import reading, work
from library.errors import WrongStateError
from tests.makers import BY, make_environment, make_item

_needs_libzim = pytest.mark.needs(find_spec("libzim"), "libzim (make zim)")
_KILLED = """
import os
from kit.zim import zim_maker, zim_orders
from library.settings import read_settings
zim_maker._SAY_SECONDS = 0
zim_orders.change_open_order = lambda *_args, **_changes: os.kill(os.getpid(), 9)
zim_maker.make_due(read_settings())
"""


@pytest.fixture
def item(engine) -> Item:
    """A public item of a collection, beside one that is not published."""
    with work(engine) as session:
        make_item(session, "Chưa công bố", collection="bao-chi", published=False)
        return make_item(session, "Báo Lạng Sơn", collection="bao-chi", texts=("Chợ Kỳ Lừa",))


@pytest.fixture
def note(settings, item):
    """The order of its collection."""
    draft = zim_orders.new_note("Báo chí", "small", BY, collection="bao-chi")
    return zim_orders.place(settings, draft)


def _now(settings, note):
    return zim_orders.find(settings, note.id)


def _names(settings):
    locks = {"orders.lock", "making.lock"}
    return {file.name for file in zim_orders.folder_of(settings).iterdir()} - locks


@_needs_libzim
def test_an_order_becomes_a_whole_file_with_its_numbers(settings, note):
    make_due(settings)
    note_after = _now(settings, note)
    assert (note_after.is_open, note_after.problem, note_after.items, note_after.pages) == (
        False,
        "",
        1,
        1,
    )
    assert zim_orders.file_of(settings, note_after).stat().st_size == note_after.bytes > 0
    assert _names(settings) == {f"{note.id}.json", note_after.file, f"{note_after.file}.items"}


@_needs_libzim
def test_a_file_made_again_takes_the_place_of_the_former_one(settings, note):
    make_due(settings)
    former = _now(settings, note)
    zim_orders.order_again(settings, note.id, BY)
    assert zim_orders.file_of(settings, _now(settings, note)) is not None
    make_due(settings)
    assert _now(settings, note).file != former.file
    assert former.file not in _names(settings)


@_needs_libzim
def test_chosen_items_that_are_not_open_to_everybody_are_left_out(settings, engine, item):
    with work(engine) as session:
        draft_item = make_item(session, "Bản thảo", published=False)
    draft = zim_orders.new_note("Chọn lọc", "none", BY, chosen=2)
    zim_orders.place(settings, draft, (item.id, draft_item.id))
    make_due(settings)
    note_after = _now(settings, draft)
    assert (note_after.items, note_after.left_out) == (1, 1)
    assert zim_orders.held_ids(settings, note_after) == (item.id,)


@_needs_libzim
def test_an_item_withdrawn_since_makes_the_file_recalled(settings, engine, item, note):
    make_due(settings)
    with reading(engine) as session:
        assert recalled_count(settings, session, _now(settings, note)) == 0
    with work(engine) as session:
        withdraw(session, session.get(Item, item.id), BY, "sai")
    with reading(engine) as session:
        assert recalled_count(settings, session, _now(settings, note)) == 1


@_needs_libzim
def test_an_item_withdrawn_while_the_file_is_written_makes_it_recalled(
    settings, engine, item, note, monkeypatch
):
    def withdrawn_meanwhile(session, *arguments):
        report = zim_file.write_zim(session, *arguments)
        session.rollback()
        with work(engine) as writing:
            withdraw(writing, writing.get(Item, item.id), BY, "sai")
        return report

    monkeypatch.setattr(zim_maker, "write_zim", withdrawn_meanwhile)
    make_due(settings)
    with reading(engine) as session:
        assert recalled_count(settings, session, _now(settings, note)) == 1


def test_a_change_that_others_saw_late_makes_the_file_recalled(settings, engine, item, note):
    file = zim_orders.folder_of(settings) / f"{note.id}.0.zim"
    zim_orders.write_held(file, [item.id])
    with work(engine) as session:
        withdraw(session, session.get(Item, item.id), BY, "sai")
        profiles = profile_versions.newest_id(session)
    began = (clock.now() + timedelta(minutes=5)).isoformat()  # it was begun before the end
    changes = {"file": file.name, "contents_at": began, "profiles": profiles, "is_open": False}
    zim_orders.change_open_order(settings, note, **changes)
    with reading(engine) as session:
        assert recalled_count(settings, session, _now(settings, note)) == 1


@_needs_libzim
def test_a_killed_writing_leaves_no_half_and_is_done_again(settings, note, monkeypatch):
    for name, value in make_environment(settings.home).items():
        monkeypatch.setenv(name, value)
    killed = subprocess.run([sys.executable, "-c", _KILLED], check=False)
    assert killed.returncode == -9
    assert _now(settings, note).attempts == 1 and not _now(settings, note).file
    make_due(settings)
    note_after = _now(settings, note)
    assert note_after.file and not note_after.is_open
    assert _names(settings) == {f"{note.id}.json", note_after.file, f"{note_after.file}.items"}


@_needs_libzim
def test_a_cancelled_order_stops_and_leaves_nothing(settings, note, monkeypatch):
    monkeypatch.setattr(zim_maker, "_SAY_SECONDS", 0)
    attempt = zim_orders.begin_next(settings)
    zim_orders.cancel(settings, note.id)
    with zim_maker.installation(settings) as engine:
        zim_maker._make(settings, engine, attempt)
    zim_orders.remove_unnamed(settings)
    assert _names(settings) == {f"{note.id}.json"}
    assert _now(settings, note).file == ""


def test_an_order_that_was_interrupted_three_times_is_given_up(settings, note):
    attempts = [zim_orders.begin_next(settings) for _ in range(4)]
    assert [bool(attempt) for attempt in attempts] == [True, True, True, False]
    assert "ba lần" in _now(settings, note).problem
    assert not zim_maker.is_due(settings)


def test_the_same_contents_are_listed_once_and_open_orders_not_repeated(settings, note):
    draft = zim_orders.new_note("Báo chí", "small", "người khác", collection="bao-chi")
    with pytest.raises(WrongStateError, match="đã có trong danh sách"):
        zim_orders.place(settings, draft)
    with pytest.raises(WrongStateError, match="đang chờ"):
        zim_orders.order_again(settings, note.id, "người khác")


def test_without_the_extra_the_order_says_how_to_install_it(settings, note, monkeypatch):
    monkeypatch.setattr(zim_file, "find_spec", lambda _name: None)
    make_due(settings)
    assert "make zim" in _now(settings, note).problem


def test_an_order_without_open_items_says_why(settings, engine, note, item):
    with work(engine) as session:
        withdraw(session, session.get(Item, item.id), BY, "sai")
    make_due(settings)
    problem = _now(settings, note).problem
    assert "Không có tài liệu nào" in problem or "make zim" in problem


def test_a_removed_file_is_gone_with_its_order(settings, note):
    zim_orders.remove(settings, note.id)
    assert _names(settings) == set()
    with pytest.raises(ZimFileNotFoundError):
        zim_orders.cancel(settings, note.id)
