"""Difficult layouts: narrow bowed lines, two-page forms, edges, streaks, stamps, empty backs."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

import cv2
import numpy
from PIL import Image, ImageDraw

from bench import ruled_forms, scan_faults, spoiling
from bench.form import Row
from bench.lost_words import LABEL
from bench.press import HIGH, WIDE, Typesetter, wrap_words
from bench.sentences import SentenceGenerator, capitalised
from bench.sheets import Sheet, sheets
from bench.spoiling import Scan, Spoiler
from ingest.images.preprocess import Picture

_WHITE = 255
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
    "dark edges": Layout(book_page, scan_faults.dark_edged, 1.5),
    "dark edges, letter": Layout(letter, scan_faults.dark_edged, 1.5),
    "stamps, letter": Layout(letter, scan_faults.stamped, 1.5),
    "stamps": Layout(book_page, scan_faults.stamped, 1.5),
    "empty back": Layout(empty_back, scan_faults.bled_edged, None),
    "streaks": Layout(book_page, scan_faults.streaked, 3.0),
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
