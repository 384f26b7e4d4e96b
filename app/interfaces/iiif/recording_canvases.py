"""Canvases of recordings in IIIF Presentation 3.0: one for each recording, with its duration.

https://iiif.io/api/cookbook/ (0002 audio, 0003 video, 0219 captions, 0026 and 0065 structures)
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import url_for

from app.interfaces.iiif.addresses import ItemAddresses
from library.catalogue.models import DerivativeKind
from library.recordings.models import TranscriptKind
from library.recordings.playing import AccessCopy, Recording
from library.recordings.stretches import time_span

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class RecordingCanvas:
    """A recording of an item, with the addresses of its canvas and files."""

    item_id: str
    addresses: ItemAddresses
    recording: Recording

    def as_json(self, page: Json) -> Json:
        """Return the canvas of the recording, made of the canvas of its first stretch."""
        address, seconds = self._address, self._seconds
        sizes = [copy for copy in self.recording.copies if copy.height]
        frame = {"width": sizes[-1].size, "height": sizes[-1].height} if sizes else {}
        canvas = {name: page[name] for name in ("id", "type", "thumbnail") if name in page}
        canvas["label"] = {"none": [time_span(0, self.recording.length)]}
        painting = {
            "id": f"{address}/recording",
            "type": "Annotation",
            "motivation": "painting",
            "body": self._body(),
            "target": address,
        }
        pages = [{"id": f"{address}/page", "type": "AnnotationPage", "items": [painting]}]
        captions = list(self._captions())
        notes = {"id": f"{address}/captions", "type": "AnnotationPage", "items": captions}
        further = {"annotations": [notes]} if captions else {}
        return {**canvas, **frame, "duration": seconds, "items": pages, **further}

    def ranges(self) -> Iterator[Json]:
        """Yield a range for each chapter, or for each stretch if nobody typed chapters."""
        for begins, ends, title in self.recording.sections:
            span = f"{self._address}#t={begins / 1000:g},{ends / 1000:g}"
            yield {
                "id": f"{self.addresses.manifest}/range/t{begins}-{self.recording.number}",
                "type": "Range",
                "label": {"none": [title]},
                "items": [{"id": span, "type": "Canvas"}],
            }

    @property
    def _address(self) -> str:
        return self.addresses.canvas(self.recording.number)

    @property
    def _seconds(self) -> float:
        return self.recording.length / 1000

    def _body(self) -> Json:
        """Return the copies: viewers play the first of the choice, the largest."""
        copies = [self._file(copy) for copy in reversed(self.recording.copies)]
        return copies[0] if len(copies) == 1 else {"type": "Choice", "items": copies}

    def _file(self, copy: AccessCopy) -> Json:
        place = {"item_id": self.item_id, "number": self.recording.number}
        is_film = copy.kind is DerivativeKind.FILM
        return {
            "id": url_for("public.recording", **place, digest=copy.digest, _external=True),
            "type": "Video" if is_film else "Sound",
            "format": copy.media_type,
            "duration": self._seconds,
            **({"width": copy.size, "height": copy.height} if is_film else {}),
        }

    def _captions(self) -> Iterator[Json]:
        for kind, language in self.recording.languages:
            place = {"item_id": self.item_id, "number": self.recording.number}
            file = url_for("public.captions", **place, language=language, _external=True)
            name = "Bản dịch" if kind is TranscriptKind.TRANSLATION else "Lời"
            yield {
                "id": f"{self._address}/captions/{language}",
                "type": "Annotation",
                "motivation": "supplementing",
                "body": {
                    "id": file,
                    "type": "Text",
                    "format": "text/vtt",
                    "language": language,
                    "label": {"vi": [name]},
                },
                "target": self._address,
            }


def recording_canvases(
    item_id: str, addresses: ItemAddresses, recordings: Iterable[Recording]
) -> dict[int, RecordingCanvas | None]:
    """Return the canvases of recordings by page number; None for later stretches of one."""
    canvases: dict[int, RecordingCanvas | None] = {}
    for recording in recordings:
        canvases |= dict.fromkeys(recording.numbers)
        canvases[recording.number] = RecordingCanvas(item_id, addresses, recording)
    return canvases
