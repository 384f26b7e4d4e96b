"""Prints sheets whose text is known: letters, newspapers, front pages, books, tables; 300 dpi."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy
from PIL import ImageDraw

from bench.press import FACES, WIDE, Face, Press, broken, is_installed
from bench.sentences import Speaker, titled
from ingest.images.preprocess import Picture

_MARGIN = 260

WHERE = ("foot", "dashes", "head", "corner", "running head")
"""Where a page has its number: in the middle, outside, or beside the title of the book."""

_USED = ("serif", "sans", "book")
_HELD_OUT = ("other serif", "other sans", "serif")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed page and what it says; some may rightly be read in more than one order."""

    kind: str
    picture: Picture
    texts: tuple[str, ...]


def missing_packages(*, held_out: bool = False) -> tuple[str, ...]:
    """Name the Debian packages whose faces the sheets need and this machine lacks."""
    needed = map(FACES.__getitem__, _HELD_OUT if held_out else _USED)
    missing = {package for *names, package in needed if not all(map(is_installed, names))}
    return tuple(sorted(missing))


def sheets(seed: int, *, held_out: bool = False) -> Iterator[Sheet]:
    """Print one sheet of each kind; other words, faces and measures when `held_out`."""
    families = _HELD_OUT if held_out else _USED
    for place, make in enumerate(_KINDS):
        family = families[(place + seed) % 3]
        press = Press(Speaker(seed * 4 + place + (10_000 if held_out else 0)), family)
        texts = make(press)
        yield Sheet(make.__name__[1:], numpy.asarray(press.image).copy(), texts)


def leaf(seed: int, number: int, where: str) -> Picture:
    """Print a page of prose with its number where books have it: see `WHERE`."""
    press = Press(Speaker(seed), _USED[seed % 3])
    press.paragraph((340, 420, WIDE - 680), press.speaker.paragraph(1800), press.face(12), 3080)
    face, told = press.face(11), f"- {number} -" if where == "dashes" else str(number)
    outer = WIDE - 340 - face.getlength(told) if number % 2 else 340
    if where in ("foot", "dashes", "head"):
        press.centred(WIDE / 2, 260 if where == "head" else 3200, told, face)
    else:
        press.line(outer, 3200 if where == "corner" else 260, told, face)
    if where == "running head":
        press.centred(WIDE / 2, 260, "Lịch sử tỉnh Lạng Sơn", face)
    return numpy.asarray(press.image).copy()


def _letter(press: Press) -> tuple[str, ...]:
    """Set a decree: a head of two columns, articles, a foot of two columns."""
    say, small, bold = press.speaker, press.face(13), press.face(13, bold=True)
    left, right = 700, 1720
    head = (
        press.centred(left, 240, "UỶ BAN NHÂN DÂN", bold),
        press.centred(right, 240, "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", press.face(12, bold=True)),
        press.centred(left, 310, "TỈNH LẠNG SƠN", bold),
        press.centred(right, 310, "Độc lập - Tự do - Hạnh phúc", bold),
        press.centred(left, 420, f"Số: {say.code()}", small),
        press.centred(right, 420, f"Lạng Sơn, ngày {say.date()}", small),
    )
    body = [
        press.centred(WIDE / 2, 560, "QUYẾT ĐỊNH", press.face(15, bold=True)),
        press.centred(WIDE / 2, 640, f"Về việc {say.matter()}", bold),
    ]
    top, article = 780, 1
    while top < 2700:
        text = f"Điều {article}. {say.paragraph(180)}"
        said, top = press.paragraph((_MARGIN, top, WIDE - 2 * _MARGIN), text, small, 2800)
        body.append(said)
        article += 1
    foot = (
        press.line(_MARGIN, 2880, "Nơi nhận:", press.face(12, bold=True)),
        press.centred(right, 2880, "KT. CHỦ TỊCH", bold),
        press.line(_MARGIN, 2945, f"- Như Điều {article - 1};", press.face(11)),
        press.centred(right, 2945, "PHÓ CHỦ TỊCH", bold),
        press.line(_MARGIN, 3005, "- Lưu: VT, KGVX.", press.face(11)),
        press.centred(right, 3190, "Dương Xuân Huyên", bold),
    )
    by_row = (" ".join(head), " ".join(foot))
    by_column = (" ".join((*head[::2], *head[1::2])), " ".join((*foot[::2], *foot[1::2])))
    middle = " ".join(body)
    return tuple(
        f"{a} {middle} {z}" for a in (by_row[0], by_column[0]) for z in (by_row[1], by_column[1])
    )


def _newspaper(press: Press) -> tuple[str, ...]:
    """Set two columns of small print under one headline."""
    say, small, bold = press.speaker, press.face(10), press.face(11, bold=True)
    gap, width = 90, (WIDE - 400 - 90) // 2
    headline = f"{titled(say.unit())} đổi mới"
    said = [press.centred(WIDE / 2, 240, headline, press.face(26, bold=True))]
    for left in (200, 200 + width + gap):
        top = 440
        while top < 3150:
            if top > 440:
                text, top = press.paragraph((left, top, width), titled(say.matter()), bold, 3280)
                said.append(text)
            for _ in range(2):
                column = (left, top, width)
                text, top = press.paragraph(column, say.paragraph(260), small, 3280)
                said.append(text)
    return (" ".join(filter(None, said)),)


def _front_page(press: Press) -> tuple[str, ...]:
    """Set two stories of three columns with rules between, each under a headline of its own."""
    said: list[str] = []
    for top, bottom in ((200, 1640), (1750, 3280)):
        headline = f"{titled(press.speaker.unit())} đổi mới"
        said.append(press.centred(WIDE / 2, top, headline, press.face(22, bold=True)))
        said.extend(_columns(press, 3, top + 170, bottom))
    return (" ".join(filter(None, said)),)


def _columns(press: Press, count: int, top: int, bottom: int) -> Iterator[str]:
    say, small, gap = press.speaker, press.face(10), 60
    width = (WIDE - 400 + gap) // count - gap
    for left in range(200, 200 + count * (width + gap), width + gap):
        place = top
        while place < bottom - 60:
            text, place = press.paragraph((left, place, width), say.paragraph(200), small, bottom)
            yield text
        if left > 200:
            rule = [(left - gap // 2, top), (left - gap // 2, bottom)]
            ImageDraw.Draw(press.image).line(rule, fill=0, width=3)


def _book(press: Press) -> tuple[str, ...]:
    """Set a page of prose under the head of a chapter, with its number below."""
    say, face = press.speaker, press.face(12)
    said = [press.centred(WIDE / 2, 420, f"Chương {say.number()}", press.face(18, bold=True))]
    said.append(press.centred(WIDE / 2, 540, titled(say.matter()), press.face(14, bold=True)))
    top = 720
    while top < 2950:
        column = (340, top, WIDE - 680)
        text, top = press.paragraph(column, say.paragraph(420), face, 3080)
        said.append(text)
    said.append(press.centred(WIDE / 2, 3180, str(say.number()), face))
    return (" ".join(filter(None, said)),)


def _table(press: Press) -> tuple[str, ...]:
    """Set a ruled table of five columns; long cells break into two lines."""
    return _listed(press, _Row(press, (200, 350, 900, 1560, 1780, 2260)))


def _open_table(press: Press) -> tuple[str, ...]:
    """Set the same with rules around its head and between its columns, none between its rows."""
    return _listed(press, _Row(press, (200, 330, 960, 1600, 1810, 2270), is_open=True))


def _listed(press: Press, row: "_Row") -> tuple[str, ...]:
    say, face, bold = press.speaker, press.face(11.5), press.face(11.5, bold=True)
    said = [press.centred(WIDE / 2, 250, "PHỤ LỤC: DANH SÁCH CÁC ĐIỂM TRUY NHẬP", bold)]
    rows: list[tuple[str, ...]] = [("STT", "Tên thư viện", "Địa chỉ", "Số máy", "Kinh phí")]
    for number in range(1, 19):
        unit = say.unit()
        rows.append(
            (
                str(number),
                f"Thư viện {unit}",
                f"Trung tâm {unit}",
                str(say.draw.choice((say.number(), say.draw.randrange(2, 10)))),
                say.money() if say.draw.random() < 0.9 else "",
            )
        )
    top = 380
    for place, texts in enumerate(rows):
        top = row.set(top, texts, face if place else bold, is_head=not place)
        said.append(" ".join(filter(None, texts)))
    return (" ".join(said),)


@dataclass(frozen=True, slots=True)
class _Row:
    """Sets the rows of a table with their ruling."""

    press: Press
    edges: tuple[int, ...]
    is_open: bool = False

    def set(self, top: int, row: tuple[str, ...], face: Face, *, is_head: bool) -> int:
        """Set one row; return where it ends."""
        sides = list(pairwise(self.edges))
        cells = [
            list(broken(text, face, right - left - 40))
            for text, (left, right) in zip(row, sides, strict=True)
        ]
        step, space = round(face.size * 1.2), 12 if self.is_open else 24
        bottom = top + space + step * max(map(len, cells)) + space
        for lines, (left, right) in zip(cells, sides, strict=True):
            self._rule(left, top, right, bottom, is_head=is_head)
            above = (top + bottom - step * len(lines)) / 2
            for place, line in enumerate(lines):
                y = (top + space if self.is_open else above) + step * place
                if " ".join(lines[0]).isdigit():
                    self.press.centred((left + right) / 2, y, line[0], face)
                else:
                    self.press.line(left + 20, y, " ".join(line), face)
        return bottom

    def _rule(self, left: int, top: int, right: int, bottom: int, *, is_head: bool) -> None:
        ruling = ImageDraw.Draw(self.press.image)
        if is_head or not self.is_open:
            ruling.rectangle((left, top, right, bottom), outline=0, width=3)
        else:
            for x in (left, right):
                ruling.line((x, top, x, bottom), fill=0, width=3)


_KINDS = (_letter, _newspaper, _book, _table, _front_page, _open_table)
