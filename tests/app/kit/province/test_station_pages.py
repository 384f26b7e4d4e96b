"""Stations in the office: codes, settings, retirement, packs for sticks, letters."""

import io
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest

from kit.contact import pack_maker, pack_orders, stations
from kit.contact.pack_orders import Lacks
from kit.contact.statements import read_statement, record
from kit.contact.stations import read_code
from kit.models import HeldEdition, Station
from kit.outbox import outbox_entries
from kit.outbox.letter_files import write_letter
from kit.outbox.stick_letters import put_letters
from kit.station.station_identity import read_identity, station_key
from kit.station.sticks import write_state
from library import clock
from library.database import work
from tests.app.kit.province.conftest import SETTINGS
from tests.makers import BY, make_moment

_STATIONS = "/can-bo/tram"
_TAKEN = {
    **dict.fromkeys(("state_at", "taken"), make_moment("2026-05-04 01:00")),
    **dict.fromkeys(("new_records", "changed_records", "removed_records", "bytes"), 0),
    "way": "stick",
    "new_items": [],
}
_FORM = {"diem": "bac-son", "cho": "16", "anh": "small", "gio": "19h00-6h00", "toc-do": "256"}


@pytest.fixture
def officer(staff):
    """Return the browser of a programme officer."""
    return staff("programme-officer")


@pytest.fixture
def enrolled(at_province, point):
    """Enter an enrolled station; return its id."""

    def enter(session):
        station_id, code = stations.enter(session, point, SETTINGS, BY)
        stations.enrol(session, code, b"k" * 32)
        return station_id

    return at_province(enter)


def test_a_station_is_entered_and_its_code_is_shown_once(officer, point, at_province):
    page = officer.send(f"{_STATIONS}/them", f"{_STATIONS}/them", _FORM)
    assert page.heading == "Trạm của Thư viện xã Bắc Sơn"
    code = read_code(page.says("code")[0])
    (station,) = at_province(stations.all_stations)
    assert stations.settings_of(station).line_hours == "19:00-06:00"
    assert stations.settings_of(station).size_limit_mb == 16_000
    assert code not in officer.visit(f"{_STATIONS}/{station.id}").words.replace(" ", "")


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        pytest.param("gio", "tối", "không phải giờ dùng đường truyền", id="hours"),
        pytest.param("cho", "0", "phải là số từ 1 đến", id="space"),
        pytest.param("toc-do", "nhanh", "phải là số từ 16", id="speed"),
        pytest.param("anh", "to", "Không có cỡ ảnh", id="images"),
    ],
)
def test_a_mistake_is_explained_and_what_was_typed_stays(officer, point, field, typed, message):
    form = {**_FORM, field: typed}
    page = officer.send(f"{_STATIONS}/them", f"{_STATIONS}/them", form, status=400)
    assert message in page.words
    if field != "anh":
        assert page.form(f"{_STATIONS}/them")[field] == typed


def test_the_list_says_which_station_is_silent_and_whom_to_call(officer, enrolled, at_province):
    long_ago = clock.now() - timedelta(days=15)
    at_province(lambda session: setattr(session.get(Station, enrolled), "enrolled", long_ago))
    words = officer.visit(_STATIONS).words
    assert "đã im lặng từ" in words and "0205 123 456" in words


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("version", "\ud800", id="half a surrogate"),
        pytest.param("held_state_at", "9999-12-31T23:59:59+00:00", id="end of time"),
        pytest.param("owed_oldest", "0001-01-01T00:00:00+14:00", id="before time"),
    ],
)
def test_nonsense_of_one_station_does_not_hide_the_list(officer, enrolled, at_province, name, text):
    statement = {"held_number": 1, "held_edition": "a" * 64, "owed_count": 1, name: text}
    at_province(
        lambda session: record(
            stations.find(session, enrolled), read_statement(statement), over_line=True
        )
    )
    assert "bản số 1" in officer.visit(_STATIONS).words
    assert "bản số 1" in officer.visit(f"{_STATIONS}/{enrolled}").words


def test_a_station_is_retired_and_put_back(officer, enrolled, at_province):
    page = f"{_STATIONS}/{enrolled}"
    assert "thôi dùng" in officer.send(page, f"{page}/thoi", {}).words
    assert at_province(lambda session: session.get(Station, enrolled)).retired is not None
    officer.send(page, f"{page}/lai", {})
    assert at_province(lambda session: session.get(Station, enrolled)).retired is None


def test_a_lost_machine_is_replaced_by_one_with_a_code_of_its_own(officer, enrolled, at_province):
    page = f"{_STATIONS}/{enrolled}"
    assert read_code(officer.send(page, f"{page}/thay", {}).says("code")[0])
    new, old = at_province(stations.all_stations)
    assert (old.id, new.retired) == (enrolled, None)


def test_a_pack_for_a_stick_is_ordered_made_and_downloaded(
    officer, enrolled, at_province, item, settings
):
    page = f"{_STATIONS}/{enrolled}"
    assert "chờ xưởng bắt đầu" in officer.send(page, f"{page}/goi", {"goi": "tat-ca"}).words
    pack_maker.make_due(settings)
    assert "Tải gói số 1" in officer.visit(page).words
    content = officer.fetch(f"{page}/goi.zip").data
    assert f"diachi-tram/{enrolled}/goi-1/pack.json".encode() in content
    assert f"diachi-tram/{enrolled}/ack.json".encode() in content
    part = officer.fetch(f"{page}/goi.zip", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.data) == (206, content[:10])


def test_a_stick_carries_the_acknowledgement_when_nothing_is_new(
    officer, enrolled, at_province, settings
):
    page = f"{_STATIONS}/{enrolled}"

    def finish(session):
        station = stations.find(session, enrolled)
        pack_orders.for_stick(session, station, is_full=False, by="x")
        order = pack_orders.order_of(session, enrolled, "stick")
        order.finished, order.result = clock.now(), pack_orders.result_of(None, Lacks(0, 0, 0, 0))

    at_province(finish)
    assert "Tải giấy báo nhận cho USB" in officer.visit(page).words
    with zipfile.ZipFile(io.BytesIO(officer.fetch(f"{page}/goi.zip").data)) as archive:
        assert archive.namelist() == [f"diachi-tram/{enrolled}/ack.json"]


def test_files_of_a_stick_say_what_happened_and_what_is_held(officer, station, tmp_path, row):
    with work(station.engine) as session:
        outbox_entries.report(session, station.settings, "request", {"item": "?"})
        session.add(HeldEdition(number=1, digest="a" * 64, **_TAKEN))
    put_letters(station.settings, station.engine, tmp_path)
    letters = tmp_path / "diachi-tram" / station.id / "thu"
    write_state(station.settings, station.engine, read_identity(station.settings), letters)
    files = [(io.BytesIO(file.read_bytes()), file.name) for file in sorted(letters.iterdir())]
    page = f"{_STATIONS}/{station.id}"
    assert "1 mục mới" in officer.send(page, f"{page}/thu", {"thu": files}).words
    assert (row().held_number, row().held_edition, row().taken) == (1, "a" * 64, 1)


def test_the_first_pack_of_a_station_carries_an_offer_to_enrol(
    officer, code, at_province, item, settings
):
    (station,) = at_province(stations.all_stations)
    page = f"{_STATIONS}/{station.id}"
    officer.send(page, f"{page}/goi", {"goi": "tat-ca"})
    pack_maker.make_due(settings)
    content = officer.fetch(f"{page}/goi.zip").data
    assert f"diachi-tram/{station.id}/dang-ky.json".encode() in content


def test_an_order_that_cannot_be_made_says_why(officer, enrolled, at_province, settings):
    def hold_what_nobody_knows(session):
        station = session.get(Station, enrolled)
        station.held_number, station.held_edition = 4, "a" * 64

    at_province(hold_what_nobody_knows)
    page = f"{_STATIONS}/{enrolled}"
    officer.send(page, f"{page}/goi", {"goi": "moi"})
    pack_maker.make_due(settings)
    assert "làm gói “Tất cả”" in officer.visit(page).words
    assert at_province(lambda session: pack_orders.order_of(session, enrolled, "stick")).finished


def test_a_librarian_sees_the_station_of_the_own_point_only(staff, enrolled):
    librarian = staff("point-librarian")
    assert "Điểm của bạn chưa có trạm" in librarian.visit(_STATIONS).words
    librarian.visit(f"{_STATIONS}/{enrolled}", status=403)
    assert librarian.fetch(f"{_STATIONS}/them").status_code == 403


def _letters_of(station, count):
    """Return letters of one entry each, by the names they have on a stick."""
    letters = {}
    for number in range(1, count + 1):
        with work(station.engine) as session:
            outbox_entries.add(session, "clock", {"time": 1}, clock.now())
            session.flush()
            identity, key = read_identity(station.settings), station_key(station.settings)
            content = write_letter(session, identity, key, number - 1, 1)
        letters[f"{number:010}-{number:010}.thu"] = content
    return letters


def _upload(officer, station_id, letters, status=200):
    page = f"{_STATIONS}/{station_id}"
    files = [(BytesIO(content), name) for name, content in reversed(letters.items())]
    return officer.send(page, f"{page}/thu", {"thu": files}, status=status).words


def test_letters_of_a_stick_are_taken_in_by_their_numbers(officer, station):
    """Windows names the file first that was chosen last."""
    letters = _letters_of(station, 2)
    assert "2 mục mới" in _upload(officer, station.id, letters)
    assert "0 mục mới" in _upload(officer, station.id, letters)


def test_a_letter_of_another_station_holds_up_no_other(officer, station, at_province, point):
    def enter_another(session):
        stations.retire(stations.find(session, station.id))
        session.flush()
        other = stations.enter(session, point, SETTINGS, BY)[0]
        stations.find(session, other).enrolled = clock.now()
        stations.find(session, station.id).retired = None
        return other

    other = at_province(enter_another)
    words = _upload(officer, other, _letters_of(station, 2), status=409)
    assert f"Có thư của trạm khác ({station.id})" in words
    assert at_province(lambda session: session.get(Station, station.id)).taken == 2
