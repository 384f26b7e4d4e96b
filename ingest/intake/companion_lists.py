"""Description lists submitted together with deliveries."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from library.accessions import register
from library.accessions.description_lists import is_description_list
from library.accessions.grouping import natural_order


@dataclass(frozen=True, slots=True)
class CompanionLists:
    """Description lists by folder; a list describes its folder and all subfolders."""

    by_folder: dict[Path, Path]
    surplus: tuple[Path, ...] = ()
    """Further lists in folders that already have one."""

    def list_for(self, files: tuple[Path, ...]) -> Path | None:
        """Return the list for a delivery: the nearest in its folder or a parent folder."""
        folder = files[0].parent
        lists = (self.by_folder.get(above) for above in (folder, *folder.parents))
        return next(filter(None, lists), None)


def find_lists(paths: Iterable[Path]) -> CompanionLists:
    """Return the lists among submitted paths: the files given, and all files in given folders."""
    files = sorted({file for path in paths for file in _lists_at(path)}, key=_in_order)
    lists: dict[Path, Path] = {}
    for file in files:
        lists.setdefault(file.parent, file)
    return CompanionLists(lists, tuple(file for file in files if lists[file.parent] != file))


def relative_place(source: str, files: tuple[Path, ...], list_path: Path) -> str:
    """Return the path of a delivery relative to its list's folder, such as `a.pdf` or `số 1`."""
    is_file = len(files) == 1 and register.name_of(files[0]) == source
    relative = (files[0] if is_file else files[0].parent).relative_to(list_path.parent)
    return "/".join(register.name_of(Path(part)) for part in relative.parts) or source


def _lists_at(path: Path) -> Iterable[Path]:
    candidates = path.rglob("[!.]*") if path.is_dir() else (path,)
    return (file for file in candidates if is_description_list(file.name) and file.is_file())


def _in_order(file: Path) -> tuple[str, list[tuple[int, int | str]]]:
    return str(file.parent), natural_order(file.name)
