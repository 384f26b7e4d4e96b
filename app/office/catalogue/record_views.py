"""Record of an item as other libraries receive it, and its page as readers will see it."""

from flask import render_template, request

from app.accounts import preview_mode
from app.public.items import item_page
from app.services import services
from library.catalogue import queries
from library.database import reading
from library.errors import ItemNotFoundError
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


_AT_THE_LIBRARY = "thu-vien"


def show_preview(item_id: str) -> str:
    """Show an item as a reader at home sees it, or one at the library (`?o=thu-vien`)."""
    at_library = request.args.get("o") == _AT_THE_LIBRARY
    preview_mode.start_preview(at_library=at_library)
    try:
        view = item_page.item_view(item_id)
    except ItemNotFoundError:  # it is for staff only, or does not exist
        return render_template("office/catalogue/preview_not_possible.html", item_id=item_id)
    place = _AT_THE_LIBRARY if at_library else "nha"
    return render_template("public/items/item.html", previewing=place, **view.variables())
