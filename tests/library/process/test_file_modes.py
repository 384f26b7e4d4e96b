"""Modes of files: those the program writes, and those of a settings file with secrets."""

import stat

import pytest
from click.testing import CliRunner

from library.cli import main
from library.doctor import CONDITIONS
from library.errors import SettingsFileOpenError
from library.installation import installation, make_secret_key
from library.monitoring.conditions import run_all
from library.process.file_modes import entries_too_wide, repairing_command, require_private_settings
from library.storage.content_store import ContentStore
from tests.databases import DATABASES
from tests.makers import make_environment, make_settings

_RECORD = '{"id": "1", "title": "Chợ Kỳ Lừa", "text": "Chợ phiên."}\n'
_MAIL = "DIACHI_MAIL_SERVER=smtps://ten:mat-khau@thu.vn:465\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that runs a command in an installation of its own."""
    home = tmp_path / "nhà"
    for name, value in make_environment(home).items():
        monkeypatch.setenv(name, value)
    DATABASES.prepare(DATABASES.url(home))
    monkeypatch.setenv("DIACHI_SETTINGS_FILE", str(tmp_path / "diachi.conf"))
    return lambda *arguments: CliRunner().invoke(main, arguments)


@pytest.mark.slow
def test_everything_the_commands_write_is_private(tmp_path, run):
    records = tmp_path / "biểu ghi.jsonl"
    records.write_text(_RECORD, encoding="utf-8")
    for command in (
        ("init",),
        ("catalogue", "import", str(records), "--collection", "van-ban", "--publish"),
        ("index", "rebuild"),
    ):
        assert run(*command).exit_code == 0
    settings = make_settings(tmp_path / "nhà")
    with installation(settings) as engine:
        make_secret_key(settings, engine)  # as the site does when it starts
    ContentStore(settings.masters).put(b"trang")
    assert len(list(settings.home.rglob("*"))) > 10
    assert list(entries_too_wide(settings)) == []
    assert stat.S_IMODE((settings.home / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "mode", "wide"),
    [
        ("diachi.sqlite", 0o640, False),
        ("diachi.sqlite", 0o644, True),
        ("diachi.sqlite-wal", 0o660, True),
        ("secret_key", 0o600, False),
        ("secret_key", 0o640, True),
        ("masters", 0o750, False),
        ("masters", 0o751, True),
        ("nhan", 0o777, False),
    ],
)
def test_wider_modes_are_reported(tmp_path, name, mode, wide):
    settings = make_settings(tmp_path)
    tmp_path.chmod(0o750)
    place = tmp_path / name
    place.touch() if "." in name or "_" in name else place.mkdir()
    place.chmod(mode)
    assert [path.name for path in entries_too_wide(settings)] == [name] * wide


def test_the_health_check_says_how_to_narrow_them(settings, engine):
    (settings.home / "masters").chmod(0o755)
    check = {check.name: check for check in run_all(CONDITIONS, settings)}["quyền tệp"]
    assert not check.ok
    assert check.advice.endswith(f"Hãy chạy: {repairing_command(settings)}")
    assert "masters" in repairing_command(settings)


@pytest.mark.parametrize(
    ("content", "secret"),
    [
        (_MAIL, "DIACHI_MAIL_SERVER"),
        ("DIACHI_COUNTER_KEY=abc\n", "DIACHI_COUNTER_KEY"),
        (' DIACHI_CALENDAR_KEY = "abc"\n', "DIACHI_CALENDAR_KEY"),
        ("export AWS_SECRET_ACCESS_KEY=abc\n", "AWS_SECRET_ACCESS_KEY"),
        ("DIACHI_DATABASE_URL=postgresql+psycopg://a:b@may/diachi\n", "DIACHI_DATABASE_URL"),
        ("DIACHI_BACKUP_TO=rest:https://a:b@may/diachi\n", "DIACHI_BACKUP_TO"),
    ],
)
def test_a_settings_file_with_secrets_must_be_private(tmp_path, content, secret):
    file = tmp_path / "diachi.conf"
    file.write_text(content)
    settings = make_settings(tmp_path / "nhà", settings_file=str(file))
    file.chmod(0o640)
    require_private_settings(settings)
    file.chmod(0o644)
    with pytest.raises(SettingsFileOpenError, match=rf"{secret}.*chmod 640 {file}"):
        require_private_settings(settings)


@pytest.mark.parametrize(
    "content",
    [
        "DIACHI_HTTPS=1\n",
        f"# {_MAIL}",
        "DIACHI_COUNTER_KEY=\n",
        "DIACHI_MAIL_SERVER=smtp://thu.vn:587\n",
        "DIACHI_BACKUP_PASSWORD_FILE=/srv/diachi/backup-password\n",
        "DIACHI_DATABASE_URL=postgresql+psycopg:///diachi?host=/var/run/postgresql\n",
    ],
)
def test_a_settings_file_without_secrets_may_be_open(tmp_path, content):
    file = tmp_path / "diachi.conf"
    file.write_text(content)
    file.chmod(0o644)
    require_private_settings(make_settings(tmp_path / "nhà", settings_file=str(file)))


def test_no_command_starts_with_open_secrets_but_the_health_check(tmp_path, run):
    (tmp_path / "diachi.conf").write_text(_MAIL)
    (tmp_path / "diachi.conf").chmod(0o644)
    refused = run("init")
    assert refused.exit_code == 1
    assert "DIACHI_MAIL_SERVER" in refused.output
    assert "chmod 640" in run("doctor").output
