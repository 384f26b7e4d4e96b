"""Enrolment of a station over the line."""

from dataclasses import replace

import pytest

from kit import cli
from kit.canonical import canonical
from kit.contact import stations
from kit.contact.problems import NoOfferError, ProvinceRefusedError, WrongSiteAddressError
from kit.contact.stations import new_code
from kit.contact.stick_enrolment import OFFER, accept_offer, make_offer
from kit.models import Station
from kit.outbox.stick_letters import take_letters
from kit.signatures import province_key, public_bytes
from kit.station.station_identity import read_identity, station_key
from kit.station.sticks import write_state
from library.database import open_database, reading

_ENROL = "/api/kit/v1/enrol"


def test_a_station_learns_its_name_and_the_key_of_the_province(site, code, settings, own_settings):
    answer = cli.enrol(own_settings, site, code, None)
    identity = read_identity(own_settings)
    assert (identity.point, answer["point_name"]) == ("bac-son", "Thư viện xã Bắc Sơn")
    assert identity.province_key == public_bytes(province_key(settings))
    assert (own_settings.home / "station" / "station.key").stat().st_mode & 0o077 == 0


def test_an_answer_that_was_lost_can_be_asked_for_again(site, code, own_settings):
    assert cli.enrol(own_settings, site, code, None) == cli.enrol(own_settings, site, code, None)


def test_a_wrong_code_is_refused_in_words_that_say_what_to_do(site, point, own_settings):
    with pytest.raises(ProvinceRefusedError, match="xin mã mới"):
        cli.enrol(own_settings, site, new_code(), None)
    assert read_identity(own_settings) is None


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"{}", id="of another program"),
        pytest.param(b'{"station": "../../x", "key": "%064x"}' % 1, id="a place for its letters"),
        pytest.param(b'{"station": "0123456789ab", "key": "x"}', id="no key"),
    ],
)
def test_an_answer_that_is_none_of_the_province_enrols_nothing(own_settings, monkeypatch, answer):
    monkeypatch.setattr(cli, "ask", lambda *_: (answer, ""))
    with pytest.raises(WrongSiteAddressError):
        cli.enrol(own_settings, "https://thuvien.example", new_code(), None)
    assert read_identity(own_settings) is None


def test_guessing_is_slowed_down(browser, point, own_settings):
    key = public_bytes(station_key(own_settings)).hex()
    body = canonical({"code": "1", "key": key})
    answers = [browser.client.post(_ENROL, data=body).status_code for _ in range(22)]
    assert answers[0] == 403 and answers[-1] == 429


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"[]", id="no object"),
        pytest.param(b'{"code": "1", "key": "kh\xc3\xb3a"}', id="no key"),
        pytest.param(b'{"code": "1", "key": "00"}', id="a short key"),
    ],
)
def test_what_is_no_enrolment_is_refused(browser, body):
    answer = browser.client.post(_ENROL, data=body)
    assert (answer.status_code, answer.mimetype) == (400, "application/json")


@pytest.fixture
def own_folder(at_province, code, settings, tmp_path):
    """Return the folder of the station on a stick with an offer to it."""

    def write_offer(session):
        (station,) = stations.all_stations(session)
        folder = tmp_path / "diachi-tram" / station.id
        folder.mkdir(parents=True)
        (folder / OFFER).write_text(make_offer(settings, session, station), encoding="utf-8")
        return folder

    return at_province(write_offer)


@pytest.fixture
def key_after(own_folder, settings, engine, own_settings):
    """Return a function: the stick goes back with an identity; which key has the province then?"""

    def go_back(identity):
        machine = open_database(own_settings.database_url)
        write_state(own_settings, machine, identity, own_folder / "thu")
        machine.dispose()
        list(take_letters(settings, engine, own_folder.parent.parent))
        with reading(engine) as session:
            return session.get_one(Station, own_folder.name).public_key

    return go_back


def test_a_station_that_never_sees_a_line_is_enrolled_by_stick(
    own_folder, code, own_settings, settings, key_after
):
    accept_offer(own_settings, own_folder.parent, code, None)
    identity = read_identity(own_settings)
    assert (identity.station, identity.point) == (own_folder.name, "bac-son")
    assert identity.province_key == public_bytes(province_key(settings))
    assert key_after(identity) == public_bytes(station_key(own_settings))


def test_a_key_that_the_code_does_not_prove_is_not_taken(own_folder, code, own_settings, key_after):
    accept_offer(own_settings, own_folder.parent, code, None)
    identity = read_identity(own_settings)
    assert key_after(replace(identity, proof="0" * 64)) is None
    assert key_after(replace(identity, proof=None)) is None


def test_an_offer_is_for_the_holder_of_the_code_and_may_not_be_changed(
    own_folder, code, own_settings
):
    with pytest.raises(NoOfferError):
        accept_offer(own_settings, own_folder.parent, new_code(), None)
    offer = own_folder / OFFER
    offer.write_text(offer.read_text(encoding="utf-8").replace("bac-son", "bac-nam"))
    with pytest.raises(NoOfferError):
        accept_offer(own_settings, own_folder.parent, code, None)
    assert read_identity(own_settings) is None
