"""A filled library moves to another place and back, whatever interrupts it; nothing differs."""

import subprocess
import sys
from dataclasses import replace

import pytest
from sqlalchemy import event, func, select

from library import move_markers as markers
from library.catalogue.models import Item
from library.database import reading, work
from library.errors import InstallationMovedError
from library.installation import database_of_any_version, new_database, open_installation, set_up
from library.storage.stores import derivative_store, master_store
from points.access_points.models import Device
from points.usage.models import DeviceBoot, DeviceEvent
from scale.moving import cli, copy_files, copy_rows, move
from scale.moving.problems import CopyDiffersError, TargetNotEmptyError, TargetOfOthersError
from tests.databases import DATABASES, SqliteFiles
from tests.every_table import fill_every_table
from tests.makers import make_item, make_page, make_settings
from tests.object_stores import bucket_variables

_SECRET = "bí mật"
_EVENTS = 450


@pytest.fixture
def old(tmp_path, monkeypatch):
    """Fill a library of the embedded size and return its settings."""
    monkeypatch.setattr(copy_rows, "_BATCH_ROWS", _EVENTS * 4 // 9)  # more than two batches
    settings = make_settings(tmp_path / "cũ")
    home = settings.home
    settings = replace(settings, database_url=f"sqlite:///{home / 'diachi.sqlite'}")
    home.mkdir(exist_ok=True)
    SqliteFiles().create(settings)
    engine = set_up(settings)
    with work(engine) as session:
        _fill(session)
    engine.dispose()
    master_store(settings).put("tờ gốc".encode())
    derivative_store(settings).put("ảnh".encode())
    (home / "secret_key").write_text(_SECRET)
    return settings


def _fill(session):
    for number in range(20):
        item = make_item(session, f"Tài liệu {number} – đất, Đất, ơn")
        make_page(session, item, "Thành nhà Mạc\n" * number)
    fill_every_table(session.connection())
    boot = session.scalars(select(DeviceBoot)).one()
    for number in range(_EVENTS):
        key = (1_790_000_000_000 + number * 60_000 << 80 | number).to_bytes(16, "big")
        values = {"wall": 1, "mono": number, "received": 1, "seq": number, "kind": 2}
        session.add(DeviceEvent(boot_id=boot.id, event=key, **values))


@pytest.fixture
def new(tmp_path):
    """Return the settings of a place without rows, on the server where there is one."""
    settings = make_settings(tmp_path / "mới", collections=str(tmp_path / "không"))
    settings.home.mkdir()
    DATABASES.create(settings)
    return settings


def _move(old, new, to_file="/etc/moi.conf"):
    with database_of_any_version(old) as source, new_database(new) as target:
        move.move_files(old, new, lambda _: None)
        move.move_rows(old, new, (source, target), cli.Path(to_file), lambda _: None)
    copy_files.copy_home(old, new)
    move.finish(old, new)


def _differences(old, new):
    with database_of_any_version(old) as source, database_of_any_version(new) as target:
        return list(copy_rows.differences(source, target))


def test_a_library_moves_and_comes_back_with_what_was_added(old, new):
    _move(old, new)
    assert _differences(old, new) == []
    with pytest.raises(InstallationMovedError, match=r"đã chuyển sang.*moi\.conf"):
        open_installation(old)
    engine = open_installation(new)
    with work(engine) as session:
        added = make_item(session, "Thêm ở chỗ mới").id
        session.add(Device(label="Máy sau"))
    engine.dispose()
    _move(new, old, "/etc/cu.conf")
    assert _differences(new, old) == []
    engine = open_installation(old)
    with reading(engine) as session:
        assert session.get(Item, added) is not None
        tables = copy_rows.tables()
        counts = {t.name: session.scalar(select(func.count()).select_from(t)) for t in tables}
    assert counts["device_event"] == _EVENTS + 1
    assert [name for name, count in counts.items() if not count] == []
    engine.dispose()
    with pytest.raises(InstallationMovedError, match=r"cu\.conf"):
        open_installation(new)


def test_files_and_secrets_are_in_the_new_place(old, new):
    _move(old, new)
    for store in (master_store, derivative_store):
        assert set(store(new).digests()) == set(store(old).digests()) != set()
    assert (new.home / "secret_key").read_text() == _SECRET
    assert not (new.home / "moves" / f"{markers.place_of(new)}.json").exists()


class _CutError(Exception):
    """The power goes."""


@pytest.mark.parametrize(
    ("kind", "moments"),
    [
        pytest.param("commit", (3, 4, 1, 2, 5), id="before commits"),
        pytest.param(
            "before_cursor_execute",
            (400, 30, 3, 25, 10),
            id="before statements",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_move_is_interrupted_five_times(old, new, kind, moments):
    for moment in moments:
        with database_of_any_version(old) as source, new_database(new) as target:
            countdown = [moment]

            def cut(*_, countdown=countdown):
                countdown[0] -= 1
                if not countdown[0]:
                    raise _CutError

            event.listen(target, kind, cut)
            with pytest.raises(_CutError):
                move.move_rows(old, new, (source, target), cli.Path("x.conf"), lambda _: None)
        with pytest.raises(InstallationMovedError, match="đang được chuyển"):
            open_installation(old)
    _move(old, new)
    assert _differences(old, new) == []
    engine = open_installation(new)
    with work(engine) as session:
        make_page(session, make_item(session))
        session.add(Device(label="Máy sau"))
    engine.dispose()


def test_another_library_is_never_overwritten(old, new):
    engine = set_up(new)
    with work(engine) as session:
        make_item(session, "Của thư viện khác")
    engine.dispose()
    with pytest.raises(TargetNotEmptyError):
        _move(old, new)
    open_installation(old).dispose()


def test_tables_of_other_software_are_never_removed(old, new):
    with new_database(new) as target, target.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE biblio (title text)")
    with pytest.raises(TargetOfOthersError, match="biblio"):
        _move(old, new)
    with new_database(new) as target:
        assert copy_rows.foreign_tables(target) == ("biblio",)
    open_installation(old).dispose()


def test_a_cancelled_move_opens_the_old_place_and_can_begin_again(old, new):
    with database_of_any_version(old) as source, new_database(new) as target:
        place = cli.Path("x.conf")
        move.move_rows(old, new, (source, target), place, lambda _: None)
    assert move.cancel(old)
    engine = open_installation(old)
    with work(engine) as session:
        make_item(session, "Giữa hai lần chuyển")
    engine.dispose()
    _move(old, new)
    assert _differences(old, new) == []


def test_rows_that_differ_are_named_and_the_old_place_stays(old, new, monkeypatch):
    monkeypatch.setattr(move.partitions, "keep", _spoil)
    with pytest.raises(CopyDiffersError, match="bảng item"):
        _move(old, new)


def _spoil(engine, *_):
    with work(engine) as session:
        session.scalars(select(Item).limit(1)).one().title = "Khác"


def test_a_damaged_file_stops_the_move(old, new):
    store = master_store(old)
    (digest,) = store.digests()
    path = store.path(digest)
    path.chmod(0o600)
    path.write_bytes(b"khac")
    with pytest.raises(CopyDiffersError, match="1 tệp gốc hỏng"):
        _move(old, new)


@pytest.mark.slow
def test_the_command_says_sizes_and_moves(old, tmp_path):
    new_home = tmp_path / "máy mới"
    conf, to_file = tmp_path / "diachi.conf", tmp_path / "moi.conf"
    conf.write_text("# cũ\n")
    to_file.write_text(
        f"# mới\nDIACHI_HOME='{new_home}'\nDIACHI_ENGINE=tantivy\n"
        f"DIACHI_DATABASE_URL=sqlite:///{new_home}/diachi.sqlite\n"
    )
    environ = {
        "DIACHI_HOME": str(old.home),
        "DIACHI_DATABASE_URL": old.database_url,
        "DIACHI_SETTINGS_FILE": str(conf),
    }

    def run(*words):
        command = [sys.executable, "-m", "library", "move", *words]
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)

    checked = run("--to", str(to_file), "--check")
    assert checked.returncode == 0, checked.stderr
    assert "phút dừng dịch vụ" in checked.stderr
    moved = run("--to", str(to_file))
    assert moved.returncode == 0, moved.stderr
    assert "Đã chuyển xong" in moved.stderr
    assert conf.read_text() == to_file.read_text()
    assert (tmp_path / "diachi.conf.truoc-khi-chuyen").read_text() == "# cũ\n"
    conf.write_text("# cũ\n")  # as if it had been killed before the last step
    again = run("--to", str(to_file))
    assert again.returncode == 0, again.stderr
    assert "[2/4]" not in again.stderr
    assert conf.read_text() == to_file.read_text()


@pytest.mark.scale
def test_a_library_moves_to_a_server_and_a_bucket_and_back(old, tmp_path):
    digests = [set(store(old).digests()) for store in (master_store, derivative_store)]
    new = make_settings(tmp_path / "mới", **bucket_variables())
    new.home.mkdir()
    DATABASES.create(new)
    _move(old, new)
    assert _differences(old, new) == []
    assert [set(store(new).digests()) for store in (master_store, derivative_store)] == digests
    added = master_store(new).put("nộp ở chỗ mới".encode())
    _move(new, old)
    assert _differences(new, old) == []
    assert master_store(old).is_sound(added)
