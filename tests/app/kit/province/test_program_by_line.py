"""A newer program reaches a station over its line, and is handed to the updater."""

import hashlib
import shutil
import sys

import pytest

from kit.contact import arriving_programs, client
from kit.program import incoming, running_program
from kit.program.problems import ProgramNotSignedError
from kit.program.program_files import parse_program, read_signed
from kit.program.station_machine import Outcome
from kit.signatures import province_key
from tests.kit.program.small_programs import changed_manifest, make_machine, make_pack

OLD, NEW = "1.0-00000001", "1.1-00000002"
_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture
def program(tmp_path, settings, monkeypatch):
    """Let the station run a pack of the province; return the folder of a newer one at it."""
    folder = tmp_path / "machine"
    folder.mkdir()
    province_key(settings)
    shutil.copyfile(settings.province_key_file, folder / "province.key")
    machine = make_machine(folder, 0)
    monkeypatch.setattr(incoming, "ROOT", machine.folder(OLD))
    shelf = settings.home / "kit" / "programs" / _PYTHON / "diachi-tram" / "chuong-trinh"
    return make_pack(folder, shelf / NEW, NEW)


def _waiting(station):
    folder = station.settings.home / "station" / "program" / "next"
    return parse_program(read_signed(folder)[0]).version if folder.exists() else None


@pytest.mark.slow
def test_a_newer_program_is_fetched_once_and_handed_over(station, program, row, staff):
    officer = staff("programme-officer")
    assert f"đường truyền: {NEW}" in officer.visit("/can-bo/tram").words
    station.contact()
    assert _waiting(station) == NEW
    assert not (station.settings.home / "station" / "line-program").exists()
    assert row().reported["program"] == OLD and row().reported["program_waiting"] == NEW
    station.said.clear()
    station.contact()
    assert "Đang nhận bản chương trình" not in station.said
    page = officer.visit(f"/can-bo/tram/{station.id}")
    assert f"bản {OLD}; đã nhận bản {NEW}, chờ trạm cài" in page.words


@pytest.mark.slow
def test_what_arrived_before_a_cut_is_not_fetched_again(station, program):
    """The archive lies in the folder; the rest of the pack comes."""
    archive = f"diachi-{NEW}.tar.gz"
    content, _ = read_signed(program)
    folder = station.settings.home / "station" / "line-program"
    folder = folder / hashlib.sha256(content).hexdigest()
    folder.mkdir(parents=True)
    shutil.move(program / archive, folder / archive)
    station.contact()
    assert _waiting(station) == NEW


@pytest.mark.slow
def test_a_program_of_another_key_is_left_and_packs_do_not_wait(station, program, item):
    changed_manifest(program, date="2026-12-24T00:00:00+00:00")
    with pytest.raises(ProgramNotSignedError):
        station.contact()
    assert _waiting(station) is None
    assert station.said.count("Đang nhận gói vào trạm") == 2


def test_a_program_that_failed_at_the_station_is_not_offered_again(
    station, program, monkeypatch, row
):
    failure = Outcome(NEW, "2026-11-30T00:00:00+00:00", False, True, "không chạy được")
    monkeypatch.setattr(running_program, "read_outcome", lambda: failure)
    station.contact()
    assert _waiting(station) is None
    assert row().reported["program_problem"] == "không chạy được"


def test_a_program_older_than_one_that_failed_is_not_fetched_in_vain(
    station, program, tmp_path, monkeypatch
):
    waiting = station.settings.home / "station" / "program" / "next"
    date, failed = "2026-12-24T00:00:00+00:00", "1.2-00000003"
    later = make_pack(tmp_path / "machine", tmp_path / failed, failed, date=date)
    waiting.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(later, waiting)
    failure = Outcome(failed, date, False, True, "không chạy được")
    monkeypatch.setattr(running_program, "read_outcome", lambda: failure)
    station.contact()
    assert "Đang nhận bản chương trình" not in station.said


def test_a_program_of_many_portions_arrives_in_one_contact(station, program, monkeypatch):
    monkeypatch.setattr(arriving_programs, "_BYTES_BETWEEN_QUESTIONS", 1)
    monkeypatch.setattr(client, "_MOST_WAITS", 2)
    station.contact()
    assert _waiting(station) == NEW
    assert station.said.count("Đang nhận bản chương trình") > 1


def test_another_station_opens_no_file_of_a_program(station, program, app):
    answer = app.test_client().get(
        f"/api/kit/v1/packs/{station.id}/{'0' * 64}/{program.name}",
        headers={"Authorization": "Bearer x"},
    )
    assert answer.status_code == 403
