"""The health checks report problems with advice."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta

import pytest
from click.testing import CliRunner

from library import clock
from library.catalogue.pages import lost_files
from library.cli import main
from library.database import reading, work
from library.doctor import Check, checks, guard
from library.hotfolder.folder import prepare
from library.installation import set_up
from tests.makers import make_accession, make_item, make_page, make_settings


def _checks_by_name(settings):
    return {check.name: check for check in checks(settings)}


def test_a_new_installation_is_healthy(settings):
    set_up(settings).dispose()
    assert all(check.ok for check in _checks_by_name(settings).values())


def test_a_missing_database_names_the_command_to_run(settings):
    assert "diachi init" in _checks_by_name(settings)["cơ sở dữ liệu"].advice


def test_a_nearly_full_disk_is_reported(tmp_path):
    check = _checks_by_name(make_settings(tmp_path, free_mb="1000000000"))["đĩa"]
    assert (check.ok, "hãy dọn đĩa" in check.advice) == (False, True)


def test_a_missing_watched_folder_is_reported(tmp_path):
    settings = make_settings(tmp_path, watch=str(tmp_path / "nhận"))
    assert not _checks_by_name(settings)["thư mục nhận"].ok
    prepare(settings.watch, {})
    assert _checks_by_name(settings)["thư mục nhận"].ok


def test_missing_collections_are_reported(tmp_path):
    check = _checks_by_name(make_settings(tmp_path, collections=str(tmp_path)))["sưu tập"]
    assert (check.ok, "Không có sưu tập" in check.advice) == (False, True)


def test_a_bad_profile_is_reported_by_name(tmp_path):
    (tmp_path / "bao").mkdir()
    (tmp_path / "bao" / "profile.toml").write_text("title =")
    check = _checks_by_name(make_settings(tmp_path, collections=str(tmp_path)))["sưu tập"]
    assert (check.ok, "bao/profile.toml" in check.advice) == (False, True)


def _unexpected() -> Check:
    raise ZeroDivisionError


class _PanicError(BaseException):
    """An error like the panics of compiled extensions."""


def _panic() -> Check:
    raise _PanicError


def _half() -> Iterator[Check]:
    yield Check("một", True, "tốt")
    raise PermissionError(13, "Permission denied", "/srv/diachi")


@pytest.mark.parametrize("check", [_unexpected, _panic])
def test_a_check_that_crashes_is_reported(check):
    (result,) = guard("thử", check)
    assert (result.name, result.ok) == ("thử", False)
    assert "lỗi của chương trình" in result.advice


def test_results_before_a_crash_are_kept():
    first, second = guard("thử", _half)
    assert first.ok
    assert "/srv/diachi: Permission denied" in second.advice


@pytest.mark.sqlite("damage to its file")
def test_a_database_that_is_no_database_is_reported(settings, engine):
    engine.dispose()
    (settings.home / "diachi.sqlite").write_bytes(b"?" * 8192)
    assert "sao lưu" in _checks_by_name(settings)["cơ sở dữ liệu"].advice


@pytest.mark.sqlite("damage to its file")
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
    assert not checks["ruột cơ sở dữ liệu"].ok
    assert checks["tệp gốc"].ok


@pytest.mark.sqlite("damage to its file")
def test_a_database_in_a_file_that_is_a_folder_is_reported(settings):
    (settings.home / "diachi.sqlite").mkdir(parents=True)
    assert "không mở được" in _checks_by_name(settings)["cơ sở dữ liệu"].advice


def test_collections_that_are_a_file_are_reported(tmp_path):
    (tmp_path / "tệp").write_text("")
    settings = make_settings(tmp_path, collections=str(tmp_path / "tệp"))
    assert not _checks_by_name(settings)["sưu tập"].ok


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


def test_an_overdue_backup_is_reported(settings, engine):
    with work(engine) as session:
        make_accession(session, received=clock.now() - timedelta(days=8))
    check = _checks_by_name(settings)["sao lưu"]
    assert (check.ok, "diachi backup run" in check.advice) == (False, True)
