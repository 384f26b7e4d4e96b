"""Staff have one misreading corrected all over a collection, after seeing every place."""

from dataclasses import replace

import pytest

from ingest.intake.run_batch_edits import drain
from library.catalogue.text.words import pack
from library.database import work
from library.staff.permissions import Role
from library.storage.content_store import ContentStore
from tests.app.scans import make_scan
from tests.library.corrections.pages import set_lines
from tests.makers import make_item

_ALL = "/can-bo/sua-hang-loat"


@pytest.fixture
def swept(engine, settings):
    """Shelve two items with a misreading; give a function that lets the workshop drain."""
    with work(engine) as session:
        for title in ("Nghị định", "Thông tư"):
            item = make_item(session, title, texts=(), published=False, collection="van-ban")
            row = make_scan(session, settings, item, "Ủy ban câp tỉnh")
            row.words = ContentStore(settings.derivatives).put(pack(set_lines("Ủy ban câp tỉnh")))

    def work_on():
        while drain(settings, engine):
            pass

    return work_on


def _begin(office, seen="câp", meant="cấp", status=200):
    told = {"suu-tap": "van-ban", "sai": seen, "dung": meant}
    return office.send(_ALL, _ALL, told, status=status)


def _shown(office, here):
    """Return the places on the screen, by their ids."""
    fields = office.visit(here).all("input")
    return [field.get("value") for field in fields if field.get("name") == "co"]


def test_every_place_is_shown_with_its_picture_before_anything_is_done(office, swept):
    assert "Xưởng đang tìm" in _begin(office).words
    swept()
    page = office.visit(f"{_ALL}/1")
    assert "thấy 2 chỗ" in page.words
    assert len(page.all("svg", class_="line__crop")) == 2


def test_the_chosen_places_are_corrected_and_all_is_undone(office, swept):
    _begin(office)
    swept()
    here = f"{_ALL}/1"
    shown = _shown(office, here)
    page = office.send(here, here, {"viec": "sua", "co": shown, "cho": shown[:1]})
    assert "Xưởng đang sửa" in page.words
    swept()
    assert "đã sửa 1" in office.visit(here).words
    office.send(here, here, {"viec": "huy"})
    swept()
    assert "đã hủy" in office.visit(here).words


def test_a_sweep_is_given_up(office, swept):
    _begin(office)
    here = f"{_ALL}/1"
    assert "không chữ nào bị đổi" in office.send(here, here, {"viec": "bo"}).words
    swept()
    assert "đã bỏ" in office.visit(_ALL).words


def test_going_to_another_screen_keeps_the_ticks(office, swept):
    _begin(office)
    swept()
    here = f"{_ALL}/1"
    shown = _shown(office, here)
    told = {**office.visit(here).form(here), "co": shown, "cho": shown[1:], "sang": "2"}
    with office.client.post(f"{here}/chon", data=told) as said:
        assert office.where(said) == here
    assert "chọn 1" in office.visit(here).words


def test_what_cannot_be_looked_for_is_told(office, swept):
    assert "Hãy ghi một chữ" in _begin(office, seen="hai chữ", status=400).words


def test_an_unknown_sweep_and_nonsense_are_refused(office, swept):
    office.visit(f"{_ALL}/99", status=404)
    _begin(office)
    form = office.visit(f"{_ALL}/1").form(f"{_ALL}/1")
    with office.client.post(f"{_ALL}/1", data={**form, "viec": "x"}) as said:
        assert said.status_code == 400


def test_only_those_who_catalogue_may_do_it(staff, swept):
    with staff(Role.POINT_LIBRARIAN).client.get(_ALL) as said:
        assert said.status_code == 403


def test_a_profile_that_was_badly_edited_stops_no_sweep(office, swept, engine, settings, tmp_path):
    _begin(office)
    swept()
    here = f"{_ALL}/1"
    shown = _shown(office, here)
    office.send(here, here, {"viec": "sua", "co": shown, "cho": shown})
    bad = tmp_path / "collections" / "van-ban" / "profile.toml"
    bad.parent.mkdir(parents=True)
    bad.write_text("title = ", encoding="utf-8")
    while drain(replace(settings, collections=bad.parents[1]), engine):
        pass
    assert "đã sửa 2" in office.visit(here).words
