"""The commands `diachi ingest …`: the doors of the workshop."""

from pathlib import Path

import click

from ingest import queue, watch
from ingest.outcome import Outcome
from ingest.receiving import receive_all
from library.accessions import register
from library.catalogue.profiles import profile_of, read_profiles
from library.database import work
from library.installation import installation
from library.settings import read_settings
from library.speaking import as_json_option, door, emit, say


@click.group(help="Nhập tài liệu: nộp tệp, xử lý, theo dõi.")
def ingest() -> None:
    """Hold the commands of the workshop."""


@ingest.command(help="Nộp tệp hoặc thư mục vào sưu tập; việc xử lý do “run” hoặc “watch” làm.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--collection", required=True, help="Mã sưu tập (tên thư mục trong collections/).")
@click.option("--publish", is_flag=True, help="Công bố ngay khi có trang đọc được.")
@as_json_option
@door
def add(paths: tuple[Path, ...], collection: str, publish: bool, as_json: bool) -> bool:
    """Enter deliveries in the register."""
    settings = read_settings()
    profile = profile_of(read_profiles(settings.collections), collection)
    well = True
    with installation(settings) as engine:
        for receipt in receive_all(settings, engine, paths, profile, publish=publish):
            well = well and receipt.well
            emit(receipt, receipt.sentence, as_json=as_json)
    for folder in filter(Path.is_dir, paths):
        if left := register.passed_over(folder):
            say(f"Bỏ qua {len(left)} tệp không phải ảnh hay PDF: {', '.join(left)}")
    return well


@ingest.command(help="Xử lý mọi thứ đang chờ rồi dừng.")
@as_json_option
@door
def run(as_json: bool) -> bool:
    """Work through all that waits, and print a line for each delivery."""
    settings = read_settings()
    outcomes: list[Outcome] = []

    def tell(outcome: Outcome) -> None:
        outcomes.append(outcome)
        emit(outcome, outcome.sentence, as_json=as_json)

    with installation(settings) as engine:
        watch.one_round(settings, engine, tell)
    return all(outcome.well for outcome in outcomes)


@ingest.command("watch", help="Xử lý mãi những gì được nộp, và giữ cho chỉ mục luôn mới.")
@door
def watch_() -> None:
    """Work for ever."""
    settings = read_settings()
    say("Đang chờ tài liệu mới. Bấm Ctrl+C để dừng.")
    with installation(settings) as engine:
        watch.forever(settings, engine, lambda outcome: say(outcome.sentence))


@ingest.command(help="Cho xử lý lại những trang hỏng của một lần nhập (số trong sổ nhập).")
@click.argument("accession")
@door
def retry(accession: str) -> None:
    """Let failed pages wait again."""
    with installation(read_settings()) as engine, work(engine) as session:
        queue.retry(session, accession)
    emit(None, f"Lần nhập {accession} sẽ được xử lý lại.", as_json=False)
