"""Readers of page images that are compared, and their letter errors."""

import os
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from shutil import which

from PIL import Image

from ingest.context import Toolbox
from ingest.record import FileKind, PagePlace, PageRecord
from ingest.stages.amend import amend
from ingest.stages.examine import examine
from ingest.stages.prepare import prepare
from ingest.stages.recognise import recognise
from ingest.stages.tidy import tidy
from ingest.tools import pdf
from library.catalogue.text.plain_text import as_text
from library.storage.content_store import ContentStore

_PDF, _DPI = ".pdf", 300
_ENVIRONMENT = {"OMP_THREAD_LIMIT": "1", "PATH": os.environ["PATH"]}
_STAGES = (examine, prepare, recognise, amend, tidy)


class Pipeline:
    """Our pipeline: every stage up to the text, in a temporary store."""

    def __init__(self, folder: Path) -> None:
        self._masters = ContentStore(folder / "masters")
        self._derivatives = ContentStore(folder / "derivatives")
        self.tools = self.fresh_tools()
        self.last: PageRecord | None = None
        """The record of the page that was read last."""

    def __call__(self, image: Path, index: int = 0) -> str:
        return as_text(self.tools.words(self.read(image, index)))

    def read(self, image: Path, index: int = 0) -> PageRecord:
        """Return the record of a page after all stages up to its text."""
        digest = self._masters.put(image.read_bytes())
        kind = FileKind.PDF if image.suffix == _PDF else FileKind.IMAGE
        page = PageRecord(1, PagePlace(digest, kind, index), ("vie",))
        for stage in _STAGES:
            page = stage(page, self.tools)
        self.last = page
        return page

    def fresh_tools(self) -> Toolbox:
        """Return a toolbox of the same stores that has made no image yet."""
        return Toolbox(self._masters, self._derivatives)


def tesseract(image: Path, index: int = 0) -> str:
    """Return the text of the plain command; formats it does not support are drawn first."""
    with tempfile.TemporaryDirectory() as folder:
        if image.suffix == _PDF:
            drawn = Image.fromarray(pdf.draw(image, index, _DPI))
            image = Path(folder) / "page.png"
            drawn.save(image, dpi=(_DPI, _DPI))
        return _run([which("tesseract"), str(image), "stdout", "-l", "vie"])


def count_errors(text: str, truths: Iterable[str]) -> tuple[int, int]:
    """Return the wrong letters and all letters, against the closest of several ground truths."""
    read = plain(text)
    scores = [(edit_distance(plain(truth), read), len(plain(truth))) for truth in truths]
    return min(scores, key=lambda pair: pair[0] / max(pair[1], 1))


def edit_distance(first: str, second: str, *, anywhere: bool = False) -> int:
    """Return the Levenshtein distance of two texts; or of the first text and the part of the
    second that is most like it, if `anywhere`.

    Columns of the distance table are held as the bits of two numbers (Hyyrö, 2003).
    """
    if not first:
        return 0 if anywhere else len(second)
    places: dict[str, int] = {}
    for place, letter in enumerate(first):
        places[letter] = places.get(letter, 0) | 1 << place
    every, last = (1 << len(first)) - 1, 1 << (len(first) - 1)
    up, down, count = every, 0, len(first)
    least = count
    for letter in second:
        same = places.get(letter, 0)
        across = (((same & up) + up) ^ up) | same
        rise = down | (~(across | up) & every)
        fall = up & across
        count += bool(rise & last) - bool(fall & last)
        least = min(least, count)
        rise = (rise << 1 | (not anywhere)) & every
        up = ((fall << 1) & every) | (~(same | down | rise) & every)
        down = rise & (same | down)
    return least if anywhere else count


def plain(text: str) -> str:
    """Return a text in composed form with single spaces between its words."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _run(command: list[str]) -> str:
    result = subprocess.run(
        command, env=_ENVIRONMENT, capture_output=True, text=True, check=False, timeout=300
    )
    return result.stdout
