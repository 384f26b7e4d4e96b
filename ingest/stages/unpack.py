"""Stage that extracts archives and portfolios, and converts documents to PDF."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import BinaryIO

from ingest.context import Toolbox
from ingest.convert.to_pdf import convert_to_pdf
from ingest.problems import NestedArchiveError, NothingInArchiveError, ProblemError
from ingest.record import Batch, FileKind, Master, Part
from ingest.stage import stage
from ingest.stages.receive import with_kind
from ingest.tools import archive, pdf, pdf_portfolio
from ingest.tools.archive import Archive
from library.accessions.description_lists import is_description_list
from library.accessions.grouping import (
    SNIFF_BYTES,
    detect_type,
    group_deliveries,
    is_user_file,
    natural_order,
)

_MAX_DEPTH = 3
_WITHOUT_PAGES = (FileKind.OFFICE, FileKind.TEXT, FileKind.WEB)


@stage(version=6)
def unpack(batch: Batch, tools: Toolbox) -> Batch:
    """Replace archives, portfolios and documents by the PDFs and images they contain or become.

    The masters stay unchanged; converted files are stored among the derivatives. An archive with
    one document or folder of images is treated as that. If it holds several, each becomes a part,
    and its files become masters.
    """
    if [file.kind for file in batch.files] == [FileKind.ARCHIVE]:
        batch = _unpacked(batch, batch.files[0], tools)
    return replace(
        batch,
        files=tuple(
            page_file for file in batch.files for page_file in _files_with_pages(file, tools)
        ),
    )


def _unpacked(batch: Batch, file: Master, tools: Toolbox) -> Batch:
    with archive.open_archive(tools.master(file.digest), file.name) as inside:
        paths = [path for path in inside.paths if is_user_file(path)]
        groups = tuple(_bundles(inside, paths))
        if not groups:
            raise NothingInArchiveError(file.name)
        tools.make_room(inside.bytes)
        list_paths = sorted(filter(_is_description_list, paths), key=lambda path: len(path.parts))
        if len(groups) > 1 or list_paths:
            return _split_into_parts(batch, inside, groups, list_paths[:1], tools)
        named_by, images = groups[0]
        files = _extract(images, inside, tools.keep_stream)
    source = named_by.name or PurePath(file.name).stem
    return replace(batch, source=source, files=tuple(with_kind(master, tools) for master in files))


def _split_into_parts(
    batch: Batch,
    inside: Archive,
    groups: Sequence[tuple[PurePath, list[PurePath]]],
    list_paths: Sequence[PurePath],
    tools: Toolbox,
) -> Batch:
    """Return the delivery with its parts and its description list."""
    inside.check([*list_paths, *(path for _, paths in groups for path in paths)])
    lists = _extract(list_paths, inside, tools.receive)
    list_folder = list_paths[0].parent if list_paths else PurePath()
    parts = []
    for named_by, paths in groups:
        source = named_by.name or PurePath(batch.source).stem
        place = (
            named_by.relative_to(list_folder)
            if named_by.is_relative_to(list_folder)
            else PurePath()
        )
        files = _extract(paths, inside, tools.receive)
        parts.append(Part(source, files, str(place) if place.name else source))
    return replace(batch, files=(), parts=tuple(parts), beside=lists[0] if lists else None)


def _bundles(
    inside: Archive, paths: Sequence[PurePath]
) -> Iterator[tuple[PurePath, list[PurePath]]]:
    material = (path for path in paths if not _is_description_list(path))
    sorts = (
        (path, detect_type(path.name, inside.beginning(path, SNIFF_BYTES))) for path in material
    )
    yield from group_deliveries((path, sort) for path, sort in sorts if sort)


def _is_description_list(path: PurePath) -> bool:
    return is_description_list(path.name)


def _extract(
    paths: Sequence[PurePath], inside: Archive, keep: Callable[[BinaryIO], str]
) -> tuple[Master, ...]:
    files = []
    for path in paths:
        folder = paths[0].parent
        name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
        with inside.file(path) as content:
            files.append(Master(name, keep(content)))
    return tuple(files)


def _files_with_pages(file: Master, tools: Toolbox, depth: int = 0) -> Iterator[Master]:
    """Yield the files with pages in a file; nested portfolios are opened up to `_MAX_DEPTH`."""
    try:
        inside = _portfolio_files(file, tools) if file.kind is FileKind.PDF else []
        if inside and depth == _MAX_DEPTH:
            raise NestedArchiveError(file.name)
        if not inside:
            yield _converted(file, tools)
    except ProblemError as error:
        yield replace(file, problem=str(error))
        return
    for attachment in inside:
        yield from _files_with_pages(attachment, tools, depth + 1)


def _portfolio_files(file: Master, tools: Toolbox) -> list[Master]:
    path = tools.master(file.digest)
    if not pdf.has_attachments(path):
        return []
    documents = sorted(
        pdf_portfolio.extract_documents(path), key=lambda document: natural_order(document[0])
    )
    return [with_kind(Master(name, tools.keep(content)), tools) for name, content in documents]


def _converted(file: Master, tools: Toolbox) -> Master:
    """Return the file itself if it has pages, else the PDF it is converted to."""
    if file.kind is FileKind.ARCHIVE:
        return replace(file, problem=str(NestedArchiveError(file.name)))
    if file.kind not in _WITHOUT_PAGES:
        return file
    document = convert_to_pdf(tools.master(file.digest), file.kind, file.name)
    return replace(file, kind=FileKind.PDF, digest=tools.keep(document.pdf), remark=document.remark)
