"""Grouping of uploaded files into image bundles, documents and description lists."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from library.accessions.description_lists import is_description_list
from library.accessions.grouping import SNIFF_BYTES, FileType, detect_type, group_deliveries
from library.accessions.register import DeliveredFile, Delivery
from library.storage.content_store import ContentStore


@dataclass(frozen=True, slots=True)
class GroupedFiles:
    """Files of one upload, grouped into deliveries and lists."""

    deliveries: tuple[Delivery, ...]
    empty: tuple[str, ...]
    """Names of the deliveries without content."""
    sheets: tuple[DeliveredFile, ...]
    """Description lists; only the first is used."""


def group_files(
    delivered_files: Iterable[DeliveredFile], title: str, masters: ContentStore
) -> GroupedFiles:
    """Group the files of an upload; `title` names a bundle of images."""
    files = tuple(delivered_files)
    sheets = tuple(file for file in files if is_description_list(file.name))
    material = [file for file in files if not is_description_list(file.name)]
    deliveries = tuple(_deliveries(material, title, masters))
    filled_deliveries = tuple(
        delivery for delivery in deliveries if any(file.bytes for file in delivery.files)
    )
    empty = tuple(delivery.source for delivery in deliveries if delivery not in filled_deliveries)
    return GroupedFiles(filled_deliveries, empty, sheets)


def _deliveries(
    files: list[DeliveredFile], title: str, masters: ContentStore
) -> Iterator[Delivery]:
    by_path = dict(_unique_paths(files))
    sorts = [(path, _sort(file, masters)) for path, file in by_path.items()]
    remaining = set(by_path)
    for named_by, paths in group_deliveries(sorts):
        inside = tuple(by_path[path] for path in paths)
        yield Delivery(
            by_path[named_by].name if named_by in by_path else _delivery_name(inside, title), inside
        )
        remaining.difference_update(paths)
    for path in sorted(remaining):  # the pipeline reports the problem
        yield Delivery(by_path[path].name, (by_path[path],))


def _unique_paths(files: list[DeliveredFile]) -> Iterator[tuple[PurePath, DeliveredFile]]:
    """Yield each file with a unique path, because two folders may contain the same file name."""
    name_counts: Counter[str] = Counter()
    for file in files:
        folder = str(name_counts[file.name]) if name_counts[file.name] else ""
        name_counts[file.name] += 1
        yield PurePath(folder, file.name), file


def _sort(file: DeliveredFile, masters: ContentStore) -> FileType:
    with masters.path(file.digest).open("rb") as content:
        return detect_type(file.name, content.read(SNIFF_BYTES)) or FileType.DOCUMENT


def _delivery_name(inside: tuple[DeliveredFile, ...], title: str) -> str:
    images = (file.name for file in inside if detect_type(file.name, b"") is FileType.IMAGE)
    return title or next(images, inside[0].name)
