"""Takes out what a delivery has inside, and makes pages of what has none."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import BinaryIO

from ingest.context import Toolbox
from ingest.convert.to_pdf import printed
from ingest.problems import NestedArchiveError, NothingInArchiveError, ProblemError
from ingest.record import Batch, FileKind, Master, Part
from ingest.stage import stage
from ingest.stages.receive import judged
from ingest.tools import archive, pdf, pdf_portfolio
from ingest.tools.archive import Archive
from library.accessions.description_lists import is_sheet
from library.accessions.grouping import BEGINNING, bundles, is_material, natural_order, sort_of

_DEEPEST = 3
_WITHOUT_PAGES = (FileKind.OFFICE, FileKind.TEXT, FileKind.WEB)


@stage(version=4)
def unpack(batch: Batch, tools: Toolbox) -> Batch:
    """Go on with PDFs and images only: those in archives and portfolios, and those of documents.

    The masters stay as they are; what is made of them is kept among the derivatives. An archive
    that holds one thing (a folder of images, a document) is that thing. Of one that holds several
    each is a part, and its files become masters.
    """
    if [file.kind for file in batch.files] == [FileKind.ARCHIVE]:
        batch = _unpacked(batch, batch.files[0], tools)
    return replace(batch, files=tuple(one for file in batch.files for one in _opened(file, tools)))


def _unpacked(batch: Batch, file: Master, tools: Toolbox) -> Batch:
    with archive.opened(tools.master(file.digest), file.name) as inside:
        paths = [path for path in inside.paths if is_material(path)]
        found = tuple(_bundles(inside, paths))
        if not found:
            raise NothingInArchiveError(file.name)
        tools.make_room(inside.bytes)
        sheets = sorted(filter(_is_sheet, paths), key=lambda path: len(path.parts))
        if len(found) > 1 or sheets:
            return _parted(batch, inside, found, sheets[:1], tools)
        named_by, images = found[0]
        files = _taken_out(images, inside, tools.keep_stream)
    source = named_by.name or PurePath(file.name).stem
    return replace(batch, source=source, files=tuple(judged(one, tools) for one in files))


def _parted(
    batch: Batch,
    inside: Archive,
    found: Sequence[tuple[PurePath, list[PurePath]]],
    sheets: Sequence[PurePath],
    tools: Toolbox,
) -> Batch:
    """Return the parts of a delivery, and the list that describes those in its folder."""
    inside.check([*sheets, *(path for _, paths in found for path in paths)])
    beside = _taken_out(sheets, inside, tools.receive)
    desk = sheets[0].parent if sheets else PurePath()
    parts = []
    for named_by, paths in found:
        source = named_by.name or PurePath(batch.source).stem
        place = named_by.relative_to(desk) if named_by.is_relative_to(desk) else PurePath()
        files = _taken_out(paths, inside, tools.receive)
        parts.append(Part(source, files, str(place) if place.name else source))
    return replace(batch, files=(), parts=tuple(parts), beside=beside[0] if beside else None)


def _bundles(
    inside: Archive, paths: Sequence[PurePath]
) -> Iterator[tuple[PurePath, list[PurePath]]]:
    material = (path for path in paths if not _is_sheet(path))
    sorts = ((path, sort_of(path.name, inside.beginning(path, BEGINNING))) for path in material)
    yield from bundles((path, sort) for path, sort in sorts if sort)


def _is_sheet(path: PurePath) -> bool:
    return is_sheet(path.name)


def _taken_out(
    paths: Sequence[PurePath], inside: Archive, keep: Callable[[BinaryIO], str]
) -> tuple[Master, ...]:
    files = []
    for path in paths:
        folder = paths[0].parent
        name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
        with inside.file(path) as content:
            files.append(Master(name, keep(content)))
    return tuple(files)


def _opened(file: Master, tools: Toolbox, deep: int = 0) -> Iterator[Master]:
    """Give what has pages of a file: a portfolio may be in a portfolio, but not for ever."""
    try:
        inside = _portfolio(file, tools) if file.kind is FileKind.PDF else []
        if inside and deep == _DEEPEST:
            raise NestedArchiveError(file.name)
        if not inside:
            yield _printed(file, tools)
    except ProblemError as error:
        yield replace(file, problem=str(error))
        return
    for one in inside:
        yield from _opened(one, tools, deep + 1)


def _portfolio(file: Master, tools: Toolbox) -> list[Master]:
    path = tools.master(file.digest)
    if not pdf.has_attachments(path):
        return []
    documents = sorted(pdf_portfolio.documents_in(path), key=lambda one: natural_order(one[0]))
    return [judged(Master(name, tools.keep(content)), tools) for name, content in documents]


def _printed(file: Master, tools: Toolbox) -> Master:
    """Return a file that has pages: the same, or the PDF that is made of it."""
    if file.kind is FileKind.ARCHIVE:
        return replace(file, problem=str(NestedArchiveError(file.name)))
    if file.kind not in _WITHOUT_PAGES:
        return file
    made = printed(tools.master(file.digest), file.kind, file.name)
    return replace(file, kind=FileKind.PDF, digest=tools.keep(made.pdf), remark=made.remark)
