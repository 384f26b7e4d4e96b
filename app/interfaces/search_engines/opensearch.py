"""OpenSearch description, with which browsers and programs search the library."""

from xml.etree.ElementTree import Element

from flask import Response, request, url_for

from app.services import services
from app.web.caching import REVALIDATE, set_policy
from library.xml_io import add, document

_SPACE = "http://a9.com/-/spec/opensearch/1.1/"
_MAX_LONG_NAME_LETTERS = 48
"""Limit of the standard."""

_ICON_PIXELS = 192


def send() -> Response:
    """Send the description of the search."""
    library = services().settings.library_name
    root = Element("OpenSearchDescription", {"xmlns": _SPACE})
    add(root, "ShortName", "Địa Chí")
    add(root, "LongName", library[:_MAX_LONG_NAME_LETTERS])
    add(root, "Description", f"Tài liệu địa phương của {library}")
    add(root, "InputEncoding", "UTF-8")
    add(root, "OutputEncoding", "UTF-8")
    add(root, "Language", "vi")
    icon = url_for("static", filename=f"motifs/icon-{_ICON_PIXELS}.png", _external=True)
    add(root, "Image", icon, width=_ICON_PIXELS, height=_ICON_PIXELS, type="image/png")
    for name, media_type in (("search", "text/html"), ("feed", "application/atom+xml")):
        address = url_for(f"public.{name}", _external=True)
        add(root, "Url", type=media_type, template=f"{address}?q={{searchTerms}}")
    response = Response(
        document(root), content_type="application/opensearchdescription+xml; charset=utf-8"
    )
    set_policy(response, REVALIDATE)
    response.add_etag(weak=True)
    return response.make_conditional(request)
