"""Typesetting on a page image: single lines, centred lines and justified paragraphs; 300 dpi."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bench.sentences import SentenceGenerator

DPI = 300
Face = ImageFont.FreeTypeFont
WIDE, HIGH = 2480, 3508
FACES = {
    "serif": ("LiberationSerif-Regular", "LiberationSerif-Bold", "fonts-liberation"),
    "sans": ("LiberationSans-Regular", "LiberationSans-Bold", "fonts-liberation"),
    "book": ("DejaVuSerif", "DejaVuSerif-Bold", "fonts-dejavu-core"),
    "typewriter": ("LiberationMono-Regular", "LiberationMono-Bold", "fonts-liberation"),
    "other serif": ("FreeSerif", "FreeSerifBold", "fonts-freefont-ttf"),
    "other sans": ("DejaVuSansCondensed", "DejaVuSansCondensed-Bold", "fonts-dejavu-extra"),
}
"""Typefaces with all Vietnamese diacritics, regular and bold, and the Debian package of both."""

_NEWER_FACES = Path("/usr/share/fonts/truetype/liberation2")
"""Debian 12 also has older files of the same names, which lack most Vietnamese letters."""
_RARE_LETTER, _NO_LETTER = "ế", "\uffff"


@dataclass(slots=True)
class Typesetter:
    """Typesetter of one page."""

    sentences: SentenceGenerator
    family: str
    image: Image.Image = field(default_factory=lambda: Image.new("L", (WIDE, HIGH), 255))

    def face(self, points: float, *, bold: bool = False) -> Face:
        """Return the typeface in a size in points."""
        return _face(FACES[self.family][bold], points)

    def line(self, x: float, y: float, text: str, face: Face) -> str:
        """Set a line that begins at `x`."""
        ImageDraw.Draw(self.image).text((x, y), text, font=face, fill=0)
        return text

    def glyph(self, sign: str, face: Face) -> Image.Image:
        """Return the mask of one letter in the box of a typed one."""
        mask = Image.new("L", (round(face.size * 0.8), round(face.size * 1.5)), 0)
        ImageDraw.Draw(mask).text((4, 4), sign, font=face, fill=255)
        return mask

    def centred(self, x: float, y: float, text: str, face: Face) -> str:
        """Set a line centred on `x`."""
        return self.line(x - face.getlength(text) / 2, y, text, face)

    def paragraph(
        self, box: tuple[int, int, int], text: str, face: Face, lowest: int
    ) -> tuple[str, int]:
        """Set a justified paragraph in the box (left, top, width).

        Returns the text above `lowest`, and the y position below it.
        """
        x, y, width = box
        words = []
        rows = list(wrap_words(text, face, width))
        for row in rows:
            if y + face.size * 1.4 > lowest:
                break
            self.justified((x, y, width if row is not rows[-1] else 0), row, face)
            words.extend(row)
            y += round(face.size * 1.32)
        return " ".join(words), y + round(face.size * 0.35)

    def justified(self, box: tuple[int, int, int], row: list[str], face: Face) -> None:
        """Set the words of a line in the box (left, top, width); not justified if it is 0 wide."""
        x, y, width = box
        space = face.getlength(" ")
        if width and len(row) > 1:
            space = (width - sum(map(face.getlength, row))) / (len(row) - 1)
        for word in row:
            self.line(x, y, word, face)
            x += face.getlength(word) + space


def is_installed(name: str) -> bool:
    """Return True if a typeface is installed with Vietnamese letters, by its file name."""
    try:
        face = _face(name, 20)
    except OSError:
        return False
    return bytes(face.getmask(_RARE_LETTER)) != bytes(face.getmask(_NO_LETTER))


def _face(name: str, points: float) -> Face:
    newer = _NEWER_FACES / f"{name}.ttf"
    return ImageFont.truetype(newer if newer.exists() else newer.name, round(points * DPI / 72))


def wrap_words(text: str, face: Face, width: float) -> Iterator[list[str]]:
    """Yield the words of a text line by line, as many as fit the width."""
    row: list[str] = []
    for word in text.split():
        if row and face.getlength(" ".join((*row, word))) > width:
            yield row
            row = []
        row.append(word)
    if row:
        yield row
