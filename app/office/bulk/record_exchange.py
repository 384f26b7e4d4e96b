"""Records and tables in and out: exports, imports as drafts, files in a ZIP, edited tables."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence

from flask import (
    Response,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from app.interfaces.identity import item_address
from app.office.bulk.bulk_collections import collection_titles, rules
from app.office.bulk.bulk_labels import RULES
from app.office.ingest.group_files import group_files
from app.office.ingest.upload_names import base_name
from app.services import AppServices, profiles, services
from app.web.attachments import XLSX, as_download
from app.web.body_limits import receives_files
from app.web.record_files import are_records
from library import clock
from library.accessions.register import DeliveredFile
from library.bulk import planned_changes, selections
from library.bulk.problems import BadMappingError
from library.catalogue import cataloguing
from library.catalogue.description.field_registry import LABELS
from library.catalogue.models import Access
from library.catalogue.profiles import profile_of
from library.database import reading, work
from library.errors import LibraryError
from library.exchange import dublin_core
from library.exchange.filled_sheets import read_edited_list
from library.exchange.item_description import Description
from library.exchange.marc21 import marc_writing
from library.exchange.problems import SheetTooHeavyError
from library.exchange.records.item_descriptions import descriptions
from library.exchange.records.record_drafts import GivenRights
from library.exchange.streamed_tables import csv_lines, write_book
from library.incoming import column_mappings, export, import_plan, import_tables, reimport
from library.incoming.columns import columns
from library.incoming.import_plan import Target
from library.incoming.import_tables import ImportTable
from library.incoming.item_files import ItemFiles, open_item_files
from library.incoming.list_tables import read_table
from library.incoming.matches import Key, Rule
from library.incoming.record_reader import is_list, read_records
from library.jobs import late_scans

Writer = Callable[[Iterable[Description]], Iterator[bytes]]
_MAX_SENDER = 100
_XML = "application/xml; charset=utf-8"


def send_marc(selection_id: int) -> Response:
    """Send the selected items as MARC 21."""
    return _send(selection_id, marc_writing.to_marc, "application/marc", "mrc")


def send_marcxml(selection_id: int) -> Response:
    """Send the selected items as MARCXML."""
    return _send(selection_id, marc_writing.to_marcxml, _XML, "marc.xml")


def send_dc(selection_id: int) -> Response:
    """Send the selected items as Dublin Core."""
    return _send(selection_id, dublin_core.to_xml, _XML, "dc.xml")


def show() -> str:
    """Show the import form: a file of records and the target collection."""
    return _form()


@receives_files
def take_in() -> ResponseReturnValue:
    """Read a file of records and show the drafts that it would create."""
    upload, pasted = request.files.get("tep"), request.form.get("dan", "").strip("\r\n")
    if not (upload and upload.filename) and not pasted:
        return _form("Hãy chọn một tệp, hoặc dán bảng."), 400
    rights = _given_rights()
    if rights is None:
        return _form(without_access=True), 400
    profile = profile_of(profiles(), request.form.get("bst", ""))
    if upload and upload.filename:
        name = base_name(upload.filename)
        content = read_content(upload, name)
    else:
        name, content = "bảng dán.tsv", pasted.encode()
    with reading(services().database) as session:
        mapping = column_mappings.fields_by_heading(session)
    if is_list(content, name):
        sender = " ".join(request.form.get("noi-gui", "").split())[:_MAX_SENDER]
        cells = read_table(content, name, profile, mapping)
        table = ImportTable(name, sender, profile.slug, rights, cells)
        with reading(services().database) as session:
            table = import_tables.with_remembered_columns(session, table)
            table, plan = import_tables.plan_of(session, table, profile)
        with work(services().database) as session:
            change = import_tables.start(session, table, plan, current_user.name)
    else:
        records = read_records(content, name, profile, mapping)
        with reading(services().database) as session:
            plan = import_plan.plan(session, records, Target(profile, rights, _rules()), name)
        with work(services().database) as session:
            change = planned_changes.save(session, plan, current_user.name)
    return redirect(url_for("office.bulk_change", change_id=change.id), code=303)


def show_mappings() -> str:
    """Show the remembered columns and subfields of other software."""
    return _mapping_page(request.args.get("cot", ""))


def set_mapping() -> ResponseReturnValue:
    """Remember the field of a column or subfield, or forget it."""
    column, field = request.form.get("cot", ""), request.form.get("o", "")
    try:
        with work(services().database) as session:
            if "bo" in request.form:
                column_mappings.forget(session, request.form["bo"], current_user.name)
            else:
                _check_field(field)
                column_mappings.remember(session, column, field, current_user.name)
    except BadMappingError as error:
        flash(str(error), "bad")
        return _mapping_page(column), error.status
    flash("Đã ghi nhớ; các lần nhập sau dùng ngay.", "good")
    return redirect(url_for("office.mappings"), code=303)


def _check_field(field: str) -> None:
    if field not in mappable_fields():
        raise BadMappingError(field[:60])


def mappable_fields() -> dict[str, str]:
    """Return the labels of the fields to which a column can go; the empty one leaves it out."""
    return {"": "(bỏ cột này)", **LABELS, **rules().own}


def _mapping_page(column: str) -> str:
    with reading(services().database) as session:
        mappings = column_mappings.remembered(session)
    return render_template(
        "office/bulk/column_mappings.html",
        remembered=mappings,
        fields=mappable_fields(),
        written=column,
    )


def _given_rights() -> GivenRights | None:
    """Return the rights stated in the form; None if nobody was chosen who may read."""
    access = request.form.get("noi-doc", "")
    licence = request.form.get("quyen", "").strip() or None
    return GivenRights(Access(access), licence) if access in tuple(Access) else None


def _rules() -> dict[Key, Rule]:
    """Return the rule for records of held items; without one each record becomes a draft."""
    rule = request.form.get("luat", "")
    return dict.fromkeys(Key, Rule(rule)) if rule in tuple(Rule) else {}


def _form(reason: str = "", *, without_access: bool = False) -> str:
    with reading(services().database) as session:
        senders = import_tables.senders(session)
    return render_template(
        "office/bulk/import_records.html",
        collection_titles=collection_titles(),
        refused=reason,
        without_access=without_access,
        accesses=tuple(Access),
        senders=senders,
        rule_labels=RULES,
        chosen=request.form,
    )


def _send(selection_id: int, write: Writer, kind: str, suffix: str) -> Response:
    with reading(services().database) as session:
        ids = selections.ids(session, selection_id)
    content = stream_with_context(_write_records(services(), ids, write))
    response = Response(content, content_type=kind)
    return as_download(response, f"bieu-ghi {clock.today():%Y-%m-%d}.{suffix}")


def _write_records(
    app_services: AppServices, ids: tuple[str, ...], write: Writer
) -> Iterator[bytes]:
    with reading(app_services.database) as session:
        yield from write(descriptions(session, ids, item_address))


_MAX_BYTES = 200_000_000
"""Several times the size of fifty thousand full records."""


def read_content(upload: FileStorage, name: str) -> bytes:
    """Return the bytes of an uploaded file; raise SheetTooHeavyError if it is too large."""
    data = upload.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise SheetTooHeavyError(name)
    return data


_MAX_PROBLEMS = 10
_SEVERAL = "có nhiều tài liệu trong thư mục của nó; hãy nộp từng tệp ở trang của biểu ghi"


@receives_files
def receive_files(change_id: int) -> ResponseReturnValue:
    """Enter the files of a ZIP file as deliveries for the records of an import."""
    upload = request.files.get("tep")
    if upload is None or not upload.filename:
        flash("Hãy chọn tệp ZIP.", "bad")
        return _back(change_id)
    with reading(services().database) as session:
        sources = import_plan.sources_of(session, change_id)
    with open_item_files(upload.stream, base_name(upload.filename)) as files:
        entered_count, problems = _enter_all(files, sources)
    flash(_summary(entered_count, len(sources)), "good" if entered_count else "bad")
    for problem in problems[:_MAX_PROBLEMS]:
        flash(problem, "bad")
    return _back(change_id)


def _enter_all(files: ItemFiles, sources: Sequence[tuple[str, str]]) -> tuple[int, list[str]]:
    """Return the number of records that got their files, and the problems of the others."""
    entered_count, problems = 0, []
    for item_id, source in sources:
        if not (members := files.members_of(source)):
            continue
        try:
            _enter(item_id, tuple(_stored(files, members)))
            entered_count += 1
        except LibraryError as error:
            problems.append(f"{source}: {error}")
    return entered_count, problems


def _stored(files: ItemFiles, members: tuple[str, ...]) -> Iterator[DeliveredFile]:
    for member in members:
        with files.open(member) as content:
            digest = services().masters.put_stream(content)
        yield DeliveredFile(base_name(member), digest, files.size(member))


def _enter(item_id: str, delivered_files: tuple[DeliveredFile, ...]) -> None:
    groups = group_files(delivered_files, "", services().masters)
    if len(groups.deliveries) != 1:
        raise SeveralDocumentsError(_SEVERAL)
    (delivery,) = groups.deliveries
    with work(services().database) as session:
        item = cataloguing.find_item(session, item_id)
        late_scans.enter_for(session, item, delivery, by=current_user.name)


def _summary(entered_count: int, total: int) -> str:
    return (
        f"Đã nhận tệp cho {entered_count} trên {total} biểu ghi; xưởng đang làm, "
        "trừ tài liệu đã công bố cần hai người: phần ấy chờ duyệt. "
        "Biểu ghi đã có trang thì không hoàn tác được cùng lần nhập."
        if entered_count
        else "Không tệp nào trong ZIP mang tên hay mã của các biểu ghi này."
    )


def _back(change_id: int) -> ResponseReturnValue:
    return redirect(url_for("office.bulk_change", change_id=change_id), code=303)


class SeveralDocumentsError(LibraryError):
    """The files of one record are several documents."""

    message = "{0}"
    status = 422


_MEMORY_LIMIT_BYTES = 4_000_000


def send_xlsx(selection_id: int) -> Response:
    """Send the selected items as an XLSX workbook for editing."""
    titles, own_labels = collection_titles(), rules().own
    with reading(services().database) as session:
        ids = selections.ids(session, selection_id)
        file = tempfile.SpooledTemporaryFile(max_size=_MEMORY_LIMIT_BYTES)  # noqa: SIM115  (sent, then closed)
        rows = export.rows(session, ids, titles, own_labels)
        write_book(file, "Tài liệu", columns(own_labels), rows, to_edit=True)
    file.seek(0)
    return as_download(send_file(file, mimetype=XLSX), _name("xlsx"))


def send_csv(selection_id: int) -> Response:
    """Send the selected items as a CSV file for editing."""
    with reading(services().database) as session:
        ids = selections.ids(session, selection_id)
    csv_rows = _lines(services(), ids, collection_titles(), rules().own)
    response = Response(csv_rows, content_type="text/csv; charset=utf-8")
    return as_download(response, _name("csv"))


def show_round_trip() -> str:
    """Show the upload form for an edited spreadsheet."""
    return render_template("office/bulk/reimport.html")


@receives_files
def take_back() -> ResponseReturnValue:
    """Compare an edited spreadsheet with the catalogue and show the planned changes."""
    upload = request.files.get("bang")
    if upload is None or not upload.filename:
        return _refused("Hãy chọn một tệp."), 400
    name = base_name(upload.filename)
    content = read_content(upload, name)
    if are_records(content):
        return _refused(f"“{name}” là tệp biểu ghi, không phải bảng đã xuất.", records=True), 422
    try:
        table = read_edited_list(content, name)
        with reading(services().database) as session:
            plan = reimport.plan(session, table, name, rules())
    except LibraryError as error:
        return _refused(str(error)), error.status
    with work(services().database) as session:
        change = planned_changes.save(session, plan, current_user.name)
    return redirect(url_for("office.bulk_change", change_id=change.id), code=303)


def _refused(reason: str, *, records: bool = False) -> str:
    return render_template("office/bulk/reimport.html", refused=reason, records=records)


def _lines(
    app_services: AppServices,
    ids: tuple[str, ...],
    titles: dict[str, str],
    own_labels: dict[str, str],
) -> Iterator[bytes]:
    with reading(app_services.database) as session:
        yield from csv_lines(columns(own_labels), export.rows(session, ids, titles, own_labels))


def _name(suffix: str) -> str:
    return f"tai-lieu {clock.today():%Y-%m-%d}.{suffix}"
