"""Commands `diachi second-reader …`."""

import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click
from sqlalchemy import select

from ingest.language.learned_tables import learn_from_library
from ingest.problems import ExportFolderNotEmptyError
from ingest.second_reader.export_lines import MANIFEST, export_lines
from ingest.second_reader.follower import LOCK
from ingest.second_reader.place import IDENTITY, model_files
from library.catalogue.models import Page
from library.catalogue.profile_cache import profiles_of
from library.click_vietnamese import cli_command, say
from library.clock import HANOI
from library.corrections import due_pages, learned_tables
from library.corrections import second_readings as store
from library.corrections.models import LearnedTable, Revision, RevisionKind
from library.corrections.page_edits.edit import EditContext
from library.database import reading, work
from library.installation import installation
from library.process.locks import holding, trying
from library.settings import read_settings
from library.storage.stores import derivative_store
from search_index.index import generations

_BY = "dòng lệnh"
_SECONDS_PER_LINE = 5.0
_VIETNAMESE = ("vie",)


@click.group("second-reader", help="Máy đọc thứ hai (phần cài thêm): đọc lại những chữ còn ngờ.")
def second_reader() -> None:
    """Group the commands of the second reader."""


@second_reader.command(
    help="Đọc lại ngay mọi trang còn chờ, không đợi lúc rảnh. Dừng lúc nào cũng được."
)
@cli_command
def run() -> None:
    """Read all pages that wait."""
    settings = read_settings()
    with installation(settings) as database, trying(generations.lock(settings, LOCK)) as is_held:
        model_files()
        if not is_held:
            say("Bộ xử lý đang làm việc này; diachi doctor cho biết đã được bao nhiêu.")
            return
        with reading(database) as session:
            waiting = due_pages.progress(session, IDENTITY).waiting
        work_module = import_module("ingest.second_reader.work")
        reader = work_module.open_reader(settings)
        work_module.read_waiting(settings, database, reader, lambda: True, _progress(waiting))
        with reading(database) as session:
            progress = due_pages.progress(session, IDENTITY)
    say(
        f"Xong: {progress.read} trang đã đọc lại, "
        f"{progress.changed_words} chữ đổi (xem Các lần sửa)."
    )


@second_reader.command(help="Hoàn tác mọi chỗ máy đọc thứ hai đã đổi; chỗ do người sửa giữ nguyên.")
@click.confirmation_option("--yes", prompt="Hoàn tác mọi chỗ máy đọc thứ hai đã đổi?")
@cli_command
def undo() -> None:
    """Undo all changes of the second reader, page by page."""
    settings = read_settings()
    derivatives = derivative_store(settings)
    machine = Revision.kind == RevisionKind.MACHINE, Revision.undone.is_(None)
    with installation(settings) as database, holding(generations.lock(settings, LOCK)):
        with reading(database) as session:
            profiles = profiles_of(session)
            ids = list(session.scalars(select(Revision.page_id).where(*machine).distinct()))
        for page_id in filter(None, ids):
            with work(database) as session:
                page = session.get_one(Page, page_id)
                profile = profiles.get(page.item.collection)
                languages = profile.languages if profile else _VIETNAMESE
                store.undo_all(EditContext(session, derivatives, _BY, languages), page)
    say(
        f"Đã trả lại chữ của {len(ids)} trang. Hãy đặt DIACHI_SECOND_READER=off nếu không dùng nữa."
    )


@second_reader.command(
    help="Xuất các dòng do người sửa thành ảnh kèm chữ đúng vào FOLDER, để huấn luyện máy đọc."
)
@click.argument("folder", type=click.Path(path_type=Path))
@cli_command
def export(folder: Path) -> None:
    """Export corrected lines with their pictures."""
    settings = read_settings()
    with installation(settings) as database:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ExportFolderNotEmptyError(folder)
        report = export_lines(settings, database, folder)
    say(f"Đã xuất {report.lines} dòng của {report.items} tài liệu: {folder / MANIFEST}")
    if report.closed_items:
        say(f"Không xuất {report.closed_items} tài liệu không phải ai cũng được tải về.")


@second_reader.command(
    help="Học từ các dòng đã sửa: làm một bảng mới và đo nó; chưa dùng khi chưa có ai bật."
)
@cli_command
def learn() -> None:
    """Make a candidate table from corrected lines, and measure it on locked documents."""
    settings = read_settings()
    with installation(settings) as database:
        row = learn_from_library(settings, database)
    say(_sentence(row))
    say(f"Chưa dùng. Để dùng: diachi second-reader use {row.id}")


@second_reader.command(help="Liệt kê các bảng đã học, mới nhất trước.")
@cli_command
def tables() -> None:
    """List the learned tables."""
    with installation(read_settings()) as database, reading(database) as session:
        for row in learned_tables.tables(session):
            is_used = " (đang dùng)" if row.used_since else ""
            say(f"{_sentence(row)}{is_used}")


@second_reader.command(help="Dùng bảng học số NUMBER cho các trang đọc từ nay; 0 là bảng có sẵn.")
@click.argument("number", type=click.IntRange(min=0))
@cli_command
def use(number: int) -> None:
    """Switch a learned table on, or back to the shipped one."""
    with installation(read_settings()) as database, work(database) as session:
        learned_tables.use(session, number or None, _BY)
    say(f"Từ nay dùng {f'bảng học số {number}' if number else 'bảng có sẵn'}.")


def _sentence(row: LearnedTable) -> str:
    return (
        f"Bảng {row.id}, {row.learned.astimezone(HANOI):%d/%m/%Y}: học từ {row.lines} dòng; trên "
        f"{row.locked_lines} dòng để riêng: đổi đúng {row.right} chữ, sai {row.wrong}; "
        f"chữ cái sai từ {row.errors_before} còn {row.errors_after}"
    )


def _progress(total: int) -> Callable[[], None]:
    """Return a callback that prints a line every few seconds."""
    printed_at, pages = 0.0, 0

    def report() -> None:
        nonlocal printed_at, pages
        pages += 1
        if time.monotonic() - printed_at >= _SECONDS_PER_LINE or pages >= total:
            printed_at = time.monotonic()
            say(f"Đang đọc lại: {pages}/{total} trang")

    return report
