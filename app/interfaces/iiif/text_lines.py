"""Text lines of a page as IIIF annotations."""

from flask import Response, abort, jsonify

from app.interfaces.iiif.addresses import ItemAddresses
from app.interfaces.iiif.manifest import CONTEXT
from app.public.items.access import is_open_to_all, readable_record
from app.services import services
from app.web.caching import PRIVATE_REVALIDATE, REVALIDATE, set_policy
from library.catalogue.pages.downloads import page_layout, placed_pages
from library.catalogue.queries import ItemRecord
from library.catalogue.text.layout import Box, Line
from library.database import reading


def send(item_id: str, number: int) -> Response:
    """Send the text lines of a page with their places."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        pages = placed_pages(session, item_id, number)
    if not pages:
        abort(404)
    layout = page_layout(pages[0], services().derivatives)
    addresses = ItemAddresses.of(item_id)
    page, canvas = addresses.lines(number), addresses.canvas(number)
    lines = [line for block in layout.blocks for line in block.lines]
    items = [
        _annotation(f"{page}/{place}", line, canvas, record) for place, line in enumerate(lines)
    ]
    answer = {"@context": CONTEXT, "id": page, "type": "AnnotationPage", "items": items}
    policy = REVALIDATE if is_open_to_all(record) else PRIVATE_REVALIDATE
    return set_policy(jsonify(answer), policy)


def fragment(canvas: str, box: Box) -> str:
    """Return the part of a canvas inside a box."""
    return f"{canvas}#xywh={box.left},{box.top},{box.width},{box.height}"


def _annotation(address: str, line: Line, canvas: str, record: ItemRecord) -> dict[str, object]:
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
        "target": fragment(canvas, line.box),
    }
