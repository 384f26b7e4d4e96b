"""Sets type on a page: lines, centred ones, and justified paragraphs; 300 dpi."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont

from bench.sentences import Speaker

DPI = 300
Face = ImageFont.FreeTypeFont
WIDE, HIGH = 2480, 3508
FACES = {
    "serif": ("LiberationSerif-Regular", "LiberationSerif-Bold", "fonts-liberation"),
    "sans": ("LiberationSans-Regular", "LiberationSans-Bold", "fonts-liberation"),
    "book": ("DejaVuSerif", "DejaVuSerif-Bold", "fonts-dejavu-core"),
    "other serif": ("FreeSerif", "FreeSerifBold", "fonts-freefont-ttf"),
    "other sans": ("DejaVuSansCondensed", "DejaVuSansCondensed-Bold", "fonts-dejavu-extra"),
}
"""Faces with all Vietnamese marks, plain and bold, and the Debian package that brings both."""


@dataclass(slots=True)
class Press:
    """Sets text on one page."""

    speaker: Speaker
    family: str
    image: Image.Image = field(default_factory=lambda: Image.new("L", (WIDE, HIGH), 255))

    def face(self, points: float, *, bold: bool = False) -> Face:
        """Return the letters of a size."""
        return _face(FACES[self.family][bold], points)

    def line(self, x: float, y: float, text: str, face: Face) -> str:
        """Set a line that begins at `x`."""
        ImageDraw.Draw(self.image).text((x, y), text, font=face, fill=0)
        return text

    def centred(self, x: float, y: float, text: str, face: Face) -> str:
        """Set a line around `x`."""
        return self.line(x - face.getlength(text) / 2, y, text, face)

    def paragraph(
        self, box: tuple[int, int, int], text: str, face: Face, lowest: int
    ) -> tuple[str, int]:
        """Set a justified paragraph from left, top, width; return what got above `lowest`."""
        left, top, width = box
        said = []
        rows = list(broken(text, face, width))
        for row in rows:
            if top + face.size * 1.4 > lowest:
                break
            self._spread(left, top, width if row is not rows[-1] else 0, row, face)
            said.extend(row)
            top += round(face.size * 1.32)
        return " ".join(said), top + round(face.size * 0.35)

    def _spread(self, left: int, top: int, width: int, row: list[str], face: Face) -> None:
        space = face.getlength(" ")
        if width and len(row) > 1:
            space = (width - sum(map(face.getlength, row))) / (len(row) - 1)
        for word in row:
            self.line(left, top, word, face)
            left += face.getlength(word) + space


def is_installed(name: str) -> bool:
    """Say whether letters are there by the name of their file."""
    try:
        return bool(_face(name, 10))
    except OSError:
        return False


def _face(name: str, points: float) -> Face:
    return ImageFont.truetype(f"{name}.ttf", round(points * DPI / 72))


def broken(text: str, face: Face, width: float) -> Iterator[list[str]]:
    """Give the words of a text row by row, as wide as they may be."""
    row: list[str] = []
    for word in text.split():
        if row and face.getlength(" ".join((*row, word))) > width:
            yield row
            row = []
        row.append(word)
    if row:
        yield row
