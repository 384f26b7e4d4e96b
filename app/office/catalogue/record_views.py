"""Record of an item in MARC 21, Dublin Core and ISBD, as other libraries receive it."""

from flask import render_template

from app.services import services
from library.catalogue import queries
from library.database import reading
from library.exchange.marc21.isbd import isbd
from library.exchange.marc21.marc_writing import to_record
from library.exchange.marc21.record_lines import dublin_core_lines, marc_lines
from library.exchange.records.item_descriptions import descriptions


def show(item_id: str) -> str:
    """Show the record in each format."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        (description,) = descriptions(session, (item_id,))
    return render_template(
        "office/catalogue/record_views.html",
        record=record,
        card=isbd(to_record(description)),
        forms=(
            ("MARC 21", tuple(marc_lines(description))),
            ("Dublin Core", tuple(dublin_core_lines(description))),
        ),
    )
