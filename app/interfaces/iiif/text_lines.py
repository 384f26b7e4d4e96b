"""Text lines of a page as IIIF annotations."""

from flask import Response, abort, jsonify

from app.interfaces.iiif.addresses import ItemAddresses
from app.interfaces.iiif.manifest import CONTEXT
from app.public.items.access import is_open_to_all, readable_record
from app.services import services
from app.web.caching import PRIVATE_REVALIDATE, REVALIDATE, set_policy
from library.catalogue.pages.canvases import Canvas, canvas_of
from library.catalogue.queries import ItemRecord
from library.catalogue.text.layout import Box, Line, lines
from library.catalogue.text.words import unpack
from library.database import reading


def send(item_id: str, number: int) -> Response:
    """Send the text lines of a page with their places."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        canvas = canvas_of(session, item_id, number)
    if canvas is None or canvas.words is None:
        abort(404)
    words = unpack(services().derivatives.read(canvas.words))
    addresses = ItemAddresses.of(item_id)
    page = addresses.lines(number)
    items = [
        _annotation(f"{page}/{place}", line, fragment(addresses, canvas, line.box), record)
        for place, line in enumerate(lines(words))
    ]
    answer = {"@context": CONTEXT, "id": page, "type": "AnnotationPage", "items": items}
    policy = REVALIDATE if is_open_to_all(record) else PRIVATE_REVALIDATE
    return set_policy(jsonify(answer), policy)


def fragment(addresses: ItemAddresses, canvas: Canvas, box: Box) -> str:
    """Return the address of the part of a canvas inside a box of words."""
    part = canvas.on_image(box)
    name = addresses.canvas(canvas.number)
    return f"{name}#xywh={part.left},{part.top},{part.width},{part.height}"


def _annotation(address: str, line: Line, target: str, record: ItemRecord) -> dict[str, object]:
    body = {
        "type": "TextualBody",
        "value": " ".join(word.text for word in line.words),
        "format": "text/plain",
    }
    return {
        "id": address,
        "type": "Annotation",
        "motivation": "supplementing",
        "body": body | ({"language": record.language} if record.language else {}),
        "target": target,
    }
