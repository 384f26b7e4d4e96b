"""ARK identifiers: lasting names of items under the number of the library (NAAN)."""

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.interfaces.identity import item_address
from app.interfaces.open_items import open_record
from app.services import services
from library.catalogue.queries import ItemRecord
from library.database import reading
from library.xml_io import xml_safe

_NO_VALUE = "(:unkn)"
"""Value of an ERC element that is not known, as the ARK specification writes it."""


def ark_address(item_id: str) -> str | None:
    """Return the lasting address of an item, or None if the library has no number."""
    naan = services().settings.ark_naan
    return naan and url_for("interfaces.ark", naan=naan, name=item_id, _external=True)


def resolve(naan: str, name: str) -> ResponseReturnValue:
    """Redirect to the item, or describe it for `?info`; 410 if it was withdrawn.

    Hyphens in an ARK mean nothing; letters of our names are lower case.
    """
    if not services().settings.ark_naan or naan != services().settings.ark_naan:
        abort(404)
    with reading(services().database) as session:
        record = open_record(session, name.replace("-", "").lower())
    if request.query_string in (b"info", b"?"):
        return Response(_describe(record), content_type="text/plain; charset=utf-8")
    return redirect(item_address(record.id), code=302)


def _describe(record: ItemRecord) -> str:
    """Return the description of an item as an electronic resource citation (ERC)."""
    lines = (
        ("who", record.creator or record.issuing_body),
        ("what", record.title),
        ("when", record.date_text or record.date),
        ("where", ark_address(record.id)),
        ("how", item_address(record.id)),
        ("support-who", services().settings.library_name),
    )
    text = (f"{name}: {' '.join(xml_safe(value or _NO_VALUE).split())}" for name, value in lines)
    return "\n".join(("erc:", *text, ""))
