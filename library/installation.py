"""Set-up of an installation: folders, database, secrets. Safe to repeat."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, inspect

import library.tables  # noqa: F401  (every table must be known before any is used)
from library import schema_version
from library.catalogue import profile_cache, profile_files, profile_versions
from library.catalogue.profile_versions import ProfileVersion
from library.database import disposed_of, open_database, reading
from library.errors import (
    DatabaseCollationError,
    DatabaseNotReadyError,
    SecretKeyLostError,
    SecretKeyMissingError,
)
from library.monitoring.heartbeats import SITE
from library.monitoring.machine_signs import COMMON_SETTINGS, KEY, forget_silent, require_common_key
from library.move_markers import require_not_moved
from library.places import edition
from library.places import place_records as records
from library.settings import Settings
from library.staff import second_factor
from library.storage.stores import prepare_stores

_COMPARES_CODE_POINTS = "SELECT 'Z' < 'a' AND current_setting('server_encoding') = 'UTF8'"


def set_up(settings: Settings) -> Engine:
    """Create missing folders and an empty database; an older one is left to `diachi upgrade`."""
    settings.temporary.mkdir(parents=True, exist_ok=True)
    prepare_stores(settings)
    with _opened(settings) as engine:
        if schema_version.version_of(engine) is None:
            schema_version.upgrade(engine)
        _make_ready(settings, engine)
        return engine


def open_installation(settings: Settings) -> Engine:
    """Return the engine of an existing installation.

    Raises DatabaseNotReadyError if there is none, the code may not use its version, or the
    installation was moved; BadProfileError at the first start with an invalid profile.
    """
    require_not_moved(settings)
    with _existing(settings) as engine:
        _make_ready(settings, engine)
        return engine


@contextmanager
def installation(settings: Settings) -> Iterator[Engine]:
    """Yield the engine of an existing installation, and dispose of it afterwards."""
    with disposed_of(open_installation(settings)) as engine:
        yield engine


@contextmanager
def database_of_any_version(settings: Settings) -> Iterator[Engine]:
    """Yield the engine of an existing database, and dispose of it afterwards.

    Raises DatabaseNotReadyError if there is none.
    """
    with _existing(settings) as engine, disposed_of(engine):
        yield engine


def require_importable_profiles(settings: Settings, engine: Engine) -> None:
    """Raise BadProfileError if an upgrade is going to import an invalid file."""
    if not inspect(engine).has_table(ProfileVersion.__tablename__):
        profile_files.read_folder(settings.collections)


@contextmanager
def new_database(settings: Settings) -> Iterator[Engine]:
    """Yield the engine of a database that may be without tables, and dispose of it afterwards."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with _opened(settings) as engine, disposed_of(engine):
        yield engine


def secret_key(settings: Settings) -> str:
    """Return the key that signs cookies and seals second factors.

    Raises SecretKeyMissingError: a lost key is never made anew while something needs it.
    """
    try:
        return settings.secret_key_file.read_text()
    except FileNotFoundError as error:
        raise SecretKeyMissingError(settings.secret_key_file) from error


def make_secret_key(settings: Settings, engine: Engine) -> None:
    """Create the key of a library that has none, readable only by its owner.

    Raises SecretKeyMissingError if another web machine has it or a file outside the data folder is
    named, and SecretKeyLostError if second factors of people were sealed with it.
    """
    place = settings.secret_key_file
    if place.exists():
        return
    require_common_key(settings, engine)
    if place.parent != settings.home:
        raise SecretKeyMissingError(place)
    with reading(engine) as session:
        people = second_factor.people_with_one(session)
    if people:
        raise SecretKeyLostError(place, ", ".join(people))
    with tempfile.NamedTemporaryFile("w", dir=settings.home) as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was faster
            os.link(file.name, place)


def needs_of_other_machines(settings: Settings, engine: Engine) -> tuple[str, ...]:
    """Return lines about the needs of a further machine; the first machine makes the key."""
    if engine.dialect.name == "sqlite":
        return ()
    forget_silent(engine)
    try:
        make_secret_key(settings, engine)
    except SecretKeyMissingError as error:
        return (f"Nếu đây là máy web: {error}",)
    names = (f"DIACHI_{name.upper()}" for name in COMMON_SETTINGS[SITE] if name != KEY)
    return (
        "Máy khác dùng chung cơ sở dữ liệu này cần, chép từ máy này:",
        f"- {settings.secret_key_file} (chỉ máy web; chmod 600, của tài khoản chạy dịch vụ)",
        f"- đặt như nhau: DIACHI_DATABASE_URL, {', '.join(names)}",
        "Máy nào cũng: tệp mật khẩu, khóa, chứng thư mà các thiết lập ấy nêu; một DIACHI_WORKSHOP "
        "riêng; make scale. Xong thì diachi doctor ở từng máy so các máy với nhau.",
    )


def _make_ready(settings: Settings, engine: Engine) -> None:
    """Refuse a database of another version; take over the profiles that still are files."""
    schema_version.require_usable(engine)
    edition.load_once(engine)
    if not settings.station:  # its collections come in packs
        profile_versions.import_once(engine, settings.collections)


@contextmanager
def _existing(settings: Settings) -> Iterator[Engine]:
    """Yield the engine of an existing database of any version; raise DatabaseNotReadyError."""
    with _opened(settings) as engine:
        on_disk = engine.dialect.name != "sqlite" or Path(engine.url.database or "").exists()
        if not on_disk or schema_version.version_of(engine) is None:
            raise DatabaseNotReadyError
        yield engine


@contextmanager
def _opened(settings: Settings) -> Iterator[Engine]:
    """Yield the engine, and dispose of it if it cannot be used."""
    engine = open_database(settings.database_url, settings.database_pool)
    engine.update_execution_options(
        **{
            profile_cache.OPTION: profile_cache.ProfileCache(),
            records.OPTION: records.HistoryCache(),
        }
    )
    with ExitStack() as stack:
        stack.callback(engine.dispose)
        if engine.dialect.name == "postgresql":
            # sort keys would come in another order
            with engine.connect() as connection:
                if not connection.exec_driver_sql(_COMPARES_CODE_POINTS).scalar():
                    raise DatabaseCollationError(engine.url.database)
        yield engine
        stack.pop_all()
