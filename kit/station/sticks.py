"""Sticks with packs: found when they are mounted, taken in, and given what goes back.

On a stick everything of a station is in `diachi-tram/<station>/`: packs in `goi-<number>/`,
letters in `thu/`, the station's state in `tram.json`, the province's receipt in `ack.json`.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from kit.models import HeldEdition
from kit.station.identity import Identity, read_identity
from kit.station.problems import NotEnrolledError, StickPulledError
from kit.station.state import served_edition
from kit.station.stick_letters import read_acknowledgement, write_letters
from kit.station.stick_status import Stage, write_status
from kit.station.taking_in import take_in
from library.database import reading
from library.errors import LibraryError
from library.settings import Settings

FOLDER = "diachi-tram"
_PACK_FOLDER = re.compile(r"goi-(\d{1,9})")
_FILE_SYSTEMS = frozenset({"vfat", "exfat", "msdos", "fuseblk"})
_MOUNTS = Path("/proc/self/mounts")
_SYSTEM = ("/boot", "/efi")
_OCTAL = re.compile(r"\\([0-7]{3})")
_FOREIGN = (
    "USB này không có gói nào cho trạm. Nếu muốn mang số liệu về tỉnh, bấm “Gửi số liệu ra USB”."
)

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class StickWatch:
    """The sticks in this machine: each is served once, and again when it was put in anew."""

    settings: Settings
    engine: Engine
    mounts: Path = _MOUNTS
    served: set[Path] = field(default_factory=set)

    def turn(self) -> None:
        """Serve the sticks that are new, or all of them if the librarian asked for letters."""
        sticks = set(mounted_sticks(self.mounts))
        if self.served and not sticks:
            write_status(self.settings, Stage.NONE)
        self.served &= sticks
        request = send_request(self.settings)
        is_asked = bool(sticks) and request.exists()
        for stick in sorted(sticks if is_asked else sticks - self.served):
            serve_stick(self.settings, self.engine, stick, sends=is_asked)
            self.served.add(stick)
        if is_asked:
            request.unlink(missing_ok=True)


def mounted_sticks(mounts: Path = _MOUNTS) -> Iterator[Path]:
    """Yield the folders of the mounted file systems of the kinds that sticks have."""
    for line in mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        _device, place, kind, *_ = line.split(" ")
        folder = _OCTAL.sub(lambda code: chr(int(code[1], 8)), place)
        if kind in _FILE_SYSTEMS and not folder.startswith(_SYSTEM):
            yield Path(folder)


def send_request(settings: Settings) -> Path:
    """Return the file by which the page asks the service to write letters to the stick."""
    return settings.home / "station" / "send-to-stick"


def serve_stick(settings: Settings, engine: Engine, stick: Path, *, sends: bool) -> bool:
    """Take in the packs of a stick and write what goes back; return False if something failed.

    The status says what happened. A stick pulled out at any moment leaves the station with the old
    edition or the new one.
    """
    lines: list[str] = []
    try:
        identity = read_identity(settings)
        if identity is None:
            raise NotEnrolledError
        folder = stick / FOLDER / identity.station
        if not folder.is_dir() and not sends:
            write_status(settings, Stage.FOREIGN, lines=(_FOREIGN,))
            return True
        read_acknowledgement(settings, folder)
        for pack in _packs(folder):
            lines += _take_in(settings, engine, pack)
        write_status(settings, Stage.WRITING, "Đang ghi số liệu của trạm ra USB", lines)
        lines.append(write_letters(settings, engine, identity, folder))
    except LibraryError as error:
        write_status(settings, Stage.FAILED, lines=(*lines, str(error)))
        return False
    except OSError:
        _log.exception("a stick failed")
        write_status(settings, Stage.FAILED, lines=(*lines, str(StickPulledError())))
        return False
    write_status(settings, Stage.DONE, lines=lines)
    return True


def _take_in(settings: Settings, engine: Engine, pack: Path) -> Iterator[str]:
    """Take in a pack that is newer than what is held, and yield a sentence about it."""
    with reading(engine) as session:
        held = served_edition(session)
    if held is None or _number(pack) > held.number:
        edition = take_in(
            settings,
            engine,
            pack,
            "stick",
            lambda doing: write_status(settings, Stage.TAKING_IN, doing),
        )
        yield _sentence(edition)


def _sentence(edition: HeldEdition) -> str:
    return (
        f"Đã nhận gói số {edition.number}: {edition.new_records} mục mới, "
        f"{edition.changed_records} mục sửa, {edition.removed_records} mục bỏ."
    )


def _packs(folder: Path) -> list[Path]:
    """Return the folders of packs, the lowest number first."""
    return sorted((path for path in folder.glob("goi-*") if _number(path)), key=_number)


def _number(pack: Path) -> int:
    match = _PACK_FOLDER.fullmatch(pack.name)
    return int(match[1]) if match and pack.is_dir() else 0
