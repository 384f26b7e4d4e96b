"""Command `diachi kit phone`."""

import shutil
from pathlib import Path

import click

from kit.phone.phone_files import file_of
from kit.phone.phone_rounds import make_pack
from kit.phone.phone_subjects import SubjectKind, find_subject
from kit.phone.problems import NothingToHandOutError
from library.click_vietnamese import as_json_option, cli_command, emit
from library.installation import installation
from library.settings import read_settings


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
