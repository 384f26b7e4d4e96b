"""At the province: programs that stations may fetch over their lines, one for each Python."""

import shutil
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kit.canonical import digest
from kit.program.make_program import make_program
from kit.program.program_files import (
    FOLDER_ON_STICK,
    MANIFEST,
    Program,
    parse_program,
    read_signed,
)
from library.errors import LibraryError
from library.settings import Settings


@dataclass(frozen=True, slots=True)
class ProgramOffer:
    """A program on the disk of the province."""

    folder: Path
    program: Program
    digest: str
    """SHA-256 of its manifest."""

    @property
    def files(self) -> tuple[str, str]:
        """Return its manifest and signature in Base64."""
        contents = read_signed(self.folder)
        return tuple(b64encode(content).decode() for content in contents)


def make_offers(settings: Settings, pythons: tuple[str, ...]) -> list[Path]:
    """Make the program that runs here for the lines of stations, a pack for each Python."""
    folders = []
    for python in pythons:
        shelf = settings.home / "kit" / "programs" / python
        shelf.mkdir(parents=True, exist_ok=True)
        folder = make_program(settings, shelf, (python,))
        for former in folder.parent.iterdir():
            if former != folder:
                shutil.rmtree(former)
        folders.append(folder)
    return folders


def all_offers(settings: Settings) -> tuple[ProgramOffer, ...]:
    """Return the newest program for each Python; what cannot be read is left out."""
    shelves = sorted((settings.home / "kit" / "programs").glob("*"))
    newest = (_newest(shelf) for shelf in shelves)
    return tuple(offer for offer in newest if offer is not None)


def offer_for(
    offers: Iterable[ProgramOffer], reported: Mapping[str, object]
) -> ProgramOffer | None:
    """Return the program that a station should get, by what it said of itself.

    None for a station whose program is no pack, that has this one or a newer one, or that tried it
    in vain.
    """
    runs, date = str(reported.get("program", "")), str(reported.get("program_date", ""))
    known_versions = {runs, reported.get("program_waiting"), reported.get("program_failed")}
    for offer in offers if runs else ():
        is_new = offer.program.date > date and offer.program.version not in known_versions
        if is_new and reported.get("python") in offer.program.pythons:
            return offer
    return None


def find_offer(settings: Settings, offer_digest: str) -> ProgramOffer | None:
    """Return a program by the digest of its manifest."""
    return next((offer for offer in all_offers(settings) if offer.digest == offer_digest), None)


def file_of_offer(offer: ProgramOffer, name: str) -> Path | None:
    """Return a file of a program; None for a name that is not one of its files, or a lost file."""
    is_named = any(file.name == name for file in offer.program.files)
    file = offer.folder / name
    return file if is_named and file.is_file() else None


def _newest(shelf: Path) -> ProgramOffer | None:
    readable = []
    for manifest in sorted((shelf / FOLDER_ON_STICK).glob(f"*/{MANIFEST}")):
        try:
            content, _ = read_signed(manifest.parent)
            program = parse_program(content)
        except LibraryError:
            continue
        readable.append(ProgramOffer(manifest.parent, program, digest(content)))
    return max(readable, key=lambda offer: offer.program.date, default=None)
