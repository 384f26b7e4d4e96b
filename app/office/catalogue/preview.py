"""Preview of an item exactly as its readers will see it."""

from flask import render_template, request

from app.accounts import preview_mode
from app.public.items import item_page
from library.errors import ItemNotFoundError

_AT_THE_LIBRARY = "thu-vien"


def show(item_id: str) -> str:
    """Show an item as a reader at home sees it, or one at the library (`?o=thu-vien`)."""
    at_library = request.args.get("o") == _AT_THE_LIBRARY
    preview_mode.start_preview(at_library=at_library)
    try:
        view = item_page.item_view(item_id)
    except ItemNotFoundError:  # it is for staff only, or does not exist
        return render_template("office/catalogue/preview_not_possible.html", item_id=item_id)
    place = _AT_THE_LIBRARY if at_library else "nha"
    return render_template("public/items/item.html", previewing=place, **view.variables())
