"""Faults of a scan that leave no text: dark edges, streaks, seals, the print of the back."""

import cv2
import numpy

from bench import spoiling
from bench.spoiling import Scan, Spoiler
from ingest.images.preprocess import Picture

_WHITE = 255


def dark_edged(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page with the lid of the scanner and a shadow at the spine, up to the print."""
    scan = spoiling.clean(page, spoiler).picture.astype(numpy.float32)
    for side in spoiler.draw.permutation(4)[: spoiler.draw.integers(1, 5)]:
        view = numpy.rot90(scan, side)
        wide = int(spoiler.between(60, 145))
        slant = spoiler.between(-0.012, 0.012) * numpy.arange(view.shape[0])
        darkness = spoiler.between(5, 70)
        for row, shift in enumerate(slant):
            view[row, : max(20, wide + int(shift))] = darkness
    if spoiler.draw.random() < 0.5:
        across = numpy.arange(page.shape[1]) / page.shape[1]
        scan *= 1 - spoiler.between(0.3, 0.6) * numpy.exp(-across / spoiler.between(0.02, 0.05))
    return Scan(spoiler.noise(scan, spoiler.between(3, 8)), quality=75)


def streaked(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page with folds or strokes of a pen down through its lines."""
    scan = spoiling.clean(page, spoiler).picture.copy()
    height, width = page.shape
    for _ in range(int(spoiler.draw.integers(1, 3))):
        x, y = int(spoiler.between(0.25, 0.75) * width), int(spoiler.between(0.08, 0.5) * height)
        end = x + int(spoiler.between(-12, 12)), y + int(spoiler.between(0.15, 0.5) * height)
        thickness = int(spoiler.draw.integers(2, 7))
        cv2.line(scan, (x, y), end, spoiler.between(10, 110), thickness, cv2.LINE_AA)
    return Scan(scan)


def stamped(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page with seals beside its print and at its edge: letters along a ring."""
    width = page.shape[1]
    clean = spoiling.clean(page, spoiler).picture
    paper = clean[..., None].repeat(3, axis=2).astype(numpy.float32)
    grey = spoiler.draw.random() < 0.5
    ink = numpy.array([60.0, 60.0, 60.0] if grey else [200.0, 45.0, 60.0])
    for _ in range(int(spoiler.draw.integers(1, 4))):
        radius = int(spoiler.between(150, 230))
        seal = _seal(radius, spoiler)
        x = int(spoiler.between(60, width - 2 * radius - 60))
        y = _seal_top(page, radius, spoiler)
        part = paper[y : y + 2 * radius, x : x + 2 * radius]
        cover = seal[: part.shape[0], : part.shape[1], None] * spoiler.between(0.55, 0.9)
        part[:] = part * (1 - cover) + ink * cover * (part / _WHITE)
    return Scan(spoiler.noise(paper, 3), quality=80)


def bled_edged(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the sheet with only the print of its other side shining through, and dark edges."""
    back = cv2.GaussianBlur(spoiler.back[:, ::-1], (0, 0), spoiler.between(0.8, 3.5))
    shine = 1 - spoiler.between(0.06, 0.5) * (1 - back / _WHITE)
    paper = spoiler.between(215, 250) * shine
    scan = spoiler.noise(paper, spoiler.between(2, 6)).astype(numpy.float32)
    if spoiler.draw.random() < 0.6:
        for side in spoiler.draw.permutation(4)[:2]:
            view = numpy.rot90(scan, side)
            view[:, : int(spoiler.between(15, 90))] = spoiler.between(5, 60)
    if spoiler.draw.random() < 0.3:
        for place in (1, 2):
            middle = (int(spoiler.between(80, 150)), page.shape[0] * place // 3)
            cv2.circle(scan, middle, 35, 30, -1)
    return Scan(scan.clip(0, _WHITE).astype(numpy.uint8), quality=75)


def _seal(radius: int, spoiler: Spoiler) -> Picture:
    """Return the cover of a round seal: rings, a star, letters along the ring."""
    size = 2 * radius
    seal = numpy.zeros((size, size), numpy.uint8)
    for distance, thickness in ((radius - 6, 8), (radius - 22, 3), (radius // 2, 3)):
        cv2.circle(seal, (radius, radius), distance, _WHITE, thickness)
    text = str(spoiler.draw.choice(("U.B.N.D TINH LANG SON", "THU VIEN TINH", "HUYEN CAO LOC")))
    turn = spoiler.between(0, 360)
    for place, sign in enumerate(text):
        glyph = numpy.zeros((size, size), numpy.uint8)
        cv2.putText(glyph, sign, (radius - 14, 70), 0, 1.3, _WHITE, 4)
        angle = turn - 360 * place / len(text)
        matrix = cv2.getRotationMatrix2D((radius, radius), angle, 1.0)
        seal = numpy.maximum(seal, cv2.warpAffine(glyph, matrix, (size, size)))
    angles = numpy.pi / 5 * numpy.arange(10)
    reach = radius * numpy.tile((0.4, 0.17), 5)
    star = radius + numpy.stack((reach * numpy.sin(angles), -reach * numpy.cos(angles)), axis=1)
    cv2.fillPoly(seal, [star.astype(numpy.int32)], _WHITE)
    return cv2.GaussianBlur(seal, (0, 0), 1.5) / _WHITE


def _seal_top(page: Picture, radius: int, spoiler: Spoiler) -> int:
    """Return the top of a seal; often at the foot of the page, where little is printed."""
    height = page.shape[0]
    if spoiler.draw.random() < 0.6:
        return int(spoiler.between(height - 2 * radius - 320, height - 2 * radius - 20))
    return int(spoiler.between(20, height - 2 * radius - 20))
