"""Computers of a room: entered at the province, enrolled at the station, known to both."""

import pytest
from click.testing import CliRunner

from kit.models import Station
from kit.outbox.enrolment_reports import report_enrolment
from kit.outbox.letter_files import write_letter
from kit.outbox.receiving import receive_letter
from kit.signatures import public_bytes
from kit.station.station_identity import read_identity, station_key
from library.cli import main
from library.database import reading, work
from points.access_points import device_life, enrolment
from points.access_points.models import Device, DeviceChangeKind
from tests.kit.packs.province import STATION
from tests.makers import BY, make_environment

pytestmark = pytest.mark.sqlite("a station's database is SQLite")


@pytest.fixture
def computer(pair):
    """Return the number of a computer that was entered at the province and came with a pack."""
    with work(pair.engine) as session:
        for label in ("Máy nơi khác", "Máy nơi khác nữa"):
            enrolment.announce(session, "loc-binh", label)
        enrolment.announce(session, "bac-son", "Máy 2")
        number = session.query(Device).filter_by(label="Máy 2").one().id
        session.get_one(Station, STATION).public_key = public_bytes(station_key(pair.station))
    pair.take(pair.make("goi-1"))
    return number


def _run(pair, *words):
    environment = {**make_environment(pair.station.home), "DIACHI_STATION": "1"}
    return CliRunner().invoke(main, ["device", *map(str, words)], env=environment)


def _enrol(pair, number):
    """Enrol a computer at the station with the code that the guide names; return its token."""
    code = _run(pair, "renew", number).stdout.strip()
    with work(pair.database) as session:
        token = enrolment.enrol(session, code)
        report_enrolment(session, pair.station, number)
    return token


def _device(engine, token):
    with reading(engine) as session:
        return enrolment.device_of(session, token)


def test_a_computer_of_the_room_is_enrolled_as_the_guide_says(pair, computer):
    assert computer == 4
    token = _enrol(pair, computer)
    assert _device(pair.database, token) == computer
    with reading(pair.database) as session:
        assert {row.id for row in session.query(Device)} == {1, computer}
        key, identity = station_key(pair.station), read_identity(pair.station)
        letter = write_letter(session, identity, key, 0, 1 << 20)
    receipt = receive_letter(pair.settings, pair.engine, letter, "stick")
    assert (receipt.new, receipt.refused) == (1, ())
    assert _device(pair.engine, token) == computer
    pair.take(pair.make("goi-2"))
    assert _device(pair.database, token) == computer


@pytest.mark.parametrize(
    "leave",
    [
        pytest.param(lambda s, n: enrolment.move(s, n, "loc-binh", by=BY), id="moved"),
        pytest.param(
            lambda s, n: device_life.end_service(s, n, DeviceChangeKind.RETIRED), id="retired"
        ),
    ],
)
def test_a_computer_that_left_the_room_is_refused_by_the_station(pair, computer, leave):
    token = _enrol(pair, computer)
    with work(pair.engine) as session:
        leave(session, computer)
    pair.take(pair.make("goi-2"))
    assert _device(pair.database, token) is None
    assert "ghi vào sổ ở thư viện tỉnh" in _run(pair, "renew", computer).stderr


def test_a_withdrawn_computer_may_be_enrolled_again_at_the_station(pair, computer):
    _enrol(pair, computer)
    with work(pair.engine) as session:
        device_life.note_enrolment(session, computer)
        device_life.end_service(session, computer)
    pair.take(pair.make("goi-2"))
    assert _device(pair.database, _enrol(pair, computer)) == computer


def test_the_register_of_computers_is_changed_at_the_province_alone(pair, computer):
    result = _run(pair, "renew", 99)
    assert result.exit_code == 1
    assert "Máy của phòng có trạm ghi vào sổ ở thư viện tỉnh rồi theo gói về trạm" in result.stderr
