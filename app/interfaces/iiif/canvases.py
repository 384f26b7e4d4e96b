"""Canvases of an item in IIIF Presentation 3.0: its pages with their images, and their ranges."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.interfaces.iiif import auth
from app.interfaces.iiif.addresses import ItemAddresses
from app.interfaces.iiif.recording_canvases import RecordingCanvas
from library.catalogue.models import PageKind
from library.catalogue.pages.canvases import Canvas
from library.catalogue.pictures.described_pictures import ShownPicture
from library.catalogue.queries import Image, ItemRecord

_KIND_LABELS = {
    PageKind.COVER: {"vi": ["Bìa"], "en": ["Cover"]},
    PageKind.TITLE: {"vi": ["Trang tên sách"], "en": ["Title page"]},
    PageKind.CONTENTS: {"vi": ["Mục lục"], "en": ["Table of contents"]},
    PageKind.PLATE: {"vi": ["Trang ảnh"], "en": ["Plate"]},
}

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class CanvasWriter:
    """Canvases of one item: a function for each page, with all addresses built before."""

    record: ItemRecord
    addresses: ItemAddresses
    may_read: bool
    is_open: bool
    pictures: Mapping[int, ShownPicture]
    """Descriptions of pictures by page number, if this reader may see them."""
    placed_pages: frozenset[int] = frozenset()
    """Numbers of the pages that are placed on the map."""

    def canvas(self, canvas: Canvas) -> Json:
        """Return the canvas of a page with its image, its thumbnail and its lines.

        It has the size of the image: some viewers place boxes by the pixels of the image.
        """
        address = self.addresses.canvas(canvas.number)
        notice = auth.notice_image(self.record)
        image = notice or self._image(canvas)
        page: Json = {
            "id": address,
            "type": "Canvas",
            **_described(canvas, self.pictures.get(canvas.number)),
            "width": image["width"],
            "height": image["height"],
            "items": [_painting(image, address)],
        }
        if notice:
            page["thumbnail"] = [notice]
        if self.may_read and canvas.thumbnail:
            page["thumbnail"] = [self._thumbnail(canvas, canvas.thumbnail)]
        if annotations := list(self._annotations(canvas)):
            page["annotations"] = annotations
        return page

    def _annotations(self, canvas: Canvas) -> Iterator[Json]:
        if self.may_read and canvas.words:
            yield {"id": self.addresses.lines(canvas.number), "type": "AnnotationPage"}
        if self.may_read and canvas.number in self.placed_pages:
            yield {"id": self.addresses.georeference(canvas.number), "type": "AnnotationPage"}

    def cover(self, canvases: Iterable[Canvas]) -> Json:
        """Return the thumbnail of the item: that of its first page with one."""
        for canvas in canvases if self.may_read else ():
            if canvas.thumbnail:
                return {"thumbnail": [self._thumbnail(canvas, canvas.thumbnail)]}
        return {}

    def _thumbnail(self, canvas: Canvas, image: Image) -> Json:
        address = self.addresses.page_image(canvas.number, image.digest)
        return thumbnail(address, image.width, image.height)

    def _image(self, canvas: Canvas) -> Json:
        service = self.addresses.image(canvas.number)
        level = {"id": service, "type": "ImageService3", "profile": "level2"}
        if not self.is_open:
            level |= auth.image_services(self.record, self.record.id, canvas.number)
        return {
            "id": f"{service}/full/max/0/default.jpg",
            "type": "Image",
            "format": "image/jpeg",
            "width": canvas.largest.width,
            "height": canvas.largest.height,
            "service": [level],
        }


def _described(canvas: Canvas, picture: ShownPicture | None) -> Json:
    """Return label and metadata of a page: those of its picture, if it shows one."""
    label = canvas.label or str(canvas.place)
    if picture is None:
        return {"label": {"none": [label]}}
    is_back = picture.number != canvas.number
    name = "Mặt sau: " * is_back + (picture.caption or label)
    texts = {
        "Ngày chụp": picture.date,
        "Nơi chụp": picture.place,
        "Người chụp": picture.photographer,
        "Người trên ảnh": "; ".join(person.name for person in picture.persons),
    }
    metadata = [
        {"label": {"vi": [label]}, "value": {"none": [text]}}
        for label, text in texts.items()
        if text
    ]
    return {"label": {"none": [name]}} | ({"metadata": metadata} if metadata else {})


def _painting(image: Json, address: str) -> Json:
    painting = {
        "id": f"{address}/image",
        "type": "Annotation",
        "motivation": "painting",
        "body": image,
        "target": address,
    }
    return {"id": f"{address}/page", "type": "AnnotationPage", "items": [painting]}


def structures(
    addresses: ItemAddresses,
    canvases: Sequence[Canvas],
    recordings: Iterable[RecordingCanvas | None],
) -> Json:
    """Return ranges: runs of pages of one kind, such as the cover, and parts of recordings."""
    times = (part for recording in recordings if recording for part in recording.ranges())
    ranges = [*_ranges(addresses, canvases), *times]
    return {"structures": ranges} if ranges else {}


def _ranges(addresses: ItemAddresses, canvases: Sequence[Canvas]) -> Iterator[Json]:
    for kind, run in groupby(canvases, key=lambda canvas: canvas.kind):
        pages = tuple(run)
        if kind is not None:
            yield {
                "id": f"{addresses.manifest}/range/{pages[0].number}",
                "type": "Range",
                "label": _KIND_LABELS[kind],
                "items": [
                    {"id": addresses.canvas(page.number), "type": "Canvas"} for page in pages
                ],
            }


def thumbnail(address: str, width: int, height: int) -> Json:
    """Return a page's thumbnail as an image that any viewer can show."""
    return {
        "id": address,
        "type": "Image",
        "format": "image/webp",
        "width": width,
        "height": height,
    }
