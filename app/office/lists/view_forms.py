"""Forms that save a view of a list under a name and delete it."""

from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import BadRequest
from werkzeug.routing import BuildError

from app.services import services
from library.database import work
from library.staff import saved_views

_MAX_PARAMETERS, _MAX_LENGTH = 20, 300
_UNNAMED = "Cách xem của tôi"


def save() -> ResponseReturnValue:
    """Save the view that the list shows; without a name it is named after its words."""
    endpoint, parameters = _list_and_parameters()
    name = request.form.get("ten", "").strip() or dict(parameters).get("q") or _UNNAMED
    with work(services().database) as session:
        stored_name = saved_views.save_view(
            session, current_user.id, endpoint, name, urlencode(parameters)
        )
    flash(f"Đã lưu cách xem “{stored_name}”; chỉ bạn thấy.", "good")
    return _back(endpoint, parameters)


def delete(view_id: int) -> ResponseReturnValue:
    """Delete one of this person's views."""
    endpoint, parameters = _list_and_parameters()
    with work(services().database) as session:
        saved_views.delete_view(session, current_user.id, view_id)
    flash("Đã xóa cách xem.", "good")
    return _back(endpoint, parameters)


def _list_and_parameters() -> tuple[str, list[tuple[str, str]]]:
    endpoint = request.form.get("danh-sach", "")
    if not endpoint.startswith("office."):
        raise BadRequest
    pairs = parse_qsl(request.form.get("tham-so", "").replace("\0", ""))[:_MAX_PARAMETERS]
    return endpoint, [(name, text[:_MAX_LENGTH]) for name, text in pairs]


def _back(endpoint: str, parameters: list[tuple[str, str]]) -> ResponseReturnValue:
    try:
        address = url_for(endpoint)
    except BuildError as error:
        raise BadRequest from error
    return redirect(f"{address}?{urlencode(parameters)}" if parameters else address, code=303)
