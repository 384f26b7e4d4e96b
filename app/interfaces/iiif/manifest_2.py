"""Manifests and collections of IIIF Presentation 2.1, translated from those of 3.0.

https://iiif.io/api/presentation/2.1/
"""

from collections.abc import Iterable
from typing import Any

CONTEXT = "http://iiif.io/api/presentation/2/context.json"
_IMAGE_CONTEXT = "http://iiif.io/api/image/2/context.json"
_IMAGE_PROFILE = "http://iiif.io/api/image/2/level2.json"
_IMAGE_3, _IMAGE_2 = "/iiif/image/3/", "/iiif/image/2/"

Json = dict[str, Any]


def translated(manifest: Json, address: str) -> Json:
    """Return a manifest of version 3 in version 2.1, whose own address is `address`."""
    older: Json = {
        "@context": CONTEXT,
        "@id": address,
        "@type": "sc:Manifest",
        "label": _text(manifest["label"]),
        "metadata": [
            {"label": _text(pair["label"]), "value": _text(pair["value"])}
            for pair in manifest["metadata"]
        ],
        "attribution": _text(manifest["requiredStatement"]["value"]),
        "viewingDirection": manifest["viewingDirection"],
        "viewingHint": manifest["behavior"][0],
        "related": [_resource(link) for link in manifest["homepage"]],
        "seeAlso": [_resource(link) for link in manifest["seeAlso"]],
        "within": manifest["partOf"][0]["id"],
        "sequences": [_sequence(address, manifest["items"])],
    }
    if "summary" in manifest:
        older["description"] = _text(manifest["summary"])
    if "rights" in manifest:
        older["license"] = manifest["rights"]
    if "navDate" in manifest:
        older["navDate"] = manifest["navDate"]
    if "thumbnail" in manifest:
        older["thumbnail"] = {"@id": manifest["thumbnail"][0]["id"]}
    if "rendering" in manifest:
        older["rendering"] = [_resource(link) for link in manifest["rendering"]]
    if "service" in manifest:
        older["service"] = {
            name: value for name, value in manifest["service"][0].items() if name != "@type"
        }
    if "structures" in manifest:
        older["structures"] = [_range(part) for part in manifest["structures"]]
    return older


def _text(label: dict[str, list[str]]) -> object:
    """Return a text, with its language if there is one."""
    values = [
        value if language == "none" else {"@value": value, "@language": language}
        for language, texts in label.items()
        for value in texts
    ]
    return values[0] if len(values) == 1 else values


def _resource(link: Json) -> Json:
    reference = {"@id": link["id"], "format": link["format"], "label": _text(link["label"])}
    return reference | ({"profile": link["profile"]} if "profile" in link else {})


def _sequence(address: str, canvases: Iterable[Json]) -> Json:
    return {
        "@id": f"{address}/sequence",
        "@type": "sc:Sequence",
        "canvases": list(map(_canvas, canvases)),
    }


def _canvas(canvas: Json) -> Json:
    older: Json = {
        "@id": canvas["id"],
        "@type": "sc:Canvas",
        "label": _text(canvas["label"]),
        "width": canvas["width"],
        "height": canvas["height"],
        "images": [
            _image(painting, canvas["id"]) for page in canvas["items"] for painting in page["items"]
        ],
    }
    if "thumbnail" in canvas:
        older["thumbnail"] = {"@id": canvas["thumbnail"][0]["id"]}
    return older


def _image(painting: Json, canvas: str) -> Json:
    body = painting["body"]
    resource = {
        "@id": body["id"].replace(_IMAGE_3, _IMAGE_2).replace("/full/max/", "/full/full/"),
        "@type": "dctypes:Image",
        "format": body["format"],
        "width": body["width"],
        "height": body["height"],
    }
    for service in body.get("service", ()):
        address = service["id"].replace(_IMAGE_3, _IMAGE_2)
        profile = {"@context": _IMAGE_CONTEXT, "@id": address, "profile": _IMAGE_PROFILE}
        resource["service"] = profile
    return {
        "@id": painting["id"],
        "@type": "oa:Annotation",
        "motivation": "sc:painting",
        "resource": resource,
        "on": canvas,
    }


def _range(part: Json) -> Json:
    return {
        "@id": part["id"],
        "@type": "sc:Range",
        "label": _text(part["label"]),
        "canvases": [canvas["id"] for canvas in part["items"]],
    }
