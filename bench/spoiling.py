"""Degradation of printed sheets as by scanners, damp and age, reproducible by seed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy
from PIL import Image

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
    """JPEG quality; None for PNG or, when bitonal, CCITT Group 4."""


@dataclass(frozen=True, slots=True)
class Spoiler:
    """Random amounts of degradation, and the picture of the back of the sheet."""

    draw: numpy.random.Generator
    back: Picture
    """The other side of the sheet."""

    def between(self, least: float, most: float) -> float:
        """Return a random amount in a range."""
        return float(self.draw.uniform(least, most))

    def noise(self, picture: Picture, strength: float) -> Picture:
        """Return the picture with sensor noise."""
        grain = self.draw.normal(0, strength, picture.shape[:2])
        grain = grain[..., None] if picture.ndim == 3 else grain
        return numpy.clip(picture + grain, 0, _WHITE).astype(numpy.uint8)


def clean(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page with only the softness and noise of the scanner."""
    return Scan(spoiler.noise(cv2.GaussianBlur(page, (0, 0), 0.7), 3))


def skewed(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page with a skew of up to five degrees."""
    degrees = spoiler.between(1.2, 5.0) * spoiler.draw.choice((-1, 1))
    return Scan(_rotated(clean(page, spoiler).picture, degrees))


def bordered(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page with the dark scanner lid along two or three sides."""
    scan = clean(page, spoiler).picture.copy()
    high, wide = scan.shape
    slant = numpy.linspace(0, spoiler.between(0, 30), max(high, wide)).astype(int)
    for side in spoiler.draw.permutation(4)[: spoiler.draw.integers(2, 4)]:
        width, darkness = int(spoiler.between(40, 110)), int(spoiler.between(8, 45))
        view = numpy.rot90(scan, side)
        for row in range(view.shape[0]):
            view[row, : width + slant[row]] = darkness
    return Scan(spoiler.noise(scan, 3))


def punched(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page with dark punched holes along one edge."""
    scan = clean(page, spoiler).picture.copy()
    count = int(spoiler.draw.choice((2, 4)))
    for place in range(count):
        middle = int(scan.shape[0] * (place + 1) / (count + 1))
        cv2.circle(
            scan, (int(spoiler.between(120, 150)), middle), 35, int(spoiler.between(15, 60)), -1
        )
    return Scan(scan)


def uneven(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page lit from one side, with a shadow at the spine."""
    high, wide = page.shape
    across = numpy.linspace(spoiler.between(0.4, 0.6), 1.0, wide)
    across *= 1 - spoiler.between(0.2, 0.5) * numpy.exp(-numpy.linspace(0, 12, wide))
    along = numpy.linspace(spoiler.between(0.75, 1.0), 1.0, high)
    light = across[None, :] * along[:, None]
    if spoiler.draw.random() < 0.5:
        light = light[:, ::-1]
    return Scan(spoiler.noise(clean(page, spoiler).picture * light, 3))


def bled(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page on thin paper, with bleed-through from the other side."""
    back = cv2.GaussianBlur(spoiler.back[:, ::-1], (0, 0), spoiler.between(2.0, 4.0))
    shine = 1 - spoiler.between(0.15, 0.3) * (1 - back / _WHITE)
    return Scan(spoiler.noise(clean(page, spoiler).picture * shine, 3))


def blurred(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page out of focus."""
    return Scan(spoiler.noise(cv2.GaussianBlur(page, (0, 0), spoiler.between(2.6, 3.6)), 3))


def speckled(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page with dust: dots of one or two pixels, dark and light."""
    scan = clean(page, spoiler).picture.copy()
    share = spoiler.between(0.004, 0.012)
    for value, size in ((20, 1), (40, 2), (235, 1)):
        dots = (spoiler.draw.random(scan.shape) < share / size**2).astype(numpy.uint8)
        scan[cv2.dilate(dots, numpy.ones((size, size), numpy.uint8)) > 0] = value
    return Scan(scan)


def coarse_100(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page scanned at 100 dpi."""
    return _resampled(clean(page, spoiler).picture, 100)


def coarse_150(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page scanned at 150 dpi."""
    return _resampled(clean(page, spoiler).picture, 150)


def squeezed(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page as a JPEG of quality 30."""
    return Scan(clean(page, spoiler).picture, quality=30)


def yellowed(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page with brown ink on old paper, in colour."""
    paper = numpy.array(
        [spoiler.between(205, 235), spoiler.between(185, 210), spoiler.between(125, 160)]
    )
    ink = numpy.array([95.0, 70.0, 50.0])
    cover = 1 - clean(page, spoiler).picture[..., None] / _WHITE
    clouds = cv2.resize(spoiler.draw.normal(0, 9, (14, 10)), page.shape[::-1], interpolation=3)
    return Scan(spoiler.noise(paper + clouds[..., None] + (ink - paper) * cover, 5), quality=75)


def faint(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page typed with an old ribbon, or copied too light."""
    ink, paper = spoiler.between(150, 185), spoiler.between(225, 240)
    cover = 1 - clean(page, spoiler).picture / _WHITE
    return Scan(spoiler.noise(paper + (ink - paper) * cover, 5))


def faxed(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page in black and white at 200 dpi, as from a fax machine."""
    grey = spoiler.noise(_resampled(page, 200).picture, 28)
    limit = spoiler.between(140, 170)
    return Scan(numpy.where(grey > limit, _WHITE, 0).astype(numpy.uint8), 200, bitonal=True)


def sealed(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page with a red stamp over its text."""
    size, middle = (
        int(spoiler.between(190, 225)),
        (int(spoiler.between(900, 1500)), int(spoiler.between(900, 2300))),
    )
    mark = numpy.zeros(page.shape, numpy.uint8)
    for radius, width in ((size, 10), (size - 18, 4), (size // 2, 4)):
        cv2.circle(mark, middle, radius, _WHITE, width)
    cv2.putText(mark, "LANG SON", (middle[0] - 95, middle[1] + 15), 2, 1.2, _WHITE, 4)
    cover = cv2.GaussianBlur(mark, (0, 0), 1.5)[..., None] / _WHITE * spoiler.between(0.75, 0.95)
    paper = clean(page, spoiler).picture[..., None].repeat(3, axis=2)
    ink = numpy.array([205.0, 40.0, 55.0])
    return Scan(spoiler.noise(paper * (1 - cover + cover * ink / _WHITE), 3), quality=80)


def several(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page skewed, unevenly lit, with dark borders and dust, as a JPEG of quality 40."""
    scan = _rotated(clean(page, spoiler).picture, spoiler.between(-3.5, 3.5))
    scan = bordered(uneven(scan, spoiler).picture, spoiler).picture
    dots = spoiler.draw.random(scan.shape) < 0.002
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


def write_scan(scan: Scan, path: Path, turn: int) -> Path:
    """Write a scan in its own file format."""
    image = Image.fromarray(numpy.rot90(scan.picture, turn))
    options: dict[str, object] = {"dpi": (scan.dpi, scan.dpi)}
    if scan.bitonal:
        path, image = path.with_suffix(".tif"), image.convert("1")
        options["compression"] = "group4"
    elif scan.quality:
        path, options["quality"] = path.with_suffix(".jpg"), scan.quality
    else:
        path = path.with_suffix(".png")
        options["compress_level"] = 1
    image.save(path, **options)
    return path


def _rotated(page: Picture, degrees: float) -> Picture:
    high, wide = page.shape
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    return cv2.warpAffine(page, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=_WHITE)


def _resampled(page: Picture, dpi: int) -> Scan:
    factor = dpi / DPI
    interpolation = cv2.INTER_AREA
    return Scan(cv2.resize(page, None, fx=factor, fy=factor, interpolation=interpolation), dpi)
