"""The work of harvests in small steps, each of which continues where the last one ended."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Item
from library.catalogue.profile_cache import usable_profiles
from library.catalogue.profiles import Profile
from library.database import reading, work
from library.errors import LibraryError
from library.exchange.other_libraries.oai_client import OaiClient, Part, RefusedError
from library.exchange.records import record_drafts
from library.harvest.harvests import RUN, UNDO
from library.harvest.models import Harvest, HarvestedRecord, RecordState
from library.harvest.take_records import Taker
from library.jobs import work_orders
from library.jobs.models import WorkOrder
from library.jobs.work_orders import Lane, Later, OrderKind
from library.monitoring.heartbeats import PIPELINE
from library.settings import Settings
from library.staff.permissions import Permission

_RECORDS_AT_ONCE = 100
"""Records written in one transaction; others wait for it."""

_BETWEEN_PARTS_SECONDS = 0.2
_FIRST_RETRY = timedelta(minutes=2)
_LONGEST_RETRY = timedelta(hours=12)
_DAY = timedelta(days=1)
_OVERLAP = timedelta(minutes=2)
"""A change whose transaction was open at the time of a pass appears in the next one."""

_MAX_RECORDS = 1_000_000
"""Records of one pass; a list longer than this is taken for one without end."""

_SECONDS_FORM = "%Y-%m-%dT%H:%M:%SZ"
_UNKNOWN_SOURCE = "Địa chỉ này không còn trong DIACHI_OAI_SOURCES; người quản trị cần ghi lại."
_EXPIRED = "Danh sách đang đọc dở đã hết hạn; đọc lại từ đầu."
_NO_COLLECTION = "Sưu tập không còn, hoặc tệp của nó đang sai."


Outcome = Mapping[str, object] | Later


def run(
    settings: Settings, engine: Engine, order: WorkOrder, report: Callable[[str], None]
) -> Outcome:
    """Read a catalogue to the end of its list; a failure is tried again later."""
    names = {address: name for name, address in settings.oai_sources}
    harvester = Harvester(engine, names, usable_profiles(engine), order)
    while (outcome := harvester.step()) is None:
        report("Đang đọc danh sách của nguồn.")
        time.sleep(_BETWEEN_PARTS_SECONDS)
    return outcome


@dataclass(frozen=True, slots=True)
class Harvester:
    """The catalogues of the settings, names by address, the collections, and the order."""

    engine: Engine
    catalogues: Mapping[str, str]
    profiles: Mapping[str, Profile]
    order: WorkOrder

    def step(self) -> Outcome | None:
        """Read the next part of the list; return None while there are more."""
        with reading(self.engine) as session:
            harvest = _harvest_of(session, self.order)
        if harvest.source not in self.catalogues:
            return self._fail(_UNKNOWN_SOURCE, wait=_LONGEST_RETRY)
        client = OaiClient(harvest.source)
        try:
            part = _part(client, harvest)
            since = _next_since(client, part) if not harvest.token and part.date else ""
        except RefusedError as error:
            if error.args[0] == "badResumptionToken" and harvest.token:
                return self._fail(_EXPIRED, begins_again=True)
            return self._fail(f"“{self.catalogues[harvest.source]}”: {error}")
        except LibraryError as error:
            seconds = timedelta(seconds=getattr(error, "retry_seconds", 0))
            return self._fail(f"“{self.catalogues[harvest.source]}”: {error}", wait=seconds)
        return self._take(part, since)

    def _take(self, part: Part, since: str) -> Outcome | None:
        """Write a part in portions; its token is stored with the last one."""
        starts = range(0, max(len(part.records), 1), _RECORDS_AT_ONCE)
        for start in starts:
            with work(self.engine) as session:
                if not work_orders.is_ours(session, self.order):
                    return {}
                harvest = _harvest_of(session, self.order)
                profile = self.profiles.get(harvest.collection)
                if profile is None:
                    return _next_try(harvest, _NO_COLLECTION, _LONGEST_RETRY)
                taker = Taker(session, harvest, self.catalogues[harvest.source], profile)
                taker.take(part.records[start : start + _RECORDS_AT_ONCE])
                if start == starts[-1]:
                    return _advance(harvest, part, since)
        return None

    def _fail(
        self, problem: str, wait: timedelta = timedelta(), *, begins_again: bool = False
    ) -> Outcome:
        """Note a failure; a pass that begins again is read whole, which changes nothing twice."""
        with work(self.engine) as session:
            if not work_orders.is_ours(session, self.order):
                return {}
            harvest = _harvest_of(session, self.order)
            if begins_again:
                harvest.token, harvest.done = "", 0
            return _next_try(harvest, problem, wait)


def _harvest_of(session: Session, order: WorkOrder) -> Harvest:
    return session.get_one(Harvest, order.payload["harvest"])


def _part(client: OaiClient, harvest: Harvest) -> Part:
    if harvest.token:
        return client.next_part(harvest.token)
    part = client.first_part(harvest.prefix, harvest.set_code, harvest.since)
    return replace(part, token="") if part.token == harvest.token else part


def _next_since(client: OaiClient, part: Part) -> str:
    """Return the date from which the next pass asks, in the granularity of the catalogue."""
    try:
        moment = datetime.strptime(part.date, _SECONDS_FORM) - _OVERLAP  # noqa: DTZ007  (their UTC)
    except ValueError:
        return ""
    return f"{moment:%Y-%m-%d}" if client.day_only() else moment.strftime(_SECONDS_FORM)


def _advance(harvest: Harvest, part: Part, since: str) -> Outcome | None:
    """Go on to the next part, or end the pass until tomorrow, or for good."""
    if not harvest.token:
        harvest.done, harvest.pass_date = 0, since
    if part.total is not None:
        harvest.total = part.total
    elif not harvest.token:
        harvest.total = None
    harvest.done += len(part.records)
    harvest.failures = 0
    is_stuck = part.token == harvest.token or harvest.done > _MAX_RECORDS
    harvest.token = "" if is_stuck else part.token
    if harvest.token:
        return None
    harvest.since = harvest.pass_date or harvest.since
    harvest.pass_date, harvest.finished = "", clock.now()
    if harvest.is_daily:
        return Later(clock.now() + _DAY)
    return {"message": f"Đã đọc {harvest.done} biểu ghi."}


def _next_try(harvest: Harvest, problem: str, wait: timedelta) -> Later:
    """Count a failure, and try again later: after 2 minutes, then 4, 8 and so on."""
    delay = _FIRST_RETRY * 2 ** min(harvest.failures, 10)
    harvest.failures += 1
    return Later(clock.now() + min(max(delay, wait), _LONGEST_RETRY), problem)


def undo(
    _settings: Settings, engine: Engine, order: WorkOrder, report: Callable[[str], None]
) -> Outcome:
    """Remove the untouched drafts of a harvest, and forget the records that came."""
    is_over = False
    while not is_over:
        with work(engine) as session:
            is_over = not work_orders.is_ours(session, order) or _undo_some(session, order)
        report("Đang xóa bản nháp chưa ai sửa.")
    return {}


def _undo_some(session: Session, order: WorkOrder) -> bool:
    """Remove some untouched drafts; return True when none is left."""
    harvest = _harvest_of(session, order)
    rows = select(HarvestedRecord).where(HarvestedRecord.harvest_id == harvest.id)
    drafts = rows.where(HarvestedRecord.state == RecordState.DRAFT).order_by(HarvestedRecord.id)
    batch = list(session.scalars(drafts.limit(_RECORDS_AT_ONCE)))
    for row in batch:
        item = session.get(Item, row.item_id) if row.item_id else None
        if item is not None and record_drafts.draft_content(session, item) == row.content:
            record_drafts.delete_draft(session, item, order.ordered_by)
            session.flush()
            session.delete(row)
        else:
            row.state = RecordState.HELD  # somebody works on it: it stays, and is not made again
    if not batch:
        harvest.since, harvest.token, harvest.pass_date = "", "", ""
        harvest.done, harvest.total = 0, None
    return not batch


_LANE = Lane("harvest", PIPELINE)
_OFTEN = {"attempts": 1000, "timeout": timedelta(days=30)}
ORDER_KINDS = (
    OrderKind(RUN, "thu hoạch biểu ghi", Permission.CATALOGUE, _LANE, run, **_OFTEN),
    OrderKind(UNDO, "xóa bản nháp của lần thu hoạch", Permission.CATALOGUE, _LANE, undo, **_OFTEN),
)
