"""A station speaks to the province over its line, and gets what is new, rights first."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from kit.contact import stations
from kit.contact.client import taken_number
from kit.contact.line import Line, ask
from kit.contact.line_state import read_line_state
from kit.contact.pack_orders import for_line, order_of, ready_pack
from kit.contact.problems import (
    NotTheProvinceError,
    ProvinceRefusedError,
    ProvinceUnreachableError,
)
from kit.outbox import outbox_entries
from kit.signatures import private_key, public_bytes
from kit.station.state import served_edition
from kit.station.station_identity import read_identity, station_key, write_identity
from library import clock
from library.catalogue.models import Access, Item
from library.database import reading, work
from library.jobs.models import WorkOrder
from tests.kit.packs.province import make_scanned_item


def _held_titles(station):
    with reading(station.engine) as session:
        return sorted(session.scalars(select(Item.title)))


@pytest.mark.slow
def test_a_contact_brings_texts_then_images(station, item, row):
    result = station.contact()
    assert result.editions == (1, 2)
    assert _held_titles(station) == ["Địa chí Bắc Sơn"]
    with reading(station.engine) as session:
        held = served_edition(session)
    station.contact()
    assert (row().held_number, row().held_edition) == (held.number, held.digest)


@pytest.mark.slow
def test_the_next_contact_brings_only_what_is_new(station, item, at_province, settings):
    station.contact()
    at_province(lambda session: setattr(session.get(Item, item), "title", "Địa chí mới"))
    at_province(lambda session: session.execute(WorkOrder.__table__.delete()))
    assert station.contact().editions == (3,)
    assert _held_titles(station) == ["Địa chí mới"]


@pytest.mark.slow
def test_what_may_not_be_shown_any_more_goes_before_all_else(station, item, at_province, row):
    station.contact()
    at_province(lambda session: setattr(session.get(Item, item), "access", Access.STAFF))
    at_province(lambda session: session.execute(WorkOrder.__table__.delete()))
    station.contact()
    assert _held_titles(station) == []


@pytest.mark.slow
def test_the_province_learns_how_the_station_is(station, item, row):
    station.contact()
    reported = row().reported
    assert reported["owed_count"] == 0 and reported["free_bytes"] > 0
    assert abs(reported["clock_ahead_seconds"]) < 5
    assert row().last_contact is not None


def test_a_station_that_is_not_known_or_not_used_any_more_is_refused(station, at_province):
    at_province(lambda session: stations.retire(stations.find(session, station.id)))
    with pytest.raises(ProvinceRefusedError, match="không nhận ra trạm này"):
        station.contact()
    assert "không nhận ra" in read_line_state(station.settings).problem


def test_somebody_elses_key_is_refused(station, tmp_path):
    stranger = Line(read_identity(station.settings), private_key(tmp_path / "stranger.key"))
    with pytest.raises(ProvinceRefusedError, match="không nhận ra trạm này"):
        stranger.contact({})


def test_a_contact_that_was_overheard_cannot_be_repeated(station):
    line = Line(read_identity(station.settings), station_key(station.settings))
    site, headers = line.identity.province_url, {"X-Station": station.id}
    challenge = json.loads(ask(site, "challenge", headers, None, None)[0])["challenge"]
    assert line.say("contact", b"{}", challenge)["now"]
    with pytest.raises(ProvinceRefusedError):
        line.say("contact", b"{}", challenge)


def test_a_server_with_another_key_is_not_believed(station, tmp_path):
    identity = read_identity(station.settings)
    other = public_bytes(private_key(tmp_path / "other.key"))
    write_identity(station.settings, replace(identity, province_key=other))
    with pytest.raises(NotTheProvinceError, match="Chưa nhận gì"):
        station.contact()


def test_without_a_line_the_station_says_so_and_tries_again_later(station):
    identity = read_identity(station.settings)
    write_identity(station.settings, replace(identity, province_url="http://127.0.0.1:9"))
    with pytest.raises(ProvinceUnreachableError, match="Không gặp được thư viện tỉnh"):
        station.contact()
    state = read_line_state(station.settings)
    assert state.failures == 1 and state.next_contact is not None


@pytest.mark.slow
def test_a_province_restored_from_a_copy_asks_once_what_the_station_holds(
    station, item, at_province, settings
):
    station.contact()
    shutil.rmtree(settings.home / "kit" / "editions")
    at_province(lambda session: session.execute(WorkOrder.__table__.delete()))
    assert station.contact().editions == ()
    at_province(lambda session: setattr(session.get(Item, item), "title", "Địa chí mới"))
    at_province(lambda session: session.execute(WorkOrder.__table__.delete()))
    assert station.contact().editions == (3,)
    assert station.said.count("Đang báo thư viện tỉnh trạm có những gì") == 1


@pytest.mark.slow
def test_a_province_whose_packs_are_lost_makes_them_again(station, item, at_province, settings):
    """Its backup has the orders, but no packs."""
    at_province(lambda session: for_line(session, settings, stations.find(session, station.id)))
    station.while_waiting()
    shutil.rmtree(settings.home / "kit" / "packs")
    assert station.contact().editions == (2, 3)


@pytest.mark.slow
def test_a_pack_that_waited_is_looked_through_before_it_is_sent(
    station, item, at_province, settings
):
    """An item that was withdrawn since goes from the station before anything new comes."""
    station.contact()
    at_province(lambda session: make_scanned_item(session, settings, "Địa chí Chi Lăng"))
    at_province(lambda session: session.execute(WorkOrder.__table__.delete()))
    at_province(lambda session: for_line(session, settings, stations.find(session, station.id)))
    station.while_waiting()

    def withdraw_and_let_an_hour_pass(session):
        session.get(Item, item).access = Access.STAFF
        order = order_of(session, station.id, "line")
        assert ready_pack(order).purpose == "text"
        order.finished -= timedelta(hours=2)

    at_province(withdraw_and_let_an_hour_pass)
    station.said.clear()
    station.contact()
    assert _held_titles(station) == ["Địa chí Chi Lăng"]
    assert at_province(lambda session: ready_pack(order_of(session, station.id, "line"))) is None


def test_what_comes_with_a_letter_is_counted_and_acknowledged(station):
    with work(station.engine) as session:
        outbox_entries.add(session, "search", {}, clock.now())
    assert station.contact().entries >= 1
    with reading(station.engine) as session:
        assert outbox_entries.owed(session, taken_number(station.settings)).count == 0
