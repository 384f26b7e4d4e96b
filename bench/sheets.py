"""Printed sheets of known text: letters, newspapers, front pages, books, tables; 300 dpi."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy
from PIL import ImageDraw

from bench.press import FACES, WIDE, Face, Typesetter, is_installed, wrap_words
from bench.sentences import SentenceGenerator, capitalised
from ingest.images.preprocess import Picture

_MARGIN_PIXELS = 260


_FAMILIES = ("serif", "sans", "book")
_HELD_OUT_FAMILIES = ("other serif", "other sans", "serif")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed page and its text; some pages have several valid reading orders."""

    kind: str
    picture: Picture
    texts: tuple[str, ...]


def missing_packages(*, held_out: bool = False) -> tuple[str, ...]:
    """Return the Debian packages of the typefaces that the sheets need and this machine lacks."""
    needed = map(FACES.__getitem__, _HELD_OUT_FAMILIES if held_out else _FAMILIES)
    missing = {package for *names, package in needed if not all(map(is_installed, names))}
    return tuple(sorted(missing))


def sheets(seed: int, *, held_out: bool = False) -> Iterator[Sheet]:
    """Yield one sheet of each kind, with other words, typefaces and measures if `held_out`."""
    families = _HELD_OUT_FAMILIES if held_out else _FAMILIES
    for place, make in enumerate(_KINDS):
        family = families[(place + seed) % 3]
        press = Typesetter(
            SentenceGenerator(seed * 4 + place + (10_000 if held_out else 0)), family
        )
        texts = make(press)
        yield Sheet(make.__name__[1:], numpy.asarray(press.image).copy(), texts)


def _letter(press: Typesetter) -> tuple[str, ...]:
    """Set a decree: a head of two columns, articles, a foot of two columns."""
    sentences, small, bold = press.sentences, press.face(13), press.face(13, bold=True)
    left_x, right_x = 700, 1720
    head = (
        press.centred(left_x, 240, "UỶ BAN NHÂN DÂN", bold),
        press.centred(
            right_x, 240, "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", press.face(12, bold=True)
        ),
        press.centred(left_x, 310, "TỈNH LẠNG SƠN", bold),
        press.centred(right_x, 310, "Độc lập - Tự do - Hạnh phúc", bold),
        press.centred(left_x, 420, f"Số: {sentences.code()}", small),
        press.centred(right_x, 420, f"Lạng Sơn, ngày {sentences.date()}", small),
    )
    body = [
        press.centred(WIDE / 2, 560, "QUYẾT ĐỊNH", press.face(15, bold=True)),
        press.centred(WIDE / 2, 640, f"Về việc {sentences.matter()}", bold),
    ]
    top, article = 780, 1
    while top < 2700:
        text = f"Điều {article}. {sentences.paragraph(180)}"
        text_set, top = press.paragraph(
            (_MARGIN_PIXELS, top, WIDE - 2 * _MARGIN_PIXELS), text, small, 2800
        )
        body.append(text_set)
        article += 1
    foot = (
        press.line(_MARGIN_PIXELS, 2880, "Nơi nhận:", press.face(12, bold=True)),
        press.centred(right_x, 2880, "KT. CHỦ TỊCH", bold),
        press.line(_MARGIN_PIXELS, 2945, f"- Như Điều {article - 1};", press.face(11)),
        press.centred(right_x, 2945, "PHÓ CHỦ TỊCH", bold),
        press.line(_MARGIN_PIXELS, 3005, "- Lưu: VT, KGVX.", press.face(11)),
        press.centred(right_x, 3190, "Dương Xuân Huyên", bold),
    )
    by_row = (" ".join(head), " ".join(foot))
    by_column = (" ".join((*head[::2], *head[1::2])), " ".join((*foot[::2], *foot[1::2])))
    middle = " ".join(body)
    return tuple(
        f"{a} {middle} {z}" for a in (by_row[0], by_column[0]) for z in (by_row[1], by_column[1])
    )


def _newspaper(press: Typesetter) -> tuple[str, ...]:
    """Set two columns of small print under one headline."""
    sentences, small, bold = press.sentences, press.face(10), press.face(11, bold=True)
    gap, width = 90, (WIDE - 400 - 90) // 2
    headline = f"{capitalised(sentences.unit())} đổi mới"
    texts = [press.centred(WIDE / 2, 240, headline, press.face(26, bold=True))]
    for x in (200, 200 + width + gap):
        top = 440
        while top < 3150:
            if top > 440:
                text, top = press.paragraph(
                    (x, top, width), capitalised(sentences.matter()), bold, 3280
                )
                texts.append(text)
            for _ in range(2):
                column = (x, top, width)
                text, top = press.paragraph(column, sentences.paragraph(260), small, 3280)
                texts.append(text)
    return (" ".join(filter(None, texts)),)


def _front_page(press: Typesetter) -> tuple[str, ...]:
    """Set two stories of three ruled columns, each under its own headline."""
    texts: list[str] = []
    for top, bottom in ((200, 1640), (1750, 3280)):
        headline = f"{capitalised(press.sentences.unit())} đổi mới"
        texts.append(press.centred(WIDE / 2, top, headline, press.face(22, bold=True)))
        texts.extend(_columns(press, 3, top + 170, bottom))
    return (" ".join(filter(None, texts)),)


def _columns(press: Typesetter, count: int, top: int, bottom: int) -> Iterator[str]:
    sentences, small, gap = press.sentences, press.face(10), 60
    width = (WIDE - 400 + gap) // count - gap
    for x in range(200, 200 + count * (width + gap), width + gap):
        y = top
        while y < bottom - 60:
            text, y = press.paragraph((x, y, width), sentences.paragraph(200), small, bottom)
            yield text
        if x > 200:
            rule = [(x - gap // 2, top), (x - gap // 2, bottom)]
            ImageDraw.Draw(press.image).line(rule, fill=0, width=3)


def _book(press: Typesetter) -> tuple[str, ...]:
    """Set a page of prose below a chapter heading, with its number at the foot."""
    sentences, face = press.sentences, press.face(12)
    texts = [
        press.centred(WIDE / 2, 420, f"Chương {sentences.number()}", press.face(18, bold=True))
    ]
    texts.append(
        press.centred(WIDE / 2, 540, capitalised(sentences.matter()), press.face(14, bold=True))
    )
    top = 720
    while top < 2950:
        column = (340, top, WIDE - 680)
        text, top = press.paragraph(column, sentences.paragraph(420), face, 3080)
        texts.append(text)
    texts.append(press.centred(WIDE / 2, 3180, str(sentences.number()), face))
    return (" ".join(filter(None, texts)),)


def _table(press: Typesetter) -> tuple[str, ...]:
    """Set a ruled table of five columns; long cells have two lines."""
    return _set_table(press, _Row(press, (200, 350, 900, 1560, 1780, 2260)))


def _open_table(press: Typesetter) -> tuple[str, ...]:
    """Set the same table with rules around its head and between its columns only."""
    return _set_table(press, _Row(press, (200, 330, 960, 1600, 1810, 2270), is_open=True))


def _set_table(press: Typesetter, row: "_Row") -> tuple[str, ...]:
    sentences, face, bold = press.sentences, press.face(11.5), press.face(11.5, bold=True)
    row_texts = [press.centred(WIDE / 2, 250, "PHỤ LỤC: DANH SÁCH CÁC ĐIỂM TRUY NHẬP", bold)]
    rows: list[tuple[str, ...]] = [("STT", "Tên thư viện", "Địa chỉ", "Số máy", "Kinh phí")]
    for number in range(1, 19):
        unit = sentences.unit()
        rows.append(
            (
                str(number),
                f"Thư viện {unit}",
                f"Trung tâm {unit}",
                str(sentences.draw.choice((sentences.number(), sentences.draw.randrange(2, 10)))),
                sentences.money() if sentences.draw.random() < 0.9 else "",
            )
        )
    top = 380
    for place, texts in enumerate(rows):
        top = row.set(top, texts, face if place else bold, is_head=not place)
        row_texts.append(" ".join(filter(None, texts)))
    return (" ".join(row_texts),)


@dataclass(frozen=True, slots=True)
class _Row:
    """Typesetter of the rows of a table with their rules."""

    press: Typesetter
    edges: tuple[int, ...]
    is_open: bool = False

    def set(self, top: int, row: tuple[str, ...], face: Face, *, is_head: bool) -> int:
        """Set one row; return its bottom edge."""
        sides = list(pairwise(self.edges))
        cells = [
            list(wrap_words(text, face, x1 - x0 - 40))
            for text, (x0, x1) in zip(row, sides, strict=True)
        ]
        step, space = round(face.size * 1.2), 12 if self.is_open else 24
        bottom = top + space + step * max(map(len, cells)) + space
        for lines, (x0, x1) in zip(cells, sides, strict=True):
            self._rule(x0, top, x1, bottom, is_head=is_head)
            above = (top + bottom - step * len(lines)) / 2
            for place, line in enumerate(lines):
                y = (top + space if self.is_open else above) + step * place
                if " ".join(lines[0]).isdigit():
                    self.press.centred((x0 + x1) / 2, y, line[0], face)
                else:
                    self.press.line(x0 + 20, y, " ".join(line), face)
        return bottom

    def _rule(self, x0: int, y0: int, x1: int, y1: int, *, is_head: bool) -> None:
        ruling = ImageDraw.Draw(self.press.image)
        if is_head or not self.is_open:
            ruling.rectangle((x0, y0, x1, y1), outline=0, width=3)
        else:
            for x in (x0, x1):
                ruling.line((x, y0, x, y1), fill=0, width=3)


_KINDS = (_letter, _newspaper, _book, _table, _front_page, _open_table)
