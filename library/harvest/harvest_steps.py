"""The work of harvests in small steps, each of which continues where the last one ended."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Item
from library.catalogue.profiles import Profile
from library.database import reading, work
from library.errors import LibraryError
from library.exchange.other_libraries.oai_client import OaiClient, Part, RefusedError
from library.exchange.records import record_drafts
from library.harvest.models import Harvest, HarvestedRecord, HarvestOrder, RecordState
from library.harvest.take_records import Taker

_RECORDS_AT_ONCE = 100
"""Records written in one transaction; others wait for it."""

_FIRST_RETRY = timedelta(minutes=2)
_LONGEST_RETRY = timedelta(hours=12)
_DAY = timedelta(days=1)
_OVERLAP = timedelta(minutes=2)
"""A change whose transaction was open at the time of a pass appears in the next one."""

_MAX_RECORDS = 1_000_000
"""Records of one pass; a list longer than this is taken for one without end."""

_SECONDS_FORM = "%Y-%m-%dT%H:%M:%SZ"
_UNKNOWN_SOURCE = "Địa chỉ này không còn trong DIACHI_OAI_SOURCES; người quản trị cần ghi lại."
_NO_COLLECTION = "Sưu tập không còn, hoặc tệp của nó đang sai."


@dataclass(frozen=True, slots=True)
class Place:
    """The next request of a harvest, and the catalogue that it asks."""

    id: int
    source: str
    prefix: str
    set_code: str
    since: str
    token: str
    order: HarvestOrder


@dataclass(frozen=True, slots=True)
class Harvester:
    """The catalogues of the settings, names by address, and the collections."""

    engine: Engine
    catalogues: Mapping[str, str]
    profiles: Mapping[str, Profile]

    def step(self) -> bool:
        """Do one step of the harvest that is due longest; return False if none is due."""
        with reading(self.engine) as session:
            place = _due(session)
        if place is None:
            return False
        if place.order is HarvestOrder.UNDO:
            with work(self.engine) as session:
                _undo_some(session, session.get_one(Harvest, place.id))
        elif place.source not in self.catalogues:
            self._fail(place, _UNKNOWN_SOURCE, wait=_LONGEST_RETRY)
        else:
            self._harvest(place)
        return True

    def _harvest(self, place: Place) -> None:
        client = OaiClient(place.source)
        try:
            part = _part(client, place)
            since = _next_since(client, part) if not place.token and part.date else ""
        except RefusedError as error:
            if error.args[0] == "badResumptionToken" and place.token:
                self._restart(place)
            else:
                self._fail(place, _sentence(self.catalogues[place.source], error))
            return
        except LibraryError as error:
            seconds = timedelta(seconds=getattr(error, "retry_seconds", 0))
            self._fail(place, _sentence(self.catalogues[place.source], error), wait=seconds)
            return
        self._take(place, part, since)

    def _take(self, place: Place, part: Part, since: str) -> None:
        """Write a part in portions; its token is stored with the last one."""
        starts = range(0, max(len(part.records), 1), _RECORDS_AT_ONCE)
        for start in starts:
            with work(self.engine) as session:
                harvest = session.get(Harvest, place.id, with_for_update=True)
                if harvest is None or _place(harvest) != place:
                    return  # somebody stopped it meanwhile
                profile = self.profiles.get(harvest.collection)
                if profile is None:
                    _note_failure(harvest, _NO_COLLECTION, _LONGEST_RETRY)
                    return
                taker = Taker(session, harvest, self.catalogues[harvest.source], profile)
                taker.take(part.records[start : start + _RECORDS_AT_ONCE])
                if start == starts[-1]:
                    _advance(harvest, part, since)

    def _restart(self, place: Place) -> None:
        """Begin the pass again: its token has expired, and what came already changes nothing."""
        with work(self.engine) as session:
            harvest = session.get(Harvest, place.id)
            if harvest is not None and _place(harvest) == place:
                harvest.token, harvest.done = "", 0
                _note_failure(harvest, "Danh sách đang đọc dở đã hết hạn; đọc lại từ đầu.")

    def _fail(self, place: Place, problem: str, wait: timedelta = timedelta()) -> None:
        with work(self.engine) as session:
            harvest = session.get(Harvest, place.id)
            if harvest is not None and _place(harvest) == place:
                _note_failure(harvest, problem, wait)


def _due(session: Session) -> Place | None:
    rows = select(Harvest).where(Harvest.due <= clock.now(), Harvest.order != HarvestOrder.NONE)
    harvest = session.scalar(rows.order_by(Harvest.due, Harvest.id).limit(1))
    return _place(harvest) if harvest else None


def _place(harvest: Harvest) -> Place:
    return Place(
        *(harvest.id, harvest.source, harvest.prefix, harvest.set_code),
        *(harvest.since, harvest.token, harvest.order),
    )


def _part(client: OaiClient, place: Place) -> Part:
    if place.token:
        return client.next_part(place.token)
    part = client.first_part(place.prefix, place.set_code, place.since)
    return replace(part, token="") if part.token == place.token else part


def _next_since(client: OaiClient, part: Part) -> str:
    """Return the date from which the next pass asks, in the granularity of the catalogue."""
    try:
        moment = datetime.strptime(part.date, _SECONDS_FORM) - _OVERLAP  # noqa: DTZ007  (their UTC)
    except ValueError:
        return ""
    return f"{moment:%Y-%m-%d}" if client.day_only() else moment.strftime(_SECONDS_FORM)


def _advance(harvest: Harvest, part: Part, since: str) -> None:
    """Go on to the next part, or end the pass."""
    if not harvest.token:
        harvest.done, harvest.pass_date = 0, since
    if part.total is not None:
        harvest.total = part.total
    elif not harvest.token:
        harvest.total = None
    harvest.done += len(part.records)
    harvest.failures, harvest.problem = 0, ""
    is_stuck = part.token == harvest.token or harvest.done > _MAX_RECORDS
    harvest.token = "" if is_stuck else part.token
    if not harvest.token:
        harvest.since = harvest.pass_date or harvest.since
        harvest.pass_date, harvest.finished = "", clock.now()
        harvest.due = clock.now() + _DAY if harvest.is_daily else None
        harvest.order = HarvestOrder.RUN if harvest.is_daily else HarvestOrder.NONE


def _note_failure(harvest: Harvest, problem: str, wait: timedelta = timedelta()) -> None:
    """Note a failure, and try again later: after 2 minutes, then 4, 8 and so on."""
    delay = _FIRST_RETRY * 2 ** min(harvest.failures, 10)
    harvest.failures, harvest.problem = harvest.failures + 1, problem
    harvest.due = clock.now() + min(max(delay, wait), _LONGEST_RETRY)


def _sentence(name: str, error: LibraryError) -> str:
    return f"“{name}”: {error}"


def _undo_some(session: Session, harvest: Harvest) -> None:
    """Remove some untouched drafts; at the end forget the records that came."""
    rows = select(HarvestedRecord).where(HarvestedRecord.harvest_id == harvest.id)
    drafts = rows.where(HarvestedRecord.state == RecordState.DRAFT).order_by(HarvestedRecord.id)
    batch = list(session.scalars(drafts.limit(_RECORDS_AT_ONCE)))
    for row in batch:
        item = session.get(Item, row.item_id) if row.item_id else None
        if item is not None and record_drafts.draft_content(session, item) == row.content:
            record_drafts.delete_draft(session, item, harvest.ordered_by)
            session.flush()
            session.delete(row)
        else:
            row.state = RecordState.HELD  # somebody works on it: it stays, and is not made again
    if not batch:
        harvest.order, harvest.due = HarvestOrder.NONE, None
        harvest.since, harvest.token, harvest.pass_date = "", "", ""
        harvest.done, harvest.total = 0, None
