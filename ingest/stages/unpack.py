"""Stage that extracts archives and portfolios, and converts documents to PDF."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import BinaryIO

from ingest.context import Toolbox
from ingest.convert import epub, mail_files
from ingest.convert.to_pdf import convert_mail, convert_to_pdf
from ingest.intake.delivered_transcripts import with_transcripts
from ingest.problems import (
    NestedArchiveError,
    NestedTooDeepError,
    NothingInArchiveError,
    ProblemError,
)
from ingest.record import Batch, FileKind, Master, Part
from ingest.stage import stage
from ingest.stages.receive import with_kind
from ingest.tools import archive, pdf
from ingest.tools.archive import Archive
from library.accessions.description_lists import is_description_list
from library.accessions.grouping import (
    SNIFF_BYTES,
    FileType,
    detect_type,
    group_deliveries,
    is_user_file,
    natural_order,
)
from library.accessions.refused_files import refusal

_MAX_DEPTH = 3
_CHECK = "Hãy kiểm tra lại tệp rồi nộp lại."
_WITHOUT_PAGES = (FileKind.OFFICE, FileKind.TEXT, FileKind.WEB, FileKind.EPUB)
_MAX_NAMED = 3
"""Left out files that are named with the reason; the others are only counted."""


@stage(version=9)
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
        types = {path: _type(inside, path) for path in paths if not _is_description_list(path)}
        sorts = ((path, sort) for path, sort in types.items() if sort)
        groups = tuple(group_deliveries(sorts, is_root_named=True))
        refusals = _refusals(inside, [path for path, sort in types.items() if sort is None])
        if not groups:
            raise NothingInArchiveError(file.name, refusals or _CHECK)
        tools.make_room(inside.bytes)
        list_paths = sorted(filter(_is_description_list, paths), key=lambda path: len(path.parts))
        if len(groups) > 1 or list_paths:
            batch = replace(batch, left_out=refusals)
            return _split_into_parts(batch, inside, groups, list_paths[:1], tools)
        named_by, images = groups[0]
        files = _extract(images, inside, tools.keep_stream)
    source = named_by.name or PurePath(file.name).stem
    files = (replace(files[0], remark=refusals or None), *files[1:])
    masters = with_transcripts(with_kind(master, tools) for master in files)
    return replace(batch, source=source, files=masters)


def _type(inside: Archive, path: PurePath) -> FileType | None:
    return detect_type(path.name, inside.beginning(path, SNIFF_BYTES))


def _refusals(inside: Archive, paths: Sequence[PurePath]) -> str:
    """Return the sentences about files that are left out, in the words of every other door."""
    named = [refusal(path.name, inside.beginning(path, SNIFF_BYTES)) for path in paths[:_MAX_NAMED]]
    more = len(paths) - len(named)
    return " ".join([*named, *([f"Còn {more} tệp khác không nhận."] if more else ())])


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
    """Yield the files with pages in a file; those in it are opened up to `_MAX_DEPTH`."""
    try:
        if file.kind is FileKind.MAIL and depth == _MAX_DEPTH:
            raise NestedTooDeepError(file.name)
        inside = _FILES_INSIDE[file.kind](file, tools) if file.kind in _FILES_INSIDE else []
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
    documents = sorted(pdf.extract_documents(path), key=lambda document: natural_order(document[0]))
    return [with_kind(Master(name, tools.keep(content)), tools) for name, content in documents]


def _mail_files(file: Master, tools: Toolbox) -> list[Master]:
    """Return a mail as a PDF, and the documents attached to it."""
    mail = mail_files.read(tools.master(file.digest), file.name)
    letter = convert_mail(mail, file.name)
    attached = [
        with_kind(Master(name, tools.keep(content)), tools) for name, content in mail.attachments
    ]
    pdf_file = Master(file.name, tools.keep(letter.pdf), FileKind.PDF, remark=letter.remark)
    return [pdf_file, *attached]


_FILES_INSIDE = {FileKind.PDF: _portfolio_files, FileKind.MAIL: _mail_files}


def _converted(file: Master, tools: Toolbox) -> Master:
    """Return the file itself if it has pages, else the PDF it is converted to."""
    if file.kind is FileKind.ARCHIVE:
        return replace(file, problem=str(NestedArchiveError(file.name)))
    if file.kind not in _WITHOUT_PAGES:
        return file
    document = convert_to_pdf(tools.master(file.digest), file.kind, file.name)
    remark = " ".join(filter(None, (file.remark, document.remark))) or None
    is_book = file.kind is FileKind.EPUB
    described = epub.described(tools.master(file.digest), file.name) if is_book else ()
    pdf_file = Master(file.name, tools.keep(document.pdf), FileKind.PDF, remark=remark)
    return replace(pdf_file, label=file.label, layout=file.layout, described=described)
