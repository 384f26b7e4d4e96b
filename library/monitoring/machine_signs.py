"""Machines of one database: what each does, and settings in which they must not differ.

Their signs are heartbeats whose names describe the machine; no secret can be had from them.
"""

import hashlib
import logging
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.metadata import version

from sqlalchemy import Engine, delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from library import clock, schema_version
from library.clock import HANOI
from library.database import reading, work
from library.errors import SecretKeyMissingError
from library.monitoring.conditions import Finding
from library.monitoring.heartbeats import PIPELINE, SITE, STOPPED_AFTER
from library.monitoring.models import ServiceHeartbeat
from library.process.memory import memory_bytes
from library.process.repeating import repeating
from library.settings import Settings
from library.storage.stores import may_be_common
from library.write_turns import OWN_ROW

_SIGN_SECONDS = 30.0
_FORGOTTEN_AFTER = timedelta(days=7)
_PREFIX = "machine/"
KEY = "secret_key"

_OF_PIPELINES = (
    *("files", "engine", "opensearch_url", "opensearch_prefix", "library_name", "oai_sources"),
    "event_months",
)
_OF_SITES = (
    *(KEY, "counter_key", "calendar_key", "hosts", "https", "second_factor", "reader_accounts"),
    *("ark_naan", "catalogues", "upload_mb"),
)
COMMON_SETTINGS = {PIPELINE: _OF_PIPELINES, SITE: (*_OF_PIPELINES, *_OF_SITES)}
"""Settings in which all machines of a role must agree, by role."""

_SECRETS = (KEY, "counter_key", "calendar_key", "opensearch_url")
_ROLE_NAMES = {SITE: "web", PIPELINE: "xử lý"}
_KEY_ADVICE = (
    "{0} của máy này khác máy {1}: ai sang máy kia là bị đăng xuất, biểu mẫu nào cũng “đã hết "
    "hạn”. Hãy chép tệp ấy của một máy sang mọi máy rồi khởi động lại trang web"
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MachineSign:
    """A machine in one role, with a fingerprint of each common setting."""

    machine: str
    role: str
    version: str
    fingerprints: tuple[str, ...]

    @property
    def row_name(self) -> str:
        """Return the name of the heartbeat."""
        parts = (self.machine, self.role, self.version, ".".join(self.fingerprints))
        return _PREFIX + "/".join(parts)

    @property
    def has_key(self) -> bool:
        """Return True if the machine signs cookies with a key."""
        return bool(self._by_name().get(KEY))

    def differences(self, other: "MachineSign") -> set[str]:
        """Return the common settings in which two machines differ; another version has others."""
        if self.version != other.version:
            return set()
        ours, theirs = self._by_name(), other._by_name()
        return {name for name in ours.keys() & theirs.keys() if ours[name] != theirs[name]}

    def _by_name(self) -> dict[str, str]:
        return dict(zip(COMMON_SETTINGS[self.role], self.fingerprints, strict=False))


def machine_name(settings: Settings) -> str:
    """Return the name by which this machine is known."""
    return settings.workshop or socket.gethostname()


def own_sign(settings: Settings, role: str) -> MachineSign:
    """Return the sign of this machine with these settings."""
    texts = ((name, _text(settings, name)) for name in COMMON_SETTINGS[role])
    code = f"{version('diachi')}+{schema_version.newest_version()}"
    prints = tuple(_fingerprint(name, text) if text else "" for name, text in texts)
    return MachineSign(machine_name(settings), role, code, prints)


@contextmanager
def signing(settings: Settings, engine: Engine, role: str) -> Iterator[None]:
    """Give signs of this machine until the block ends; SQLite belongs to one machine."""
    if engine.dialect.name == "sqlite":
        yield
        return
    signs = _Signs(settings, engine, role)
    with repeating("machine", _SIGN_SECONDS, signs.turn, at_end=signs.end):
        yield


def require_common_key(settings: Settings, engine: Engine) -> None:
    """Raise SecretKeyMissingError if this machine has no key, but another web machine has one."""
    place = settings.secret_key_file
    if engine.dialect.name == "sqlite" or place.exists():
        return
    with reading(engine) as session:
        living = _living(session)
    if any(sign.has_key and sign.machine != machine_name(settings) for sign in living):
        raise SecretKeyMissingError(place)


def check(settings: Settings, engine: Engine) -> Finding:
    """Compare this machine with the others of its database."""
    if engine.dialect.name == "sqlite":
        return None
    with reading(engine) as session:
        rows = _rows(session)
    living = [sign for sign, at in rows if _is_alive(at)]
    problems = [*_differences(settings, living), *_silences(rows)]
    if len({sign.machine for sign in living}) > 1 and not may_be_common(settings):
        problems.append("Tệp chỉ ở máy này: nhiều máy phải chung một kho (DIACHI_FILES)")
    if problems:
        return False, f"{'. '.join(problems)}."
    if len({sign.version for sign in living}) > 1:
        return True, f"chưa cùng một bản phần mềm: {_listed(living, with_version=True)}"
    return True, f"{_listed(living) or machine_name(settings)}: thiết lập chung như nhau"


def forget_silent(engine: Engine) -> None:
    """Delete the signs of machines that do not live, as after a restore or without a shutdown."""
    with work(engine, OWN_ROW) as session:
        old = ServiceHeartbeat.at < clock.now() - STOPPED_AFTER
        session.execute(
            delete(ServiceHeartbeat).where(ServiceHeartbeat.name.startswith(_PREFIX), old)
        )


def roles(settings: Settings, session: Session) -> tuple[str, ...]:
    """Return the names of the roles in which this machine has given a sign lately."""
    own = {sign.role for sign in _living(session) if sign.machine == machine_name(settings)}
    return tuple(_ROLE_NAMES[role] for role in (SITE, PIPELINE) if role in own)


class _Signs:
    """Signs of this machine in one role."""

    def __init__(self, settings: Settings, engine: Engine, role: str) -> None:
        self._settings, self._engine, self._role = settings, engine, role
        self._started = clock.now()
        self._sign: MachineSign | None = None

    def turn(self) -> None:
        """Write a sign; the first replaces earlier ones and logs how the machines differ."""
        if self._sign is not None:
            self._write(self._sign)
            return
        self._sign = own_sign(self._settings, self._role)
        self._write(self._sign)
        with reading(self._engine) as session:
            living = _living(session)
        for problem in _differences(self._settings, living):
            _log.error("%s", problem)

    def end(self) -> None:
        """Take the sign away: nobody misses a machine that was stopped."""
        self._write(None)

    def _write(self, sign: MachineSign | None) -> None:
        """Write one sign and delete others of this machine in this role, and forgotten ones.

        Processes of one machine write the same row; who is late tries again at the next turn.
        """
        name = sign.row_name if sign else ""
        own = f"{_PREFIX}{machine_name(self._settings)}/{self._role}/"
        is_own = ServiceHeartbeat.name.startswith(own, autoescape=True)
        is_old = ServiceHeartbeat.at < clock.now() - _FORGOTTEN_AFTER
        is_obsolete = is_own | (ServiceHeartbeat.name.startswith(_PREFIX) & is_old)
        row = {"started": self._started, "at": clock.now(), "memory_bytes": memory_bytes()}
        try:
            with work(self._engine, OWN_ROW) as session:
                session.execute(
                    delete(ServiceHeartbeat).where(is_obsolete, ServiceHeartbeat.name != name)
                )
                if sign:
                    session.merge(ServiceHeartbeat(name=name, **row))
        except SQLAlchemyError as error:
            _log.warning("the sign of this machine could not be written: %s", error)


def _differences(settings: Settings, living: Iterable[MachineSign]) -> Iterator[str]:
    """Yield a sentence for each machine from which this one differs, and its own old services."""
    own_signs = {role: own_sign(settings, role) for role in COMMON_SETTINGS}
    own_roles = {sign.role for sign in living if sign.machine == machine_name(settings)}
    for machine, names in _differing(own_signs, own_roles, living).items():
        texts = sorted(f"DIACHI_{name.upper()}" for name in names - {KEY})
        if machine == machine_name(settings):
            stale = ", ".join([*([KEY] if KEY in names else []), *texts])
            yield f"{stale} đã đổi mà dịch vụ của máy này chưa khởi động lại"
            continue
        if KEY in names:
            yield _KEY_ADVICE.format(settings.secret_key_file, machine)
        if texts:
            yield f"{', '.join(texts)} khác máy {machine}: mọi máy phải đặt như nhau"


def _differing(
    own_signs: dict[str, MachineSign], own_roles: set[str], living: Iterable[MachineSign]
) -> dict[str, set[str]]:
    """Return the differing settings by machine; those of the site only where this one has it."""
    has_site = SITE in own_roles or own_signs[SITE].has_key
    differing: dict[str, set[str]] = {}
    for sign in living:
        names = own_signs[sign.role].differences(sign)
        if not has_site:
            names -= set(_OF_SITES)
        if names:
            differing.setdefault(sign.machine, set()).update(names)
    return differing


def _silences(rows: Iterable[tuple[MachineSign, datetime]]) -> Iterator[str]:
    living = {(sign.machine, sign.role) for sign, at in rows if _is_alive(at)}
    for sign, at in rows:
        if (sign.machine, sign.role) not in living:
            last = f"{at.astimezone(HANOI):%H:%M %d/%m/%Y}"
            name = f"{sign.machine} ({_ROLE_NAMES[sign.role]})"
            yield f"Máy {name} không còn tín hiệu từ {last}; đã bỏ máy ấy thì chạy diachi init"


def _rows(session: Session) -> list[tuple[MachineSign, datetime]]:
    """Return all signs with their times, by machine; those of another format are left out."""
    rows = session.scalars(
        select(ServiceHeartbeat)
        .where(ServiceHeartbeat.name.startswith(_PREFIX))
        .order_by(ServiceHeartbeat.name)
    )
    parts = ((row.name.split("/"), row.at) for row in rows)
    return [
        (MachineSign(words[1], words[2], words[3], tuple(words[4].split("."))), at)
        for words, at in parts
        if len(words) == 5 and words[2] in COMMON_SETTINGS
    ]


def _living(session: Session) -> list[MachineSign]:
    return [sign for sign, at in _rows(session) if _is_alive(at)]


def _is_alive(at: datetime) -> bool:
    return clock.now() - at <= STOPPED_AFTER


def _listed(signs: Iterable[MachineSign], *, with_version: bool = False) -> str:
    parts: dict[str, list[str]] = {}
    for sign in signs:
        name = f"{sign.machine} {sign.version}" if with_version else sign.machine
        parts.setdefault(name, []).append(_ROLE_NAMES[sign.role])
    return ", ".join(f"{name} ({', '.join(names)})" for name, names in parts.items())


def _text(settings: Settings, name: str) -> str:
    if name == KEY:
        place = settings.secret_key_file
        return place.read_text() if place.exists() else ""
    value = getattr(settings, name)
    return repr(sorted(value) if isinstance(value, tuple) else value)


@lru_cache(maxsize=64)
def _fingerprint(name: str, text: str) -> str:
    """Return 24 bits of a hash, slow for secrets: they prove that two differ, and tell no more."""
    if name not in _SECRETS:
        return hashlib.sha256(text.encode()).hexdigest()[:6]
    salt = f"diachi {name}".encode()
    return hashlib.scrypt(text.encode(), salt=salt, n=2**14, r=8, p=1, dklen=3).hex()
