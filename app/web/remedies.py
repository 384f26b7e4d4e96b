"""Next steps that a refusal of the office offers: links to where its reason is removed."""

from flask import current_app, request, url_for
from flask_login import current_user
from markupsafe import Markup, escape

from app.web.security import referring_page
from library.accessions.problems import DescriptionListWithoutFilesError
from library.bulk.problems import NotAnExportError, SelectionNotFoundError
from library.catalogue.authorities.problems import AlreadyMergedError, NameTakenError
from library.errors import CopyNumberTakenError, FourEyesError, LibraryError, NothingToReadError

_OFFICE = ("/can-bo", "/chuong-trinh")
_REMEDIES: dict[type[LibraryError], tuple[tuple[str, str], ...]] = {
    NothingToReadError: (
        ("office.add_scans", "Thêm bản quét, tệp, ảnh"),
        ("office.holdings", "Ghi bản giấy"),
        ("office.item", "Về trang mô tả"),
    ),
    FourEyesError: (("office.item", "Về trang mô tả"),),
    DescriptionListWithoutFilesError: (("office.come_in", "Nhập biểu ghi không kèm tệp"),),
    NotAnExportError: (
        ("office.bulk", "Tìm tài liệu để xuất bảng"),
        ("office.come_in", "Nhập biểu ghi mới"),
    ),
    SelectionNotFoundError: (("office.bulk", "Chọn lại tài liệu"),),
}
"""Endpoints and captions by the kind of refusal."""

_NAMED = {
    CopyNumberTakenError: (1, "office.item", "item_id"),
    NameTakenError: (0, "office.authority", "number"),
    AlreadyMergedError: (1, "office.authority", "number"),
}
"""Place of a name among the arguments of a refusal, which its identifier follows; its page."""


def is_office_request() -> bool:
    """Return True for a page of the office or the programme that a member of staff asked for."""
    return is_office_address() and current_user.is_authenticated


def is_office_address() -> bool:
    """Return True for an address of the office or the programme, whoever asks for it."""
    return request.path.startswith(_OFFICE)


def remedies(error: LibraryError | None) -> list[tuple[str, str]]:
    """Return the addresses and captions of the next steps after a refusal."""
    steps = [(_address(endpoint), caption) for endpoint, caption in _REMEDIES.get(type(error), ())]
    return [(address, caption) for address, caption in steps if address]


def linked(error: LibraryError) -> Markup:
    """Return the message of a refusal; the thing that it names is a link to its page."""
    place, endpoint, parameter = _NAMED.get(type(error), (0, "", ""))
    text = str(error)
    if not endpoint or len(error.args) < place + 2:
        return escape(text)
    name, identifier = error.args[place : place + 2]
    head, _, tail = text.partition(f"“{name}”")
    address = url_for(endpoint, **{parameter: identifier})
    return Markup('{}“<a href="{}">{}</a>”{}').format(head, address, name, tail)


def previous_page() -> str | None:
    """Return the path of the page with the refused form, if it is on this site."""
    came_from = referring_page()
    if not came_from.path or came_from.path == request.path:
        return None
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def _address(endpoint: str) -> str | None:
    """Return the address of an endpoint about the same thing as this request."""
    rules = current_app.url_map.iter_rules(endpoint)
    names = next((rule.arguments for rule in rules), set())
    values = request.view_args or {}
    return (
        url_for(endpoint, **{name: values[name] for name in names})
        if names <= values.keys()
        else None
    )
