"""Conditions of the library, and the list of all conditions; a check that fails stops no other."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from library import extensions
from library.accessions import fixity_rounds, fixity_schedule
from library.backup import history
from library.backup.models import RunKind
from library.backup.repository import require_at_hand
from library.catalogue import profile_versions
from library.catalogue.pages import lost_files
from library.catalogue.profile_cache import loaded_profiles
from library.clock import HANOI
from library.database import reading
from library.database_failures import DatabaseDamagedError, DiskReadOnlyError
from library.errors import SecretKeyLostError
from library.hotfolder.folder import (
    HotfolderPaths,
    WatchedFolderClosedError,
    WatchedFolderGoneError,
)
from library.installation import installation
from library.jobs import machines
from library.monitoring import (
    alert_channels,
    heartbeats,
    installation_size,
    machine_signs,
    outside_checks,
)
from library.monitoring.conditions import (
    DATABASE,
    FAILURE_ADVICE,
    Check,
    Condition,
    Finding,
    Pace,
    run_all,
)
from library.process import file_modes
from library.settings import Settings, unknown_names, usable_settings
from library.staff import second_factor
from library.storage.stores import check_files, derivative_store

_GROUP = "diachi.conditions"

_SAMPLED_PAGES = 200
"""Pages whose files are verified, about 100 MB; a library with fewer pages is verified whole."""

_MAX_EXAMINED_BYTES = 2 << 30
"""Largest SQLite database that is examined whole, which takes about a second per 200 MB."""


@cache
def all_conditions() -> tuple[Condition, ...]:
    """Return the conditions of all packages (entry points of `diachi.conditions`)."""
    entries = sorted(extensions.entries(_GROUP).values(), key=lambda entry: entry.name != "library")
    return tuple(condition for entry in entries for condition in entry.load())


def run_checks() -> Iterator[Check]:
    """Yield the results of the checks of the settings, of all conditions, and of this machine."""
    settings, errors = usable_settings()
    for error in errors:
        yield Check("settings", "thiết lập", False, str(error))
    checks: dict[str, Check] = {}
    for check in run_all(all_conditions(), settings):
        checks[check.code] = check
        yield check
    summary = partial(_this_machine, checks)
    yield from run_all((Condition("this-machine", "máy này", summary),), settings)


def _this_machine(checks: dict[str, Check], settings: Settings) -> Finding:
    """Return the roles of a machine among several, the services it reaches, and its failures."""
    services = (
        (DATABASE, "PostgreSQL", settings.database_url.startswith("postgresql")),
        ("files", "kho S3", settings.files),
        ("index", "OpenSearch", settings.engine == "opensearch"),
        ("shared-pool", "xưởng chung", settings.workshop),
    )
    used = {code: name for code, name, is_used in services if is_used}
    if not used:
        return None
    reached = [name for code, name in used.items() if code in checks and checks[code].ok]
    broken, roles = [check.name for check in checks.values() if not check.ok], ()
    if checks[DATABASE].ok:
        with installation(settings) as engine, reading(engine) as session:
            roles = machine_signs.roles(settings, session)
    parts = [
        f"làm {' và '.join(roles)}" if roles else "chưa chạy dịch vụ nào",
        f"nối được {', '.join(reached) or 'chưa gì cả'}",
        *([f"phải sửa: {', '.join(broken)}"] if broken else []),
    ]
    return len(reached) == len(used), "; ".join(parts)


def _profiles(settings: Settings, engine: Engine) -> Finding:
    """Report invalid profiles, and files that somebody edited expecting them to apply."""
    with reading(engine) as session:
        loaded = loaded_profiles(session)
        edited = profile_versions.files_edited_since(session, settings.collections)
    if loaded.problems:
        return False, " ".join(loaded.problems.values())
    if not loaded.profiles:
        return False, "Không có sưu tập nào. Hãy chạy: diachi collection import THƯ-MỤC"
    slugs = ", ".join(loaded.profiles)
    if edited:
        place = settings.collections
        slugs += (
            f". Tệp {', '.join(edited)} trong {place} sửa sau, chưa dùng: diachi collection import"
        )
    return True, slugs


def _disk(settings: Settings) -> Finding:
    place = settings.home if settings.home.exists() else settings.home.parent
    if not place.exists():
        return False, f"Chưa có thư mục {settings.home}. Hãy chạy: diachi init"
    if not os.access(place, os.W_OK):
        return False, f"{place}: {FAILURE_ADVICE[DiskReadOnlyError]}"
    free = shutil.disk_usage(place).free // (1 << 20)
    advice = f"còn {free:,} MB".replace(",", ".")
    if free < settings.free_mb:
        return False, f"{advice}, cần ít nhất {settings.free_mb} MB: hãy dọn đĩa."
    return True, advice


def _modes(settings: Settings) -> Finding:
    """Report files of the data folder that other accounts of the machine may read or change."""
    if not settings.home.exists():
        return None
    wide = list(file_modes.entries_too_wide(settings))
    if not wide:
        return True, "chỉ tài khoản của thư viện đọc được"
    return False, (
        f"{len(wide)} tệp và thư mục mà tài khoản khác trên máy đọc hoặc sửa được, như "
        f"{wide[0]}. Hãy chạy: {file_modes.repairing_command(settings)}"
    )


def _settings_file(settings: Settings) -> Finding:
    """Report a settings file that others may read, and names that are no setting."""
    file_modes.require_private_settings(settings)
    place = settings.settings_file
    is_there, text = os.access(place, os.F_OK), ""
    with suppress(OSError):  # root alone may read it: systemd hands its names to the services
        text = place.read_text(encoding="utf-8", errors="replace")
    unknown = [
        f"{name} không phải thiết lập nào" + (f" (có phải {nearest}?)" if nearest else "")
        for name, nearest in unknown_names(text).items()
    ]
    if unknown:
        return False, f"{'; '.join(unknown)}. Hãy sửa tên hoặc bỏ dòng ấy."
    return True, str(place) if is_there else f"chưa có {place}, dùng biến môi trường"


def _secret_key(settings: Settings, engine: Engine) -> Finding:
    """Report the lost key of a site alone; of several machines the signs are compared."""
    if engine.dialect.name != "sqlite":
        return None
    if settings.secret_key_file.exists():
        return True, str(settings.secret_key_file)
    with reading(engine) as session:
        people = second_factor.people_with_one(session)
    if people:
        return False, str(SecretKeyLostError(settings.secret_key_file, ", ".join(people)))
    return None


def _hosts(settings: Settings) -> Finding:
    """Report the public names; without them every name is served, as for a trial."""
    if not settings.hosts and settings.https:
        return (
            False,
            "chưa đặt DIACHI_HOSTS: tên miền lạ cũng được trả lời. Đặt tên miền của thư viện.",
        )
    if not settings.hosts:
        return True, "chưa đặt DIACHI_HOSTS; đặt trước khi đưa ra mạng"
    protocol = "https" if settings.https else "http, nên đặt DIACHI_HTTPS=1"
    return True, f"{', '.join(settings.hosts)} ({protocol})"


def _watched(settings: Settings) -> Finding:
    """Check that the watched folder exists and is writable."""
    root = settings.watch
    if root is None:
        return None
    if not HotfolderPaths(root).ready:
        return False, str(WatchedFolderGoneError(root))
    if not os.access(HotfolderPaths(root).holding, os.W_OK):
        return False, str(WatchedFolderClosedError(root, os.strerror(errno.EACCES)))
    return True, str(root)


def _open_database(settings: Settings) -> Finding:
    with installation(settings) as engine:
        return True, engine.dialect.name


def _examine(_settings: Settings, engine: Engine) -> Finding:
    """Look for damage in the file of an SQLite database; PostgreSQL verifies checksums itself."""
    if engine.dialect.name != "sqlite":
        return None
    if Path(engine.url.database or "").stat().st_size > _MAX_EXAMINED_BYTES:
        return None
    with reading(engine) as session:
        problem = session.connection().exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if problem == "ok":
        return True, "còn nguyên"
    return False, f"{FAILURE_ADVICE[DatabaseDamagedError]} ({problem})"


def _masters(_settings: Settings, engine: Engine) -> Finding:
    """Report known damage of masters; checking all of them would take hours."""
    with reading(engine) as session:
        damages = fixity_schedule.damages(session)
    if damages:
        more = f" Còn {len(damages) - 1} tệp nữa: diachi fixity report" if damages[1:] else ""
        return False, damages[0].sentence + more
    return True, "không có tệp nào được biết là hỏng"


def _fixity_schedule(settings: Settings, engine: Engine) -> Finding:
    """Report when the rounds of checks end, and those that will be late."""
    with reading(engine) as session:
        late = fixity_rounds.late_rounds(session, settings)
        plans = fixity_rounds.forecasts(session, settings)
    return not late, " ".join(entry.sentence for entry in late or plans)


def _page_files(settings: Settings, engine: Engine) -> Finding:
    """Verify the images, PDFs and words of some pages; the pipeline makes lost ones again."""
    sample = lost_files.check_random_sample(engine, derivative_store(settings), _SAMPLED_PAGES)
    with reading(engine) as session:
        lost_count = lost_files.lost_count(session)
    if lost_count:
        return False, (
            f"{lost_count} tệp bị mất hoặc hỏng; bộ xử lý (diachi ingest watch) tự làm lại. "
            "Nếu mãi không hết, hãy xem tệp gốc: diachi fixity check --all"
        )
    return True, f"đã xem {sample.files} tệp, còn nguyên"


def _backups(settings: Settings, engine: Engine) -> Finding:
    """Report the last complete copy, and everything about backups that needs a person."""
    with reading(engine) as session:
        alarms, last = history.alarms(session), history.last_passed(session, RunKind.COPY)
    if settings.backup_to and last is not None:
        require_at_hand(settings)
    if alarms:
        sentences = " ".join(alarm.sentence for alarm in alarms)
        return False, f"{sentences} Hãy chạy: diachi backup run, diachi backup drill"
    if not settings.backup_to:
        return True, "chưa đặt DIACHI_BACKUP_TO: không có bản sao nào (docs/operate/sao-luu.md)"
    if last is None:
        return True, "chưa có bản nào. Hãy chạy: diachi backup init, rồi diachi backup run"
    return True, f"bản cuối {last.started.astimezone(HANOI):%H:%M %d/%m/%Y}"


def _with_database(check: Callable[[Settings, Engine], Finding], settings: Settings) -> Finding:
    with installation(settings) as engine:
        return check(settings, engine)


def _with_session(check: Callable[[Session], Finding], settings: Settings) -> Finding:
    with installation(settings) as engine, reading(engine) as session:
        return check(session)


def _of_database(
    code: str, name: str, check: Callable[[Settings, Engine], Finding], pace: Pace = Pace.SLOW
) -> Condition:
    return Condition(code, name, partial(_with_database, check), pace, needs_database=True)


def _of_session(
    code: str, name: str, check: Callable[[Session], Finding], *, is_for_readiness: bool = False
) -> Condition:
    check_settings = partial(_with_session, check)
    return Condition(code, name, check_settings, Pace.QUICK, is_for_readiness, needs_database=True)


_province = partial(replace, at_station=False)
CONDITIONS = (
    Condition("disk", "đĩa", _disk, Pace.QUICK, is_for_readiness=True),
    Condition("files", "kho tệp", check_files),
    Condition("file-modes", "quyền tệp", _modes),
    Condition("settings-file", "tệp thiết lập", _settings_file, Pace.QUICK),
    Condition("hosts", "tên miền", _hosts, Pace.QUICK),
    Condition("watched-folder", "thư mục nhận", _watched, Pace.QUICK),
    Condition(DATABASE, "cơ sở dữ liệu", _open_database, Pace.QUICK, is_for_readiness=True),
    _of_database("secret-key", "khóa của trang web", _secret_key, Pace.QUICK),
    _of_database("collections", "sưu tập", _profiles, Pace.QUICK),
    _of_database("size", "quy mô", installation_size.check, Pace.QUICK),
    _of_database("database-content", "nội dung cơ sở dữ liệu", _examine),
    _province(_of_database("masters", "tệp gốc", _masters, Pace.QUICK)),
    _province(_of_database("fixity-rounds", "lịch kiểm tra tệp gốc", _fixity_schedule, Pace.QUICK)),
    _province(_of_database("page-files", "tệp của trang", _page_files)),
    _province(_of_database("backup", "sao lưu", _backups, Pace.QUICK)),
    _of_session("pipeline", "bộ xử lý", heartbeats.pipeline_state, is_for_readiness=True),
    _of_session("machines", "các máy của xưởng", machines.silence),
    _of_database("machine-settings", "các máy", machine_signs.check, Pace.QUICK),
    Condition("shared-pool", "xưởng chung", machines.may_share, needs_database=True),
    _of_session("site", "trang web", heartbeats.site_state),
    _province(_of_database("alert-channels", "gửi cảnh báo", alert_channels.check, Pace.QUICK)),
    _of_session("clock", "đồng hồ", outside_checks.compare_with_records),
    Condition(
        "clock-probe", "đồng hồ so với máy khác", outside_checks.compare_with_probe, Pace.SLOW
    ),
    Condition("certificate", "chứng thư HTTPS", outside_checks.check_certificate, Pace.SLOW),
)
"""In the order in which `diachi doctor` prints them."""
