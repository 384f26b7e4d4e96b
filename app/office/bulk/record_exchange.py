"""Sends chosen items out as MARC, MARCXML or Dublin Core, and takes records in as drafts."""

from collections.abc import Callable, Iterable, Iterator

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.bulk.bulk_collections import shelves
from app.office.bulk.uploaded_lists import content
from app.office.ingest.upload_names import last_name
from app.services import AppServices, profiles, services
from app.web.attachments import as_download
from library import clock
from library.bulk import import_records, planned_changes, selections
from library.bulk.describe_items import descriptions
from library.catalogue.profiles import profile_of
from library.database import reading, work
from library.exchange import dublin_core, marc_writing
from library.exchange.item_description import Description
from library.exchange.record_reader import read_records

Writer = Callable[[Iterable[Description]], Iterator[bytes]]
_XML = "application/xml; charset=utf-8"


def send_marc(selection_id: int) -> Response:
    """Send chosen items as MARC 21."""
    return _send(selection_id, marc_writing.to_marc, "application/marc", "mrc")


def send_marcxml(selection_id: int) -> Response:
    """Send chosen items as MARCXML."""
    return _send(selection_id, marc_writing.to_marcxml, _XML, "marc.xml")


def send_dc(selection_id: int) -> Response:
    """Send chosen items as Dublin Core."""
    return _send(selection_id, dublin_core.to_xml, _XML, "dc.xml")


def show() -> str:
    """Ask for a file of records, and for the collection they are to be drafts of."""
    return _form()


def take_in() -> ResponseReturnValue:
    """Read a file of records, and show which drafts would be made."""
    given = request.files.get("tep")
    if given is None or not given.filename:
        return _form("Hãy chọn một tệp."), 400
    profile = profile_of(profiles(), request.form.get("bst", ""))
    name = last_name(given.filename)
    sheet = read_records(content(given, name), name, profile)
    with reading(services().database) as session:
        plan = import_records.plan(session, sheet, profile, name)
    with work(services().database) as session:
        change = planned_changes.keep(session, plan, current_user.name)
    return redirect(url_for("office.bulk_change", change_id=change.id), code=303)


def _form(refused: str = "") -> str:
    return render_template("office/bulk/import_records.html", shelves=shelves(), refused=refused)


def _send(selection_id: int, write: Writer, kind: str, suffix: str) -> Response:
    with reading(services().database) as session:
        ids = selections.ids(session, selection_id)
    sent = Response(_written(services(), ids, write), content_type=kind)
    return as_download(sent, f"bieu-ghi {clock.today():%Y-%m-%d}.{suffix}")


def _written(opened: AppServices, ids: tuple[str, ...], write: Writer) -> Iterator[bytes]:
    with reading(opened.database) as session:
        yield from write(descriptions(session, ids))
