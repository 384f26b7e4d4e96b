"""Condition of the size of an installation: its parts must fit the number of its machines."""

from collections.abc import Iterator

from sqlalchemy import Engine

from library.database import reading
from library.jobs.machines import machines
from library.monitoring.conditions import Finding
from library.settings import Settings
from library.storage import stores

_SHARED_ENGINES = ("opensearch",)
"""Search engines whose index several machines use together."""


def check(settings: Settings, engine: Engine) -> Finding:
    """Return the size in use, or the parts that do not fit it."""
    with reading(engine) as session:
        names = [machine.name for machine in machines(session) if not machine.is_silent]
    return judge(settings, names, on_server=engine.dialect.name == "postgresql")


def judge(settings: Settings, names: list[str], *, on_server: bool) -> tuple[bool, str]:
    """Return the size of settings with these workshops running, or the parts that do not fit."""
    misfits = tuple(_misfits(settings, names, on_server=on_server))
    if misfits:
        return False, " ".join(misfits)
    return True, _sentence(settings, names, on_server=on_server)


def _sentence(settings: Settings, names: list[str], *, on_server: bool) -> str:
    parts = (
        "PostgreSQL" if on_server else "SQLite",
        settings.engine,
        "tệp trong kho S3" if settings.files else "tệp trên đĩa",
    )
    if len(names) > 1:
        size = f"nhiều máy ({', '.join(names)})"
    elif settings.files or settings.engine in _SHARED_ENGINES:
        size = "nhiều máy"
    else:
        size = "một máy chủ mạnh" if on_server else "gọn trên một máy"
    return f"{size}: {', '.join(parts)}"


def _misfits(settings: Settings, names: list[str], *, on_server: bool) -> Iterator[str]:
    shared = settings.engine in _SHARED_ENGINES
    if not on_server and (settings.files or shared):
        yield (
            "SQLite là tệp của một máy, mà kho tệp hay chỉ mục đã dùng chung nhiều máy. "
            "Hãy chuyển sang PostgreSQL: diachi move (docs/operate/postgresql.md)."
        )
    if len(names) < 2:
        return
    if not stores.may_be_common(settings):
        yield (
            f"{len(names)} xưởng đang chạy ({', '.join(names)}) nhưng tệp ở đĩa của từng máy. "
            "Hãy đặt DIACHI_FILES (docs/operate/kho-tep-s3.md)."
        )
    if not shared:
        yield (
            f"{len(names)} xưởng đang chạy nhưng chỉ mục {settings.engine} ở đĩa của từng máy. "
            "Hãy đặt DIACHI_ENGINE=opensearch."
        )
