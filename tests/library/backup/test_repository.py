"""The repository: its errors name what to do, and the password file is private."""

from pathlib import Path

import pytest

from library.backup import problems
from library.backup.repository import check_password_file, open_repository
from library.errors import SettingError
from tests.makers import make_settings


def _data_file(settings) -> Path:
    return max(Path(settings.backup_to).glob("data/*/*"), key=lambda file: file.stat().st_size)


def test_a_password_file_that_everybody_can_read_is_refused(tmp_path):
    file = tmp_path / "mật khẩu"
    file.write_text("thử")
    file.chmod(0o644)
    with pytest.raises(problems.PasswordFileError, match="chmod 600"):
        check_password_file(file)


@pytest.mark.parametrize("content", [None, " \n"])
def test_a_missing_or_empty_password_file_is_refused(tmp_path, content):
    file = tmp_path / "mật khẩu"
    if content is not None:
        file.write_text(content)
        file.chmod(0o600)
    with pytest.raises(problems.PasswordFileError):
        check_password_file(file)


def test_without_a_repository_the_settings_are_named(tmp_path):
    with pytest.raises(problems.BackupUnsetError, match="DIACHI_BACKUP_TO"):
        open_repository(make_settings(tmp_path))


@pytest.mark.parametrize("place", ["sao-luu", "{home}", "{home}/masters/x"])
def test_a_relative_folder_or_one_inside_the_data_folder_is_refused(tmp_path, place):
    with pytest.raises(SettingError, match="DIACHI_BACKUP_TO"):
        make_settings(tmp_path, backup_to=place.format(home=tmp_path))


@pytest.mark.parametrize("place", ["sftp:sao-luu@may2:/kho", "s3:https://s3.vn/kho", "/mnt/usb"])
def test_folders_and_other_machines_are_accepted(tmp_path, place):
    assert make_settings(tmp_path, backup_to=place).backup_to == place


def test_a_password_in_the_place_is_not_repeated(settings, tmp_path):
    remote_settings = make_settings(
        tmp_path,
        backup_to="rest:https://lan:bi-mat@may2.vn/kho",
        backup_password_file=str(settings.backup_password_file),
    )
    assert open_repository(remote_settings).name == "rest:https://lan:…@may2.vn/kho"


@pytest.mark.slow
def test_an_absent_repository_asks_for_the_disk(settings):
    with pytest.raises(problems.RepositoryMissingError, match="đĩa đã cắm"):
        open_repository(settings).copies()


@pytest.mark.slow
def test_a_repository_is_not_created_over_another(repository):
    with pytest.raises(problems.RepositoryExistsError):
        repository.create()


@pytest.mark.slow
def test_a_wrong_password_is_reported(settings, repository):
    settings.backup_password_file.write_text("sai")
    with pytest.raises(problems.RepositoryPasswordError, match="mật khẩu đã cất"):
        repository.copies()


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["--help", "latest", "abcdef", "mới"])
def test_an_unknown_copy_is_reported(repository, typed):
    with pytest.raises(problems.CopyNotFoundError, match="diachi backup list"):
        repository.find(typed)


@pytest.mark.slow
def test_a_damaged_repository_is_reported(settings, repository, back_up):
    back_up()
    file = _data_file(settings)
    file.chmod(0o600)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    with pytest.raises(problems.RepositoryDamagedError):
        repository.check()


@pytest.mark.slow
def test_a_lost_file_of_the_repository_is_reported(settings, repository, back_up):
    back_up()
    _data_file(settings).unlink()
    with pytest.raises(problems.RepositoryDamagedError):
        repository.check(1, 13)
