"""Work that is ordered and done later, by one process at a time: placed, done, cancelled, repeated.

A process that does an order has a lease on it, which it renews; the order of a process that was
killed, or of a machine that was restored from a backup, is taken by another when the lease is over.
"""

import logging
import os
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import chain

from sqlalchemy import ColumnElement, Engine, or_, select, update
from sqlalchemy.orm import Session

from library import clock, extensions
from library.database import reading, work
from library.errors import LibraryError, WrongStateError, name_problems, problem
from library.jobs.models import WorkOrder
from library.process.child import BackgroundProcess
from library.process.repeating import repeating
from library.settings import Settings
from library.staff.audit import note
from library.staff.permissions import Permission
from library.write_turns import OWN_ROW

OrderInterruptedError = problem("Bị ngắt giữa chừng (dịch vụ dừng). Hãy bấm làm lại.")
OrderFailedError = problem("{0}")

name_problems(globals())

_LOOK_SECONDS, _RENEW_SECONDS = 5.0, 5.0
_LEASE = timedelta(minutes=1)
_TOO_SLOW = "Quá lâu chưa xong nên máy đã dừng việc này."
_BROKEN = "Chương trình có lỗi; người quản trị xem nhật ký của dịch vụ."

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Later:
    """Outcome of a run that is to be done again at a time, after a failure or as its next turn."""

    due: datetime
    problem: str | None = None


Run = Callable[[Settings, Engine, WorkOrder, Callable[[str], None]], Mapping[str, object] | Later]
"""Does an order and returns its result; the last argument reports the present action."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Orders that a service does one after another, in a process of their own."""

    name: str
    service: str
    priority: int = 0
    """Niceness of the process."""


@dataclass(frozen=True, slots=True)
class OrderKind:
    """A kind of work (in the entry points of `diachi.orders`), done before later ones of its lane.

    A run may be killed at any moment, by somebody who cancels its order too.
    """

    name: str
    title: str
    permission: Permission
    """Right to see, cancel and repeat its orders."""
    lane: Lane
    run: Run
    attempts: int = 3
    """Number of processes that may begin an order; 1 for what must not happen twice."""
    timeout: timedelta = timedelta(days=2)


def order_kinds() -> dict[str, OrderKind]:
    """Return the kinds of all packages by name."""
    kinds = chain.from_iterable(extensions.load_all("diachi.orders"))
    return {kind.name: kind for kind in kinds}


def place(session: Session, kind: OrderKind, by: str) -> None:
    """Order work that needs no more words; raise WrongStateError if it waits or is done now."""
    order = find_by_key(session, kind.name)
    if order is not None and order.finished is None:
        raise WrongStateError(kind.title, "việc này đang chờ hoặc đang làm")
    order_anew(session, kind.name, kind.name, {}, by)


def order_anew(
    session: Session, kind: str, key: str, payload: dict[str, object], by: str, subject: str = ""
) -> WorkOrder:
    """Order work in the place of the former order of its key, whose process stops."""
    order = find_by_key(session, key) or WorkOrder(key=key)
    session.add(order)
    order.kind, order.payload, order.subject, order.result = kind, payload, subject, None
    reopen(order, by)
    session.flush()
    return order


def reopen(order: WorkOrder, by: str) -> None:
    """Let an order wait again; its former result stays until it is done."""
    order.ordered, order.ordered_by, order.progress, order.attempts = clock.now(), by, "", 0
    order.started = order.finished = order.lease = order.leased_until = None
    order.problem = order.due = None


def cancel(session: Session, order: WorkOrder, by: str) -> None:
    """Cancel an order; the process that works on it stops within seconds."""
    if order.finished is not None:
        raise WrongStateError("hủy", "việc này đã xong")
    order.finished, order.problem, order.progress = clock.now(), f"{by} đã hủy.", ""
    order.lease = order.leased_until = None
    note(session, by, "order.cancel", order.key, order.subject or None)


def repeat(session: Session, order: WorkOrder, by: str) -> None:
    """Order finished work again."""
    if order.finished is None:
        raise WrongStateError("làm lại", "việc này đang chờ hoặc đang làm")
    order.result = None
    reopen(order, by)
    note(session, by, "order.repeat", order.key, order.subject or None)


def is_ours(session: Session, order: WorkOrder) -> bool:
    """Return True if the process with this order still works on it; until the end it will."""
    return session.scalar(select(WorkOrder.id).where(*_own(order)).with_for_update()) is not None


def find_by_key(session: Session, key: str) -> WorkOrder | None:
    """Return the order of a work."""
    return session.scalar(select(WorkOrder).where(WorkOrder.key == key))


def newest(session: Session, kinds: Collection[str], count: int) -> list[WorkOrder]:
    """Return the orders of these kinds: those that wait or are done now, then the latest."""
    rows = select(WorkOrder).where(WorkOrder.kind.in_(list(kinds)))
    in_order = rows.order_by(WorkOrder.finished.is_not(None), WorkOrder.ordered.desc())
    return list(session.scalars(in_order.limit(count)))


@contextmanager
def doing_orders(
    settings: Settings,
    engine: Engine,
    service: str,
    opened: Callable[[Settings], AbstractContextManager[Engine]],
) -> Iterator[None]:
    """Do the orders of a service until the block ends; `opened` opens the database elsewhere."""
    lanes = dict.fromkeys(kind.lane for kind in order_kinds().values())
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                BackgroundProcess(
                    *(settings, lane.name, partial(do_orders, opened, lane)),
                    *(partial(_is_due, engine, lane), 0.0),
                    priority=lane.priority,
                )
            )
            for lane in lanes
            if lane.service == service
        ]
        stack.enter_context(
            repeating("orders", _LOOK_SECONDS, lambda: [each.keep_up() for each in processes])
        )
        yield


def do_orders(
    opened: Callable[[Settings], AbstractContextManager[Engine]], lane: Lane, settings: Settings
) -> None:
    """Do the orders of a lane until none waits; this process ends with an order that it loses."""
    with opened(settings) as engine:
        while do_next(settings, engine, lane, stop=partial(os._exit, 0)):
            pass


def do_next(
    settings: Settings,
    engine: Engine,
    lane: Lane,
    run: Run | None = None,
    stop: Callable[[], object] = lambda: None,
) -> bool:
    """Do the next order of a lane, by `run` if it is given; return False without one.

    `stop` is called if the order was cancelled, ordered anew or takes too long.
    """
    kinds = {name: kind for name, kind in order_kinds().items() if kind.lane == lane}
    lease = secrets.token_hex(8)
    with work(engine) as session:
        order = _claim(session, kinds, lease)
    if order is None:
        return False
    kind = kinds[order.kind]
    at_work = _OrderAtWork(engine, order, clock.now() + kind.timeout)
    problem_text, result = None, None
    with repeating("lease", _RENEW_SECONDS, lambda: at_work.renew() or stop()):
        try:
            if order.attempts > kind.attempts:
                raise OrderInterruptedError
            result = (run or kind.run)(settings, engine, order, at_work.report)
        except LibraryError as error:
            problem_text = str(error)
        except Exception:  # outermost handler: other orders must not wait for a bug
            _log.exception("the order %s could not be done", order.key)
            problem_text = _BROKEN
    at_work.finish(problem_text, result)
    return True


@dataclass(slots=True)
class _OrderAtWork:
    """An order that this process does, as long as it has the lease."""

    engine: Engine
    order: WorkOrder
    ends: datetime
    progress: str = ""

    def report(self, text: str) -> None:
        """Note the present action, which is stored when the lease is renewed."""
        self.progress = text

    def renew(self) -> bool:
        """Renew the lease; return False if it is lost, or the time is over."""
        if clock.now() > self.ends:
            self.finish(_TOO_SLOW, None)
        return self._store(leased_until=clock.now() + _LEASE, progress=self.progress)

    def finish(self, problem_text: str | None, result: Mapping[str, object] | Later | None) -> None:
        """Store the outcome, unless the lease is lost."""
        if isinstance(result, Later):
            outcome = {"due": result.due, "problem": result.problem, "attempts": 0}
        else:
            outcome = {"finished": clock.now(), "problem": problem_text, "result": result}
        self._store(**outcome, progress="", lease=None, leased_until=None)

    def _store(self, **values: object) -> bool:
        change = update(WorkOrder).where(*_own(self.order)).values(values)
        with work(self.engine, OWN_ROW) as session:
            return bool(session.execute(change).rowcount)


def _own(order: WorkOrder) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the row of an order as long as this process has the lease."""
    return WorkOrder.id == order.id, WorkOrder.lease == order.lease


def _claim(session: Session, kinds: Collection[str], lease: str) -> WorkOrder | None:
    """Take the order that waits longest of the first kind that has one."""
    for kind in kinds:
        oldest = select(WorkOrder.id).where(_is_free((kind,))).order_by(WorkOrder.ordered).limit(1)
        claim = update(WorkOrder).where(WorkOrder.id == oldest.scalar_subquery())
        values = {"lease": lease, "leased_until": clock.now() + _LEASE, "started": clock.now()}
        attempts = {"attempts": WorkOrder.attempts + 1, "problem": None, "due": None}
        order = session.scalar(
            claim.where(_is_free((kind,))).values(values | attempts).returning(WorkOrder)
        )
        if order is not None:
            return order
    return None


def _is_due(engine: Engine, lane: Lane) -> bool:
    kinds = [name for name, kind in order_kinds().items() if kind.lane == lane]
    with reading(engine) as session:
        return session.scalar(select(WorkOrder.id).where(_is_free(kinds)).limit(1)) is not None


def _is_free(kinds: Collection[str]) -> ColumnElement[bool]:
    """Return the condition of an order that no process works on, whatever a clock said before."""
    now, until = clock.now(), WorkOrder.leased_until
    is_over = or_(until.is_(None), until < now, until > now + 2 * _LEASE)
    is_due = or_(WorkOrder.due.is_(None), WorkOrder.due <= now)
    return WorkOrder.kind.in_(list(kinds)) & WorkOrder.finished.is_(None) & is_over & is_due
