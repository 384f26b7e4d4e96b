"""Export of selected items as MARC, MARCXML or Dublin Core; import of records as drafts."""

from collections.abc import Callable, Iterable, Iterator

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.bulk.bulk_collections import collection_titles
from app.office.bulk.uploaded_lists import read_content
from app.office.ingest.upload_names import base_name
from app.services import AppServices, profiles, services
from app.web.attachments import as_download
from app.web.body_limits import receives_files
from library import clock
from library.bulk import import_records, planned_changes, selections
from library.bulk.describe_items import descriptions
from library.catalogue.profiles import profile_of
from library.database import reading, work
from library.exchange import dublin_core
from library.exchange.item_description import Description
from library.exchange.marc21 import marc_writing
from library.exchange.record_reader import read_records

Writer = Callable[[Iterable[Description]], Iterator[bytes]]
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
    upload = request.files.get("tep")
    if upload is None or not upload.filename:
        return _form("Hãy chọn một tệp."), 400
    profile = profile_of(profiles(), request.form.get("bst", ""))
    name = base_name(upload.filename)
    records = read_records(read_content(upload, name), name, profile)
    with reading(services().database) as session:
        plan = import_records.plan(session, records, profile, name)
    with work(services().database) as session:
        change = planned_changes.save(session, plan, current_user.name)
    return redirect(url_for("office.bulk_change", change_id=change.id), code=303)


def _form(refused: str = "") -> str:
    return render_template(
        "office/bulk/import_records.html", collection_titles=collection_titles(), refused=refused
    )


def _send(selection_id: int, write: Writer, kind: str, suffix: str) -> Response:
    with reading(services().database) as session:
        ids = selections.ids(session, selection_id)
    response = Response(_write_records(services(), ids, write), content_type=kind)
    return as_download(response, f"bieu-ghi {clock.today():%Y-%m-%d}.{suffix}")


def _write_records(
    app_services: AppServices, ids: tuple[str, ...], write: Writer
) -> Iterator[bytes]:
    with reading(app_services.database) as session:
        yield from write(descriptions(session, ids))
