"""Each entry of a letter is taken in once, whatever way and however often the letter comes."""

import json
import zlib
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from kit.models import Station
from kit.outbox import receiving, room_clocks
from kit.outbox.envelopes import close, seal
from kit.outbox.letter_files import write_letter
from kit.outbox.problems import (
    ForgedLetterError,
    LetterFormatError,
    LetterGapError,
    LetterUnreadableError,
    OtherProvinceError,
    RetiredSenderError,
    UnknownSenderError,
)
from kit.outbox.receiving import receive_letter
from kit.signatures import public_bytes
from kit.station.station_identity import station_key
from library.database import reading, work
from library.readers.models import Question
from points.usage.events.intake import Delivery
from points.usage.events.timeline import milliseconds
from points.usage.models import DeviceEvent
from tests.device_events import make_event
from tests.kit.outbox.world import BEGIN, LIMIT, STATION
from tests.makers import make_settings

_QUESTION = {"text": "Đình làng lập năm nào?", "token": "a" * 22, "place": "", "item": None}


def _heartbeats(world, numbers, device=1):
    """Let a computer send a heartbeat each minute."""
    for number in numbers:
        at = milliseconds(world.clocks.now)
        mono = at - milliseconds(BEGIN)
        sent = {"boot_id": str(UUID(int=device)), "sent_wall": at, "sent_mono": mono}
        batch = {**sent, "events": [make_event(at, number, mono=mono)]}
        world.deliver(device, batch, Delivery())
        world.clocks.now += timedelta(minutes=1)


def _events(world):
    with reading(world.province[1]) as session:
        return session.scalar(select(func.count()).select_from(DeviceEvent))


def test_a_letter_that_comes_three_times_counts_once(world):
    _heartbeats(world, range(3))
    letter = world.letter()
    receipts = [world.receive(letter, way) for way in ("stick", "line", "stick")]
    assert [(receipt.new, receipt.taken) for receipt in receipts] == [(3, 3), (0, 3), (0, 3)]
    assert _events(world) == 3
    assert [(row.first, row.last, row.entry_count) for row in world.letters()] == [(1, 3, 3)]


def test_letters_that_overlap_count_each_entry_once(world):
    _heartbeats(world, range(3))
    first = world.letter()
    _heartbeats(world, range(3, 5))
    complete_letter = world.letter()
    assert [world.receive(letter).new for letter in (complete_letter, first)] == [5, 0]
    assert _events(world) == 5


def test_a_letter_after_a_missing_one_is_refused_with_the_number_that_is_there(world):
    _heartbeats(world, range(4))
    with pytest.raises(LetterGapError, match="mục 3, mà thư viện mới có đến mục 0"):
        world.receive(world.letter(after=2))
    assert (_events(world), world.taken()) == (0, 0)


def test_a_province_restored_from_a_copy_gets_the_entries_again(world):
    _heartbeats(world, range(2))
    world.receive(world.letter())
    world.set_taken(1)
    _heartbeats(world, range(2, 4))
    with pytest.raises(LetterGapError):
        world.receive(world.letter(after=2))
    assert world.receive(world.letter(after=world.taken())).new == 3
    assert _events(world) == 4


@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 0.99], ids=["nothing", "head", "half", "most"])
def test_a_letter_that_was_not_copied_to_its_end_is_refused_whole(world, share):
    _heartbeats(world, range(3))
    letter = world.letter()
    with pytest.raises((LetterUnreadableError, ForgedLetterError, UnknownSenderError)):
        world.receive(letter[: int(len(letter) * share)])
    assert _events(world) == 0


@pytest.mark.parametrize("place", [3, 20, 30, 60, 100, -1])
def test_a_damaged_byte_refuses_the_letter(world, place):
    _heartbeats(world, range(3))
    letter = bytearray(world.letter())
    letter[place] ^= 1
    refusals = (LetterUnreadableError, ForgedLetterError, UnknownSenderError, LetterFormatError)
    with pytest.raises(refusals):
        world.receive(bytes(letter))
    assert _events(world) == 0


def test_a_letter_signed_by_somebody_else_is_refused(world):
    _heartbeats(world, range(1))
    world.at_station()
    with reading(world.station[1]) as session:
        forged = write_letter(session, world.identity, Ed25519PrivateKey.generate(), 0, LIMIT)
    with pytest.raises(ForgedLetterError):
        world.receive(forged)


def test_letters_of_unknown_and_retired_stations_are_refused(world):
    _heartbeats(world, range(1))
    letter = world.letter()
    with work(world.province[1]) as session:
        session.get_one(Station, STATION).retired = BEGIN
    with pytest.raises(RetiredSenderError):
        world.receive(letter)
    with pytest.raises(UnknownSenderError):
        world.receive(letter.replace(STATION.encode(), b"ffffff", 1))


def test_a_letter_is_no_open_letter(world, tmp_path):
    world.report("question", _QUESTION)
    letter = world.letter()
    assert "Đình".encode() not in letter
    another = make_settings(tmp_path / "tỉnh khác")
    with pytest.raises(OtherProvinceError):
        receive_letter(another, world.province[1], letter, "stick")


def test_a_bad_entry_is_noted_and_holds_up_nothing(world):
    _heartbeats(world, range(1))
    world.report("batch", {"device": "một"})
    world.report("of tomorrow", {})
    _heartbeats(world, range(1, 2))
    receipt = world.receive(world.letter())
    assert (receipt.new, _events(world)) == (4, 2)
    assert [refusal[:2] for refusal in receipt.refused] == [(2, "batch"), (3, "of tomorrow")]
    assert world.letters()[0].refused == [list(refusal) for refusal in receipt.refused]


def test_what_was_sealed_for_a_former_key_of_the_province_says_so(world):
    former = public_bytes(Ed25519PrivateKey.generate())
    world.report("search", {"sealed": b64encode(seal(former, b"{}")).decode()})
    receipt = world.receive(world.letter())
    assert receipt.taken == 1 and "trước khi khóa đổi" in receipt.refused[0][2]


@pytest.mark.parametrize(
    "device",
    [
        pytest.param(1 << 70, id="a number that no database takes"),
        pytest.param(-1, id="a negative number"),
    ],
)
def test_a_computer_that_cannot_be_is_no_witness_and_holds_up_nothing(world, device):
    sent = {"sent_wall": milliseconds(BEGIN), "boot_id": str(UUID(int=1)), "sent_mono": 0}
    world.report("batch", {"device": device, "batch": {**sent, "events": []}, "network": None})
    receipt = world.receive(world.letter())
    assert receipt.taken == 1 and receipt.refused


def test_a_letter_with_thousands_of_computers_is_read_with_few_witnesses(world):
    batch = {"sent_wall": milliseconds(BEGIN)}
    lines = [
        (number, "batch", 0, "run", 0, {"device": number, "batch": batch})
        for number in range(1, 50_001)
    ]
    witnesses = room_clocks.clocks_in(lines, ())["run"]
    with reading(world.province[1]) as session:
        assert room_clocks.last_skews(session, {"run": witnesses}) == {}
    assert len(witnesses) == 200


def test_a_sealed_entry_of_any_depth_holds_up_nothing(world):
    deep = seal(world.identity.province_key, b'{"query":' * 10_000)
    world.report("search", {"sealed": b64encode(deep).decode()})
    _heartbeats(world, range(1))
    receipt = world.receive(world.letter())
    assert (receipt.new, _events(world)) == (2, 1)
    assert [refusal[0] for refusal in receipt.refused] == [1]


def test_a_refusal_quotes_little_of_what_the_station_wrote_and_fits_a_page(world):
    letter = _letter(world, {"after": 0, "gone": 0}, [1, "\ud800" * 10_000, 1, "a", 1, {}])
    ((_, kind, sentence),) = world.receive(letter).refused
    assert len(kind.encode()) <= 300 and len(sentence.encode()) <= 400


def test_a_station_speaks_only_for_its_own_room(world):
    _heartbeats(world, range(1), device=3)
    (refusal,) = world.receive(world.letter()).refused
    assert refusal[2] == "Máy số 3 không thuộc điểm của trạm này."
    assert _events(world) == 0


def test_a_question_comes_once_without_its_contact(world):
    world.report("question", _QUESTION)
    world.receive(world.letter())
    with reading(world.province[1]) as session:
        assert session.scalars(select(Question.text)).all() == ["Đình làng lập năm nào?"]


def test_entries_that_the_station_had_to_delete_are_noted(world):
    _heartbeats(world, range(3))
    with work(world.station[1]) as session:
        session.connection().exec_driver_sql("DELETE FROM outbox_entry WHERE number < 3")
    receipt = world.receive(world.letter())
    assert (receipt.taken, _events(world)) == (3, 1)
    assert receipt.refused[0][2].startswith("Các mục 1–2 trạm đã xóa")


def test_stick_and_line_at_once_take_each_entry_once(world, monkeypatch):
    monkeypatch.setattr(receiving, "_ENTRIES_TOGETHER", 2)
    _heartbeats(world, range(12))
    letters = [world.letter(), world.letter(limit=1), world.letter()]
    world.at_province()
    with ThreadPoolExecutor(3) as threads:
        ways = ("stick", "line", "line")
        outcomes = [
            threads.submit(receive_letter, *world.province, letter, way)
            for letter, way in zip(letters, ways, strict=True)
        ]
    assert sum(outcome.result().new for outcome in outcomes) == 12
    assert (_events(world), world.taken()) == (12, 12)


def test_thousands_of_refusals_make_a_short_list(world, monkeypatch):
    monkeypatch.setattr(receiving, "_MAX_REFUSALS", 3)
    monkeypatch.setattr(receiving, "_ENTRIES_TOGETHER", 2)
    for _ in range(9):
        world.report("of tomorrow", {})
    world.receive(world.letter())
    assert [number for number, *_ in world.letters()[0].refused] == [1, 2, 3, 9]


def test_an_entry_is_dated_by_the_notes_before_it_in_whatever_order_they_come(world):
    """They are looked up, not gone through: a letter of some KB can hold half a million."""
    at = BEGIN + timedelta(days=1)
    notes = {"floors": [[2, milliseconds(at + timedelta(hours=1))], [0, 1], [1, 1]]}
    uses = {"day": "2026-05-04", "points": [], "items": [], "machines": 0}
    entries = [[number, "uses", milliseconds(at), "b", 1, uses] for number in (1, 2, 3)]
    world.clocks.now += timedelta(days=2)
    receipt = world.receive(_letter(world, {"after": 0, "gone": 0, **notes}, *entries))
    assert [refusal[0] for refusal in receipt.refused] == [3]


def test_a_station_cannot_claim_numbers_without_end(world):
    number = 1 << 70
    entry = [number + 1, "request", 1, "a", 1, {}]
    with pytest.raises(LetterUnreadableError):
        world.receive(_letter(world, {"after": 0, "gone": number}, entry))


def _letter(world, numbers, *entries):
    """Return a letter that the program of a station would not write."""
    facts = {"station": STATION, "at": 1, "run": "a", "uptime_ms": 1, "marks": {}, "floors": []}
    lines = [json.dumps(line).encode() + b"\n" for line in ({**facts, **numbers}, *entries)]
    key = station_key(world.station[0])
    return close(zlib.compress(b"".join(lines)), STATION, key, world.identity.province_key)
