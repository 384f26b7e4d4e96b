"""Ruled forms and tables in several layouts, with cells filled in by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy
from PIL import Image, ImageDraw

from bench.press import HIGH, WIDE, Typesetter, wrap_words
from bench.sentences import capitalised
from bench.sheets import Sheet
from ingest.images.preprocess import Picture

_PAD, _PEN_SCALE = 16, (1.3, 2.1)
_LABELS = (
    "Họ và tên",
    "Ngày sinh",
    "Nơi ở hiện nay",
    "Nghề nghiệp",
    "Dân tộc",
    "Trình độ học vấn",
    "Tên gọi di tích",
    "Niên đại",
    "Tình trạng bảo quản",
    "Người quản lý",
)
_HEADS = ("Tên hiện vật", "Nơi lưu giữ", "Tình trạng", "Chất liệu", "Người kê khai", "Ghi chú")
_WRITTEN = (
    "Nguyen Van Thanh Hoa Lan Binh Dinh rat tot con nguyen ven lam ruong go lim da cu Tran Thi"
)


@dataclass(frozen=True, slots=True)
class RuledSheet:
    """A printed form, and the boxes (left, top, right, bottom) of what was written on it."""

    sheet: Sheet
    hands: tuple[tuple[int, int, int, int], ...]


class _Grid:
    """Printer of the rows of one grid: printed cells, labels with writing, written cells."""

    def __init__(self, press: Typesetter, chance: numpy.random.Generator, points: float) -> None:
        self._press, self._chance, self._face = press, chance, press.face(points)
        self._weight = int(chance.integers(1, 5))
        self.hands: list[tuple[int, int, int, int]] = []

    def row(self, top: int, edges: tuple[int, ...], cells: tuple[str, ...]) -> tuple[int, str]:
        """Set a row; `✍` in a cell is written by hand. Return its bottom and its text."""
        step = round(self._face.size * 1.25)
        sides = list(pairwise(edges))
        parts = [
            list(wrap_words(text.replace("✍", ""), self._face, x1 - x0 - 2 * _PAD))
            for text, (x0, x1) in zip(cells, sides, strict=True)
        ]
        is_written = any("✍" in cell for cell in cells)
        pad = round(step * self._chance.uniform(0.2, 0.5))
        rows = max(max(map(len, parts), default=1), 1)
        bottom = top + 2 * pad + step * rows + (round(0.8 * step) if is_written else 0)
        ruling = ImageDraw.Draw(self._press.image)
        for lines, text, (x0, x1) in zip(parts, cells, sides, strict=True):
            ruling.rectangle((x0, top, x1, bottom), outline=0, width=self._weight)
            for place, line in enumerate(lines):
                self._press.line(x0 + _PAD, top + pad + step * place, " ".join(line), self._face)
            if "✍" in text:
                x = x0 + _PAD
                y = top + pad // 2
                if lines:
                    x += round(self._face.getlength(" ".join(lines[-1]))) + 25
                    y = top + pad + step * (len(lines) - 1) - 5
                    if x > x1 - 150:
                        x, y = x0 + _PAD, top + pad + step * len(lines) - 10
                self._write(x, y, x1 - 10, bottom - 4)
        return bottom, " ".join(filter(None, (cell.replace("✍", "").strip() for cell in cells)))

    def _write(self, x0: int, top: int, x1: int, bottom: int) -> None:
        """Write a few words with a pen, if there is room."""
        words = _WRITTEN.split()
        text = " ".join(self._chance.choice(words) for _ in range(int(self._chance.integers(1, 4))))
        scale = self._chance.uniform(*_PEN_SCALE)
        (wide, high), base = cv2.getTextSize(text, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, scale, 3)
        scale *= min(1, (x1 - x0) / (wide + 10), (bottom - top) / (high + base + 24))
        if scale < 0.7:
            return
        (wide, high), base = cv2.getTextSize(text, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, scale, 3)
        stroke = numpy.full((high + base + 30, wide + 30), 255, numpy.uint8)
        place = (10, high + 18)
        thickness = int(self._chance.integers(2, 5))
        cv2.putText(
            stroke, text, place, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, scale, 0, thickness, cv2.LINE_AA
        )
        stroke = self._with_marks(stroke, thickness)
        stroke = _shaken(stroke, self._chance)
        h, w = stroke.shape
        ink = Image.fromarray(255 - stroke)
        pen = int(self._chance.integers(0, 90))
        self._press.image.paste(pen, (x0, top), ink)
        self.hands.append((x0, top, x0 + w, top + h))

    def _with_marks(self, stroke: Picture, thickness: int) -> Picture:
        for _ in range(max(1, stroke.shape[1] // 120)):
            x = int(self._chance.uniform(20, stroke.shape[1] - 20))
            end = (x + int(self._chance.uniform(-14, 14)), 14)
            cv2.line(stroke, (x, 4), end, 0, thickness, cv2.LINE_AA)
        return stroke


def _shaken(stroke: Picture, chance: numpy.random.Generator) -> Picture:
    """Return writing whose letters rise, sink and lean unevenly."""
    height, width = stroke.shape
    x, y = numpy.meshgrid(
        numpy.arange(width, dtype=numpy.float32), numpy.arange(height, dtype=numpy.float32)
    )
    shift = numpy.zeros_like(x)
    for period in (31, 67, 140):
        phase = chance.uniform(0, 6)
        y = y + chance.uniform(0.5, 2.5) * numpy.sin(x / period * 6.3 + phase)
        shift += chance.uniform(0.5, 2.5) * numpy.sin(y / period * 6.3 + phase)
    shift += chance.uniform(-0.3, 0.2) * (y - height / 2)
    return cv2.remap(
        stroke,
        (x + shift).astype(numpy.float32),
        y.astype(numpy.float32),
        cv2.INTER_LINEAR,
        borderValue=255,
    )


def ruled_form(press: Typesetter, chance: numpy.random.Generator) -> RuledSheet:
    """Set a form whose labels stand in ruled cells, before or above what is written."""
    texts = list(_title(press, chance, "PHIẾU KÊ KHAI"))
    grid, top = _Grid(press, chance, chance.choice((10, 11, 12))), 620
    x0, x1 = 200, WIDE - 200
    is_apart = chance.random() < 0.5
    labels = list(chance.permutation(_LABELS))
    while labels and top < HIGH - 700:
        count = int(chance.integers(1, 4))
        chosen = tuple(f"{labels.pop()}:" for _ in range(min(count, len(labels))))
        cells = [
            cell
            for label in chosen
            for cell in (
                (label, _answer(press, chance))
                if is_apart
                else (f"{label} {_answer(press, chance)}",)
            )
        ]
        top, text = grid.row(top, _edges(x0, x1, len(cells), chance), tuple(cells))
        texts.append(text)
    text, _ = press.paragraph(
        (x0, top + 60, x1 - x0), press.sentences.paragraph(300), press.face(12), HIGH - 300
    )
    texts.append(text)
    return _sheet("ruled_form", press, texts, grid)


def written_table(press: Typesetter, chance: numpy.random.Generator) -> RuledSheet:
    """Set a table with a printed head and numbers, and cells written by hand or printed."""
    texts = list(_title(press, chance, "SỔ KIỂM KÊ HIỆN VẬT"))
    grid, top = _Grid(press, chance, chance.choice((9.5, 10.5, 11.5))), 620
    count = int(chance.integers(2, 5))
    edges = (200, 330, *_edges(330, WIDE - 200, count, chance)[1:])
    top, text = grid.row(top, edges, ("STT", *chance.permutation(_HEADS)[:count]))
    texts.append(text)
    share = chance.uniform(0.2, 0.9)
    for number in range(1, int(chance.integers(8, 18))):
        cells = tuple(
            "✍" if chance.random() < share else capitalised(press.sentences.word())
            for _ in range(count)
        )
        if top > HIGH - 500:
            break
        top, text = grid.row(top, edges, (str(number), *cells))
        texts.append(text)
    return _sheet("written_table", press, texts, grid)


def dense_table(press: Typesetter, chance: numpy.random.Generator) -> RuledSheet:
    """Set a printed table of many columns of small print, with cells of several lines."""
    texts = list(_title(press, chance, "PHỤ LỤC"))
    grid, top = _Grid(press, chance, chance.choice((8, 9, 10))), 620
    count = int(chance.integers(4, 8))
    edges = (150, 260, *_edges(260, WIDE - 150, count, chance)[1:])
    number = 0
    while top < HIGH - 600:
        cells = tuple(_printed(press, chance) for _ in range(count))
        number += 1
        top, text = grid.row(top, edges, (str(number), *cells))
        texts.append(text)
    return _sheet("dense_table", press, texts, grid)


def _printed(press: Typesetter, chance: numpy.random.Generator) -> str:
    sentences = press.sentences
    kind = chance.integers(0, 5)
    if kind == 0:
        return sentences.money()
    if kind == 1:
        return str(sentences.number())
    if kind == 2:
        return sentences.unit()
    return sentences.matter() if kind == 3 else capitalised(sentences.word())


def _answer(press: Typesetter, chance: numpy.random.Generator) -> str:
    kind = chance.random()
    if kind < 0.7:
        return "✍"
    return "" if kind < 0.8 else press.sentences.unit()


def _title(press: Typesetter, chance: numpy.random.Generator, title: str) -> Iterator[str]:
    yield press.centred(WIDE / 2, 250, title, press.face(15, bold=True))
    text, _ = press.paragraph(
        (220, 360, WIDE - 440), press.sentences.paragraph(180), press.face(12), 600
    )
    yield text


def _edges(x0: int, x1: int, count: int, chance: numpy.random.Generator) -> tuple[int, ...]:
    shares = chance.uniform(0.7, 1.3, count)
    ends = x0 + numpy.cumsum(shares / shares.sum()) * (x1 - x0)
    return (x0, *map(int, ends[:-1]), x1)


def _sheet(kind: str, press: Typesetter, texts: list[str], grid: _Grid) -> RuledSheet:
    picture = numpy.asarray(press.image).copy()
    return RuledSheet(Sheet(kind, picture, (" ".join(filter(None, texts)),)), tuple(grid.hands))
