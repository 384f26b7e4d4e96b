"""Enrolment of a station over the line."""

import pytest

from kit.canonical import canonical
from kit.contact import cli
from kit.contact.cli import enrol
from kit.contact.problems import ProvinceRefusedError, WrongSiteAddressError
from kit.contact.spoken_codes import new_code
from kit.signatures import province_key, public_bytes
from kit.station.identity import read_identity, station_key

_ENROL = "/api/kit/v1/enrol"


def test_a_station_learns_its_name_and_the_key_of_the_province(site, code, settings, own_settings):
    answer = enrol(own_settings, site, code, None)
    identity = read_identity(own_settings)
    assert (identity.point, answer["point_name"]) == ("bac-son", "Thư viện xã Bắc Sơn")
    assert identity.province_key == public_bytes(province_key(settings))
    assert (own_settings.home / "station" / "station.key").stat().st_mode & 0o077 == 0


def test_an_answer_that_was_lost_can_be_asked_for_again(site, code, own_settings):
    assert enrol(own_settings, site, code, None) == enrol(own_settings, site, code, None)


def test_a_wrong_code_is_refused_in_words_that_say_what_to_do(site, point, own_settings):
    with pytest.raises(ProvinceRefusedError, match="xin mã mới"):
        enrol(own_settings, site, new_code(), None)
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
        enrol(own_settings, "https://thuvien.example", new_code(), None)
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
