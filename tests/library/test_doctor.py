"""The doctor says what is well, and what to do about the rest."""

from library.doctor import checks
from library.hotfolder.folder import prepare
from library.installation import set_up
from tests.makers import make_settings


def _told(settings):
    return {check.name: check for check in checks(settings)}


def test_an_installation_that_is_set_up_is_well(settings):
    set_up(settings).dispose()
    assert all(check.ok for check in _told(settings).values())


def test_a_missing_database_is_answered_with_the_command_to_run(settings):
    assert "diachi init" in _told(settings)["cơ sở dữ liệu"].advice


def test_a_full_disk_is_told_before_it_is_full(tmp_path):
    check = _told(make_settings(tmp_path, free_mb="1000000000"))["đĩa"]
    assert (check.ok, "hãy dọn đĩa" in check.advice) == (False, True)


def test_a_watched_folder_that_is_not_there_is_told(tmp_path):
    settings = make_settings(tmp_path, watch=str(tmp_path / "nhận"))
    assert not _told(settings)["thư mục nhận"].ok
    prepare(settings.watch, {})
    assert _told(settings)["thư mục nhận"].ok


def test_no_collections_is_told(tmp_path):
    check = _told(make_settings(tmp_path, collections=str(tmp_path)))["sưu tập"]
    assert (check.ok, "Không có sưu tập" in check.advice) == (False, True)


def test_a_bad_profile_is_told_by_name(tmp_path):
    (tmp_path / "bao").mkdir()
    (tmp_path / "bao" / "profile.toml").write_text("title =")
    check = _told(make_settings(tmp_path, collections=str(tmp_path)))["sưu tập"]
    assert (check.ok, "bao/profile.toml" in check.advice) == (False, True)
