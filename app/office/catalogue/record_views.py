"""Shows staff the record of an item as other libraries will read it: MARC 21 and Dublin Core."""

from flask import render_template

from app.services import services
from library.bulk.describe_items import descriptions
from library.catalogue import queries
from library.database import reading
from library.exchange.record_views import dublin_core_lines, marc_lines


def show(item_id: str) -> str:
    """Show the same record in both forms."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        (told,) = descriptions(session, (item_id,))
    return render_template(
        "office/catalogue/record_views.html",
        record=record,
        forms=(
            ("MARC 21", tuple(marc_lines(told))),
            ("Dublin Core", tuple(dublin_core_lines(told))),
        ),
    )
