"""An upgrade copies first, keeps every record, and changes everything or nothing."""

import os
import shutil
import subprocess
import sys
from itertools import count

import pytest
from sqlalchemy import inspect, text

from library import schema_version
from library.backup.problems import RepositoryMissingError
from library.backup.repository import open_repository
from library.catalogue.models import Item
from library.database import disposed_of, open_database, reading, work
from library.errors import DatabaseNewerError
from library.upgrades import copies
from library.upgrades.cli import differences
from library.upgrades.upgrade import upgrade_database
from tests.makers import make_environment, make_settings

pytestmark = pytest.mark.slow

_UPGRADE = """
import sys
from pathlib import Path
from library import schema_version
from library.cli import main
schema_version._MIGRATIONS = Path(sys.argv[1])
main(["upgrade"])
"""


def test_an_older_library_is_upgraded_and_searchable(diachi, older, engine):
    answer = diachi("upgrade")
    assert answer.exit_code == 0, answer.stderr
    assert schema_version.version_of(engine) == schema_version.newest_version()
    assert "Chợ Kỳ Lừa" in diachi("search", "sáu phiên").stdout


def test_the_copy_made_first_is_of_the_old_version(diachi, older, settings):
    diachi("upgrade")
    (copy,) = copies.all_copies(settings)
    assert (copy.origin, copy.target) == (
        schema_version.known_versions()[-2],
        schema_version.newest_version(),
    )
    assert copy.file(settings).stat().st_size > 0
    assert copy.file(settings).parent.stat().st_mode & 0o077 == 0


def test_setting_up_again_upgrades_too(diachi, older, engine, settings):
    assert diachi("init").exit_code == 0
    assert schema_version.version_of(engine) == schema_version.newest_version()
    assert len(copies.all_copies(settings)) == 1


def test_an_upgraded_library_is_left_alone(diachi, engine, settings):
    engine.dispose()
    answer = diachi("upgrade")
    assert (answer.exit_code, "không phải nâng cấp" in answer.stderr) == (0, True)
    assert copies.all_copies(settings) == ()


def test_a_revision_that_fails_leaves_the_old_database(diachi, older, engine):
    with work(engine) as session:
        session.execute(text("CREATE TABLE note (id INTEGER)"))
    engine.dispose()
    answer = diachi("upgrade")
    assert (answer.exit_code, "Đã trả lại như trước" in answer.stderr) == (1, True)
    assert "note" not in {column["name"] for column in inspect(engine).get_columns("item")}
    assert schema_version.version_of(engine) == schema_version.known_versions()[-2]


def test_an_upgrade_is_refused_while_a_service_has_the_database_open(diachi, older, settings):
    program = (
        "import sys; from library.database import open_database\n"
        "with open_database(sys.argv[1]).connect() as c:\n"
        "    c.exec_driver_sql('SELECT 1'); print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, settings.database_url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as service:
        service.stdout.readline()
        answer = diachi("upgrade")
        service.stdin.close()
    assert (answer.exit_code, "đang mở cơ sở dữ liệu" in answer.stderr) == (1, True)
    assert "systemctl stop" in answer.stderr
    assert copies.all_copies(settings) == ()


@pytest.mark.sqlite("the other database survives kills by itself")
def test_killed_at_any_moment_an_upgrade_leaves_one_version_or_the_other(
    diachi, older, engine, settings, tmp_path, newer_migrations
):
    with disposed_of(open_database(f"sqlite:///{tmp_path / 'trước.sqlite'}")) as older_database:
        _copy(engine, older_database)
        for delay in count(1):
            if not _killed_after(settings, newer_migrations, delay / 10):
                break
            assert schema_version.version_of(engine) in (
                schema_version.known_versions()[-2],
                schema_version.newest_version(),
            )
            if schema_version.version_of(engine) != schema_version.known_versions()[-2]:
                break
            with engine.connect() as now, older_database.connect() as then:
                assert list(differences(now, then)) == []
            engine.dispose()
    assert diachi("upgrade").exit_code == 0
    with reading(engine) as session:
        assert session.query(Item).one().title == "Chợ Kỳ Lừa"


def _copy(source, target):
    with source.connect() as old, target.connect() as new:
        old.connection.dbapi_connection.backup(new.connection.dbapi_connection)
    source.dispose()


def _killed_after(settings, migrations, seconds) -> bool:
    """Start an upgrade, and return True if it had to be killed after so many seconds."""
    command = [sys.executable, "-c", _UPGRADE, str(migrations)]
    environment = {**os.environ, **make_environment(settings.home)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return True
    return False


def test_the_copy_is_stored_in_the_repository_too(older, engine, settings, tmp_path):
    if shutil.which("restic") is None:
        pytest.skip("restic is not installed")
    (tmp_path / "mật khẩu").write_text("thử")
    (tmp_path / "mật khẩu").chmod(0o600)
    place = {"to": str(tmp_path / "kho"), "password_file": str(tmp_path / "mật khẩu")}
    backed_up = make_settings(
        settings.home, **{f"backup_{name}": value for name, value in place.items()}
    )
    lines: list[str] = []
    with pytest.raises(RepositoryMissingError):
        upgrade_database(backed_up, engine, lines.append, to_repository=True)
    assert "--local-copy-only" in lines[-1]
    assert schema_version.version_of(engine) == schema_version.known_versions()[-2]
    engine.dispose()
    open_repository(backed_up).create()
    upgrade_database(backed_up, engine, lines.append, to_repository=True)
    (stored,) = open_repository(backed_up).copies()
    assert stored.database_only


def test_a_database_of_an_unknown_version_is_not_upgraded(diachi, engine):
    with work(engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    assert (
        str(DatabaseNewerError("9999", schema_version.newest_version())) in diachi("upgrade").stderr
    )
