"""Stage that orders the files of a delivery by its METS and attaches layouts and labels."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from ingest.context import Toolbox
from ingest.intake import delivered_transcripts
from ingest.ocr_import import mets_layout as mets
from ingest.problems import LayoutTooLargeError, MissingFromPackageError, NoImagesError
from ingest.record import Batch, FileKind, Master
from ingest.stage import stage
from library.accessions.grouping import page_name
from library.exchange.list_rows import row_of
from library.vietnamese.letters import compose

_MAX_METS_BYTES = 256 << 20
_NO_LAYOUT = "METS nhắc đến “{0}” nhưng trong gói không có; chữ được nhận dạng từ ảnh."
_WITHOUT_IMAGE = (FileKind.METS, FileKind.LAYOUT)


@stage(version=1)
def arrange(batch: Batch, tools: Toolbox) -> Batch:
    """Keep only files with pages; METS, ALTO and hOCR files become data about those pages."""
    batch = delivered_transcripts.take_out(batch, tools)
    structure = next((file for file in batch.files if file.kind is FileKind.METS), None)
    if structure is None:
        return replace(batch, files=_require_images(_with_layouts(batch.files), batch))
    path = tools.master(structure.digest)
    if path.stat().st_size > _MAX_METS_BYTES:
        raise LayoutTooLargeError(structure.name)
    package = mets.read(path.read_bytes(), structure.name)
    row = row_of(0, "", package.fields)
    files = _require_images(
        _ordered(package.pages, batch.files) or _with_layouts(batch.files), batch
    )
    return replace(batch, files=files, told=row.told, other=row.other)


def _require_images(files: Iterable[Master], batch: Batch) -> tuple[Master, ...]:
    masters = tuple(files)
    if batch.files and not any(file.digest for file in masters):
        raise NoImagesError(batch.files[0].name)
    return masters


def _with_layouts(files: tuple[Master, ...]) -> Iterator[Master]:
    """Yield each image with the layout file of the same name, if there is one."""
    layouts = {page_name(file.name): file.digest for file in files if file.kind is FileKind.LAYOUT}
    for file in files:
        if file.kind not in _WITHOUT_IMAGE:
            yield replace(file, layout=layouts.get(page_name(file.name), ""))


def _ordered(pages: tuple[mets.MetsPage, ...], files: tuple[Master, ...]) -> list[Master]:
    package = _Package(files)
    return [_page(page, package) for page in pages]


def _page(page: mets.MetsPage, package: "_Package") -> Master:
    image = next(filter(None, map(package.find, page.images)), None)
    if image is None:
        name = page.images[0]
        return Master(name, "", problem=str(MissingFromPackageError(name)), label=page.label)
    layout = package.find(page.layout) if page.layout else None
    if page.layout and layout is None:
        missing = _NO_LAYOUT.format(page.layout)
        return replace(image, label=page.label, remark=missing)
    return replace(image, layout=layout.digest if layout else "", label=page.label)


class _Package:
    """Lookup of files by METS paths, whose root often differs from that of the package."""

    def __init__(self, files: tuple[Master, ...]) -> None:
        self._by_path = {_key(file.name): file for file in files}
        names = Counter(_last(file.name) for file in files)
        self._by_name = {_last(file.name): file for file in files if names[_last(file.name)] == 1}

    def find(self, path: str) -> Master | None:
        """Return the file at this path, else the only file with its name; None if neither."""
        return self._by_path.get(_key(path)) or self._by_name.get(_last(path))


def _key(path: str) -> str:
    return compose(path).casefold()


def _last(path: str) -> str:
    return PurePosixPath(_key(path)).name
