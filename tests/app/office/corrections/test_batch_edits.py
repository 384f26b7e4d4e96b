"""Batch edits: correction of one misreading in a whole collection."""

import pytest
from sqlalchemy import update

from library.catalogue.profile_versions import ProfileVersion
from library.catalogue.text.words import pack
from library.corrections.batch_edits.run_batch import LANE
from library.database import work
from library.jobs.work_orders import do_next
from library.storage.content_store import ContentStore
from tests.app.scans import make_scan
from tests.library.corrections.pages import set_lines
from tests.makers import make_item

_ALL = "/can-bo/sua-hang-loat"


@pytest.fixture
def run_pipeline(engine, settings):
    """Enter two items with a misreading; return a function that runs the pipeline."""
    with work(engine) as session:
        for title in ("Nghị định", "Thông tư"):
            item = make_item(session, title, texts=(), published=False, collection="van-ban")
            row = make_scan(session, settings, item, "Ủy ban câp tỉnh")
            row.words = ContentStore(settings.derivatives).put(pack(set_lines("Ủy ban câp tỉnh")))

    def work_on():
        while do_next(settings, engine, LANE):
            pass

    return work_on


def _begin(office, seen="câp", replacement="cấp", status=200):
    fields = {"suu-tap": "van-ban", "sai": seen, "dung": replacement}
    return office.send(_ALL, _ALL, fields, status=status)


def _shown(office, here):
    """Return the ids of the places on the screen."""
    fields = office.visit(here).all("input")
    return [field.get("value") for field in fields if field.get("name") == "co"]


def test_every_place_is_shown_with_its_image_before_any_change(office, run_pipeline):
    assert "Xưởng đang tìm" in _begin(office).words
    run_pipeline()
    page = office.visit(f"{_ALL}/1")
    assert "thấy 2 chỗ" in page.words
    assert len(page.all("svg", class_="line__crop")) == 2


def test_the_chosen_places_are_corrected_and_undone(office, run_pipeline):
    _begin(office)
    run_pipeline()
    here = f"{_ALL}/1"
    shown = _shown(office, here)
    page = office.send(here, here, {"viec": "sua", "co": shown, "cho": shown[:1]})
    assert "Xưởng đang sửa" in page.words
    run_pipeline()
    assert "đã sửa 1" in office.visit(here).words
    office.send(here, here, {"viec": "huy"})
    run_pipeline()
    assert "đã hoàn tác" in office.visit(here).words


def test_a_batch_edit_is_given_up(office, run_pipeline):
    _begin(office)
    here = f"{_ALL}/1"
    assert "không chữ nào bị đổi" in office.send(here, here, {"viec": "bo"}).words
    run_pipeline()
    assert "đã bỏ" in office.visit(_ALL).words


def test_changing_the_screen_keeps_the_ticks(office, run_pipeline):
    _begin(office)
    run_pipeline()
    here = f"{_ALL}/1"
    shown = _shown(office, here)
    fields = {**office.visit(here).form(here), "co": shown, "cho": shown[1:], "sang": "2"}
    with office.client.post(f"{here}/chon", data=fields) as response:
        assert office.where(response) == here
    assert "chọn 1" in office.visit(here).words


def test_an_impossible_search_shows_an_error_message(office, run_pipeline):
    assert "Hãy ghi một chữ" in _begin(office, seen="hai chữ", status=400).words


def test_an_unknown_batch_edit_and_invalid_requests_are_refused(office, run_pipeline):
    office.visit(f"{_ALL}/99", status=404)
    _begin(office)
    form = office.visit(f"{_ALL}/1").form(f"{_ALL}/1")
    with office.client.post(f"{_ALL}/1", data={**form, "viec": "x"}) as response:
        assert response.status_code == 400


def test_an_invalid_profile_does_not_stop_a_batch_edit(office, run_pipeline, engine):
    _begin(office)
    run_pipeline()
    here = f"{_ALL}/1"
    shown = _shown(office, here)
    office.send(here, here, {"viec": "sua", "co": shown, "cho": shown})
    with work(engine) as session:
        session.execute(update(ProfileVersion).values(text="title = "))
    run_pipeline()
    assert "đã sửa 2" in office.visit(here).words
