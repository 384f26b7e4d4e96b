"""Difficult layouts: narrow bowed lines, two-page forms, edges, streaks, stamps, empty backs."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

import cv2
import numpy
from PIL import Image, ImageDraw

from bench import ruled_forms, spoiling
from bench.form import Row
from bench.lost_words import LABEL
from bench.press import HIGH, WIDE, Typesetter, wrap_words
from bench.sentences import SentenceGenerator, capitalised
from bench.sheets import Sheet, sheets
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


_HELD_OUT_SEED = 40_000
_FAMILIES = ("serif", "sans", "book")
_HELD_OUT_FAMILIES = ("other serif", "other sans", "serif")
_Printer = Callable[[int, bool], Sheet]


def narrow_lines(seed: int, held_out: bool) -> Sheet:
    """Return a page whose lines almost touch, bowed as beside the spine of a book."""
    press, chance = _press(seed, held_out, 1)
    face = press.face(chance.choice((9.5, 10.5, 11.5)))
    margin, top = int(chance.uniform(200, 380)), int(chance.uniform(220, 420))
    step = round(face.size * chance.uniform(1.02, 1.16))
    texts: list[str] = []
    while top < HIGH - 400:
        width = WIDE - 2 * margin
        paragraph = press.sentences.paragraph(int(chance.uniform(150, 420)))
        rows = list(wrap_words(paragraph, face, width))
        for row in rows:
            if top > HIGH - 300:
                break
            press.justified((margin, top, 0 if row is rows[-1] else width), row, face)
            texts.extend(row)
            top += step
        top += int(chance.choice((0, step // 3, step)))
    bowed = _bowed(numpy.asarray(press.image), chance)
    return Sheet("narrow_lines", bowed, (" ".join(texts),))


def two_page_form(seed: int, held_out: bool) -> Sheet:
    """Return an open double page of a form: lines with leaders on both pages, a table on one."""
    press, chance = _press(seed, held_out, 2)
    press.image = Image.new("L", (HIGH, WIDE), _WHITE)
    face, bold = press.face(11), press.face(13, bold=True)
    gutter = int(chance.uniform(160, 300))
    width = (HIGH - 400 - gutter) // 2
    table_page = int(chance.integers(0, 2))
    texts: list[str] = []
    for place, begin in enumerate((200, 200 + width + gutter)):
        top = int(chance.uniform(180, 320))
        heading = ("PHIẾU ĐIỀU TRA DI TÍCH", "PHIẾU KHAI TÀI LIỆU ĐỊA CHÍ")[place]
        texts.append(press.centred(begin + width / 2, top, heading, bold))
        top += 120
        for number in range(1, int(chance.integers(7, 12))):
            top = _form_line(press, texts, (begin, top, width), number, chance)
        if place == table_page:
            top = _form_table(press, texts, (begin, top + 40, width), chance)
        while top < WIDE - 500:
            paragraph = press.sentences.paragraph(220)
            text, top = press.paragraph((begin, top, width), paragraph, face, WIDE - 380)
            texts.append(text)
        texts.append(press.line(begin + width * 0.6, WIDE - 330, "Người lập phiếu", bold))
    picture = numpy.asarray(press.image).copy()
    return Sheet("two_page_form", picture, (" ".join(filter(None, texts)),))


def _form_line(
    press: Typesetter,
    texts: list[str],
    box: tuple[int, int, int],
    number: int,
    chance: numpy.random.Generator,
) -> int:
    """Set a numbered label, a leader of dots or a rule, and what was typed on it."""
    x0, top, width = box
    face, sentences = press.face(11), press.sentences
    label = chance.choice(("Tên gọi", "Địa chỉ", "Năm dựng", "Người giữ", "Tình trạng", "Ghi chú"))
    first = press.line(x0, top, f"{number}. {label}:", face)
    x = x0 + face.getlength(first) + 30
    answer = str(chance.choice((sentences.unit(), str(sentences.year()), sentences.word())))
    ruling = ImageDraw.Draw(press.image)
    baseline = top + round(face.size * 1.05)
    if chance.random() < 0.5:
        for dot in range(int(x), x0 + width, 14):
            ruling.ellipse((dot, baseline, dot + 3, baseline + 3), fill=0)
    else:
        ruling.line((x, baseline + 4, x0 + width, baseline + 4), fill=0, width=2)
    press.line(x + 20, top - 6, answer, face)
    texts.append(f"{first} {answer}")
    return top + round(face.size * chance.uniform(1.5, 1.9))


def _form_table(
    press: Typesetter,
    texts: list[str],
    box: tuple[int, int, int],
    chance: numpy.random.Generator,
) -> int:
    x0, top, width = box
    face, sentences, ruling = press.face(10), press.sentences, ImageDraw.Draw(press.image)
    edges = [x0, x0 + 130, x0 + int(width * 0.6), x0 + width]
    step = round(face.size * 1.9)
    for number in range(int(chance.integers(4, 8))):
        row = (
            ("STT", "Tên hiện vật", "Số lượng")
            if not number
            else (str(number), capitalised(sentences.word()), f"{sentences.draw.randrange(2, 90)}")
        )
        for text, start, end in zip(row, edges, edges[1:], strict=False):
            ruling.rectangle((start, top, end, top + step), outline=0, width=3)
            press.line(start + 20, top + step * 0.2, text, face)
        texts.append(" ".join(row))
        top += step
    return top + 60


def book_page(seed: int, held_out: bool) -> Sheet:
    """Return a page of prose with narrow margins."""
    press, chance = _press(seed, held_out, 3)
    face, texts = press.face(chance.choice((10.5, 12.0))), []
    margin, top = int(chance.uniform(150, 210)), int(chance.uniform(170, 260))
    lowest = HIGH - int(chance.uniform(170, 260))
    while top < lowest - 120:
        box = (margin, top, WIDE - 2 * margin)
        text, top = press.paragraph(box, press.sentences.paragraph(320), face, lowest)
        texts.append(text)
    return Sheet("book_page", numpy.asarray(press.image).copy(), (" ".join(filter(None, texts)),))


def letter(seed: int, held_out: bool) -> Sheet:
    """Return the decree of the printed sheets."""
    printed = sheets(_seed(seed, held_out), held_out=held_out)
    return next(sheet for sheet in printed if sheet.kind == "letter")


def empty_back(_seed: int, _held_out: bool) -> Sheet:
    """Return the empty back of a printed page."""
    return Sheet("empty_back", numpy.full((HIGH, WIDE), _WHITE, numpy.uint8), ("",))


def ruled_form(seed: int, held_out: bool) -> Sheet:
    """Return a form whose ruled cells were filled in by hand; its text is the print."""
    return ruled_forms.ruled_form(*_press(seed, held_out, 4)).sheet


def written_table(seed: int, held_out: bool) -> Sheet:
    """Return a register filled in by hand; its text is the printed heads and numbers."""
    return ruled_forms.written_table(*_press(seed, held_out, 5)).sheet


def dense_table(seed: int, held_out: bool) -> Sheet:
    """Return a table of many columns of small print."""
    return ruled_forms.dense_table(*_press(seed, held_out, 6)).sheet


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of page in a condition, and the limit of its letter error rate in per cent."""

    printer: _Printer
    spoil: Callable[[Picture, Spoiler], Scan]
    target: float | None


LAYOUTS: Mapping[str, Layout] = {
    "narrow bowed lines": Layout(narrow_lines, spoiling.clean, 1.5),
    "narrow bowed lines, uneven light": Layout(narrow_lines, spoiling.uneven, 1.5),
    "narrow bowed lines, bleed-through": Layout(narrow_lines, spoiling.bled, 1.5),
    "two-page form": Layout(two_page_form, spoiling.clean, 3.0),
    "two-page form, dark borders": Layout(two_page_form, spoiling.bordered, 3.0),
    "dark edges": Layout(book_page, dark_edged, 1.5),
    "dark edges, letter": Layout(letter, dark_edged, 1.5),
    "stamps, letter": Layout(letter, stamped, 1.5),
    "stamps": Layout(book_page, stamped, 1.5),
    "empty back": Layout(empty_back, bled_edged, None),
    "streaks": Layout(book_page, streaked, 3.0),
    "ruled form by hand": Layout(ruled_form, spoiling.uneven, None),
    "register by hand": Layout(written_table, spoiling.skewed, None),
    "dense table": Layout(dense_table, spoiling.bled, 3.0),
}


def layout_pages(
    names: tuple[str, ...], seeds: Iterable[int], held_out: bool
) -> Iterator[tuple[int, tuple[str, Sheet, Scan]]]:
    """Yield each layout by seed, with its sheet and its scan."""
    for seed, (place, (name, layout)) in product(seeds, enumerate(LAYOUTS.items())):
        if names and name not in names:
            continue
        sheet = layout.printer(seed, held_out)
        back = book_page(seed + 1, held_out).picture
        if back.shape != sheet.picture.shape:
            back = numpy.ascontiguousarray(numpy.rot90(back))
        chance = numpy.random.default_rng((seed, place, _HELD_OUT_SEED * held_out))
        yield seed, (name, sheet, layout.spoil(sheet.picture, Spoiler(chance, back)))


@dataclass(slots=True)
class LayoutTotals:
    """Sums over the pages of each layout and reader: letters, words lost, ghosts."""

    sums: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    def add(self, layout: str, reader: str, **counts: int) -> None:
        """Add the counts of a page: wrong, letters, lost, ghosts."""
        self.sums.setdefault((layout, reader), Counter()).update(counts)

    def rows(self, us: str, *, by_layout: bool) -> Iterator[Row]:
        """Yield the rates of each layout if wanted, then the totals of each reader."""
        totals: dict[str, Counter[str]] = {}
        for (layout, reader), counts in self.sums.items():
            totals.setdefault(reader, Counter()).update(counts)
            if by_layout:
                target = LAYOUTS[layout].target if reader == us else None
                yield from _rows(f"{layout}: {reader}", counts, target, is_ours=reader == us)
        for reader, counts in totals.items():
            yield from _rows(f"all: {reader}", counts, None, is_ours=reader == us)


def _rows(name: str, counts: Counter[str], target: float | None, *, is_ours: bool) -> Iterator[Row]:
    if counts["letters"]:
        yield Row(name, 100 * counts["wrong"] / counts["letters"], "%", target)
    if is_ours:
        yield Row(f"{name}, {LABEL}", counts["lost"], "words", 0)
        yield Row(f"{name}, words read where nothing is printed", counts["ghosts"], "words")


def _press(seed: int, held_out: bool, kind: int) -> tuple[Typesetter, numpy.random.Generator]:
    families = _HELD_OUT_FAMILIES if held_out else _FAMILIES
    sentences = SentenceGenerator(_seed(seed, held_out) * 11 + kind)
    chance = numpy.random.default_rng((seed, kind, _HELD_OUT_SEED * held_out))
    return Typesetter(sentences, families[(seed + kind) % 3]), chance


def _seed(seed: int, held_out: bool) -> int:
    return seed + _HELD_OUT_SEED * held_out


def _bowed(page: Picture, chance: numpy.random.Generator) -> Picture:
    """Return the page with lines that rise or sink towards one side."""
    height, width = page.shape
    depth, power = chance.uniform(6, 20) * chance.choice((-1, 1)), chance.uniform(1.6, 3)
    along = numpy.linspace(-1, 1, width) if chance.random() < 0.5 else numpy.linspace(0, 1, width)
    shift = (depth * numpy.abs(along) ** power).astype(numpy.float32)
    x, y = numpy.meshgrid(
        numpy.arange(width, dtype=numpy.float32), numpy.arange(height, dtype=numpy.float32)
    )
    return cv2.remap(page, x, y + shift[None, :], cv2.INTER_LINEAR, borderValue=_WHITE)
