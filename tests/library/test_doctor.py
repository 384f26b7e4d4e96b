"""The health checks report problems with advice."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner

from library import clock
from library.backup.models import BackupRun, RunKind, RunState
from library.catalogue.pages import lost_files
from library.cli import main
from library.database import reading, work
from library.doctor import CONDITIONS
from library.errors import BadProfileError
from library.hotfolder.folder import prepare
from library.installation import set_up
from library.monitoring.conditions import DATABASE, Condition, Finding, State, run_all, state_of
from library.settings import Settings
from library.staff import second_factor
from tests.makers import (
    make_accession,
    make_collections,
    make_item,
    make_page,
    make_settings,
    make_staff,
)

_PROFILE = 'title = "Báo"\nsummary = ""\n'


def _checks_by_name(settings):
    return {check.name: check for check in run_all(CONDITIONS, settings)}


@pytest.mark.slow
def test_a_new_installation_is_healthy(settings):
    set_up(settings).dispose()
    assert all(check.ok for check in _checks_by_name(settings).values())


@pytest.mark.slow
def test_what_is_not_set_up_is_neither_in_order_nor_broken(settings):
    set_up(settings).dispose()
    checks = _checks_by_name(settings).values()
    not_set = {check.name for check in checks if state_of(check) is State.NOT_SET}
    assert {"sao lưu", "gửi cảnh báo", "tệp thiết lập", "tên miền", "bộ xử lý"} <= not_set


@pytest.mark.slow
def test_a_backup_and_an_address_for_alerts_can_be_set(tmp_path):
    settings = make_settings(
        tmp_path / "nhà",
        backup_to=str(tmp_path / "kho"),
        alert_webhook="https://chat.example.vn/",
    )
    set_up(settings).dispose()
    checks = _checks_by_name(settings)
    assert "diachi backup init" in checks["sao lưu"].advice
    assert state_of(checks["gửi cảnh báo"]) is State.IN_ORDER


@pytest.mark.parametrize("place", ["file", "environment"])
def test_a_misspelt_setting_is_reported_with_the_nearest_name(tmp_path, monkeypatch, place):
    file = tmp_path / "diachi.conf"
    file.write_text("DIACHI_PORT=8001\nDIACHI_SITE_THREADS=4\n")
    if place == "file":
        file.write_text("# DIACHI_OLD=1\nDIACHI_BACKUPTO=/mnt/sao-luu\n")
    else:
        monkeypatch.setenv("DIACHI_BACKUPTO", "/mnt/sao-luu")
    check = _checks_by_name(make_settings(tmp_path, settings_file=str(file)))["tệp thiết lập"]
    assert not check.ok
    assert check.advice.startswith(
        "DIACHI_BACKUPTO không phải thiết lập nào (có phải DIACHI_BACKUP_TO?). Hãy"
    )


def test_a_missing_database_names_the_command_to_run(settings):
    assert "diachi init" in _checks_by_name(settings)["cơ sở dữ liệu"].advice


def test_a_nearly_full_disk_is_reported(tmp_path):
    check = _checks_by_name(make_settings(tmp_path, free_mb="1000000000"))["đĩa"]
    assert (check.ok, "hãy dọn đĩa" in check.advice) == (False, True)


@pytest.mark.parametrize(
    ("chosen", "passes"),
    [
        pytest.param({}, True, id="a trial"),
        pytest.param({"https": "1"}, False, id="open to the network under any name"),
        pytest.param({"https": "1", "hosts": "thuvien.example.vn"}, True, id="named"),
    ],
)
def test_a_site_open_to_the_network_needs_its_names(tmp_path, chosen, passes):
    settings = make_settings(tmp_path, **chosen)
    assert _checks_by_name(settings)["tên miền"].ok is passes


def test_a_missing_watched_folder_is_reported(tmp_path):
    settings = make_settings(tmp_path, watch=str(tmp_path / "nhận"))
    assert not _checks_by_name(settings)["thư mục nhận"].ok
    prepare(settings.watch, {})
    assert _checks_by_name(settings)["thư mục nhận"].ok


@pytest.mark.slow
def test_missing_collections_are_reported(tmp_path):
    settings = make_settings(tmp_path / "nhà", collections=str(tmp_path / "không có"))
    set_up(settings).dispose()
    check = _checks_by_name(settings)["sưu tập"]
    assert (check.ok, "Không có sưu tập" in check.advice) == (False, True)


@pytest.mark.slow
def test_an_invalid_profile_that_waits_for_its_import_is_named(tmp_path):
    folder = make_collections(tmp_path / "sưu tập", bao="title =")
    settings = make_settings(tmp_path / "nhà", collections=str(folder))
    with pytest.raises(BadProfileError):
        set_up(settings)
    check = _checks_by_name(settings)["cơ sở dữ liệu"]
    assert (check.ok, "bao/profile.toml" in check.advice) == (False, True)


@pytest.mark.slow
def test_a_profile_file_that_is_edited_later_is_named(tmp_path):
    folder = make_collections(tmp_path / "sưu tập", bao=_PROFILE)
    settings = make_settings(tmp_path / "nhà", collections=str(folder))
    set_up(settings).dispose()
    (folder / "bao" / "profile.toml").write_text(f"{_PROFILE}order = 2")
    check = _checks_by_name(settings)["sưu tập"]
    assert (check.ok, "diachi collection import" in check.advice) == (True, True)


def _unexpected(_settings: Settings) -> Finding:
    raise ZeroDivisionError


class _PanicError(BaseException):
    """An error like the panics of compiled extensions."""


def _panic(_settings: Settings) -> Finding:
    raise _PanicError


def _forbidden(_settings: Settings) -> Finding:
    raise PermissionError(13, "Permission denied", "/srv/diachi")


@pytest.mark.parametrize("check", [_unexpected, _panic])
def test_a_check_that_crashes_is_reported(settings, check):
    (result,) = run_all((Condition("try", "thử", check),), settings)
    assert (result.name, result.ok) == ("thử", False)
    assert "lỗi của chương trình" in result.advice


def test_the_file_that_cannot_be_read_is_named(settings):
    (result,) = run_all((Condition("try", "thử", _forbidden),), settings)
    assert "/srv/diachi: Permission denied" in result.advice


def test_without_a_database_its_dependents_are_left_out(settings):
    conditions = (
        Condition(DATABASE, "cơ sở dữ liệu", _unexpected),
        Condition("masters", "tệp gốc", _unexpected, needs_database=True),
    )
    assert [check.code for check in run_all(conditions, settings)] == [DATABASE]


@pytest.mark.sqlite("damages the file of the database")
def test_a_database_that_is_no_database_is_reported(settings, engine):
    engine.dispose()
    (settings.home / "diachi.sqlite").write_bytes(b"?" * 8192)
    assert "sao lưu" in _checks_by_name(settings)["cơ sở dữ liệu"].advice


@pytest.mark.slow
@pytest.mark.sqlite("damages the file of the database")
def test_damage_inside_a_database_is_reported_and_the_rest_goes_on(settings, engine):
    with work(engine) as session:
        for number in range(200):
            make_item(session, f"Sách {number}")
    engine.dispose()
    place = settings.home / "diachi.sqlite"
    with sqlite3.connect(place) as database:
        root = "SELECT rootpage FROM sqlite_master WHERE name = 'item'"
        page = database.execute(root).fetchone()[0]
        size = database.execute("PRAGMA page_size").fetchone()[0]
    database.close()
    content = bytearray(place.read_bytes())
    content[(page - 1) * size : page * size] = b"?" * size
    place.write_bytes(content)
    checks = _checks_by_name(settings)
    assert not checks["nội dung cơ sở dữ liệu"].ok
    assert checks["tệp gốc"].ok


@pytest.mark.sqlite("damages the file of the database")
def test_a_database_in_a_file_that_is_a_folder_is_reported(settings):
    (settings.home / "diachi.sqlite").mkdir(parents=True)
    assert "không mở được" in _checks_by_name(settings)["cơ sở dữ liệu"].advice


def test_a_lost_file_of_a_page_is_reported_and_noted(settings, engine):
    with work(engine) as session:
        item = make_item(session)
        make_page(session, item, "chữ", words="a" * 64)
    assert "1 tệp bị mất" in _checks_by_name(settings)["tệp của trang"].advice
    with reading(engine) as session:
        assert lost_files.lost_count(session) == 1


def test_invalid_settings_are_reported_and_the_rest_goes_on(tmp_path, monkeypatch):
    monkeypatch.setenv("DIACHI_HOME", str(tmp_path / "nhà" / "chưa có"))
    monkeypatch.setenv("DIACHI_WORKERS", "nhiều")
    monkeypatch.setenv("DIACHI_PORT", "-1")
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert "✗ thiết lập: Biến DIACHI_WORKERS" in result.output
    assert "✗ thiết lập: Biến DIACHI_PORT" in result.output
    assert "✗ cơ sở dữ liệu: Cơ sở dữ liệu chưa sẵn sàng" in result.output
    assert "Tesseract" in result.output


@pytest.mark.sqlite("signs of several machines are compared otherwise")
def test_a_lost_key_is_reported_with_those_whose_second_factor_needs_it(settings, engine):
    settings.secret_key_file.unlink()
    assert "khóa của trang web" not in _checks_by_name(settings)  # the first start makes it
    with work(engine) as session:
        second_factor.turn_on(session, make_staff(session, "Vi Thị Nga"), "niêm phong", 1, ())
    check = _checks_by_name(settings)["khóa của trang web"]
    assert not check.ok
    assert "hai bước của Vi Thị Nga" in check.advice


def test_an_overdue_backup_is_reported(settings, engine):
    with work(engine) as session:
        make_accession(session, received=clock.now() - timedelta(days=8))
    check = _checks_by_name(settings)["sao lưu"]
    assert (check.ok, "diachi backup run" in check.advice) == (False, True)


@pytest.mark.parametrize(
    ("program", "advice"),
    [
        pytest.param("another", "chưa có chương trình restic", id="the program is gone"),
        pytest.param("restic", "Hãy xem đĩa đã cắm", id="the folder of the repository is gone"),
    ],
)
def test_what_the_next_copy_would_miss_is_reported_at_once(
    tmp_path, engine, settings, monkeypatch, program, advice
):
    (tmp_path / program).touch(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    with work(engine) as session:
        moment = clock.now()
        run = BackupRun(kind=RunKind.COPY, state=RunState.DONE, started=moment, finished=moment)
        session.add(run)
    chosen = replace(settings, backup_to=str(tmp_path / "đĩa ngoài"))
    check = _checks_by_name(chosen)["sao lưu"]
    assert not check.ok
    assert advice in check.advice


def test_a_file_name_of_strange_bytes_can_be_reported(settings):
    check = Condition("try", "thử", lambda _: (False, "tệp b\udce1o.pdf"))
    (result,) = run_all((check,), settings)
    assert result.advice == "tệp b?o.pdf"
