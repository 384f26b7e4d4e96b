"""Spoils printed sheets as scanners, damp and time do, the same way for the same seed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import cv2
import numpy

from bench.press import DPI
from ingest.images.preprocess import Picture

_WHITE = 255


@dataclass(frozen=True, slots=True)
class Scan:
    """A sheet as it comes from the scanner."""

    picture: Picture
    dpi: int = DPI
    bitonal: bool = False
    quality: int | None = None
    """Of the JPEG it is kept as; PNG or, when bitonal, fax coding without it."""


@dataclass(frozen=True, slots=True)
class Spoiler:
    """Draws how much: the middle of each range for one's own pages, elsewhere when held out."""

    draw: numpy.random.Generator
    back: Picture
    """What stands on the other side of the sheet."""

    def between(self, least: float, most: float) -> float:
        """Return an amount."""
        return float(self.draw.uniform(least, most))

    def noise(self, picture: Picture, strength: float) -> Picture:
        """Return the picture with the grain of a sensor."""
        grain = self.draw.normal(0, strength, picture.shape[:2])
        grain = grain[..., None] if picture.ndim == 3 else grain
        return numpy.clip(picture + grain, 0, _WHITE).astype(numpy.uint8)


def clean(page: Picture, by: Spoiler) -> Scan:
    """Only the scanner's own softness and grain."""
    return Scan(by.noise(cv2.GaussianBlur(page, (0, 0), 0.7), 3))


def skewed(page: Picture, by: Spoiler) -> Scan:
    """Laid crooked on the glass, by up to five degrees."""
    degrees = by.between(1.2, 5.0) * by.draw.choice((-1, 1))
    return Scan(_turned(clean(page, by).picture, degrees))


def bordered(page: Picture, by: Spoiler) -> Scan:
    """With the dark of the lid around two or three sides."""
    scan = clean(page, by).picture.copy()
    high, wide = scan.shape
    slant = numpy.linspace(0, by.between(0, 30), max(high, wide)).astype(int)
    for side in by.draw.permutation(4)[: by.draw.integers(2, 4)]:
        width, dark = int(by.between(40, 110)), int(by.between(8, 45))
        view = numpy.rot90(scan, side)
        for row in range(view.shape[0]):
            view[row, : width + slant[row]] = dark
    return Scan(by.noise(scan, 3))


def punched(page: Picture, by: Spoiler) -> Scan:
    """With the dark holes of a file along one edge."""
    scan = clean(page, by).picture.copy()
    count = int(by.draw.choice((2, 4)))
    for place in range(count):
        middle = int(scan.shape[0] * (place + 1) / (count + 1))
        cv2.circle(scan, (int(by.between(120, 150)), middle), 35, int(by.between(15, 60)), -1)
    return Scan(scan)


def uneven(page: Picture, by: Spoiler) -> Scan:
    """Lit from one side, with a shadow at the spine."""
    high, wide = page.shape
    across = numpy.linspace(by.between(0.4, 0.6), 1.0, wide)
    across *= 1 - by.between(0.2, 0.5) * numpy.exp(-numpy.linspace(0, 12, wide))
    along = numpy.linspace(by.between(0.75, 1.0), 1.0, high)
    light = across[None, :] * along[:, None]
    if by.draw.random() < 0.5:
        light = light[:, ::-1]
    return Scan(by.noise(clean(page, by).picture * light, 3))


def bled(page: Picture, by: Spoiler) -> Scan:
    """Printed on thin paper: the other side shines through."""
    back = cv2.GaussianBlur(by.back[:, ::-1], (0, 0), by.between(2.0, 4.0))
    shine = 1 - by.between(0.15, 0.3) * (1 - back / _WHITE)
    return Scan(by.noise(clean(page, by).picture * shine, 3))


def blurred(page: Picture, by: Spoiler) -> Scan:
    """Out of focus."""
    return Scan(by.noise(cv2.GaussianBlur(page, (0, 0), by.between(2.6, 3.6)), 3))


def speckled(page: Picture, by: Spoiler) -> Scan:
    """Strewn with dust: dots of one or two pixels, dark and light."""
    scan = clean(page, by).picture.copy()
    share = by.between(0.004, 0.012)
    for value, size in ((20, 1), (40, 2), (235, 1)):
        dots = (by.draw.random(scan.shape) < share / size**2).astype(numpy.uint8)
        scan[cv2.dilate(dots, numpy.ones((size, size), numpy.uint8)) > 0] = value
    return Scan(scan)


def coarse_100(page: Picture, by: Spoiler) -> Scan:
    """Scanned at 100 dpi."""
    return _finer_or_coarser(clean(page, by).picture, 100)


def coarse_150(page: Picture, by: Spoiler) -> Scan:
    """Scanned at 150 dpi."""
    return _finer_or_coarser(clean(page, by).picture, 150)


def squeezed(page: Picture, by: Spoiler) -> Scan:
    """Kept as a JPEG of quality 30."""
    return Scan(clean(page, by).picture, quality=30)


def yellowed(page: Picture, by: Spoiler) -> Scan:
    """Brown ink on old paper, in colour."""
    paper = numpy.array([by.between(205, 235), by.between(185, 210), by.between(125, 160)])
    ink = numpy.array([95.0, 70.0, 50.0])
    cover = 1 - clean(page, by).picture[..., None] / _WHITE
    clouds = cv2.resize(by.draw.normal(0, 9, (14, 10)), page.shape[::-1], interpolation=3)
    return Scan(by.noise(paper + clouds[..., None] + (ink - paper) * cover, 5), quality=75)


def faint(page: Picture, by: Spoiler) -> Scan:
    """Typed with an old ribbon, or copied too light."""
    ink, paper = by.between(150, 185), by.between(225, 240)
    cover = 1 - clean(page, by).picture / _WHITE
    return Scan(by.noise(paper + (ink - paper) * cover, 5))


def faxed(page: Picture, by: Spoiler) -> Scan:
    """Black and white at 200 dpi, as a fax machine sends it."""
    grey = by.noise(_finer_or_coarser(page, 200).picture, 28)
    limit = by.between(140, 170)
    return Scan(numpy.where(grey > limit, _WHITE, 0).astype(numpy.uint8), 200, bitonal=True)


def sealed(page: Picture, by: Spoiler) -> Scan:
    """Stamped in red over its text."""
    size, middle = (
        int(by.between(190, 225)),
        (int(by.between(900, 1500)), int(by.between(900, 2300))),
    )
    mark = numpy.zeros(page.shape, numpy.uint8)
    for radius, width in ((size, 10), (size - 18, 4), (size // 2, 4)):
        cv2.circle(mark, middle, radius, _WHITE, width)
    cv2.putText(mark, "LANG SON", (middle[0] - 95, middle[1] + 15), 2, 1.2, _WHITE, 4)
    cover = cv2.GaussianBlur(mark, (0, 0), 1.5)[..., None] / _WHITE * by.between(0.75, 0.95)
    paper = clean(page, by).picture[..., None].repeat(3, axis=2)
    ink = numpy.array([205.0, 40.0, 55.0])
    return Scan(by.noise(paper * (1 - cover + cover * ink / _WHITE), 3), quality=80)


def several(page: Picture, by: Spoiler) -> Scan:
    """Crooked, badly lit, framed in dark, dusty, and kept as a JPEG of quality 40."""
    scan = _turned(clean(page, by).picture, by.between(-3.5, 3.5))
    scan = bordered(uneven(scan, by).picture, by).picture
    dots = by.draw.random(scan.shape) < 0.002
    return Scan(numpy.where(dots, 30, scan).astype(numpy.uint8), quality=40)


CONDITIONS: Mapping[str, Callable[[Picture, Spoiler], Scan]] = {
    "clean": clean,
    "skew": skewed,
    "dark borders": bordered,
    "punched holes": punched,
    "uneven light": uneven,
    "bleed-through": bled,
    "blur": blurred,
    "speckle": speckled,
    "100 dpi": coarse_100,
    "150 dpi": coarse_150,
    "JPEG q30": squeezed,
    "yellowed": yellowed,
    "faint": faint,
    "G4 fax": faxed,
    "red seal": sealed,
    "several together": several,
}


def _turned(page: Picture, degrees: float) -> Picture:
    high, wide = page.shape
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    return cv2.warpAffine(page, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=_WHITE)


def _finer_or_coarser(page: Picture, dpi: int) -> Scan:
    factor = dpi / DPI
    how = cv2.INTER_AREA
    return Scan(cv2.resize(page, None, fx=factor, fy=factor, interpolation=how), dpi)
