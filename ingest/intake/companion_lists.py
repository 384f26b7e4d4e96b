"""Finds the lists of descriptions that lie beside what is handed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from library.accessions import register
from library.accessions.description_lists import is_sheet
from library.accessions.grouping import natural_order


@dataclass(frozen=True, slots=True)
class Lists:
    """Which list describes the files of a folder and of the folders in it."""

    by_folder: dict[Path, Path]
    one_too_many: tuple[Path, ...] = ()
    """Lists in folders that have one already."""

    def beside(self, files: tuple[Path, ...]) -> Path | None:
        """Return the list for a delivery: the nearest on the way up from where it lies."""
        folder = files[0].parent
        found = (self.by_folder.get(above) for above in (folder, *folder.parents))
        return next(filter(None, found), None)


def lists_among(paths: Iterable[Path]) -> Lists:
    """Find the lists among what is handed in: files that are named, and all in named folders."""
    found = sorted({file for path in paths for file in _lists_at(path)}, key=_in_order)
    chosen: dict[Path, Path] = {}
    for file in found:
        chosen.setdefault(file.parent, file)
    return Lists(chosen, tuple(file for file in found if chosen[file.parent] != file))


def place_of(source: str, files: tuple[Path, ...], beside: Path) -> str:
    """Return where a delivery lies, seen from the folder of its list: `a.pdf`, `số 1`."""
    is_file = len(files) == 1 and register.name_of(files[0]) == source
    seen = (files[0] if is_file else files[0].parent).relative_to(beside.parent)
    return "/".join(register.name_of(Path(part)) for part in seen.parts) or source


def _lists_at(path: Path) -> Iterable[Path]:
    candidates = path.rglob("[!.]*") if path.is_dir() else (path,)
    return (file for file in candidates if is_sheet(file.name) and file.is_file())


def _in_order(file: Path) -> tuple[str, list[tuple[int, int | str]]]:
    return str(file.parent), natural_order(file.name)
