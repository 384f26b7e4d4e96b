"""A stick carries letters to the province and acknowledgements back."""

import errno
from datetime import timedelta

import pytest
from click.testing import CliRunner

from kit.cli import kit
from kit.models import HeldEdition, Station
from kit.outbox import acknowledgements, duties, outbox_entries, stick_letters
from kit.outbox.problems import BadAcknowledgementError, NoLettersError
from kit.outbox.stick_letters import put_letters, take_letters
from kit.station.sticks import write_state
from library.database import reading, work
from tests.kit.outbox.world import BEGIN, STATION
from tests.makers import make_environment

_REQUEST = {"item": "không có"}


@pytest.fixture
def stick(tmp_path):
    """An empty stick."""
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


def _put(world, stick):
    world.at_station()
    return put_letters(*world.station, stick)


def _take(world, stick):
    world.at_province()
    return [outcome.receipt for outcome in take_letters(*world.province, stick)]


def _owed(world):
    taken = acknowledgements.last(world.station[0])
    with reading(world.station[1]) as session:
        return outbox_entries.owed(session, taken.taken if taken else 0).count


def test_a_stick_goes_there_and_back(world, stick):
    for _ in range(3):
        world.report("clock", {"time": 1})
    assert _put(world, stick).entries == 3
    assert [receipt.new for receipt in _take(world, stick)] == [3]
    assert _owed(world) == 3
    assert _put(world, stick).entries == 0
    assert _owed(world) == 0
    assert not list(stick.rglob("*.thu"))


def test_a_stick_that_did_not_travel_gets_one_letter_with_everything(world, stick):
    world.report("clock", {"time": 1})
    _put(world, stick)
    world.report("clock", {"time": 2})
    assert (_put(world, stick).entries, len(list(stick.rglob("*.thu")))) == (2, 1)


def test_an_older_acknowledgement_does_not_undo_a_later_one(world, stick):
    older = world.acknowledgement()
    world.report("clock", {"time": 1})
    _put(world, stick)
    world.clocks.now += timedelta(days=1)
    _take(world, stick)
    _put(world, stick)
    assert acknowledgements.keep(world.station[0], older).taken == 1


def test_a_province_restored_from_a_copy_is_believed(world):
    settings = world.station[0]
    world.report("clock", {"time": 1})
    world.receive(world.letter())
    acknowledgements.keep(settings, world.acknowledgement())
    assert _owed(world) == 0
    world.set_taken(0)
    world.clocks.now += timedelta(days=1)
    acknowledgements.keep(settings, world.acknowledgement())
    assert _owed(world) == 1


def test_over_the_line_a_province_whose_clock_was_ahead_is_believed(world):
    """Otherwise nothing more would be taken as acknowledged until that time has come."""
    settings, right_time = world.station[0], world.clocks.now
    world.clocks.now += timedelta(days=400)
    acknowledgements.keep(settings, world.acknowledgement())
    world.clocks.now = right_time
    world.report("clock", {"time": 1})
    world.receive(world.letter())
    acknowledgements.keep(settings, world.acknowledgement(), is_fresh=True)
    assert _owed(world) == 0


@pytest.mark.parametrize("word", ["taken", STATION, '"at"'], ids=["number", "station", "time"])
def test_a_changed_acknowledgement_is_refused(world, word):
    changed = world.acknowledgement().replace(word, word.swapcase() + "9")
    with pytest.raises(BadAcknowledgementError):
        acknowledgements.keep(world.station[0], changed)


_DAMAGED = {"zeros": b"\0" * 200, "no text": b"\xff" * 200, "deep": b"[" * 60_000}


@pytest.mark.parametrize("content", _DAMAGED.values(), ids=_DAMAGED)
def test_a_damaged_acknowledgement_keeps_no_letters_back(world, stick, content):
    world.report("clock", {"time": 1})
    file = stick / "diachi-tram" / STATION / "ack.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    assert _put(world, stick).entries == 1


_STATEMENTS = {
    "deep": "[" * 60_000,
    "half a letter": f'{{"station": "{STATION}", "held_number": 9, "held_edition": "{0:064}", '
    '"signature": "AAAA", "more": "\\ud800"}',
}


@pytest.mark.parametrize("text", _STATEMENTS.values(), ids=_STATEMENTS)
def test_a_lying_statement_keeps_no_acknowledgement_back(world, stick, text):
    folder = stick / "diachi-tram" / STATION
    folder.mkdir(parents=True)
    (folder / "tram.json").write_text(text)
    _take(world, stick)
    assert (folder / "ack.json").exists()


def test_an_empty_stick_is_said_to_be_empty(world, stick):
    with pytest.raises(NoLettersError):
        list(take_letters(*world.province, stick))


def test_a_restored_province_asks_on_the_stick_for_what_it_lacks(world, stick):
    for _ in range(2):
        world.report("clock", {"time": 1})
        _put(world, stick)
        _take(world, stick)
    world.set_taken(0)
    world.clocks.now += timedelta(days=1)
    world.report("clock", {"time": 2})
    _put(world, stick)
    assert _take(world, stick) == [None]
    assert _put(world, stick).entries == 3
    assert [receipt.new for receipt in _take(world, stick)] == [3]


def _held(world):
    with reading(world.province[1]) as session:
        station = session.get(Station, STATION)
        return station.held_number, station.held_edition


def _say_held(world, stick, number):
    world.at_station()
    with work(world.station[1]) as session:
        edition = HeldEdition(number=number, digest=f"{number:064}", way="stick", bytes=0)
        edition.state_at = edition.taken = BEGIN
        edition.new_records = edition.changed_records = edition.removed_records = 0
        edition.new_items = []
        session.add(edition)
    write_state(*world.station, world.identity, stick / "diachi-tram" / STATION / "thu")


def test_the_province_learns_from_a_stick_what_the_station_holds(world, stick):
    _say_held(world, stick, 3)
    _take(world, stick)
    assert _held(world) == (3, f"{3:064}")


def test_a_stick_of_last_month_or_a_forged_one_changes_nothing(world, stick):
    _say_held(world, stick, 3)
    with work(world.province[1]) as session:
        session.get(Station, STATION).held_number = 5
    _take(world, stick)
    file = stick / "diachi-tram" / STATION / "thu" / "tram.json"
    file.write_text(file.read_text().replace('"held_number": 3', '"held_number": 9'))
    _take(world, stick)
    assert _held(world) == (5, None)


def test_a_broken_file_stops_no_other(world, stick):
    world.report("clock", {"time": 1})
    _put(world, stick)
    broken = stick / "diachi-tram" / "khác" / "thu" / "0.thu"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"?")
    (stick / "diachi-tram" / "\udcff").mkdir()  # a name that is no UTF-8
    (stick / "diachi-tram" / STATION / "tram.json").write_bytes(b"[" * 60_000)
    outcomes = list(take_letters(*world.province, stick))
    assert [outcome.reason is None for outcome in outcomes] == [True, False]


def test_a_stick_that_is_locked_brings_its_letters_all_the_same(world, stick, monkeypatch):
    world.report("clock", {"time": 1})
    _put(world, stick)

    def refuse(*_):
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(stick_letters, "write_atomically", refuse)
    letter, answer = take_letters(*world.province, stick)
    assert letter.receipt.new == 1 and "Không ghi được giấy báo nhận" in answer.reason


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b'{"station"', id="cut off"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param(b"[" * 60_000, id="deep"),
    ],
)
def test_a_damaged_acknowledgement_does_not_keep_the_letters_back(world, stick, content):
    own_folder = stick / "diachi-tram" / STATION
    own_folder.mkdir(parents=True)
    (own_folder / "ack.json").write_bytes(content)
    world.report("clock", {"time": 1})
    assert _put(world, stick).entries == 1


def test_entries_stay_as_long_as_events_and_until_they_are_taken(world):
    settings, engine = world.station
    world.report("request", _REQUEST)
    world.clocks.now += timedelta(days=31 * (settings.event_months + 2))
    world.report("request", _REQUEST)
    world.at_station()
    duties.DUTIES.every_minute(settings, engine)
    assert _count(engine) == 2
    world.receive(world.letter())
    acknowledgements.keep(settings, world.acknowledgement())
    duties.DUTIES.every_minute(settings, engine)
    with reading(engine) as session:
        kinds = [entry.kind for entry in outbox_entries.entries_after(session, 0)]
    assert kinds == ["request", "clock"]  # the time of the acknowledgement is over


def _count(engine):
    with reading(engine) as session:
        return outbox_entries.owed(session, 0).count


def test_the_commands_say_what_they_did(world, stick, monkeypatch):
    world.report("request", _REQUEST)
    outputs = []
    for (settings, _), command in ((world.station, "letter"), (world.province, "receive")):
        monkeypatch.setattr("kit.cli.read_settings", lambda settings=settings: settings)
        outputs.append(CliRunner().invoke(kit, [command, str(stick)]).output)
    assert outputs[0].startswith("Đã ghi 1 thư, 1 mục (1 KB).")
    assert f"trạm {STATION}, 1 mục mới; nay đã có đến mục 1." in outputs[1]
    assert "Mục 1 không lấy được:" in outputs[1]
    assert "Giấy báo nhận đã ở trên USB." in outputs[1]


def test_the_command_says_on_the_stick_what_the_station_holds(world, stick):
    world.at_station()
    environment = make_environment(world.station[0].home)
    runner = CliRunner(env={**environment, "DIACHI_STATION": "1"})
    assert runner.invoke(kit, ["letter", str(stick)]).exit_code == 0
    assert (stick / "diachi-tram" / STATION / "thu" / "tram.json").is_file()
