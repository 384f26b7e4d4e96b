"""Sticks with packs: found when they are mounted, taken in, and given what goes back.

On a stick everything of a station is in `diachi-tram/<station>/`: packs in `goi-<number>/`,
letters and the station's state in `thu/`, the province's answer in `ack.json`.
Programs for all stations are in `diachi-tram/chuong-trinh/`.
"""

import json
import logging
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine

from kit.canonical import canonical
from kit.outbox.stick_letters import FOLDER, LETTERS, STATEMENT, put_letters
from kit.packs.pack_files import Manifest, read_manifest
from kit.program.incoming import take_program
from kit.program.program_files import FOLDER_ON_STICK
from kit.program.running_program import program_state
from kit.signatures import public_bytes
from kit.station.problems import NotEnrolledError, StickPulledError, StickWorkFailedError
from kit.station.state import is_newer, served_edition
from kit.station.station_identity import Identity, read_identity, station_folder, station_key
from kit.station.taking_in import take_in
from library.database import reading
from library.errors import LibraryError
from library.process.atomic_files import write_atomically
from library.settings import Settings

_PACK_FOLDER = re.compile(r"goi-\d{1,9}", re.IGNORECASE)
"""A short name on FAT may be shown in capitals."""

_FILE_SYSTEMS = frozenset({"vfat", "exfat", "msdos", "fuseblk"})
_MOUNTS = Path("/proc/self/mounts")
_SYSTEM = ("/boot", "/efi")
_OCTAL = re.compile(r"\\([0-7]{3})")
_FOREIGN = (
    "USB này không có gói nào cho trạm. Nếu muốn mang số liệu về tỉnh, bấm “Gửi số liệu ra USB”."
)

_log = logging.getLogger(__name__)


class Stage(StrEnum):
    """State of the work with the stick."""

    NONE = "none"
    FOREIGN = "foreign"
    """A stick without anything for this station."""
    TAKING_IN = "taking-in"
    WRITING = "writing"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StickStatus:
    """The stage, the step that is running, and sentences about what was done or is to be done."""

    stage: Stage
    doing: str = ""
    lines: Sequence[str] = ()

    @property
    def is_busy(self) -> bool:
        """Return True while the stick must stay in the machine."""
        return self.stage in (Stage.TAKING_IN, Stage.WRITING)


@dataclass(slots=True)
class StickWatch:
    """The sticks in this machine: each is served once, and again when it was put in anew."""

    settings: Settings
    engine: Engine
    mounts: Path = _MOUNTS
    served: set[Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        write_status(self.settings, Stage.NONE)  # a killed service may have left another one

    def turn(self) -> None:
        """Serve the sticks that are new, or all of them if the librarian asked for letters."""
        sticks = set(mounted_sticks(self.mounts))
        if self.served and not sticks:
            write_status(self.settings, Stage.NONE)
        self.served &= sticks
        is_asked = bool(sticks) and is_asked_for_letters(self.settings)
        for stick in sorted(sticks if is_asked else sticks - self.served):
            serve_stick(self.settings, self.engine, stick, sends=is_asked)
            self.served.add(stick)
        if is_asked:
            _request(self.settings).unlink(missing_ok=True)


def mounted_sticks(mounts: Path = _MOUNTS) -> Iterator[Path]:
    """Yield the folders of the mounted file systems of the kinds that sticks have."""
    for line in mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        _device, place, kind, *_ = line.split(" ")
        folder = _OCTAL.sub(lambda code: chr(int(code[1], 8)), place)
        if kind in _FILE_SYSTEMS and not folder.startswith(_SYSTEM):
            yield Path(folder)


def ask_for_letters(settings: Settings) -> None:
    """Ask the service to write letters to any stick that is in the machine, or comes next."""
    station_folder(settings)
    _request(settings).touch()


def is_asked_for_letters(settings: Settings) -> bool:
    """Return True while letters wait for a stick."""
    return _request(settings).exists()


def serve_stick(settings: Settings, engine: Engine, stick: Path, *, sends: bool) -> bool:
    """Take in the packs of a stick and write what goes back; return False if something failed.

    The status says what happened. A pack that cannot be taken in does not keep the letters back.
    A stick pulled out at any moment leaves the station with the old edition or the new one.
    """
    identity = read_identity(settings)
    if identity is None:
        return _report(settings, Stage.FAILED, (str(NotEnrolledError()),))
    folder = stick / FOLDER / identity.station
    lines, is_well = [], True
    try:
        is_ours = folder.is_dir() or (stick / FOLDER_ON_STICK).is_dir()
        if not is_ours and not sends:
            return _report(settings, Stage.FOREIGN, (_FOREIGN,))
        for step in (_take_packs, _take_program, _put_letters):
            try:
                lines += step(settings, engine, stick, folder)
            except LibraryError as error:
                lines.append(str(error))
                is_well = False
        write_state(settings, engine, identity, folder / LETTERS)
    except OSError:
        _log.exception("a stick failed")
        return _report(settings, Stage.FAILED, (*lines, str(StickPulledError())))
    except Exception:  # outermost handler: the page must not say for ever that it is working
        _log.exception("the work with a stick failed")
        return _report(settings, Stage.FAILED, (*lines, str(StickWorkFailedError())))
    return _report(settings, Stage.DONE if is_well else Stage.FAILED, lines)


def _report(settings: Settings, stage: Stage, lines: Sequence[str]) -> bool:
    write_status(settings, stage, lines=lines)
    return stage is not Stage.FAILED


def _take_packs(settings: Settings, engine: Engine, _stick: Path, folder: Path) -> Iterator[str]:
    """Take in the packs newer than what is held, first the newest that fits; yield sentences.

    A pack that cannot be taken in leaves room for an earlier one; it is reported at the end.
    """

    def say(doing: str) -> None:
        write_status(settings, Stage.TAKING_IN, doing)

    manifests, problems = _read_manifests(settings, folder)
    while newer := _newer_packs(engine, manifests):
        pack = newer[-1]
        del manifests[pack]
        try:
            edition = take_in(settings, engine, pack, "stick", say)
        except LibraryError as error:
            problems.append(error)
            continue
        yield (
            f"Đã nhận gói số {edition.number}: {edition.new_records} mục mới, "
            f"{edition.changed_records} mục sửa, {edition.removed_records} mục bỏ."
        )
    if problems:
        raise problems[0]


def _read_manifests(
    settings: Settings, folder: Path
) -> tuple[dict[Path, Manifest], list[LibraryError]]:
    """Return the manifests of the packs of a folder, and the problems of the others."""
    manifests, problems = {}, []
    for pack in folder.glob("[Gg][Oo][Ii]-*"):
        if _PACK_FOLDER.fullmatch(pack.name) and pack.is_dir():
            try:
                manifests[pack] = read_manifest(pack, read_identity(settings).province_key)
            except LibraryError as error:
                problems.append(error)
    return manifests, problems


def _newer_packs(engine: Engine, manifests: Mapping[Path, Manifest]) -> list[Path]:
    """Return the packs newer than what is held, the one to be taken in first at the end."""
    with reading(engine) as session:
        held = served_edition(session)

    def order(pack: Path) -> tuple[object, ...]:
        follows = manifests[pack].base in (None, held and held.digest)
        return follows, manifests[pack].order

    return sorted((pack for pack, m in manifests.items() if is_newer(m, held)), key=order)


def _take_program(settings: Settings, _engine: Engine, stick: Path, _folder: Path) -> Iterator[str]:
    """Copy a newer program, which root installs; yield a sentence if there is one."""
    identity = read_identity(settings)
    write_status(settings, Stage.TAKING_IN, "Đang xem bản chương trình trên USB")
    program = take_program(settings, stick / FOLDER_ON_STICK, identity.province_key)
    if program is not None:
        yield f"Đã nhận bản chương trình {program.version}; trạm tự cài, mất chừng mười phút."


def _put_letters(settings: Settings, engine: Engine, stick: Path, _folder: Path) -> tuple[str]:
    write_status(settings, Stage.WRITING, "Đang ghi số liệu của trạm ra USB")
    letters = put_letters(settings, engine, stick)
    if not letters.files:
        return ("Không có số liệu nào phải mang về tỉnh.",)
    return (f"Đã ghi {letters.entries} mục số liệu ra USB; xin mang USB về thư viện tỉnh.",)


def _request(settings: Settings) -> Path:
    return settings.home / "station" / "send-to-stick"


def write_state(settings: Settings, engine: Engine, identity: Identity, letters: Path) -> None:
    """Write the signed state of the station beside its letters on a stick."""
    with reading(engine) as session:
        edition = served_edition(session)
    state = {
        "station": identity.station,
        "held_number": edition.number if edition else 0,
        "held_edition": edition.digest if edition else None,
        "held_state_at": edition.state_at.isoformat() if edition else None,
        **program_state(settings),
    }
    if identity.proof is not None:
        state |= {"key": public_bytes(station_key(settings)).hex(), "proof": identity.proof}
    signature = b64encode(station_key(settings).sign(canonical(state))).decode()
    letters.mkdir(parents=True, exist_ok=True)
    write_atomically(letters / STATEMENT, json.dumps({**state, "signature": signature}))


def read_status(settings: Settings) -> StickStatus:
    """Return the last status; an unreadable one counts as none."""
    try:
        content = json.loads(_file(settings).read_text(encoding="utf-8"))
        return StickStatus(**{**content, "stage": Stage(content["stage"])})
    except (OSError, ValueError, TypeError, KeyError):
        return StickStatus(Stage.NONE)


def write_status(
    settings: Settings, stage: Stage, doing: str = "", lines: Sequence[str] = ()
) -> None:
    """Store the status for the page of the station."""
    station_folder(settings)
    content = asdict(StickStatus(stage, doing, tuple(lines)))
    write_atomically(_file(settings), json.dumps(content, ensure_ascii=False))


def _file(settings: Settings) -> Path:
    return settings.home / "station" / "stick.json"
