"""Reads plans, which are data, and keeps each version of them."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.programme.models import PlanVersion
from library.programme.problems import BadPlanError, PlanNotFoundError, PlanUnchangedError
from library.staff.audit import note
from library.vietnamese.letters import compose

_SHIPPED = Path(__file__).parents[1] / "data" / "plans"
REPORT_KINDS = {
    "month": "tháng",
    "quarter": "quý",
    "year": "năm",
    "interim": "sơ kết",
    "final": "tổng kết",
}


@dataclass(frozen=True, slots=True)
class Target:
    """What a plan wants an indicator to reach each year, in per cent."""

    code: str
    line: str
    says: str
    indicator: str
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class Task:
    """One line of work, and who answers for it."""

    code: str
    room: str
    says: str
    bodies: tuple[str, ...]
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Duty:
    """Who reports to whom, and how many days after the period at the latest."""

    who: str
    to: str
    kind: str
    days: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan of one version."""

    code: str
    number: str
    title: str
    issuer: str
    signed: date
    since: date
    until: date
    source: str
    targets: tuple[Target, ...]
    tasks: tuple[Task, ...]
    duties: tuple[Duty, ...]
    money_total: int
    money_by_year: dict[int, int]
    money_source: str

    @property
    def years(self) -> tuple[int, ...]:
        """The years it runs through."""
        return tuple(range(self.since.year, self.until.year + 1))


def shipped() -> tuple[str, ...]:
    """Return the texts of the plans that come with the house."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted(_SHIPPED.glob("*.toml")))


@lru_cache(maxsize=64)
def read_plan(text: str) -> Plan:
    """Read a plan; raise BadPlanError that says what is wrong."""
    try:
        return _plan(tomllib.loads(compose(text)))
    except KeyError as error:
        raise BadPlanError(f"thiếu mục {error}") from error
    except RecursionError as error:
        raise BadPlanError("có dấu ngoặc lồng nhau quá nhiều lớp") from error
    except (tomllib.TOMLDecodeError, ValueError, TypeError, AttributeError) as error:
        raise BadPlanError(error) from error


def enter(session: Session, text: str, *, by: str, reason: str = "") -> PlanVersion:
    """Enter a plan, or its next version; the versions before it stay."""
    plan, newest = read_plan(text), None
    versions = history(session, plan.code)
    if versions:
        newest = versions[-1]
        if newest.text == text:
            raise PlanUnchangedError(plan.number)
    entered = PlanVersion(
        code=plan.code,
        version=newest.version + 1 if newest else 1,
        text=text,
        reason=compose(reason).strip() or None,
        recorded=clock.now(),
        recorded_by=by,
    )
    session.add(entered)
    note(session, by, "plan.enter", plan.code, f"phiên bản {entered.version}")
    session.flush()
    return entered


def enter_shipped(session: Session, by: str) -> tuple[str, ...]:
    """Enter the shipped plans that nobody entered yet; return their codes."""
    known = set(session.scalars(select(PlanVersion.code)))
    missing = [text for text in shipped() if read_plan(text).code not in known]
    return tuple(enter(session, text, by=by).code for text in missing)


def history(session: Session, code: str) -> tuple[PlanVersion, ...]:
    """Return the versions of a plan, oldest first."""
    rows = select(PlanVersion).where(PlanVersion.code == code).order_by(PlanVersion.version)
    return tuple(session.scalars(rows))


def every_plan(session: Session) -> tuple[Plan, ...]:
    """Return the newest version of each plan, the one that ends last first."""
    newest = select(func.max(PlanVersion.id)).group_by(PlanVersion.code)
    texts = session.scalars(select(PlanVersion.text).where(PlanVersion.id.in_(newest)))
    return tuple(sorted((read_plan(text) for text in texts), key=lambda p: p.until, reverse=True))


def plan_of(session: Session, code: str, version: int | None = None) -> Plan:
    """Return a plan, its newest version unless another is asked for."""
    versions = history(session, code)
    if version is not None:
        versions = tuple(row for row in versions if row.version == version)
    if not versions:
        raise PlanNotFoundError(code)
    return read_plan(versions[-1].text)


def plan_on(session: Session, day: date) -> Plan | None:
    """Return the plan in force on a day, else the one that ended last before it."""
    begun = [plan for plan in every_plan(session) if plan.since <= day]
    return begun[0] if begun else None


def _plan(told: dict) -> Plan:
    since, until = _day(told["since"]), _day(told["until"])
    if until < since:
        raise ValueError("kế hoạch kết thúc trước khi bắt đầu")
    money = told.get("money", {})
    return Plan(
        code=str(told["code"]),
        number=str(told["number"]),
        title=str(told["title"]),
        issuer=str(told["issuer"]),
        signed=_day(told["signed"]),
        since=since,
        until=until,
        source=str(told["source"]),
        targets=tuple(_target(target) for target in told.get("target", ())),
        tasks=tuple(_task(task, since, until) for task in told.get("task", ())),
        duties=tuple(_duty(duty) for duty in told.get("duty", ())),
        money_total=int(money.get("total", 0)),
        money_by_year={int(year): int(sum_) for year, sum_ in money.get("years", {}).items()},
        money_source=str(money.get("source", "")),
    )


def _target(told: dict) -> Target:
    return Target(
        str(told["code"]),
        str(told["line"]),
        str(told["says"]),
        str(told["indicator"]),
        float(told["lowest"]),
        float(told["highest"]),
    )


def _task(told: dict, since: date, until: date) -> Task:
    return Task(
        code=str(told["code"]),
        room=str(told["room"]),
        says=str(told["says"]),
        bodies=tuple(str(body) for body in told["bodies"]),
        since=_day(told.get("since", since)),
        until=_day(told.get("until", until)),
    )


def _duty(told: dict) -> Duty:
    if told["kind"] not in REPORT_KINDS:
        raise ValueError(f"loại báo cáo “{told['kind']}” không có")
    return Duty(str(told["who"]), str(told["to"]), told["kind"], int(told["days"]))


def _day(told: object) -> date:
    if type(told) is not date:
        raise ValueError(f"“{told}” không phải ngày; hãy ghi như 2017-08-22")
    return told
