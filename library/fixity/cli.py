"""Commands that check the fixity of masters, of their copies, and of the files of pages."""

import random
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta

import click
from sqlalchemy import Engine

from library import clock
from library.accessions import fixity_rounds
from library.accessions import fixity_schedule as masters
from library.catalogue.pages import lost_files
from library.catalogue.pages.lost_files import Sample
from library.click_vietnamese import as_json_option, cli_command, emit, stop_on_signals
from library.database import reading
from library.fixity import fixity_history
from library.fixity.healing import copy_folder, copy_repository
from library.fixity.master_checks import check_all_masters, check_masters
from library.fixity.orphans import find_orphans
from library.installation import installation
from library.settings import Settings, read_settings
from library.storage.models import CheckedStore, Condition
from library.storage.stores import derivative_store

_MB = 1 << 20
_SAMPLED_PAGES = 500
"""Pages whose files are verified in a run that does not verify all, about 250 MB."""


@click.group(help="Kiểm tra tệp gốc còn nguyên như lúc nhận, và các tệp làm ra từ chúng.")
def fixity() -> None:
    """Group the commands that check the fixity of masters."""


@fixity.command(
    help="Kiểm tra những tệp gốc đã đến hạn hoặc từng báo hỏng, tự chép lại tệp hỏng từ bản sao; "
    "và ảnh, PDF, chữ của 500 trang."
)
@click.option(
    "--all", "every", is_flag=True, help="Cả một vòng: mọi tệp gốc, bản sao, tệp của mọi trang."
)
@as_json_option
@cli_command
def check(every: bool, as_json: bool) -> bool:
    """Check masters and files of pages now; print a line for each damaged master."""
    stop_on_signals()
    settings = read_settings()
    with installation(settings) as engine:
        results, bad_copies = _check_masters(settings, engine, every=every)
        samples = tuple(_check_pages(settings, engine, every=every))
        with reading(engine) as session:
            damages = masters.damages(session)
            reasons = {d.digest: fixity_history.reason_not_healed(session, d) for d in damages}
    for damage in damages:
        sentence = f"{damage.sentence} {reasons[damage.digest]}".rstrip()
        emit(_damage_fields(damage), sentence, as_json=as_json)
    sound = results.count(Condition.SOUND)
    files, loss_count = sum(part.files for part in samples), sum(len(part.lost) for part in samples)
    emit(
        {
            "checked": len(results),
            "sound": sound,
            "bad_copies": bad_copies,
            "page_files": files,
            "lost_page_files": loss_count,
        },
        f"Đã kiểm tra {len(results)} tệp gốc: {sound} nguyên vẹn, {len(results) - sound} hỏng.\n"
        + (f"{bad_copies} bản sao của tệp gốc bị hỏng hoặc thiếu.\n" if bad_copies else "")
        + f"Đã kiểm tra {files} tệp của trang: {loss_count} mất hoặc hỏng"
        + (", bộ xử lý tự làm lại." if loss_count else "."),
        as_json=as_json,
    )
    return not damages and not loss_count and not bad_copies


@fixity.command(help="In tình trạng tệp gốc: đã kiểm tra đến đâu, bao giờ xong, tệp nào hỏng.")
@as_json_option
@cli_command
def report(as_json: bool) -> bool:
    """Print the recorded fixity results without reading any file."""
    settings = read_settings()
    with installation(settings) as engine, reading(engine) as session:
        summary = masters.report(session)
        loss_count = lost_files.lost_count(session)
        plans = fixity_rounds.forecasts(session, settings)
        late = fixity_rounds.late_rounds(session, settings)
    for damage in summary.damages:
        emit(_damage_fields(damage), damage.sentence, as_json=as_json)
    since = f"{summary.longest_ago:%d/%m/%Y}" if summary.longest_ago else "chưa có"
    emit(
        {
            "masters": summary.masters,
            "unchecked": summary.unchecked,
            "longest_ago": summary.longest_ago and summary.longest_ago.isoformat(),
            "damaged": summary.damaged,
            "lost_page_files": loss_count,
        },
        f"{summary.masters} tệp gốc; {summary.unchecked} tệp chưa kiểm tra lại lần nào; "
        f"lần kiểm tra cũ nhất: {since}; {summary.damaged} tệp hỏng. "
        f"{loss_count} tệp của trang đang chờ làm lại.",
        as_json=as_json,
    )
    for plan in plans:
        fields = {
            "store": plan.store,
            "days": plan.days,
            "share": plan.share,
            "ends": plan.ends and plan.ends.isoformat(),
            "late": plan.is_late,
        }
        emit(fields, plan.sentence, as_json=as_json)
    for alarm in late:
        emit({"late": alarm.sentence}, alarm.sentence, as_json=as_json)
    return not summary.damages and not late


@fixity.command(
    help="In những tệp trong kho mà không dòng nào của cơ sở dữ liệu nhắc đến. Chỉ báo, không xóa."
)
@as_json_option
@cli_command
def orphans(as_json: bool) -> None:
    """Print stored files that no row names, and their total."""
    stop_on_signals()
    settings = read_settings()
    count = total = 0
    with installation(settings) as engine:
        for orphan in find_orphans(settings, engine):
            count, total = count + 1, total + orphan.bytes
            emit(asdict(orphan), f"{orphan.store} {orphan.digest} {orphan.bytes}", as_json=as_json)
    size = f"{total / _MB:.1f}".replace(".", ",")
    emit(
        {"orphans": count, "bytes": total},
        f"{count} tệp không dòng nào nhắc đến, {size} MB; tệp ghi chưa đầy một ngày không tính. "
        "Chúng không hại gì; là tệp gốc thì hãy xem trước khi xóa bằng tay.",
        as_json=as_json,
    )


def _check_masters(
    settings: Settings, engine: Engine, *, every: bool
) -> tuple[list[Condition], int]:
    """Return the conditions of the checked masters, and the number of bad copies."""
    sources = (*copy_folder(settings), *copy_repository(settings))
    if every:
        files = list(check_all_masters(settings, engine, sources))
        copies = [file.condition for file in files if file.store is CheckedStore.COPY]
        bad_copies = len(copies) - copies.count(Condition.SOUND)
        return [f.condition for f in files if f.store is CheckedStore.MASTERS], bad_copies
    with reading(engine) as session:
        damaged_digests = {damage.digest for damage in masters.damages(session)}
        due = masters.due(session, clock.now() - timedelta(days=settings.fixity_days))
    digests = sorted(damaged_digests | due)
    return [condition for _, condition in check_masters(settings, engine, digests, sources)], 0


def _check_pages(settings: Settings, engine: Engine, *, every: bool) -> Iterator[Sample]:
    """Yield the checks of all pages in portions, or of one portion that starts anywhere."""
    store = derivative_store(settings)
    with reading(engine) as session:
        highest = lost_files.highest_page_id(session)
    start = 0 if every else random.randint(0, max(highest - _SAMPLED_PAGES, 0))  # noqa: S311
    while True:
        result = lost_files.check_sample(engine, store, start, _SAMPLED_PAGES)
        yield result
        start = result.next_page_id
        if not every or not start:
            return


def _damage_fields(damage: masters.Damage) -> dict[str, str]:
    return {**asdict(damage), "found": damage.found.isoformat()}
