"""IIIF Authorization Flow 2.0: images that are read on the library's computers only.

Access is decided as everywhere on the site: by the enrolled computer from which a request comes.
There is nothing to sign in to, so the access service is external: a viewer asks for a token, which
only an enrolled computer gets and which opens nothing by itself, and shows what the probe service
says to everybody else.
https://iiif.io/api/auth/2.0/
"""

import secrets
from typing import Any

from flask import Response, current_app, jsonify, render_template, request, url_for

from app.accounts.who_asks import is_at_library
from app.public.items.access import is_open_to_all, read_decision, visible_record
from app.services import services
from app.web.caching import NO_STORE, REVALIDATE, set_policy
from library.catalogue.queries import ItemRecord
from library.database import reading

CONTEXT = "http://iiif.io/api/auth/2/context.json"
_TOKEN_SECONDS = 3600
_NOTICE, _NOTICE_SIZE = "motifs/on-site.png", (1000, 700)
_HEADING = {"vi": ["Chỉ đọc tại thư viện"], "en": ["Read on the library's computers only"]}
_LABEL = {"vi": ["Máy tính của thư viện"], "en": ["Computers of the library"]}


def image_services(record: ItemRecord, item_id: str, number: int) -> dict[str, list[Any]]:
    """Return the `service` of an image that not everybody may read; empty for all others.

    The standard allows services on https only: without it there is nothing to announce.
    """
    if is_open_to_all(record) or not services().settings.https:
        return {}
    probe = url_for("interfaces.iiif.probe", item_id=item_id, number=number, _external=True)
    token = url_for("interfaces.iiif.token", _external=True)
    access = {
        "type": "AuthAccessService2",
        "profile": "external",
        "label": _LABEL,
        "service": [{"id": token, "type": "AuthAccessTokenService2"}],
    }
    service = {"id": probe, "type": "AuthProbeService2", "service": [access]}
    return {"service": [service | {"errorHeading": _HEADING}]}


def notice_image(record: ItemRecord) -> dict[str, Any]:
    """Return an image that says where pages are read; empty where probe services say it."""
    if services().settings.https or read_decision(record).allowed:
        return {}
    width, height = _NOTICE_SIZE
    address = url_for("interfaces.iiif.notice", _external=True)
    image = {"id": address, "type": "Image", "format": "image/png"}
    return {**image, "width": width, "height": height}


def send_notice() -> Response:
    """Send the picture that stands in viewers for pages which are not read there."""
    response = current_app.send_static_file(_NOTICE)
    return set_policy(response, REVALIDATE)


def probe(item_id: str, number: int) -> Response:
    """Send the decision whether this client may see the image of a page."""
    with reading(services().database) as session:
        record = visible_record(session, item_id)
    decision = read_decision(record)
    answer: dict[str, object] = {"@context": CONTEXT, "type": "AuthProbeResult2", "status": 200}
    if not decision.allowed:
        note = decision.because[:1].upper() + decision.because[1:] + "."
        answer |= {"status": 401, "heading": _HEADING, "note": {"vi": [note]}}
    return set_policy(jsonify(answer), NO_STORE)


def send_token() -> Response:
    """Send a page that hands a token to the viewer which opened it in a frame."""
    message: dict[str, object] = {"@context": CONTEXT, "messageId": request.args.get("messageId")}
    if is_at_library():
        message |= {
            "type": "AuthAccessToken2",
            "accessToken": secrets.token_urlsafe(),
            "expiresIn": _TOKEN_SECONDS,
        }
    else:
        message |= {
            "type": "AuthAccessTokenError2",
            "profile": "missingAspect",
            "heading": _HEADING,
        }
    page = render_template(
        "interfaces/iiif_token.html", message=message, origin=request.args.get("origin", "")
    )
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = "default-src 'none'; script-src 'self'"
    return set_policy(response, NO_STORE)
