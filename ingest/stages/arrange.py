"""Puts the files of a delivery in the order its METS gives, each with what is known of it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from ingest.context import Toolbox
from ingest.ocr_import import mets
from ingest.problems import LayoutTooLargeError, MissingFromPackageError, NoImagesError
from ingest.record import Batch, FileKind, Master
from ingest.stage import stage
from library.accessions.grouping import page_name
from library.exchange.list_rows import row_of
from library.vietnamese.letters import compose

_LARGEST = 256 << 20
_NO_LAYOUT = "METS nhắc đến “{0}” nhưng trong gói không có; chữ được nhận dạng từ ảnh."
_SPEAKING = (FileKind.METS, FileKind.LAYOUT)


@stage(version=1)
def arrange(batch: Batch, tools: Toolbox) -> Batch:
    """Go on with the files that have pages; METS, and words beside images, only speak of them."""
    structure = next((file for file in batch.files if file.kind is FileKind.METS), None)
    if structure is None:
        return replace(batch, files=_with_pages(_paired(batch.files), batch))
    path = tools.master(structure.digest)
    if path.stat().st_size > _LARGEST:
        raise LayoutTooLargeError(structure.name)
    found = mets.read(path.read_bytes(), structure.name)
    about = row_of(0, "", found.told)
    files = _with_pages(_ordered(found.leaves, batch.files) or _paired(batch.files), batch)
    return replace(batch, files=files, told=about.told, other=about.other)


def _with_pages(files: Iterable[Master], batch: Batch) -> tuple[Master, ...]:
    found = tuple(files)
    if batch.files and not any(file.digest for file in found):
        raise NoImagesError(batch.files[0].name)
    return found


def _paired(files: tuple[Master, ...]) -> Iterator[Master]:
    """Give each image with the words that lie beside it under the same name."""
    layouts = {page_name(file.name): file.digest for file in files if file.kind is FileKind.LAYOUT}
    for file in files:
        if file.kind not in _SPEAKING:
            yield replace(file, layout=layouts.get(page_name(file.name), ""))


def _ordered(leaves: tuple[mets.Leaf, ...], files: tuple[Master, ...]) -> list[Master]:
    package = _Package(files)
    return [_page(leaf, package) for leaf in leaves]


def _page(leaf: mets.Leaf, package: "_Package") -> Master:
    image = next(filter(None, map(package.find, leaf.images)), None)
    if image is None:
        name = leaf.images[0]
        return Master(name, "", problem=str(MissingFromPackageError(name)), label=leaf.label)
    layout = package.find(leaf.layout) if leaf.layout else None
    if leaf.layout and layout is None:
        missing = _NO_LAYOUT.format(leaf.layout)
        return replace(image, label=leaf.label, remark=missing)
    return replace(image, layout=layout.digest if layout else "", label=leaf.label)


class _Package:
    """Finds files by the paths METS gives, which often begin elsewhere than the package does."""

    def __init__(self, files: tuple[Master, ...]) -> None:
        self._by_path = {_key(file.name): file for file in files}
        names = Counter(_last(file.name) for file in files)
        self._by_name = {_last(file.name): file for file in files if names[_last(file.name)] == 1}

    def find(self, path: str) -> Master | None:
        """Return the file at this path, or the only one of its name."""
        return self._by_path.get(_key(path)) or self._by_name.get(_last(path))


def _key(path: str) -> str:
    return compose(path).casefold()


def _last(path: str) -> str:
    return PurePosixPath(_key(path)).name
