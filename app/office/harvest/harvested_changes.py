"""Changes at the source of an edited item: compared, taken over or left."""

from collections.abc import Mapping

from flask import abort, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.catalogue.taken_records import TakenRecord, compare
from app.office.harvest.harvest_pages import source_names
from app.services import profiles, services
from app.web.actions import action
from library.catalogue import queries
from library.catalogue.description.field_registry import LABELS
from library.database import reading
from library.harvest import harvests
from library.harvest.models import HarvestedRecord


def show(record_id: int) -> str:
    """Show the values that changed at the source beside our description."""
    with reading(services().database) as session:
        record = harvests.changed_record(session, record_id)
        item = queries.item_record(session, record.item_id)
        profile = profiles(session).get(item.collection)
        comparison = compare(session, item.id, profile, _filled(record.changes))
    return render_template(
        "office/harvest/harvested_change.html",
        record=record,
        item=item,
        compared=comparison,
        emptied=[LABELS.get(name, name) for name, text in record.changes.items() if not text],
        source=source_names().get(record.source, record.source),
    )


@action()
def keep(session: Session, record_id: int) -> tuple[str, str]:
    """Leave our description as it is, and close the changes."""
    record = harvests.changed_record(session, record_id)
    harvests.settle_changes(session, record, current_user.name)
    message = "Giữ mô tả của mình. Nguồn đổi lần nữa thì máy lại báo."
    return message, url_for("office.harvest", harvest_id=record.harvest_id)


def taken_record(item_id: str) -> TakenRecord:
    """Return the chosen values of a changed record of this item."""
    with reading(services().database) as session:
        record = harvests.changed_record(session, request.args.get("thu-hoach", 0, type=int))
    if record.item_id != item_id:
        abort(404)
    field_names = set(request.args.getlist("o"))
    values = {name: text for name, text in _filled(record.changes).items() if name in field_names}
    return TakenRecord(_source(record), record.identifier, values, record.id)


def _source(record: HarvestedRecord) -> str:
    return source_names().get(record.source, record.source)


def _filled(changes: Mapping[str, str | None]) -> dict[str, str]:
    return {name: text for name, text in changes.items() if text}
