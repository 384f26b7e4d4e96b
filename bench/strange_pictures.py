"""Generated pictures that are easily taken for print, reproducible by seed.

Each is drawn in the size of a reading image. `TUNED` were seen when the limits of
`ingest.images.few_colours.palette` were chosen, `HELD_OUT` were not.
"""

from collections.abc import Callable, Mapping

import cv2
import numpy

from ingest.images.preprocess import Picture

_WIDE, _HIGH = 880, 1180
_WHITE = 255

Chance = numpy.random.Generator
Draw = Callable[[Chance], Picture]


def _field(chance: Chance, cells: int, high: int = _HIGH, wide: int = _WIDE) -> Picture:
    """Return smooth random heights between 0 and 1."""
    coarse = chance.normal(0, 1, (cells, cells)).astype(numpy.float32)
    smooth = cv2.resize(coarse, (wide, high), interpolation=cv2.INTER_CUBIC)
    return (smooth - smooth.min()) / (smooth.max() - smooth.min())


def _scene(chance: Chance, high: int = _HIGH, wide: int = _WIDE) -> Picture:
    """Return the tones of a landscape between 0 and 1: sky, hills, houses, grain."""
    height = numpy.linspace(0, 1, high, dtype=numpy.float32)[:, None]
    tones = 0.92 - 0.2 * height + 0.08 * _field(chance, 6, high, wide)
    for depth in range(4):
        ridge = 0.35 + 0.14 * depth + 0.12 * _field(chance, 5 + 3 * depth, 1, wide)[0]
        hill = height > ridge[None, :]
        shade = 0.72 - 0.15 * depth + 0.16 * _field(chance, 30, high, wide)
        tones = numpy.where(hill, shade, tones)
    for _ in range(8):
        x, y = int(chance.uniform(0, wide * 0.9)), int(chance.uniform(0.55, 0.85) * high)
        corner = (
            x + int(wide * chance.uniform(0.02, 0.2)),
            y + int(high * chance.uniform(0.02, 0.1)),
        )
        cv2.rectangle(tones, (x, y), corner, float(chance.uniform(0.1, 0.9)), -1)
    return numpy.clip(tones + chance.normal(0, 0.02, tones.shape), 0, 1).astype(numpy.float32)


def _between(tones: Picture, dark: tuple[int, ...], light: tuple[int, ...]) -> Picture:
    """Return tones between two colours."""
    shades = numpy.asarray(dark) + tones[..., None] * (numpy.asarray(light) - dark)
    return numpy.clip(shades, 0, _WHITE).astype(numpy.uint8)


def _paper(chance: Chance, colour: tuple[int, ...] = (252, 251, 247)) -> Picture:
    grain = chance.normal(0, 1.5, (_HIGH, _WIDE, 1))
    return numpy.clip(numpy.asarray(colour) + grain, 0, _WHITE).astype(numpy.uint8)


def _print_lines(page: Picture, chance: Chance, top: int = 80, bottom: int = 1100) -> None:
    """Print lines of words as dark strokes the size of letters."""
    for baseline in range(top, bottom, 24):
        x = 80
        while x < _WIDE - 100:
            for _ in range(int(chance.integers(2, 6))):
                stroke = (x + int(chance.integers(-3, 4)), baseline - int(chance.integers(6, 13)))
                cv2.line(page, (x, baseline), stroke, (25, 25, 28), 2, cv2.LINE_AA)
                cv2.ellipse(
                    page, (x + 4, baseline - 4), (3, 4), 0, 0, 300, (30, 30, 32), 1, cv2.LINE_AA
                )
                x += 10
            x += 8


def _sepia(chance: Chance) -> Picture:
    return _between(_scene(chance), (58, 36, 18), (246, 232, 204))


def _watercolour(chance: Chance) -> Picture:
    page = _paper(chance).astype(numpy.float32)
    for _ in range(9):
        wash = cv2.GaussianBlur((_field(chance, 5) > 0.66).astype(numpy.float32), (0, 0), 14)
        colour = chance.uniform(90, 240, 3)
        strength = wash[..., None] * float(chance.uniform(0.15, 0.5))
        page = page * (1 - strength) + colour * strength
    return page.astype(numpy.uint8)


def _pencil(chance: Chance) -> Picture:
    page, tones = _paper(chance), cv2.GaussianBlur(_scene(chance), (0, 0), 2)
    edges = cv2.Laplacian(tones, cv2.CV_32F, ksize=5)
    strokes = numpy.clip(numpy.abs(edges) * 4, 0, 1) * (0.5 + 0.5 * _field(chance, 200))
    return numpy.clip(page - strokes[..., None] * 42, 0, _WHITE).astype(numpy.uint8)


def _thin_colour_map(chance: Chance) -> Picture:
    page, heights = _paper(chance), _field(chance, 7)
    for level, colour in zip(
        numpy.arange(0.1, 0.95, 0.05),
        numpy.tile([(170, 110, 60), (150, 120, 70)], (9, 1)),
        strict=False,
    ):
        _contours(page, heights, float(level), tuple(map(int, colour)))
    for colour in ((40, 120, 200), (40, 120, 200), (200, 40, 50), (30, 140, 60)):
        _contours(page, _field(chance, 4), 0.5, colour)
    return page


def _contours(page: Picture, heights: Picture, level: float, colour: tuple[int, ...]) -> None:
    above = (heights > level).astype(numpy.uint8)
    lines, _ = cv2.findContours(above, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(page, lines, -1, colour, 1, cv2.LINE_AA)


def _small_photograph(chance: Chance) -> Picture:
    page = _paper(chance)
    _print_lines(page, chance)
    x, y = int(chance.uniform(80, 500)), int(chance.uniform(100, 800))
    high, wide = int(chance.uniform(110, 160)), int(chance.uniform(90, 140))
    photograph = _between(_scene(chance, high, wide), (20, 20, 22), (235, 235, 235))
    page[y - 8 : y + high + 8, x - 8 : x + wide + 8] = _WHITE
    page[y : y + high, x : x + wide] = photograph
    return page


def _highlighted(chance: Chance) -> Picture:
    page = _paper(chance)
    _print_lines(page, chance)
    for _ in range(3):
        y, x = 62 + 24 * int(chance.integers(1, 40)), int(chance.uniform(80, 300))
        part = page[y : y + 22, x : x + 320]
        page[y : y + 22, x : x + 320] = numpy.minimum(part, (255, 240, 110))
    return page


def _hand_coloured(chance: Chance) -> Picture:
    page = _hatched(_scene(chance)).astype(numpy.float32)
    for _ in range(5):
        wash = (_field(chance, 6) > 0.7)[..., None] * float(chance.uniform(0.2, 0.4))
        page = page * (1 - wash) + chance.uniform(80, 230, 3) * wash
    return page.astype(numpy.uint8)


def _faded_colours(chance: Chance) -> Picture:
    page = _between(_scene(chance), (120, 95, 90), (252, 240, 224)).astype(numpy.float32)
    page += (_field(chance, 9)[..., None] - 0.5) * chance.uniform(-50, 50, 3)
    return numpy.clip(page, 0, _WHITE).astype(numpy.uint8)


def _duotone(chance: Chance) -> Picture:
    return _between(_scene(chance), (12, 22, 70), (242, 244, 250))


def _ink_wash(chance: Chance) -> Picture:
    page = numpy.full((_HIGH, _WIDE), 250, numpy.float32)
    for _ in range(7):
        wash = cv2.GaussianBlur((_field(chance, 4) > 0.74).astype(numpy.float32), (0, 0), 22)
        page *= 1 - wash * float(chance.uniform(0.1, 0.5))
    return numpy.clip(page + chance.normal(0, 2, page.shape), 0, _WHITE).astype(numpy.uint8)


def _hatched(tones: Picture) -> Picture:
    """Return tones as the lines of an engraver, whose width is the shade."""
    rows, columns = numpy.mgrid[0 : tones.shape[0] * 2, 0 : tones.shape[1] * 2]
    fine = cv2.resize(tones, (tones.shape[1] * 2, tones.shape[0] * 2))
    waves = 0.5 + 0.5 * numpy.sin((rows * 0.9 + columns * 0.35 + fine * 9) * 0.7)
    lines = numpy.where(waves < fine, _WHITE, 20).astype(numpy.uint8)
    smaller = cv2.resize(lines, tones.shape[::-1], interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(smaller, cv2.COLOR_GRAY2RGB)


def _engraving(chance: Chance) -> Picture:
    toned = _hatched(_scene(chance)).astype(numpy.float32) / _WHITE
    return numpy.clip(toned * (243, 232, 208), 0, _WHITE).astype(numpy.uint8)


def _pale_areas(chance: Chance) -> Picture:
    page, heights = _paper(chance), _field(chance, 9)
    tints = chance.uniform(205, 252, (8, 3))
    page = tints[(heights * 7.99).astype(int)].astype(numpy.uint8)
    for level in numpy.arange(1, 8) / 8:
        _contours(page, heights, float(level), (70, 70, 70))
    return page


def _halftone(chance: Chance) -> Picture:
    page = _paper(chance, (236, 234, 228))
    _print_lines(page, chance)
    y, x, high, wide = 300, 120, 260, 330
    tones = _scene(chance, high, wide)
    rows, columns = numpy.mgrid[0:high, 0:wide]
    dots = 0.5 + 0.25 * (numpy.sin((rows + columns) * 1.1) + numpy.sin((rows - columns) * 1.1))
    printed = cv2.GaussianBlur((dots < tones).astype(numpy.float32), (0, 0), 0.8)
    page[y : y + high, x : x + wide] = _between(printed, (40, 38, 36), (236, 234, 228))
    return page


def _crayon(chance: Chance) -> Picture:
    page = _paper(chance).astype(numpy.float32)
    for _ in range(60):
        colour = chance.uniform(40, 230, 3)
        start, end = chance.uniform(0, (_WIDE, _HIGH), (2, 2)).astype(int)
        mask = numpy.zeros((_HIGH, _WIDE), numpy.float32)
        cv2.line(mask, tuple(map(int, start)), tuple(map(int, end)), 1.0, 7, cv2.LINE_AA)
        mask *= 0.25 + 0.5 * (_field(chance, 150) > 0.5)
        page = page * (1 - mask[..., None]) + colour * mask[..., None]
    return page.astype(numpy.uint8)


def _blueprint(chance: Chance) -> Picture:
    page = _paper(chance, (38, 66, 140))
    for _ in range(40):
        start, end = chance.uniform(60, (_WIDE - 60, _HIGH - 60), (2, 2)).astype(int)
        cv2.rectangle(page, tuple(map(int, start)), tuple(map(int, end)), (225, 230, 240), 1)
    return page


def _green_notes(chance: Chance) -> Picture:
    page = _paper(chance)
    _print_lines(page, chance)
    centre = int(chance.uniform(200, 700)), int(chance.uniform(200, 1000))
    cv2.circle(page, centre, 62, (60, 150, 90), 3, cv2.LINE_AA)
    cv2.circle(page, centre, 40, (60, 150, 90), 2, cv2.LINE_AA)
    for _ in range(6):
        start = numpy.asarray(chance.uniform(80, (780, 1100)), int)
        path = numpy.cumsum(chance.normal(0, 9, (30, 2)), 0).astype(int) + start
        cv2.polylines(page, [path.astype(numpy.int32)], False, (196, 150, 60), 2, cv2.LINE_AA)
    return page


TUNED: Mapping[str, Draw] = {
    "sepia photograph": _sepia,
    "watercolour": _watercolour,
    "faint pencil": _pencil,
    "map of thin coloured lines": _thin_colour_map,
    "small photograph in print": _small_photograph,
    "highlighted print": _highlighted,
    "coloured engraving": _hand_coloured,
    "faded colours": _faded_colours,
}
HELD_OUT: Mapping[str, Draw] = {
    "duotone": _duotone,
    "ink wash": _ink_wash,
    "engraving": _engraving,
    "map of pale areas": _pale_areas,
    "halftone in print": _halftone,
    "crayon": _crayon,
    "blueprint": _blueprint,
    "green seal and notes": _green_notes,
}


def draw(kinds: Mapping[str, Draw], seed: int) -> Mapping[str, Picture]:
    """Return a picture of each kind."""
    return {
        name: make(numpy.random.default_rng((seed, place)))
        for place, (name, make) in enumerate(kinds.items())
    }
