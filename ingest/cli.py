"""Commands `diachi ingest …`."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import click
from sqlalchemy import Engine

from ingest.hotfolder import poll
from ingest.intake import read_lists
from ingest.intake.delivery_receiver import BY, receive_all
from ingest.pipeline import service
from ingest.pipeline.outcome import Outcome
from ingest.pipeline.pools import Pool
from library import extensions
from library.accessions import register
from library.accessions.description_list_reports import lists_of_deliveries, report_lines, report_on
from library.accessions.models import Priority
from library.catalogue.profile_cache import usable_profiles
from library.catalogue.profiles import profile_of
from library.catalogue.text import languages
from library.click_vietnamese import as_json_option, cli_command, emit, say, stop_on_signals
from library.database import reading, work
from library.doctor import all_conditions
from library.errors import PipelinePausedError
from library.hotfolder import folder_status
from library.installation import installation
from library.jobs import orders, pauses
from library.jobs.work_orders import doing_orders
from library.monitoring.heartbeats import PIPELINE, Heartbeat
from library.monitoring.machine_signs import signing
from library.monitoring.monitor import Monitor, watching
from library.process import systemd
from library.process.logs import log_service
from library.process.memory import share_arenas
from library.settings import Settings, read_settings

_Pools = Callable[[], Pool] | None
_Lead = Callable[[], AbstractContextManager]

_LANGUAGE = (
    "Ngôn ngữ trên trang, khi khác sưu tập: "
    f"{', '.join(languages.NAMES)}; nhiều thì nối bằng dấu +, như vie+fra."
)
_log = logging.getLogger(__name__)
_MAX_WAITING_LINES = 1000
_MAX_SKIPPED = 20


@click.group(help="Nhập tài liệu: nộp tệp, xử lý, theo dõi.")
def ingest() -> None:
    """Group the commands of the ingest pipeline."""


@ingest.command(help="Nộp tệp hoặc thư mục vào sưu tập; việc xử lý do “run” hoặc “watch” làm.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--collection", required=True, help="Mã sưu tập.")
@click.option("--publish", is_flag=True, help="Công bố ngay khi có trang đọc được.")
@click.option("--night", is_flag=True, help="Để sau cùng, khi không còn gì khác chờ.")
@click.option("--language", default="", help=_LANGUAGE)
@as_json_option
@cli_command
def add(
    paths: tuple[Path, ...],
    collection: str,
    publish: bool,
    night: bool,
    language: str,
    as_json: bool,
) -> bool:
    """Enter deliveries in the register; return False if any was refused or badly described."""
    settings = read_settings()
    chosen_languages = languages.parse_languages(language)
    all_well, numbers = True, []
    with installation(settings) as engine:
        profile = profile_of(usable_profiles(engine), collection)
        priority = Priority.NIGHT if night else Priority.ORDINARY
        for receipt in receive_all(
            settings,
            engine,
            paths,
            profile,
            publish=publish,
            priority=priority,
            languages=chosen_languages,
        ):
            all_well = all_well and receipt.is_accepted
            numbers.append(receipt.accession)
            emit(receipt, receipt.sentence, as_json=as_json)
        read_lists.read_waiting(settings, engine)
        with reading(engine) as session:
            reports = [
                report_on(session, list_id)
                for list_id in lists_of_deliveries(session, filter(None, numbers))
            ]
    for list_report in reports:
        all_well = all_well and list_report.well
        emit(list_report.facts, "\n".join(report_lines(list_report)), as_json=as_json)
    for folder in filter(Path.is_dir, paths):
        if refusals := register.skipped_files(folder):
            more = [f"và {len(refusals) - _MAX_SKIPPED} tệp khác."]
            lines = [*refusals[:_MAX_SKIPPED], *(more if len(refusals) > _MAX_SKIPPED else ())]
            say("\n".join((f"Bỏ qua {len(refusals)} tệp thuộc loại không nhận:", *lines)))
    return all_well


@ingest.command(help="Xử lý mọi thứ đang chờ rồi dừng.")
@as_json_option
@cli_command
def run(as_json: bool) -> bool:
    """Process the whole queue and print a line for each delivery."""
    settings = read_settings()
    outcomes: list[Outcome] = []

    def print_outcome(outcome: Outcome) -> None:
        outcomes.append(outcome)
        emit(outcome, outcome.sentence, as_json=as_json)

    with installation(settings) as engine:
        service.one_round(settings, engine, print_outcome)
        with reading(engine) as session:
            resting = pauses.resting_since(session) is not None
    if resting:
        raise PipelinePausedError
    return all(outcome.is_complete for outcome in outcomes)


@ingest.command("watch", help="Xử lý mãi những gì được nộp, và giữ cho chỉ mục luôn mới.")
@cli_command
def watch_() -> None:
    """Process the queue without end, alone or with other machines."""
    share_arenas()
    stop_on_signals()
    settings = read_settings()
    log_service(settings, "ingest")
    with (
        installation(settings) as engine,
        signing(settings, engine, PIPELINE),
        _workers(settings, engine) as (pools, lead),
    ):
        beat = Heartbeat(engine, PIPELINE).turn
        beat()

        @contextmanager
        def while_leading() -> Iterator[None]:
            with (
                watching(Monitor(settings, engine, all_conditions())),
                doing_orders(settings, engine, PIPELINE, installation),
                lead(),
            ):
                yield

        _log.info("Đang chờ tài liệu mới. Bấm Ctrl+C để dừng.")
        systemd.notify(systemd.READY)
        try:
            service.forever(settings, engine, _log_outcome, beat, pools, while_leading)
        finally:
            systemd.notify(systemd.STOPPING)


@contextmanager
def _workers(settings: Settings, engine: Engine) -> Iterator[tuple[_Pools, _Lead]]:
    """Yield a factory of pools for the runner, and a block to be inside while this machine leads.

    A machine with a name works on the tasks of its leader from here to the end of the block.
    """
    if not settings.workshop:
        yield None, nullcontext
        return
    with extensions.load("diachi.pools", "shared")(settings, engine) as (pools, lead):
        yield pools, lead


@ingest.command(help="Nhận những gì đã nằm yên trong thư mục nhận (DIACHI_WATCH) rồi dừng.")
@as_json_option
@cli_command
def collect(as_json: bool) -> bool:
    """Take in settled files of the hot folder, and print a line for each that still waits."""
    settings = read_settings()
    with installation(settings) as engine:
        poll.once(settings, engine)
        with reading(engine) as session:
            waiting, last_look = (
                folder_status.waiting(session, _MAX_WAITING_LINES),
                folder_status.last_scan(session),
            )
    for arrival in waiting:
        emit(arrival, f"{arrival.name}: {arrival.message or 'đang nhận'}", as_json=as_json)
    if last_look and last_look.problem:
        say(last_look.problem)
        return False
    return True


@ingest.command(help="Cho xử lý lại những trang hỏng của một lần nhập (số trong sổ lần nhập).")
@click.argument("accession")
@click.option("--page", type=click.IntRange(min=1), help="Chỉ trang này.")
@cli_command
def retry(accession: str, page: int | None) -> None:
    """Put failed pages back in the queue."""
    with installation(read_settings()) as engine, work(engine) as session:
        orders.retry(session, accession, BY, page)
    subject = f"Trang {page} của lần nhập" if page else "Lần nhập"
    emit(None, f"{subject} {accession} sẽ được xử lý lại.", as_json=False)


def _log_outcome(outcome: Outcome) -> None:
    _log.info("%s", outcome.sentence)
