"""Messages that a station and the province sign."""

from datetime import timedelta

import pytest

from kit.contact.problems import MalformedMessageError
from kit.contact.signed_messages import (
    fingerprint,
    is_fresh,
    is_signed_by,
    new_challenge,
    opens_pack,
    pack_pass,
    read_object,
    sign,
)
from kit.models import Station
from kit.signatures import private_key, public_bytes
from tests.makers import make_moment

NOW = make_moment("2026-11-30 05:00")
SECRET = "bí mật"


def test_a_signature_covers_the_address_the_challenge_and_the_body(tmp_path):
    key = private_key(tmp_path / "station.key")
    message = ("/contact", "c1", b"{}")
    signature = sign(key, *message)
    assert is_signed_by(public_bytes(key), signature, *message)
    for other in (("/letter", "c1", b"{}"), ("/contact", "c2", b"{}"), ("/contact", "c1", b"[]")):
        assert not is_signed_by(public_bytes(key), signature, *other)
    assert not is_signed_by(public_bytes(key), "không phải Base64", *message)


def test_a_challenge_is_answered_once_by_its_station_within_minutes():
    station, other = Station(id="a"), Station(id="b")
    challenge = new_challenge(SECRET, "a", station, NOW)
    assert is_fresh(SECRET, station, challenge, NOW)
    assert not is_fresh(SECRET, other, challenge, NOW)
    assert not is_fresh("other secret", station, challenge, NOW)
    assert not is_fresh(SECRET, station, challenge, NOW + timedelta(minutes=10))
    station.last_contact = NOW
    assert not is_fresh(SECRET, station, challenge, NOW)


@pytest.mark.parametrize("text", ["", ".", "9.", "x.y", "9" * 400 + ".a", "١.a", "-1.a"], ids=repr)
def test_what_is_no_challenge_is_refused(text):
    assert not is_fresh(SECRET, Station(id="a"), text, NOW)


def test_strangers_get_a_challenge_that_looks_the_same():
    own, foreign = (new_challenge(SECRET, "a", station, NOW) for station in (Station(id="a"), None))
    assert len(own) == len(foreign)


def test_a_pass_opens_one_pack_to_one_station_for_two_days():
    token = pack_pass(SECRET, "a", "d1", NOW)
    assert opens_pack(SECRET, "a", "d1", token, NOW + timedelta(days=1))
    assert not opens_pack(SECRET, "a", "d2", token, NOW)
    assert not opens_pack(SECRET, "b", "d1", token, NOW)
    assert not opens_pack(SECRET, "a", "d1", token, NOW + timedelta(days=2))


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"\xff", b"[" * 100_000], ids=["empty", "list", "no text", "deep"]
)
def test_a_message_that_is_no_object_is_refused(body):
    with pytest.raises(MalformedMessageError):
        read_object(body)


def test_people_compare_sixteen_digits_of_a_key():
    assert fingerprint(b"k" * 32) == fingerprint(b"k" * 32) != fingerprint(b"o" * 32)
    assert len(fingerprint(b"k" * 32).split()) == 4
