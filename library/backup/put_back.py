"""Putting an item of a copy back into the running library; its present rows are kept as a file."""

import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from library import clock
from library.backup import item_rows, restore
from library.backup.item_rows import ItemRows
from library.backup.put_back_plan import Action, PutBackPlan, RowChange, plan
from library.backup.repository import BackupCopy, Repository
from library.catalogue import index_queue
from library.catalogue.authorities import linking
from library.catalogue.belongings import belongings
from library.catalogue.description.field_registry import LABELS
from library.catalogue.models import Item, Page
from library.catalogue.pages import lost_files
from library.database import advance_sequences, reading, work
from library.recordings import silencing
from library.settings import Settings
from library.staff.audit import note
from library.storage.content_store import ContentStore
from library.storage.fixity import condition_of, record_check
from library.storage.models import Condition
from library.storage.stores import derivative_store, master_store

FORMER_ROWS_FOLDER = "put-back"
"""Folder of the data folder with the former rows of items that were put back."""

_BY = "dòng lệnh"
_ACTION_NAMES = {Action.INSERT: "thêm", Action.UPDATE: "sửa", Action.DELETE: "bỏ"}
_LONGEST_VALUE = 80
_SHOWN_PAGES = 20


def preview(engine: Engine, copy_rows: ItemRows) -> PutBackPlan:
    """Return the changes that putting an item back would make."""
    with reading(engine) as session:
        return plan(session, copy_rows, _BY)


def sentences(item_plan: PutBackPlan, copy_time: str | None) -> Iterator[str]:
    """Yield the changes in words of the library; `copy_time` is in ISO format."""
    (copy_row,) = item_plan.wanted.tables["item"]
    subject = f"Tài liệu {item_plan.wanted.item_id} “{copy_row['title']}”"
    if not item_plan.changes:
        yield f"{subject}: đang đúng như trong bản sao, không có gì để làm."
        return
    if item_plan.present is None:
        yield f"{subject} nay không còn; sẽ lập lại:"
    else:
        (present,) = item_plan.present.tables["item"]
        yield f"{subject} sẽ trở lại như trong bản sao:"
        if copy_time is not None and present["changed"].isoformat() > copy_time:
            yield "  Sau bản sao đã có người sửa; bản hiện nay được giữ riêng và lấy lại được."
        yield "  Trạng thái công bố và nơi đọc giữ như hiện nay."
    yield from _description_lines(item_plan.changes)
    yield from _text_lines(item_plan)
    counts = Counter((change.table, change.action) for change in item_plan.changes)
    for (table, action), count in counts.items():
        yield f"  {belongings()[table].words}: {_ACTION_NAMES[action]} {count}"


def put_back(
    settings: Settings, engine: Engine, copy_rows: ItemRows, source: str
) -> tuple[PutBackPlan, Path | None]:
    """Make the item equal to that of the copy; return the changes and the file of its former rows.

    Raises an error of `plan`; then nothing is changed. A second run finds nothing to do.
    """
    store = derivative_store(settings)
    with work(engine) as session:
        item_plan = plan(session, copy_rows, _BY)
        if not item_plan.changes:
            return item_plan, None
        former = _keep(settings, item_plan.present) if item_plan.present else None
        for change in item_plan.changes:
            _write(session, change)
        _finish(session, item_plan, source)
        lost_files.note_lost(session, _missing_files(session, store, copy_rows.item_id))
    return item_plan, former


def fetch_masters(
    settings: Settings, engine: Engine, repository: Repository, copy: BackupCopy, item: ItemRows
) -> int:
    """Restore the missing and damaged masters of an item; return their number."""
    live = master_store(settings)
    missing = [d for d in sorted(item.masters) if condition_of(live, d) is not Condition.SOUND]
    if not missing:
        return 0
    with tempfile.TemporaryDirectory(dir=settings.temporary) as folder:
        restore.restore_masters(repository, copy, Path(folder), missing)
        copies = ContentStore(Path(folder) / "masters")
        restored_digests = [digest for digest in missing if _replace(live, copies, digest)]
    with work(engine) as session:
        for digest in restored_digests:
            record_check(session, digest, Condition.SOUND)
            note(session, _BY, "master.mended", digest)
    return len(restored_digests)


def _replace(live: ContentStore, copies: ContentStore, digest: str) -> bool:
    """Store a master again from a sound copy; return True on success."""
    if condition_of(copies, digest) is not Condition.SOUND:
        return False
    with copies.path(digest).open("rb") as content:
        return live.put_stream(content) == digest


def _description_lines(changes: Iterable[RowChange]) -> Iterator[str]:
    for change in changes:
        if change.table == "item" and change.action is Action.UPDATE:
            for name, value in change.values.items():
                if name in LABELS:
                    yield f"  {LABELS[name]}: “{_short(change.replaced[name])}” → “{_short(value)}”"


def _text_lines(item_plan: PutBackPlan) -> Iterator[str]:
    pages = {} if item_plan.present is None else _numbers(item_plan.present)
    numbers = sorted(
        pages.get(change.key["page_id"], 0)
        for change in item_plan.changes
        if change.table == "page_text" and change.action is Action.UPDATE
    )
    if numbers:
        more = f" và {len(numbers) - _SHOWN_PAGES} trang nữa" if numbers[_SHOWN_PAGES:] else ""
        yield f"  Chữ của trang {', '.join(map(str, numbers[:_SHOWN_PAGES]))}{more}"


def _numbers(item: ItemRows) -> dict[object, int]:
    return {row["id"]: row["number"] for row in item.tables["page"]}


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _keep(settings: Settings, present: ItemRows) -> Path:
    """Write the present rows to the disk, and return their folder."""
    stamp = f"{clock.now():%Y%m%d-%H%M%S-%f}"
    folder = settings.home / FORMER_ROWS_FOLDER / f"{present.item_id}-{stamp}"
    item_rows.write_rows(present, folder)
    folder.chmod(0o700)
    with (folder / item_rows.ROWS).open("rb") as file:
        os.fsync(file.fileno())
    return folder


def _write(session: Session, change: RowChange) -> None:
    table = belongings()[change.table].table
    if change.action is Action.INSERT:
        session.execute(table.insert().values(change.values))
        return
    ((name, key),) = change.key.items()
    if change.action is Action.DELETE:
        session.execute(table.delete().where(table.c[name] == key))
    else:
        session.execute(table.update().where(table.c[name] == key).values(change.values))


def _finish(session: Session, item_plan: PutBackPlan, source: str) -> None:
    """Count pages, link names, queue for the index, and enter the act in the trail."""
    item = session.get_one(Item, item_plan.wanted.item_id)
    pages = select(func.count()).select_from(Page).where(Page.item_id == item.id)
    item.page_count, item.changed = session.scalar(pages), clock.now()
    session.flush()
    inserted = {c.table for c in item_plan.changes if c.action is Action.INSERT}
    tables = (belongings()[name].table for name in sorted(inserted))
    advance_sequences(session.connection(), tables)
    linking.link(session, item)
    silencing.enforce(session, item)
    index_queue.mark(session, item.id)
    old_values, new_values = _item_values(item_plan.changes)
    note(session, _BY, "item.from_backup", item.id, source, old=old_values, new=new_values)
    for delivery in item_plan.wanted.tables["accession"]:
        note(session, _BY, "accession.from_backup", delivery["number"], source)


def _item_values(changes: Iterable[RowChange]) -> tuple[item_rows.Row, item_rows.Row]:
    for change in changes:
        if change.table == "item":
            return change.replaced, {name: change.values[name] for name in change.replaced}
    return {}, {}


def _missing_files(session: Session, store: ContentStore, item_id: str) -> dict[str, Condition]:
    """Return the files of the item's pages that the pipeline has to make again."""
    pages = session.scalars(select(Page).where(Page.item_id == item_id)).all()
    digests = {digest for page in pages for digest in (page.words, page.as_read) if digest}
    digests |= {file.digest for page in pages for file in page.derivatives}
    return {digest: Condition.MISSING for digest in digests if not store.holds(digest)}
