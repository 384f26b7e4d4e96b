"""The health checks report problems with advice."""

from datetime import timedelta

from library import clock
from library.database import work
from library.doctor import checks
from library.hotfolder.folder import prepare
from library.installation import set_up
from tests.makers import make_accession, make_settings


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


def test_an_overdue_backup_is_reported(settings, engine):
    with work(engine) as session:
        make_accession(session, received=clock.now() - timedelta(days=8))
    check = _checks_by_name(settings)["sao lưu"]
    assert (check.ok, "diachi backup run" in check.advice) == (False, True)
