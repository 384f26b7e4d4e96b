"""URLs of the names in pages and their meanings, each with the permission that it requires."""

from app.office.places import decision_pages, name_form, name_pages
from library.staff.permissions import Permission

_READ, _WRITE = ("GET",), ("POST",)
_CATALOGUE, _PUBLISH = Permission.CATALOGUE, Permission.PUBLISH
_QUEUE, _DECISIONS, _NAME = (
    "/dia-danh/can-xem",
    "/dia-danh/quyet-dinh",
    "/tai-lieu/<item:item_id>/noi",
)
_PAGE = "/tai-lieu/<item:item_id>/trang/<page:number>/noi"
_UNDO = f"{_DECISIONS}/<int:number>/lui"
ADDRESSES = (
    (_QUEUE, "place_names", _CATALOGUE, name_pages.show_queue, _READ),
    (f"{_QUEUE}/tiep", "next_place_name", _CATALOGUE, name_pages.open_next, _READ),
    (_PAGE, "page_place_names", _CATALOGUE, name_pages.show_page, _READ),
    (_NAME, "place_name", _CATALOGUE, name_form.show, _READ),
    (_NAME, "decide_place_name", _CATALOGUE, name_form.decide, _WRITE),
    (_DECISIONS, "place_decisions", _CATALOGUE, decision_pages.show, _READ),
    (_UNDO, "undo_place_decision", _CATALOGUE, decision_pages.undo, _WRITE),
    (f"{_DECISIONS}/thoi", "stop_place_lesson", _PUBLISH, decision_pages.stop_lesson, _WRITE),
)
