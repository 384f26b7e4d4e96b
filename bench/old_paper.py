"""Old and difficult paper: photographs, negatives, typescripts and carbons, letterpress, film."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import cv2
import numpy

from bench import spoiling
from bench.press import HIGH, WIDE, Typesetter
from bench.sentences import SentenceGenerator
from bench.sheets import Sheet, sheets
from bench.spoiling import Scan, Spoiler
from ingest.images.preprocess import Picture

_WHITE = 255
_MARGIN, _LINE = 300, 130
_HELD_OUT_SEED = 20_000
_Printer = Callable[[int, bool], Sheet]


def photograph_page(seed: int, held_out: bool) -> Sheet:
    """Return a page with a photograph between two paragraphs."""
    press = Typesetter(_sentences(seed, held_out), "book" if held_out else "serif")
    face, width = press.face(11.5), WIDE - 2 * _MARGIN
    first, y = press.paragraph((_MARGIN, 280, width), _text(press, 9), face, 1200)
    chance = numpy.random.default_rng((seed, held_out))
    high, wide = int(chance.uniform(800, 1100)), int(chance.uniform(1200, width))
    x = _MARGIN + (width - wide) // 2
    caption = press.centred(WIDE / 2, y + high + 70, press.sentences.sentence(), press.face(10))
    second, _ = press.paragraph(
        (_MARGIN, y + high + 190, width), _text(press, 20), face, HIGH - 260
    )
    page = numpy.asarray(press.image).copy()
    page[y + 30 : y + 30 + high, x : x + wide] = _photograph(high, wide, chance)
    return Sheet("photograph", page, ("\n".join((first, caption, second)),))


def typescript(seed: int, held_out: bool) -> Sheet:
    """Return a typed page: every letter struck by itself, a little high or low, dark or pale."""
    press = Typesetter(_sentences(seed, held_out), "typewriter")
    chance = numpy.random.default_rng((seed, held_out, 1))
    face = press.face(12 if held_out else 11)
    letter, columns = face.getlength("m"), int((WIDE - 2 * _MARGIN) / face.getlength("m"))
    page = numpy.full((HIGH, WIDE), _WHITE, numpy.float32)
    rows, line = [], ""
    for word in _text(press, 24).split():
        if len(line) + len(word) + 1 > columns:
            rows.append(line)
            line = ""
        line = f"{line} {word}".strip()
    rows = rows[: (HIGH - 2 * _MARGIN) // 110]
    for number, row in enumerate(rows):
        for place, sign in enumerate(row):
            if sign != " ":
                x = _MARGIN + round(place * letter + chance.normal(0, 1.2))
                y = _MARGIN + number * 110 + round(chance.normal(0, 2.0))
                _strike(page, press, face, (x, y), sign, chance)
    return Sheet("typescript", page.astype(numpy.uint8), ("\n".join(rows),))


def newspaper(seed: int, held_out: bool) -> Sheet:
    """Return the newspaper of the printed sheets."""
    return next(sheet for sheet in sheets(_seed(seed, held_out)) if sheet.kind == "newspaper")


def book(seed: int, held_out: bool) -> Sheet:
    """Return the page of a book of the printed sheets."""
    return next(sheet for sheet in sheets(_seed(seed, held_out)) if sheet.kind == "book")


def negative(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page as a negative."""
    return Scan(_WHITE - spoiling.clean(page, spoiler).picture)


def carbon(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page as a carbon copy: soft, pale, with the smudges of the carbon paper."""
    soft = cv2.GaussianBlur(page, (0, 0), spoiler.between(1.8, 2.6))
    ink, paper = spoiler.between(95, 130), spoiler.between(205, 225)
    cover = 1 - soft / _WHITE
    smudges = cv2.GaussianBlur(spoiler.draw.normal(0, 60, page.shape), (0, 0), 9)
    return Scan(spoiler.noise(paper + (ink - paper) * cover + smudges, 6))


def letterpress(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page printed from worn type: ink spread and missing in spots, brown paper."""
    ink = 1 - cv2.GaussianBlur(page, (0, 0), 1.0) / _WHITE
    spots = cv2.GaussianBlur(spoiler.draw.normal(0, 1, page.shape), (0, 0), 2.5)
    inked = ink + 0.9 * spots > spoiler.between(0.4, 0.5)
    grey = cv2.GaussianBlur(numpy.where(inked, 60.0, 200.0), (0, 0), 0.9)
    return Scan(spoiler.noise(grey, 8), quality=75)


def scratched_film(page: Picture, spoiler: Spoiler) -> Scan:
    """Return the page from microfilm: hard contrast, grain, scratches along the film."""
    scan = cv2.GaussianBlur(page, (0, 0), 1.6).astype(numpy.float32)
    scan = spoiler.noise(scan, 30).astype(numpy.float32)
    for _ in range(spoiler.draw.integers(8, 20)):
        x = spoiler.between(0, page.shape[1])
        slope, value = spoiler.between(-0.01, 0.01), float(spoiler.draw.choice((15, 240)))
        ends = (int(x), 0), (int(x + slope * page.shape[0]), page.shape[0])
        cv2.line(scan, *ends, value, int(spoiler.draw.integers(1, 4)))
    hard = numpy.clip((scan - 128) * 1.6 + 128, 0, _WHITE)
    return Scan(cv2.GaussianBlur(hard, (0, 0), 0.8).astype(numpy.uint8))


@dataclass(frozen=True, slots=True)
class OldPaper:
    """A kind of page in a condition, and the limit of its letter error rate in per cent."""

    printer: _Printer
    spoil: Callable[[Picture, Spoiler], Scan]
    target: float | None


OLD_PAPER: Mapping[str, OldPaper] = {
    "photograph": OldPaper(photograph_page, spoiling.clean, 1.0),
    "photograph, faint": OldPaper(photograph_page, spoiling.faint, 3.0),
    "photograph, bleed-through": OldPaper(photograph_page, spoiling.bled, 3.0),
    "photograph, uneven light": OldPaper(photograph_page, spoiling.uneven, 3.0),
    "photograph, yellowed": OldPaper(photograph_page, spoiling.yellowed, 3.0),
    "negative": OldPaper(book, negative, 0.3),
    "photograph, negative": OldPaper(photograph_page, negative, 1.2),
    "typescript": OldPaper(typescript, spoiling.clean, 3.0),
    "typescript, carbon copy": OldPaper(typescript, carbon, 10.0),
    "newspaper, letterpress": OldPaper(newspaper, letterpress, 3.0),
    "newspaper, scratched film": OldPaper(newspaper, scratched_film, 5.0),
}


def old_pages(
    names: tuple[str, ...], seed: int, held_out: bool
) -> Iterator[tuple[str, Sheet, Scan]]:
    """Yield each kind of old paper with its sheet and its scan."""
    for place, (name, paper) in enumerate(OLD_PAPER.items()):
        if names and name not in names:
            continue
        sheet = paper.printer(seed, held_out)
        back = book(seed + 1, held_out).picture
        chance = numpy.random.default_rng((seed, place, _HELD_OUT_SEED * held_out))
        yield name, sheet, paper.spoil(sheet.picture, Spoiler(chance, back))


def _sentences(seed: int, held_out: bool) -> SentenceGenerator:
    return SentenceGenerator(seed * 7 + (_HELD_OUT_SEED if held_out else 0))


def _seed(seed: int, held_out: bool) -> int:
    return seed + _HELD_OUT_SEED * held_out


def _text(press: Typesetter, count: int) -> str:
    return " ".join(press.sentences.sentence() for _ in range(count))


def _photograph(high: int, wide: int, chance: numpy.random.Generator) -> Picture:
    """Return something like a photograph: a bright sky, hills, trees and houses, in fine grain."""
    clouds = cv2.resize(chance.normal(0, 1, (6, 8)), (wide, high), interpolation=cv2.INTER_CUBIC)
    trees = cv2.resize(chance.normal(0, 1, (60, 80)), (wide, high), interpolation=cv2.INTER_CUBIC)
    height = numpy.linspace(0, 1, high)[:, None]
    grey = 205 - 120 * (height > 0.45) + 18 * clouds + 26 * trees * (height > 0.35)
    for _ in range(12):
        x, y = int(chance.uniform(0, wide)), int(chance.uniform(0.4, 0.9) * high)
        corner = x + int(chance.uniform(40, 220)), y + int(chance.uniform(40, 160))
        cv2.rectangle(grey, (x, y), corner, float(chance.uniform(20, 220)), -1)
    return numpy.clip(grey + chance.normal(0, 12, grey.shape), 8, 245).astype(numpy.uint8)


def _strike(
    page: Picture,
    press: Typesetter,
    face: object,
    place: tuple[int, int],
    sign: str,
    chance: numpy.random.Generator,
) -> None:
    """Strike one letter; one in thirty is struck twice."""
    x, y = place
    mask = numpy.asarray(press.glyph(sign, face), numpy.float32) / _WHITE
    high, wide = mask.shape
    worn = cv2.resize(chance.normal(0.85, 0.22, (4, 3)), (wide, high)).astype(numpy.float32)
    ink = mask * numpy.clip(worn, 0.25, 1) * float(chance.uniform(0.7, 1))
    shifts = ((0, 0), (3, 2)) if chance.random() < 1 / 30 else ((0, 0),)
    for dx, dy in shifts:
        area = page[y + dy : y + dy + high, x + dx : x + dx + wide]
        numpy.minimum(area, _WHITE * (1 - 0.85 * ink[: area.shape[0], : area.shape[1]]), out=area)
