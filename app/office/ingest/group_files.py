"""Sorts what came in one upload: images that are one thing, documents, lists of descriptions."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from library.accessions.description_lists import is_sheet
from library.accessions.grouping import BEGINNING, Sort, bundles, sort_of
from library.accessions.register import DeliveredFile, Delivery
from library.storage.content_store import ContentStore


@dataclass(frozen=True, slots=True)
class Found:
    """What came in one upload."""

    deliveries: tuple[Delivery, ...]
    empty: tuple[str, ...]
    """Names of what had nothing in it."""
    sheets: tuple[DeliveredFile, ...]
    """Lists of descriptions; the first is used."""


def sorted_out(kept: Iterable[DeliveredFile], title: str, masters: ContentStore) -> Found:
    """Say what an upload is; `title` is what its images together are called."""
    files = tuple(kept)
    sheets = tuple(file for file in files if is_sheet(file.name))
    material = [file for file in files if not is_sheet(file.name)]
    found = tuple(_deliveries(material, title, masters))
    filled = tuple(one for one in found if any(file.bytes for file in one.files))
    empty = tuple(one.source for one in found if one not in filled)
    return Found(filled, empty, sheets)


def _deliveries(
    files: list[DeliveredFile], title: str, masters: ContentStore
) -> Iterator[Delivery]:
    by_path = dict(_told_apart(files))
    sorts = [(path, _sort(file, masters)) for path, file in by_path.items()]
    left = set(by_path)
    for named_by, paths in bundles(sorts):
        inside = tuple(by_path[path] for path in paths)
        yield Delivery(
            by_path[named_by].name if named_by in by_path else _named(inside, title), inside
        )
        left.difference_update(paths)
    for path in sorted(left):  # the workshop says what is wrong with them
        yield Delivery(by_path[path].name, (by_path[path],))


def _told_apart(files: list[DeliveredFile]) -> Iterator[tuple[PurePath, DeliveredFile]]:
    """Give each file a path of its own: two folders may have files of the same name."""
    seen: Counter[str] = Counter()
    for file in files:
        folder = str(seen[file.name]) if seen[file.name] else ""
        seen[file.name] += 1
        yield PurePath(folder, file.name), file


def _sort(file: DeliveredFile, masters: ContentStore) -> Sort:
    with masters.path(file.digest).open("rb") as content:
        return sort_of(file.name, content.read(BEGINNING)) or Sort.DOCUMENT


def _named(inside: tuple[DeliveredFile, ...], title: str) -> str:
    images = (file.name for file in inside if sort_of(file.name, b"") is Sort.IMAGE)
    return title or next(images, inside[0].name)
