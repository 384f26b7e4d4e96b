"""Benchmark of the articles found on newspaper pages: titles found, and titles that are none."""

import csv
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click
import cv2
import numpy
from PIL import Image, ImageDraw

from bench import old_paper, spoiling
from bench.form import Row, log_progress, report
from bench.ocr import require_faces
from bench.press import HIGH, WIDE, Face, Typesetter, wrap_words
from bench.reading import Pipeline, edit_distance, plain
from bench.sentences import SentenceGenerator, capitalised
from bench.spoiling import Scan, Spoiler, write_scan
from library.catalogue.text.articles import Article, articles_of
from library.catalogue.text.words import Word, pack, unpack

_MARGIN, _GAP, _BOTTOM = 190, 60, 3230
_FAMILIES, _HELD_OUT_FAMILIES = ("serif", "sans", "book"), ("other serif", "other sans", "serif")
_PAGES_OF_DOCUMENT = (2, 1, 2, 1)
HELD_OUT_DOCUMENTS = (2, 3)
_LONG_TEXT = 900
"""Letters of a text with headings of its own."""

_GENERATED_TITLES = """
Hội xuân {unit}
{unit}: {matter}
Người trồng hồi ở {unit}
Về {unit} nghe kể chuyện năm {year}
Cần sớm {matter}
{unit} sau mùa lũ
Chợ phiên họp lại ở {unit}
Nhớ một chuyến đi từ {unit} đến {unit}
Thêm {number} hộ thoát nghèo
Bao giờ {unit} có cầu mới?
Thóc giống về bản
Giá lợn hơi giảm, người nuôi lo lắng
"""
_KICKERS = ("Phóng sự", "Chuyện trong tuần", "Tiến tới đại hội", "Ghi chép", "Ý kiến bạn đọc")
_SECTIONS = ("TIN TRONG TỈNH", "VĂN HÓA - XÃ HỘI", "TIN TỨC ĐÓ ĐÂY")
_ADVERTS = ("BÁN THÓC GIỐNG", "HIỆU ẢNH BÌNH MINH", "CẮT TÓC LÀM ĐẦU", "THÔNG BÁO MẤT GIẤY TỜ")
_VERSE = """
Đồng Đăng có phố Kỳ Lừa
Có nàng Tô Thị có chùa Tam Thanh
Ai lên xứ Lạng cùng anh
Bõ công bác mẹ sinh thành ra em
Tay cầm bầu rượu nắm nem
Mải vui quên hết lời em dặn dò
Gánh vàng đi đổ sông Ngô
Đêm nằm tơ tưởng đi mò sông Thương
"""


@dataclass(frozen=True, slots=True)
class PrintedArticle:
    """An article on a typeset page."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class NewspaperPage:
    """A scanned newspaper page, its layout, and the articles printed on it."""

    layout: str
    is_held_out: bool
    scan: Scan
    articles: tuple[PrintedArticle, ...]


@dataclass(slots=True)
class _Sheet:
    press: Typesetter
    chance: numpy.random.Generator
    body: Face
    scale: float
    """Letter size of an ordinary headline, relative to the text."""
    articles: list[PrintedArticle] = field(default_factory=list)

    def points(self, ratio: float, *, bold: bool = True) -> Face:
        return self.press.face(self.body.size * 72 / 300 * ratio, bold=bold)

    def title(self) -> str:
        pattern = str(self.chance.choice(_GENERATED_TITLES.strip().splitlines()))
        sentences = self.press.sentences
        while "{" in pattern:
            slot = pattern[pattern.index("{") + 1 : pattern.index("}")]
            pattern = pattern.replace(f"{{{slot}}}", str(getattr(sentences, slot)()), 1)
        return capitalised(pattern)

    def rows(self, box: tuple[int, int, int], text: str, face: Face, *, centred: bool) -> int:
        """Set a short text in the box (left, top, width); return the y position below it."""
        x, y, width = box
        for row in wrap_words(text, face, width):
            at = x + (width - face.getlength(" ".join(row))) / 2 if centred else x
            self.press.line(at, y, " ".join(row), face)
            y += round(face.size * 1.22)
        return y

    def headline(self, box: tuple[int, int, int], title: str, face: Face, *, centred: bool) -> int:
        y = self.rows(box, title, face, centred=centred)
        self.articles.append(PrintedArticle(title, ""))
        return y + round(self.body.size * 0.4)

    def text(self, text: str) -> None:
        last = self.articles[-1]
        self.articles[-1] = PrintedArticle(last.title, f"{last.text} {text}".strip())

    def flow(self, boxes: list[tuple[int, int, int, int]], letters: int) -> tuple[int, int]:
        """Set an article's text in boxes (left, top, width, bottom); return the last box and y."""
        place, (x, y, width, bottom) = 0, boxes[0]
        for length in (letters // 3,) * 3:
            rows = list(wrap_words(self.press.sentences.paragraph(length), self.body, width - 40))
            for at, row in enumerate(rows):
                if y + self.body.size * 1.3 > bottom:
                    place += 1
                    if place == len(boxes):
                        return place - 1, y
                    x, y, width, bottom = boxes[place]
                indent = 40 if not at else 0
                justify = width - indent if at < len(rows) - 1 else 0
                self.press.justified((x + indent, y, justify), row, self.body)
                self.text(" ".join(row))
                y += round(self.body.size * 1.27)
            y = self.crosshead((x, y, width, bottom), letters)
        return place, y + round(self.body.size * 0.9)

    def crosshead(self, box: tuple[int, int, int, int], letters: int) -> int:
        """Set a heading inside a long text, or none; return the y position below it."""
        x, y, width, bottom = box
        if letters < _LONG_TEXT or self.chance.random() > 0.4 or y + 4 * self.body.size > bottom:
            return y
        text = capitalised(f"{self.press.sentences.word()} và {self.press.sentences.word()}")
        self.text(text)
        return self.rows((x, y + 14, width), text, self.points(1), centred=True) + 14

    def story(self, box: tuple[int, int, int, int], columns: int, ratio: float) -> None:
        """Set a whole article in a box of columns below its headline."""
        x, y, width, bottom = box
        if self.chance.random() < 0.4:
            y = self.rows(
                (x, y, width), str(self.chance.choice(_KICKERS)), self.points(1.05), centred=False
            )
        centred = bool(self.chance.random() < 0.4)
        y = self.headline((x, y, width), self.title(), self.points(ratio), centred=centred)
        if self.chance.random() < 0.4:
            y = self.rows(
                (x, y, width), self.press.sentences.sentence(), self.points(1.12), centred=False
            )
            y += round(self.body.size * 0.5)
        column = (width - _GAP * (columns - 1)) // columns
        boxes = [(x + (column + _GAP) * at, y, column, bottom) for at in range(columns)]
        if self.chance.random() < 0.3:
            boxes[0] = (x, self.photograph((x, y, column)), column, bottom)
        self.flow(boxes, 9000)

    def photograph(self, box: tuple[int, int, int]) -> int:
        x, y, width = box
        high = round(width * 0.55)
        clouds = cv2.resize(self.chance.normal(120, 50, (9, 12)), (width, high))
        self.press.image.paste(Image.fromarray(clouds.clip(10, 240).astype("uint8")), (x, y))
        caption = f"Ảnh: {self.press.sentences.unit()}"
        return self.rows((x, y + high + 8, width), caption, self.points(0.9, bold=False), centred=0)

    def rule(self, *ends: tuple[int, int]) -> None:
        ImageDraw.Draw(self.press.image).line(ends, fill=0, width=4)

    def advert(self, box: tuple[int, int, int, int]) -> None:
        x, y, width, bottom = box
        ImageDraw.Draw(self.press.image).rectangle((x, y, x + width, bottom), outline=0, width=5)
        name, inner = str(self.chance.choice(_ADVERTS)), (x + 20, y + 30, width - 40)
        y = self.rows(inner, name, self.points(1.9), centred=True)
        where = f"Số {self.press.sentences.number()}, {self.press.sentences.unit()}"
        self.rows((x + 20, y + 20, width - 40), where, self.body, centred=True)

    def head(self, *, masthead: bool) -> int:
        """Set the name of the paper and the date, or the running head of an inner page."""
        name, width = "BÁO XỨ LẠNG", WIDE - 2 * _MARGIN
        date = f"Thứ sáu, ngày {self.press.sentences.date()}"
        if not masthead:
            self.press.line(_MARGIN, 140, f"Trang {self.chance.integers(2, 9)}", self.points(1))
            face = self.points(1)
            self.press.line(WIDE - _MARGIN - face.getlength(name), 140, name, face)
            self.rule((_MARGIN, 210), (WIDE - _MARGIN, 210))
            return 250
        y = self.rows((_MARGIN, 120, width), name, self.points(6.5), centred=True)
        organ = "Cơ quan của Đảng bộ tỉnh - Tiếng nói của nhân dân các dân tộc trong tỉnh"
        y = self.rows((_MARGIN, y, width), organ, self.points(1.25), centred=True)
        y = self.rows((_MARGIN, y + 10, width), date, self.points(1, bold=False), centred=True)
        self.rule((_MARGIN, y + 12), (WIDE - _MARGIN, y + 12))
        return y + 50

    def columns(self, top: int, bottom: int, count: int, ratio: float, letters: int) -> None:
        """Fill columns with articles that run on from one column to the next."""
        width = (WIDE - 2 * _MARGIN - _GAP * (count - 1)) // count
        boxes = [(_MARGIN + (width + _GAP) * at, top, width, bottom) for at in range(count)]
        for x, *_ in boxes[1:] if self.chance.random() < 0.6 else ():
            self.rule((x - _GAP // 2, top), (x - _GAP // 2, bottom))
        place, y, centred = 0, top, bool(self.chance.random() < 0.4)
        face = self.points(ratio)
        while place < count:
            x, _, width, _ = boxes[place]
            if y + face.size * 4 + self.body.size * 8 > bottom:
                place, y = place + 1, top
                continue
            below = self.headline((x, y, width), self.title(), face, centred=centred)
            length = int(letters * self.chance.uniform(0.6, 1.6))
            moved, y = self.flow([(x, below, width, bottom), *boxes[place + 1 :]], length)
            place += moved
            y += round(self.body.size * 0.8)


def _front_page(sheet: _Sheet) -> None:
    top, middle = sheet.head(masthead=True), int(sheet.chance.uniform(1750, 2050))
    width, half = WIDE - 2 * _MARGIN, (WIDE - 2 * _MARGIN - 2 * _GAP) // 2
    sheet.story((_MARGIN, top, width, middle), 3, sheet.scale * 1.5)
    sheet.story((_MARGIN, middle + 70, half, _BOTTOM), 2, sheet.scale)
    sheet.story((_MARGIN + half + 2 * _GAP, middle + 70, half, _BOTTOM), 2, sheet.scale)


def _running_columns(sheet: _Sheet) -> None:
    count = int(sheet.chance.integers(2, 5))
    sheet.columns(sheet.head(masthead=False), _BOTTOM, count, sheet.scale, 900)


def _briefs(sheet: _Sheet) -> None:
    top = sheet.head(masthead=False)
    section = str(sheet.chance.choice(_SECTIONS))
    top = sheet.rows((_MARGIN, top, 1500), section, sheet.points(2.2), centred=False) + 30
    ratio = float(sheet.chance.uniform(1.12, 1.25))
    sheet.columns(top, _BOTTOM, int(sheet.chance.integers(3, 5)), ratio, 500)


def _modules(sheet: _Sheet) -> None:
    top, width = sheet.head(masthead=False), WIDE - 2 * _MARGIN
    third = (width - 2 * _GAP) // 3
    wide, middle = 2 * third + _GAP, int(sheet.chance.uniform(1300, 1700))
    sheet.story((_MARGIN, top, wide, middle), 2, sheet.scale * 1.3)
    sheet.story((_MARGIN + wide + _GAP, top, third, middle + 500), 1, sheet.scale)
    sheet.story((_MARGIN + wide + _GAP, middle + 570, third, _BOTTOM), 1, sheet.scale * 0.9)
    sheet.story((_MARGIN, middle + 70, third, _BOTTOM), 1, sheet.scale)
    x = _MARGIN + third + _GAP
    sheet.story((x, middle + 70, third, _BOTTOM - 420), 1, sheet.scale)
    sheet.advert((x, _BOTTOM - 380, third, _BOTTOM))


def _old_columns(sheet: _Sheet) -> None:
    top = sheet.head(masthead=bool(sheet.chance.random() < 0.5))
    sheet.columns(top, 2700, int(sheet.chance.integers(3, 5)), sheet.scale * 0.85, 1000)
    width = (WIDE - 2 * _MARGIN - _GAP) // 2
    for x in (_MARGIN, _MARGIN + width + _GAP):
        sheet.advert((x, 2780, width, _BOTTOM))


def _last_page(sheet: _Sheet) -> None:
    top, half = sheet.head(masthead=False), (WIDE - 2 * _MARGIN - _GAP) // 2
    right, sentences = _MARGIN + half + _GAP, sheet.press.sentences
    sheet.rows((_MARGIN, top, half), "(Tiếp theo trang 1)", sheet.points(1), centred=False)
    text = sentences.paragraph(900)
    sheet.press.paragraph((_MARGIN, top + 70, half), text, sheet.body, top + 700)
    sheet.story((_MARGIN, top + 760, half, _BOTTOM), 1, sheet.scale)
    y = sheet.headline((right, top, half), sheet.title(), sheet.points(sheet.scale), centred=True)
    for line in _VERSE.strip().splitlines():
        sheet.press.line(right + half // 4, y, line, sheet.body)
        sheet.text(line)
        y += round(sheet.body.size * 1.3)
    sheet.story((right, y + 80, half, 2450), 1, sheet.scale)
    sheet.advert((right, 2520, half, 2850))
    sheet.advert((right, 2890, half, _BOTTOM))


_LAYOUTS: Mapping[str, Callable[[_Sheet], None]] = {
    "front page": _front_page,
    "running columns": _running_columns,
    "briefs": _briefs,
    "modules": _modules,
    "old columns": _old_columns,
    "last page": _last_page,
}
_CONDITIONS = (spoiling.clean, spoiling.yellowed, spoiling.uneven, spoiling.skewed)


def newspaper_pages(*, held_out: bool) -> Iterator[NewspaperPage]:
    """Yield the pages of the open documents, or of those on which nothing may be tuned."""
    for kind, (name, print_page) in enumerate(_LAYOUTS.items()):
        for document, pages in enumerate(_PAGES_OF_DOCUMENT):
            if (document in HELD_OUT_DOCUMENTS) is not held_out:
                continue
            family = (_HELD_OUT_FAMILIES if held_out else _FAMILIES)[(kind + document) % 3]
            style = numpy.random.default_rng((kind, document, 36))
            points, scale = float(style.uniform(9, 11)), float(style.uniform(1.35, 2.1))
            for page in range(pages):
                sentences = SentenceGenerator(kind * 100 + document * 10 + page + 36_000)
                press = Typesetter(sentences, family)
                chance = numpy.random.default_rng((kind, document, page, 37))
                sheet = _Sheet(press, chance, press.face(points), scale)
                print_page(sheet)
                picture = numpy.asarray(press.image)
                spoil = old_paper.letterpress if name == "old columns" else _CONDITIONS[document]
                blank = numpy.full((HIGH, WIDE), 255, numpy.uint8)
                scan = spoil(picture, Spoiler(chance, blank))
                yield NewspaperPage(name, held_out, scan, tuple(sheet.articles))


_DEMO = Path(__file__).parents[1] / "demo/bao-chi"
_TITLES = Path(__file__).with_name("data") / "newspapers.tsv"
_HELD_OUT_ISSUES = ("Xứ Lạng số 2", "Xứ Lạng số 4")
_MAX_WRONG = 0.15
"""Share of wrong letters up to which a title counts as found."""


@dataclass(frozen=True, slots=True)
class _Page:
    layout: str
    name: str
    words: tuple[Word, ...]
    width: int
    height: int
    articles: tuple[PrintedArticle, ...]


@click.command()
@click.option("--held-out", is_flag=True, help="Documents on which nothing is tuned: totals only.")
@click.option("--details", is_flag=True, help="Name the titles missed and the titles invented.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder that keeps the words read.")
@click.option("--json", "as_json", is_flag=True)
def main(held_out: bool, details: bool, keep: Path | None, as_json: bool) -> None:
    """Read newspaper pages and compare the titles of their articles with those printed."""
    require_faces(held_out=held_out)
    counts: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for page in _pages(Path(folder), keep or Path(folder), held_out):
            articles = articles_of(page.words, page.width, page.height)
            sums = counts.setdefault("all" if held_out else page.layout, Counter())
            sums.update(_counts(page, articles, details and not held_out))
    if not held_out:
        counts["all"] = sum(counts.values(), Counter())
    report("articles", _rows(counts), as_json=as_json)


def _rows(counts: dict[str, Counter[str]]) -> Iterator[Row]:
    for name, sums in counts.items():
        recall, precision = (0.8, 0.9) if name == "all" else (None, None)
        right = sums["right"]
        yield Row(f"{name}: pages", sums["pages"], "pages")
        yield Row(f"{name}: titles printed", sums["printed"], "titles")
        yield Row(f"{name}: recall", right / max(sums["printed"], 1), "", recall, "higher")
        yield Row(f"{name}: precision", right / max(sums["found"], 1), "", precision, "higher")
        if sums["words"]:
            yield Row(f"{name}: text in its article", sums["own words"] / sums["words"], "")


def _counts(page: _Page, articles: tuple[Article, ...], details: bool) -> Counter[str]:
    unused = list(articles)
    page_counts = Counter(pages=1, printed=len(page.articles), found=len(articles))
    for printed in page.articles:
        match = next((article for article in unused if _is_title(article, printed)), None)
        if match is None:
            log_progress(f"{page.name}: missed: {printed.title}") if details else None
            continue
        unused.remove(match)
        words = Counter(printed.text.split())
        own = words & Counter(" ".join(match.paragraphs).split())
        page_counts.update({"right": 1, "words": words.total(), "own words": own.total()})
    for article in unused if details else ():
        log_progress(f"{page.name}: no title: {article.title}")
    return page_counts


def _is_title(article: Article, printed: PrintedArticle) -> bool:
    wrong = edit_distance(plain(printed.title), plain(article.title))
    return wrong <= _MAX_WRONG * len(printed.title)


def _pages(folder: Path, keep: Path, held_out: bool) -> Iterator[_Page]:
    pipeline = Pipeline(folder / "home")
    keep.mkdir(parents=True, exist_ok=True)
    for source, index, titles in _demo_pages(held_out):
        name = f"{source.parent.name} {source.name} {index + 1}"
        read = _words(pipeline, keep, name, source, index)
        yield _Page("demo", name, *read, tuple(PrintedArticle(title, "") for title in titles))
    for place, page in enumerate(newspaper_pages(held_out=held_out)):
        name = f"{page.layout} {place} {'held out' if held_out else 'open'}"
        image = write_scan(page.scan, folder / name, 0)
        yield _Page(page.layout, name, *_words(pipeline, keep, name, image, 0), page.articles)


def _words(
    pipeline: Pipeline, keep: Path, name: str, image: Path, index: int
) -> tuple[tuple[Word, ...], int, int]:
    """Return the words of a page and its size; read once if they are kept."""
    path = keep / f"{name}.words"
    if not path.exists():
        page = pipeline.read(image, index)
        path.write_bytes(pack(pipeline.tools.words(page)))
        path.with_suffix(".size").write_text(f"{page.width} {page.height}", "utf-8")
    width, height = map(int, path.with_suffix(".size").read_text("utf-8").split())
    return unpack(path.read_bytes()), width, height


def _demo_pages(held_out: bool) -> Iterator[tuple[Path, int, list[str]]]:
    """Yield the pages of the demo's newspapers, with the titles that a person read on them."""
    titles: dict[tuple[str, str], list[str]] = {}
    with _TITLES.open(encoding="utf-8", newline="") as lines:
        for source, number, title in csv.reader(lines, delimiter="\t"):
            titles.setdefault((source, number), []).append(title)
    for (source, number), own in titles.items():
        if source.startswith(_HELD_OUT_ISSUES) is held_out:
            yield _DEMO / source, int(number) - 1, own


if __name__ == "__main__":
    main()
