"""A program that arrives at a station over its line, until it is handed to the updater."""

import base64
import shutil
from dataclasses import dataclass
from pathlib import Path

from kit.packs.pack_files import Part
from kit.program.incoming import take_program
from kit.program.problems import ProgramDamagedError, ProgramNotSignedError
from kit.program.program_files import (
    MANIFEST,
    SIGNATURE,
    Program,
    ProgramFile,
    parse_program,
    read_signed,
    require_room,
)
from kit.signatures import is_signed
from kit.station.station_identity import Identity, station_folder
from library.settings import Settings

_BYTES_BETWEEN_QUESTIONS = 30 << 20
"""Size after which the province is asked again: what is withdrawn waits for no more."""


@dataclass(frozen=True, slots=True)
class ArrivingProgram:
    """A program whose manifest was verified, and the folder in which its files arrive."""

    settings: Settings
    identity: Identity
    program: Program
    folder: Path

    @property
    def next_parts(self) -> list[Part]:
        """Return the files that arrive before the province is asked again what is urgent."""
        parts, size = [], 0
        for file in self._missing:
            parts.append(Part(file.name, file.bytes, file.sha256))
            size += file.bytes
            if size >= _BYTES_BETWEEN_QUESTIONS:
                break
        return parts

    @property
    def is_whole(self) -> bool:
        """Return True if all files have arrived."""
        return not self._missing

    @property
    def _missing(self) -> list[ProgramFile]:
        return [file for file in self.program.files if not (self.folder / file.name).exists()]

    @property
    def arrived_bytes(self) -> int:
        """Return the bytes that have arrived."""
        files = (file for file in self.folder.iterdir() if file.name not in (MANIFEST, SIGNATURE))
        return sum(file.stat().st_size for file in files)

    def hand_over(self) -> str:
        """Give the whole program to the updater, by the same door as from a stick; say so."""
        try:
            program = take_program(self.settings, self.folder.parent, self.identity.province_key)
        except ProgramDamagedError:
            shutil.rmtree(self.folder)  # it arrives anew
            raise
        shutil.rmtree(self.folder.parent)
        if program is None:
            return f"Trạm đã có bản chương trình {self.program.version}"
        return f"Đã nhận bản chương trình {program.version}; trạm tự cài, mất chừng mười phút"


def begin(settings: Settings, identity: Identity, offer: dict[str, object]) -> ArrivingProgram:
    """Return the program of an offer; what arrived of another one goes.

    Raises ProgramNotSignedError, ProgramUnreadableError or NoRoomForProgramError.
    """
    programs = station_folder(settings) / "line-program"
    folder = programs / str(offer["digest"])
    for other in programs.glob("*"):
        if other != folder:
            shutil.rmtree(other)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in zip((MANIFEST, SIGNATURE), offer["files"], strict=True):
        (folder / name).write_bytes(base64.b64decode(content))
    content, signature = read_signed(folder)
    if not is_signed(identity.province_key, signature, content):
        raise ProgramNotSignedError(str(offer["version"]))
    program = parse_program(content)
    arriving = ArrivingProgram(settings, identity, program, folder)
    missing = 2 * program.total_bytes - arriving.arrived_bytes
    require_room(settings.home, missing + (settings.free_mb << 20))
    return arriving
