"""Commands `diachi kit zim` and `diachi kit phone`: files that are handed out."""

import shutil
from pathlib import Path

import click

from kit.handouts.problems import NothingToHandOutError
from kit.phone.phone_files import file_of
from kit.phone.phone_rounds import make_pack
from kit.phone.phone_subjects import SubjectKind, find_subject
from kit.zim.zim_contents import zim_order
from kit.zim.zim_entries import PictureSize
from kit.zim.zim_file import ZimReport, write_zim
from library.catalogue.pages.lost_files import note_many_lost
from library.click_vietnamese import as_json_option, cli_command, emit, say
from library.database import reading
from library.installation import installation
from library.settings import read_settings
from library.storage.models import Condition
from library.storage.stores import verified_derivatives

_PAGES_PER_MESSAGE = 100


@click.command(
    "zim",
    help="Viết tệp ZIM cho Kiwix, từ những sưu tập và tài liệu được chọn; chỉ gồm tài liệu ai cũng "
    "đọc và tải về được. Cần phần thêm: make zim",
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--collection", "collections", multiple=True, help="Mã sưu tập; ghi nhiều lần được.")
@click.option("--item", "items", multiple=True, help="Mã tài liệu; ghi nhiều lần được.")
@click.option(
    "--images",
    type=click.Choice([size.value for size in PictureSize]),
    default=PictureSize.SMALL.value,
    show_default=True,
    help="Ảnh trang: không có, ảnh nhỏ, vừa đọc, rộng nhất.",
)
@click.option("--title", help="Tên hiện trong Kiwix; mặc định là tên sưu tập.")
@as_json_option
@cli_command
def zim_command(
    file: Path,
    collections: tuple[str, ...],
    items: tuple[str, ...],
    images: str,
    title: str | None,
    as_json: bool,
) -> None:
    """Write a ZIM file of the profiles items."""
    if not collections and not items:
        raise click.UsageError("Hãy chọn ít nhất một --collection hoặc một --item.")
    settings = read_settings()
    with installation(settings) as engine:
        size = PictureSize(images)
        order = zim_order(settings, engine, collections, items, size, title=title, name=file.stem)
        lost: dict[str, Condition] = {}
        store = verified_derivatives(settings, lost.__setitem__)
        with reading(engine) as session:
            report = write_zim(session, store, order, file, _progress)
        note_many_lost(engine, lost)
    emit(report, _sentence(file, report, len(lost)), as_json=as_json)


@click.command(
    "phone",
    help="Làm “gói quê em” của một xã hay một sưu tập: một tệp HTML nhiều nhất 2 MB, mở được trên "
    "điện thoại không có mạng. Bộ xử lý tự làm lại các gói; lệnh này làm ngay.",
)
@click.argument("kind", type=click.Choice([kind.value for kind in SubjectKind]))
@click.argument("slug")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@as_json_option
@cli_command
def phone_command(kind: str, slug: str, file: Path | None, as_json: bool) -> None:
    """Make the phone pack of a commune or collection, and copy it to a file if one is named."""
    settings = read_settings()
    with installation(settings) as engine:
        subject = find_subject(engine, SubjectKind(kind), slug)
        pack = make_pack(settings, engine, subject)
    if not pack.bytes:
        raise NothingToHandOutError
    path = file_of(settings, pack)
    if file:
        path = Path(shutil.copyfile(path, file))
    facts = {"file": str(path), "bytes": pack.bytes, "items": len(pack.item_ids)}
    emit(facts, f"Đã làm {path}: {pack.bytes / 1e6:.2f} MB.", as_json=as_json)


def _progress(count: int, total: int) -> None:
    if count == total or not count % _PAGES_PER_MESSAGE:
        say(f"Đã xếp {count}/{total} tài liệu")


def _sentence(file: Path, report: ZimReport, lost: int) -> str:
    lines = [
        f"Đã viết {file}: {report.items} tài liệu, {report.pages} trang, "
        f"{report.bytes / 1e6:.1f} MB."
    ]
    if report.left_out:
        lines.append(f"Không đưa ra ngoài {report.left_out} tài liệu chưa mở cho mọi người.")
    if lost:
        lines.append(f"Thiếu {lost} ảnh bị mất hoặc hỏng; bộ xử lý sẽ làm lại.")
    return "\n".join(lines)
