"""Addresses of the IIIF interface; those of an item's pages are built without a route each."""

from dataclasses import dataclass
from typing import Self

from flask import url_for

_NUMBER, _DIGEST = 987_654, "0" * 64
"""A page number and a checksum that are replaced in the address of a page."""


@dataclass(frozen=True, slots=True)
class ItemAddresses:
    """Addresses of one item and its pages."""

    manifest: str
    _image: str
    _lines: str
    _page_image: str
    _georeference: str

    @classmethod
    def of(cls, item_id: str) -> Self:
        """Return the addresses of an item."""
        page = {"item_id": item_id, "number": _NUMBER}
        return cls(
            manifest_address(item_id),
            image_address(item_id, _NUMBER),
            url_for("interfaces.iiif.lines", **page, _external=True),
            url_for("public.image", **page, digest=_DIGEST, _external=True),
            url_for("interfaces.iiif.georeference", **page, _external=True),
        )

    def canvas(self, number: int) -> str:
        """Return the identifier of the canvas of a page."""
        return f"{self.manifest}/canvas/{number}"

    def image(self, number: int) -> str:
        """Return the base address of the image of a page."""
        return self._image.replace(str(_NUMBER), str(number))

    def lines(self, number: int) -> str:
        """Return the address of the text lines of a page."""
        return self._lines.replace(str(_NUMBER), str(number))

    def georeference(self, number: int) -> str:
        """Return the address of the place of a page on the map."""
        return self._georeference.replace(str(_NUMBER), str(number))

    def page_image(self, number: int, digest: str) -> str:
        """Return the address of an image as the site shows it."""
        return self._page_image.replace(str(_NUMBER), str(number)).replace(_DIGEST, digest)


def manifest_address(item_id: str, version: int = 3) -> str:
    """Return the address of the manifest of an item."""
    return url_for("interfaces.iiif.manifest", item_id=item_id, version=version, _external=True)


def image_address(item_id: str, number: int, version: int = 3) -> str:
    """Return the base address of the image of a page."""
    return url_for(
        "interfaces.iiif.image_base",
        item_id=item_id,
        number=number,
        version=version,
        _external=True,
    )
