"""Command line: the vectors of search by meaning."""

import shutil
import time
from collections.abc import Callable
from importlib import import_module

import click

from library.click_vietnamese import cli_command, say
from library.errors import MeaningNotInstalledError
from library.installation import installation
from library.process.locks import holding, trying
from library.settings import read_settings
from search_index.index import generations
from search_index.meaning.follower import LOCK
from search_index.meaning.place import folder, is_installed

_SECONDS_PER_LINE = 5.0


@click.group(help="Tìm theo nghĩa (phần cài thêm).")
def meaning() -> None:
    """Group the commands for search by meaning."""


@meaning.command(
    help="Chuẩn bị mọi trang cho việc tìm theo nghĩa. Dừng lúc nào cũng được, lần sau làm tiếp."
)
@cli_command
def build() -> None:
    """Encode all pages that are new or changed."""
    settings = read_settings()
    with installation(settings) as database, trying(generations.lock(settings, LOCK)) as is_held:
        if not is_installed():
            raise MeaningNotInstalledError
        if not is_held:
            say("Bộ xử lý đang làm việc này; diachi doctor cho biết đã được bao nhiêu.")
            return
        work = import_module("search_index.meaning.work")
        work.update(settings, database, _progress(), all_pages=True)
    say("Xong. Từ nay bộ xử lý tự theo các thay đổi.")


@meaning.command(help="Bỏ việc tìm theo nghĩa và xóa những gì đã chuẩn bị cho nó.")
@click.confirmation_option("--yes", prompt="Xóa? Làm lại sẽ mất nhiều giờ.")
@cli_command
def remove() -> None:
    """Delete the vectors."""
    settings = read_settings()
    with installation(settings), holding(generations.lock(settings, LOCK)):
        shutil.rmtree(folder(settings), ignore_errors=True)
    say("Đã bỏ việc tìm theo nghĩa; tìm theo chữ vẫn như cũ.")


def _progress() -> Callable[[int, int], None]:
    """Return a callback that prints a line every few seconds."""
    printed_at = 0.0

    def report(pages: int, total: int) -> None:
        nonlocal printed_at
        if time.monotonic() - printed_at >= _SECONDS_PER_LINE or pages >= total:
            printed_at = time.monotonic()
            say(f"Đang chuẩn bị tìm theo nghĩa: {pages}/{total} trang")

    return report
