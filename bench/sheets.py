"""Prints sheets whose text is known: letters, newspapers, front pages, books, tables; 300 dpi."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy
from PIL import Image, ImageDraw, ImageFont

from bench.sentences import Speaker, titled
from ingest.tools.preparing import Picture

DPI = 300
Face = ImageFont.FreeTypeFont
_WIDE, _HIGH = 2480, 3508
_MARGIN = 260
_FACES = {
    "serif": ("LiberationSerif-Regular", "LiberationSerif-Bold", "fonts-liberation"),
    "sans": ("LiberationSans-Regular", "LiberationSans-Bold", "fonts-liberation"),
    "book": ("DejaVuSerif", "DejaVuSerif-Bold", "fonts-dejavu-core"),
    "other serif": ("FreeSerif", "FreeSerifBold", "fonts-freefont-ttf"),
    "other sans": ("DejaVuSansCondensed", "DejaVuSansCondensed-Bold", "fonts-dejavu-extra"),
}
"""Faces with all Vietnamese marks, plain and bold, and the Debian package that brings both."""

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


@dataclass(slots=True)
class _Press:
    """Sets text on one page."""

    speaker: Speaker
    family: str
    image: Image.Image = field(default_factory=lambda: Image.new("L", (_WIDE, _HIGH), 255))

    def face(self, points: float, *, bold: bool = False) -> Face:
        """Return the letters of a size."""
        return _face(_FACES[self.family][bold], points)

    def line(self, x: float, y: float, text: str, face: Face) -> str:
        """Set a line that begins at `x`."""
        ImageDraw.Draw(self.image).text((x, y), text, font=face, fill=0)
        return text

    def centred(self, x: float, y: float, text: str, face: Face) -> str:
        """Set a line around `x`."""
        return self.line(x - face.getlength(text) / 2, y, text, face)

    def paragraph(
        self, box: tuple[int, int, int], text: str, face: Face, lowest: int
    ) -> tuple[str, int]:
        """Set a justified paragraph from left, top, width; return what got above `lowest`."""
        left, top, width = box
        said = []
        rows = list(_broken(text, face, width))
        for row in rows:
            if top + face.size * 1.4 > lowest:
                break
            self._spread(left, top, width if row is not rows[-1] else 0, row, face)
            said.extend(row)
            top += round(face.size * 1.32)
        return " ".join(said), top + round(face.size * 0.35)

    def _spread(self, left: int, top: int, width: int, row: list[str], face: Face) -> None:
        space = face.getlength(" ")
        if width and len(row) > 1:
            space = (width - sum(map(face.getlength, row))) / (len(row) - 1)
        for word in row:
            self.line(left, top, word, face)
            left += face.getlength(word) + space


def missing_packages(*, held_out: bool = False) -> tuple[str, ...]:
    """Name the Debian packages whose faces the sheets need and this machine lacks."""
    needed = map(_FACES.__getitem__, _HELD_OUT if held_out else _USED)
    missing = {package for *names, package in needed if not all(map(_is_installed, names))}
    return tuple(sorted(missing))


def sheets(seed: int, *, held_out: bool = False) -> Iterator[Sheet]:
    """Print one sheet of each kind; other words, faces and measures when `held_out`."""
    families = _HELD_OUT if held_out else _USED
    for place, make in enumerate((_letter, _newspaper, _book, _table, _front_page)):
        family = families[(place + seed) % 3]
        press = _Press(Speaker(seed * 4 + place + (10_000 if held_out else 0)), family)
        texts = make(press)
        yield Sheet(make.__name__[1:], numpy.asarray(press.image).copy(), texts)


def leaf(seed: int, number: int, where: str) -> Picture:
    """Print a page of prose with its number where books have it: see `WHERE`."""
    press = _Press(Speaker(seed), _USED[seed % 3])
    press.paragraph((340, 420, _WIDE - 680), press.speaker.paragraph(1800), press.face(12), 3080)
    face, told = press.face(11), f"- {number} -" if where == "dashes" else str(number)
    outer = _WIDE - 340 - face.getlength(told) if number % 2 else 340
    if where in ("foot", "dashes", "head"):
        press.centred(_WIDE / 2, 260 if where == "head" else 3200, told, face)
    else:
        press.line(outer, 3200 if where == "corner" else 260, told, face)
    if where == "running head":
        press.centred(_WIDE / 2, 260, "Lịch sử tỉnh Lạng Sơn", face)
    return numpy.asarray(press.image).copy()


def _is_installed(name: str) -> bool:
    try:
        return bool(_face(name, 10))
    except OSError:
        return False


def _face(name: str, points: float) -> Face:
    return ImageFont.truetype(f"{name}.ttf", round(points * DPI / 72))


def _letter(press: _Press) -> tuple[str, ...]:
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
        press.centred(_WIDE / 2, 560, "QUYẾT ĐỊNH", press.face(15, bold=True)),
        press.centred(_WIDE / 2, 640, f"Về việc {say.matter()}", bold),
    ]
    top, article = 780, 1
    while top < 2700:
        text = f"Điều {article}. {say.paragraph(180)}"
        said, top = press.paragraph((_MARGIN, top, _WIDE - 2 * _MARGIN), text, small, 2800)
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


def _newspaper(press: _Press) -> tuple[str, ...]:
    """Set two columns of small print under one headline."""
    say, small, bold = press.speaker, press.face(10), press.face(11, bold=True)
    gap, width = 90, (_WIDE - 400 - 90) // 2
    headline = f"{titled(say.unit())} đổi mới"
    said = [press.centred(_WIDE / 2, 240, headline, press.face(26, bold=True))]
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


def _front_page(press: _Press) -> tuple[str, ...]:
    """Set two stories of three columns with rules between, each under a headline of its own."""
    said: list[str] = []
    for top, bottom in ((200, 1640), (1750, 3280)):
        headline = f"{titled(press.speaker.unit())} đổi mới"
        said.append(press.centred(_WIDE / 2, top, headline, press.face(22, bold=True)))
        said.extend(_columns(press, 3, top + 170, bottom))
    return (" ".join(filter(None, said)),)


def _columns(press: _Press, count: int, top: int, bottom: int) -> Iterator[str]:
    say, small, gap = press.speaker, press.face(10), 60
    width = (_WIDE - 400 + gap) // count - gap
    for left in range(200, 200 + count * (width + gap), width + gap):
        place = top
        while place < bottom - 60:
            text, place = press.paragraph((left, place, width), say.paragraph(200), small, bottom)
            yield text
        if left > 200:
            rule = [(left - gap // 2, top), (left - gap // 2, bottom)]
            ImageDraw.Draw(press.image).line(rule, fill=0, width=3)


def _book(press: _Press) -> tuple[str, ...]:
    """Set a page of prose under the head of a chapter, with its number below."""
    say, face = press.speaker, press.face(12)
    said = [press.centred(_WIDE / 2, 420, f"Chương {say.number()}", press.face(18, bold=True))]
    said.append(press.centred(_WIDE / 2, 540, titled(say.matter()), press.face(14, bold=True)))
    top = 720
    while top < 2950:
        column = (340, top, _WIDE - 680)
        text, top = press.paragraph(column, say.paragraph(420), face, 3080)
        said.append(text)
    said.append(press.centred(_WIDE / 2, 3180, str(say.number()), face))
    return (" ".join(filter(None, said)),)


def _table(press: _Press) -> tuple[str, ...]:
    """Set a ruled table of five columns; long cells break into two lines."""
    say, face, bold = press.speaker, press.face(11.5), press.face(11.5, bold=True)
    said = [press.centred(_WIDE / 2, 250, "PHỤ LỤC: DANH SÁCH CÁC ĐIỂM TRUY NHẬP", bold)]
    edges = (200, 350, 900, 1560, 1780, 2260)
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
    for place, row in enumerate(rows):
        letters = bold if not place else face
        top = _row(press, edges, top, row, letters)
        said.append(" ".join(filter(None, row)))
    return (" ".join(said),)


def _row(
    press: _Press,
    edges: tuple[int, ...],
    top: int,
    row: tuple[str, ...],
    face: Face,
) -> int:
    """Set one row of a table with its ruling; return where it ends."""
    cells = [
        list(_broken(text, face, right - left - 40))
        for text, left, right in zip(row, edges, edges[1:], strict=False)
    ]
    step = round(face.size * 1.2)
    bottom = top + 24 + step * max(map(len, cells)) + 24
    ruling = ImageDraw.Draw(press.image)
    for lines, left, right in zip(cells, edges, edges[1:], strict=False):
        ruling.rectangle((left, top, right, bottom), outline=0, width=3)
        for place, line in enumerate(lines):
            y = (top + bottom - step * len(lines)) / 2 + step * place
            if " ".join(lines[0]).isdigit():
                press.centred((left + right) / 2, y, line[0], face)
            else:
                press.line(left + 20, y, " ".join(line), face)
    return bottom


def _broken(text: str, face: Face, width: float) -> Iterator[list[str]]:
    row: list[str] = []
    for word in text.split():
        if row and face.getlength(" ".join((*row, word))) > width:
            yield row
            row = []
        row.append(word)
    if row:
        yield row
