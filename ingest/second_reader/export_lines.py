"""Export of corrected lines as pictures with truth, for the training of a better reader.

Only lines that a person worked on, all of whose words are confirmed or clear, and only of items
that anybody may download. No person is named.
"""

import csv
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ingest.context import Toolbox
from ingest.language.corrected_lines import BY_PEOPLE, CLEAR_CONFIDENCE
from ingest.second_reader.page_images import record_of
from ingest.second_reader.strips import Strip, cut, strips_of
from ingest.tools.image_files import to_png
from library import clock
from library.catalogue.access.rights import Reader, may_download
from library.catalogue.models import Item, Page, PageState
from library.catalogue.profile_cache import profiles_of
from library.catalogue.text.words import Word
from library.corrections.due_pages import DuePage
from library.corrections.models import Revision
from library.corrections.page_edits.edit import words_of
from library.corrections.second_readings import ocr_words
from library.database import reading
from library.errors import LibraryError
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.storage.stores import derivative_store, master_store

MANIFEST, README = "lines.tsv", "README.md"

_ABOUT = """# Dòng chữ đã sửa

Mỗi dòng của `{manifest}` là một ảnh và chữ đúng của nó, để huấn luyện một máy đọc chữ Việt. Làm ra
từ các trang của chính thư viện ({library}), ngày {day}; {lines} dòng của {items} tài liệu.

- Chỉ có tài liệu đã công bố mà ai cũng được tải về; cột `licence` ghi giấy phép của từng tài liệu,
  `item` và `page` là chỗ của dòng trong thư viện. Không có tên người sửa.
- Mỗi dòng có ít nhất một chữ do người sửa hoặc xác nhận; các chữ còn lại cũng đã được xác nhận,
  hoặc máy đọc chắc từ {clear} trở lên. Vẫn nên xem lại vài trăm dòng trước khi huấn luyện.
- Ảnh xám, cắt sát chữ (lề 5 % trên dưới, 3 % hai bên), độ phân giải của bản quét; không dài quá 16
  lần bề cao. Cột `ocr` là chữ máy đọc lúc đầu.
"""


@dataclass(frozen=True, slots=True)
class ExportedLine:
    """One row of the manifest."""

    file: str
    text: str
    ocr: str
    item: str
    page: int
    left: int
    top: int
    width: int
    height: int
    licence: str


@dataclass(frozen=True, slots=True)
class ExportReport:
    """Number of lines and items exported, and of items held back by their rights."""

    lines: int
    items: int
    closed_items: int


@dataclass(frozen=True, slots=True)
class _CorrectedPage:
    place: DuePage
    words: str
    licence: str


def export_lines(settings: Settings, engine: Engine, folder: Path) -> ExportReport:
    """Write the pictures, the manifest and its description into a new or empty folder."""
    (folder / "images").mkdir(parents=True, exist_ok=True)
    desk = _Desk(
        engine,
        derivatives := derivative_store(settings),
        Toolbox(master_store(settings), derivatives),
        folder,
    )
    with reading(engine) as session:
        pages, closed_items = _corrected_pages(session, settings)
    items: set[str] = set()
    count = 0
    with (folder / MANIFEST).open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        rows.writerow(field.name for field in fields(ExportedLine))
        for page in pages:
            for line in desk.lines(page, count):
                count += 1
                rows.writerow(astuple(line))
                items.add(line.item)
    report = ExportReport(count, len(items), len(closed_items))
    (folder / README).write_text(_about(settings, report), encoding="utf-8")
    return report


def _about(settings: Settings, report: ExportReport) -> str:
    return _ABOUT.format(
        manifest=MANIFEST,
        library=settings.library_name,
        day=clock.today().isoformat(),
        lines=report.lines,
        items=report.items,
        clear=f"{CLEAR_CONFIDENCE:.0%}".replace("%", " %"),
    )


def _corrected_pages(
    session: Session, settings: Settings
) -> tuple[tuple[_CorrectedPage, ...], set[str]]:
    """Return the corrected pages of open items, and the ids of the items that are closed."""
    profiles, today = profiles_of(session), clock.today().isoformat()
    corrected_pages = select(Revision.page_id).where(
        Revision.kind.in_(BY_PEOPLE), Revision.undone.is_(None)
    )
    rows = session.execute(
        select(Page, Item)
        .join(Item, Item.id == Page.item_id)
        .where(Page.id.in_(corrected_pages), Page.state == PageState.DONE, Page.words.is_not(None))
        .order_by(Page.item_id, Page.number)
    )
    pages, closed_items = [], set()
    for page, item in rows:
        profile = profiles.get(item.collection)
        machine = Reader(today=today, is_machine=True)
        if not may_download(item, machine, profile and profile.moving_wall).allowed:
            closed_items.add(item.id)
            continue
        place = DuePage(
            page.id, item.id, page.number, item.collection, item.accession_id, ocr_words(page)
        )
        pages.append(_CorrectedPage(place, page.words, item.licence or ""))
    return tuple(pages), closed_items


@dataclass(frozen=True, slots=True)
class _Desk:
    """The stores from which pictures are cut, and the folder that receives them."""

    engine: Engine
    derivatives: ContentStore
    tools: Toolbox
    folder: Path

    def lines(self, page: _CorrectedPage, count: int) -> Iterator[ExportedLine]:
        """Write the pictures of one page, and yield their rows."""
        with reading(self.engine) as session:
            record = record_of(session, page.place)
        if record is None:
            return
        try:
            words = words_of(self.derivatives, page.words)
            ocr, picture = self.tools.words(record), self.tools.shown(record)
        except LibraryError:  # a lost file, which its own check reports
            return
        for strip in _corrected_strips(words):
            crop = cut(picture, strip.box)
            if crop is not None:
                count += 1
                name, box = f"images/{count:06}.png", strip.box
                (self.folder / name).write_bytes(to_png(crop, record.dpi))
                yield ExportedLine(
                    name,
                    " ".join(words[place].text for place in strip.places),
                    " ".join(word.text for word in ocr if strip.box.holds(word)),
                    page.place.item_id,
                    page.place.number,
                    *(box.left, box.top, box.width, box.height),
                    page.licence,
                )


def _corrected_strips(words: tuple[Word, ...]) -> Iterator[Strip]:
    """Yield the parts of lines with a confirmed word whose other words are clear."""
    for strip in strips_of(words, range(len(words))):
        inside = [words[place] for place in strip.places]
        is_right = all(word.checked or word.confidence >= CLEAR_CONFIDENCE for word in inside)
        if is_right and any(word.checked for word in inside):
            yield strip
