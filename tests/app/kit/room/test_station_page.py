"""Page of the station: its edition, the stick, what it owes the province, its health."""

import pytest

from app.kit.room import station_page
from kit.outbox import outbox_entries
from kit.program.station_machine import Outcome
from kit.station.sticks import Stage, is_asked_for_letters, write_status
from library import clock
from library.database import work
from tests.app.browser import Browser
from tests.kit.station.packs import item_record


def test_the_librarian_sees_the_edition_and_what_is_new(take, app):
    take([item_record("lut", "Trận lụt")])
    page = Browser(app).visit("/tram")
    assert "Bản ngày 26/11/2026" in page.words
    assert "gói số 1" in page.words
    assert page.has_link_to("/tai-lieu/lut")


def test_the_page_says_what_the_stick_is_doing(app, settings):
    browser = Browser(app)
    assert "Chưa cắm USB nào" in browser.visit("/tram").words
    write_status(settings, Stage.TAKING_IN, "Đang kiểm tra gói: 40 %")
    assert "Đừng rút USB" in browser.visit("/tram").words
    write_status(settings, Stage.DONE, lines=("Đã nhận gói số 2.",))
    assert "Rút USB được rồi" in browser.visit("/tram").words
    write_status(settings, Stage.FAILED, lines=("Gói hỏng.",))
    assert "Gói hỏng." in browser.visit("/tram").words


def test_figures_go_to_a_stick_after_a_confirmation(app, station, settings):
    with work(station) as session:
        outbox_entries.add(session, "thử", {"a": 1}, clock.now())
    browser = Browser(app)
    assert "1 mục" in browser.visit("/tram").words
    assert not is_asked_for_letters(settings)
    page = browser.send("/tram/gui-so-lieu", "/tram/gui-so-lieu", {})
    assert is_asked_for_letters(settings)
    assert "Hãy cắm USB" in page.words


def test_a_stranger_writes_nothing_to_the_stick(take, app, settings):
    take([item_record("lut", "Trận lụt")])
    browser = Browser(app)
    app.config["WTF_CSRF_ENABLED"] = False
    browser.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert browser.client.post("/tram/gui-so-lieu").status_code == 403
    assert not is_asked_for_letters(settings)


@pytest.mark.parametrize("is_installed", [True, False], ids=["installed", "taken back"])
def test_the_page_says_what_became_of_a_newer_program(app, monkeypatch, is_installed):
    outcome = Outcome("1.1-00000002", "2026-11-30", is_installed, True, "Đã cài bản 1.1.")
    monkeypatch.setattr(station_page, "read_outcome", lambda: outcome)
    page = Browser(app).visit("/tram")
    is_bold = "Đã cài bản 1.1." in page.says("b")
    assert ("Đã cài bản 1.1." in page.words, is_bold) == (True, not is_installed)
