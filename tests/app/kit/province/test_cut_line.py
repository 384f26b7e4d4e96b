"""Packs over a line that breaks, and clients that ask for what is not theirs."""

from dataclasses import dataclass

import pytest

from kit.contact import arriving_packs, client, line, pack_maker, stations
from kit.contact.line_state import read_line_state
from kit.contact.pack_orders import for_line, order_of
from kit.contact.problems import ProvinceUnreachableError, StationDiskFullError
from kit.contact.signed_messages import pack_pass
from library import clock
from library.installation import secret_key

_PIECE = 1000


@dataclass(frozen=True)
class _Usage:
    free: int


@pytest.fixture
def cut_each(monkeypatch):
    """Return a function that cuts the line after so many portions of a file."""

    def cut(portions):
        count = 0
        sound_range = line.Line._range

        def broken(self, *args):
            nonlocal count
            for portion in sound_range(self, *args):
                count += 1
                if count % portions == 0:
                    raise ProvinceUnreachableError("đường truyền đứt")
                yield portion

        monkeypatch.setattr(line, "_READ_BYTES", _PIECE)
        monkeypatch.setattr(line.Line, "_range", broken)

    return cut


@pytest.mark.slow
def test_a_pack_arrives_whole_over_a_line_that_breaks_again_and_again(station, item, cut_each):
    cut_each(3)
    result = station.contact()
    assert result.editions == (1, 2)
    state = read_line_state(station.settings)
    assert state.waste_bytes == 0 and state.received_bytes == result.received_bytes


@pytest.mark.slow
def test_the_next_contact_goes_on_where_a_dead_line_ended(station, item, cut_each, monkeypatch):
    with monkeypatch.context():
        cut_each(1)
        with pytest.raises(ProvinceUnreachableError):
            station.contact()
    monkeypatch.undo()
    assert station.contact().editions == (1, 2)


@pytest.fixture
def pack(station, item, at_province):
    """Let the province make the first pack of the station; return its row."""
    station.while_waiting, contact = _stop, station.while_waiting
    with pytest.raises(InterruptedError):
        station.contact()
    contact()
    return at_province(lambda session: order_of(session, station.id, "line").result["pack"])


def _stop():
    raise InterruptedError


def _address(station, pack, name="part-0001.tar"):
    return f"/api/kit/v1/packs/{station.id}/{pack['digest']}/{name}"


def test_a_part_is_for_its_station_and_has_a_strong_validator(browser, station, pack, settings):
    token = pack_pass(secret_key(settings), station.id, pack["digest"], clock.now())
    answer = browser.fetch(
        _address(station, pack), headers={"Authorization": f"Bearer {token}", "Range": "bytes=5-9"}
    )
    assert answer.status_code == 206 and len(answer.data) == 5
    assert answer.headers["ETag"] == f'"{pack["parts"][0][2]}"'


@pytest.mark.parametrize("token", ["", "9999999999.abc", "x"], ids=["none", "forged", "nonsense"])
def test_without_its_pass_a_part_is_refused(browser, station, pack, token):
    answer = browser.fetch(_address(station, pack), headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 403


def test_only_the_files_of_the_pack_are_sent(browser, station, pack, settings):
    token = pack_pass(secret_key(settings), station.id, pack["digest"], clock.now())
    for name in ("..", "part-0002.tar", "province.key"):
        answer = browser.fetch(
            _address(station, pack, name), headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 404


@pytest.mark.slow
def test_a_part_that_was_damaged_on_the_way_comes_again(station, item, monkeypatch):
    sound_range, damaged = line.Line._range, []

    def flipped_once(self, *args):
        for portion in sound_range(self, *args):
            yield portion if damaged else bytes([portion[0] ^ 1]) + portion[1:]
            damaged.append(True)

    monkeypatch.setattr(line.Line, "_range", flipped_once)
    assert station.contact().editions == (1, 2)
    assert read_line_state(station.settings).waste_bytes > 0


def test_a_disk_that_fills_up_meanwhile_keeps_its_reserve(station, item, monkeypatch):
    monkeypatch.setattr(client, "_STATE_SECONDS", 0)
    folder = station.settings.home / "station" / "line"

    def usage(_folder):
        return _Usage(0 if any(folder.rglob("*.half")) else 1 << 40)

    monkeypatch.setattr(arriving_packs.shutil, "disk_usage", usage)
    with pytest.raises(StationDiskFullError):
        station.contact()
    assert "không đủ chỗ" in read_line_state(station.settings).problem


def test_an_order_that_fails_by_a_bug_does_not_hold_up_the_others(
    station, item, at_province, settings, monkeypatch, caplog
):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(pack_maker.Making, "make_first", fail)
    at_province(lambda session: for_line(session, settings, stations.find(session, station.id)))
    station.while_waiting()
    order = at_province(lambda session: order_of(session, station.id, "line"))
    assert "Chương trình có lỗi" in order.problem and order.finished is not None
    assert "could not be done" in caplog.text
