"""Reads page images in each of the ways compared, and counts the letters they get wrong."""

import os
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from shutil import which

from PIL import Image

from ingest.context import Toolbox
from ingest.record import FileKind, PagePlace, PageRecord
from ingest.stages.examine import examine
from ingest.stages.prepare import prepare
from ingest.stages.recognise import recognise
from ingest.stages.tidy import tidy
from ingest.tools import pdf
from library.catalogue.text.plain_text import as_text
from library.storage.content_store import ContentStore

_PDF, _DPI = ".pdf", 300
_ENVIRONMENT = {"OMP_THREAD_LIMIT": "1", "PATH": os.environ["PATH"]}
_STAGES = (examine, prepare, recognise, tidy)


class Chain:
    """Our own way: every stage up to the text, in a store that is thrown away."""

    def __init__(self, folder: Path) -> None:
        self._masters = ContentStore(folder / "masters")
        self._tools = Toolbox(self._masters, ContentStore(folder / "derivatives"))

    def __call__(self, image: Path) -> str:
        digest = self._masters.put(image.read_bytes())
        kind = FileKind.PDF if image.suffix == _PDF else FileKind.IMAGE
        page = PageRecord(1, PagePlace(digest, kind, 0), ("vie",))
        for stage in _STAGES:
            page = stage(page, self._tools)
        return as_text(self._tools.words(page))


def tesseract(image: Path) -> str:
    """Ask the bare command; it is handed a picture of what it does not take."""
    with tempfile.TemporaryDirectory() as folder:
        if image.suffix == _PDF:
            drawn = Image.fromarray(pdf.draw(image, 0, _DPI))
            image = Path(folder) / "page.png"
            drawn.save(image, dpi=(_DPI, _DPI))
        return _told([which("tesseract"), str(image), "stdout", "-l", "vie"])


def ocrmypdf(image: Path) -> str:
    """Ask OCRmyPDF to turn, straighten and read."""
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "text"
        options = ["--language=vie", "--jobs=1", "--rotate-pages", "--deskew", "--quiet"]
        if image.suffix == _PDF:
            options.append("--force-ocr")  # it reads no page that has any text, or fails
        _told([rival(), *options, f"--sidecar={text}", str(image), f"{folder}/made.pdf"])
        return text.read_text("utf-8") if text.exists() else ""


def rival() -> str | None:
    """Return where OCRmyPDF is installed: named by OCRMYPDF, on the path or in this environment."""
    beside = Path(sys.executable).with_name("ocrmypdf")
    named = os.environ.get("OCRMYPDF")
    return named or which("ocrmypdf") or (str(beside) if beside.exists() else None)


def mistakes(text: str, truths: Iterable[str]) -> tuple[int, int]:
    """Return how many letters are wrong and how many there are, against the nearest of truths."""
    read = _plain(text)
    found = [(distance(_plain(truth), read), len(_plain(truth))) for truth in truths]
    return min(found, key=lambda pair: pair[0] / pair[1])


def distance(one: str, other: str) -> int:
    """Return how many letters to put in, take out or change make one text of the other.

    Columns of the table of distances are held as the bits of two numbers (Hyyrö, 2003).
    """
    if not one:
        return len(other)
    places: dict[str, int] = {}
    for place, letter in enumerate(one):
        places[letter] = places.get(letter, 0) | 1 << place
    every, last = (1 << len(one)) - 1, 1 << (len(one) - 1)
    up, down, count = every, 0, len(one)
    for letter in other:
        same = places.get(letter, 0)
        across = (((same & up) + up) ^ up) | same
        rise = down | (~(across | up) & every)
        fall = up & across
        count += bool(rise & last) - bool(fall & last)
        rise = (rise << 1 | 1) & every
        up = ((fall << 1) & every) | (~(same | down | rise) & every)
        down = rise & (same | down)
    return count


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _told(command: list[str]) -> str:
    done = subprocess.run(
        command, env=_ENVIRONMENT, capture_output=True, text=True, check=False, timeout=300
    )
    return done.stdout
