"""Plans: TOML parser and version store."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.law import law_register
from library.law.working_days import add_working_days
from library.staff.audit import note
from library.vietnamese.letters import compose, fold
from points.programme.models import PlanVersion
from points.programme.paper_templates import REPORT_KINDS, PaperTemplate, templates
from points.programme.periods import LATEST_CUTOFF, MONTHS_PER_YEAR, Period
from points.programme.problems import BadPlanError, PlanNotFoundError, PlanUnchangedError

_EACH_YEAR = re.compile(r"\b(hang|moi|mot) nam\b")
"""Words of a target for each year, in a plan that does not state `yearly`."""

_SHIPPED = Path(__file__).parents[1] / "data" / "plans"


@dataclass(frozen=True, slots=True)
class Target:
    """Target range of an indicator, in per cent."""

    code: str
    line: str
    says: str
    indicator: str
    lowest: float
    highest: float
    yearly: bool
    """True if only the figure of a whole year can meet or miss it."""

    def is_met(self, value: float | None, period: Period, today: date) -> bool | None:
        """Return True if the figure of a period meets the target; None if that is not known."""
        is_whole_year = len(period.months) == MONTHS_PER_YEAR and period.until <= today
        if value is None or (self.yearly and not is_whole_year):
            return None
        return value >= self.lowest


@dataclass(frozen=True, slots=True)
class Task:
    """Line of work, with the bodies responsible."""

    code: str
    room: str
    says: str
    bodies: tuple[str, ...]
    since: date
    until: date
    registers: tuple[str, ...] = ()
    """Codes of the registers that record it; empty: those of its room."""

    def bodies_on(self, day: date) -> tuple[str, ...]:
        """Return its bodies as they are called on a day, at the latest the last of the task."""
        return tuple(law_register.renew(body, min(day, self.until)) for body in self.bodies)


@dataclass(frozen=True, slots=True)
class Duty:
    """Reporting duty: author, recipient, kind, deadline after the period, days of the figures."""

    sender: str
    receiver: str
    kind: str
    days: int
    paper: str = ""
    """Code of the template; plans of before the templates have none."""
    working: bool = False
    """True if the deadline is counted in working days."""
    cutoff: int = 1
    """Day on which a month of figures begins: 15 counts from the 15th to the 14th."""

    def names_on(self, day: date) -> tuple[str, str]:
        """Return author and recipient as they are called on a day."""
        template = templates(day).get(self.paper)
        if template is None:
            return law_register.renew(self.sender, day), law_register.renew(self.receiver, day)
        return template.sender, template.receiver

    @property
    def template(self) -> PaperTemplate | None:
        """Template of its reports."""
        return templates().get(self.paper)

    @property
    def of_points(self) -> bool:
        """True if every point owes a report of its own."""
        return self.template.of_point if self.template else self.kind == "month"

    @property
    def unit(self) -> str:
        """Unit of its deadline."""
        return "ngày làm việc" if self.working else "ngày"

    def deadline(self, period: Period) -> date:
        """Return the last day on which its report for a period is in time."""
        if self.working:
            return add_working_days(period.last_day, self.days)
        return period.last_day + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Plan:
    """Plan in one version."""

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
        """Years of the plan."""
        return tuple(range(self.since.year, self.until.year + 1))


def shipped() -> tuple[str, ...]:
    """Return the TOML texts of the shipped plans."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted(_SHIPPED.glob("*.toml")))


@lru_cache(maxsize=64)
def read_plan(text: str) -> Plan:
    """Parse a plan; raise BadPlanError with the reason."""
    try:
        return _plan(tomllib.loads(compose(text)))
    except KeyError as error:
        raise BadPlanError(f"thiếu mục {error}") from error
    except RecursionError as error:
        raise BadPlanError("có dấu ngoặc lồng nhau quá nhiều lớp") from error
    except (tomllib.TOMLDecodeError, ValueError, TypeError, AttributeError) as error:
        raise BadPlanError(error) from error


def enter(session: Session, text: str, *, by: str, reason: str = "") -> PlanVersion:
    """Enter a plan or its next version; raise PlanUnchangedError if the text is the same."""
    plan, newest = read_plan(text), None
    versions = history(session, plan.code)
    if versions:
        newest = versions[-1]
        if newest.text == text:
            raise PlanUnchangedError(plan.number)
    version = PlanVersion(
        code=plan.code,
        version=newest.version + 1 if newest else 1,
        text=text,
        reason=compose(reason).strip() or None,
        recorded=clock.now(),
        recorded_by=by,
    )
    session.add(version)
    note(session, by, "plan.enter", plan.code, f"phiên bản {version.version}")
    session.flush()
    return version


def enter_shipped(session: Session, by: str) -> tuple[str, ...]:
    """Enter the shipped plans not entered yet; return their codes."""
    codes = set(session.scalars(select(PlanVersion.code)))
    missing = [text for text in shipped() if read_plan(text).code not in codes]
    return tuple(enter(session, text, by=by).code for text in missing)


def history(session: Session, code: str) -> tuple[PlanVersion, ...]:
    """Return the versions of a plan, oldest first."""
    rows = select(PlanVersion).where(PlanVersion.code == code).order_by(PlanVersion.version)
    return tuple(session.scalars(rows))


def every_plan(session: Session) -> tuple[Plan, ...]:
    """Return the newest version of each plan, latest end first."""
    newest = select(func.max(PlanVersion.id)).group_by(PlanVersion.code)
    texts = session.scalars(select(PlanVersion.text).where(PlanVersion.id.in_(newest)))
    return tuple(sorted((read_plan(text) for text in texts), key=lambda p: p.until, reverse=True))


def plan_of(session: Session, code: str, version: int | None = None) -> Plan:
    """Return a plan in its newest or a given version; raise PlanNotFoundError."""
    versions = history(session, code)
    if version is not None:
        versions = tuple(row for row in versions if row.version == version)
    if not versions:
        raise PlanNotFoundError(code)
    return read_plan(versions[-1].text)


def plan_on(session: Session, day: date) -> Plan | None:
    """Return the plan in force on a day, else the last one that ended before, or None."""
    started_plans = [plan for plan in every_plan(session) if plan.since <= day]
    return started_plans[0] if started_plans else None


def _plan(data: dict) -> Plan:
    since, until = _day(data["since"]), _day(data["until"])
    if until < since:
        raise ValueError("kế hoạch kết thúc trước khi bắt đầu")
    money = data.get("money", {})
    return Plan(
        code=str(data["code"]),
        number=str(data["number"]),
        title=str(data["title"]),
        issuer=str(data["issuer"]),
        signed=_day(data["signed"]),
        since=since,
        until=until,
        source=str(data["source"]),
        targets=tuple(_target(target) for target in data.get("target", ())),
        tasks=tuple(_task(task, since, until) for task in data.get("task", ())),
        duties=tuple(_duty(duty) for duty in data.get("duty", ())),
        money_total=int(money.get("total", 0)),
        money_by_year={int(year): int(sum_) for year, sum_ in money.get("years", {}).items()},
        money_source=str(money.get("source", "")),
    )


def _target(data: dict) -> Target:
    return Target(
        str(data["code"]),
        str(data["line"]),
        str(data["says"]),
        str(data["indicator"]),
        float(data["lowest"]),
        float(data["highest"]),
        bool(data.get("yearly", _EACH_YEAR.search(fold(str(data["says"]))))),
    )


def _task(data: dict, since: date, until: date) -> Task:
    return Task(
        code=str(data["code"]),
        room=str(data["room"]),
        says=str(data["says"]),
        bodies=tuple(str(body) for body in data["bodies"]),
        since=_day(data.get("since", since)),
        until=_day(data.get("until", until)),
        registers=tuple(str(code) for code in data.get("registers", ())),
    )


def _duty(data: dict) -> Duty:
    if data["kind"] not in REPORT_KINDS:
        raise ValueError(f"loại báo cáo “{data['kind']}” không có")
    code = str(data.get("paper", ""))
    template = templates().get(code)
    if template is None and code:
        raise ValueError(f"mẫu báo cáo “{code}” không có; chọn một trong: {', '.join(templates())}")
    sender, receiver = ("", "") if template else (str(data["who"]), str(data["to"]))
    cutoff, working = int(data.get("cutoff", 1)), bool(data.get("working", False))
    if not 1 <= cutoff <= LATEST_CUTOFF:
        raise ValueError(f"ngày chốt {cutoff} không có; ghi từ 1 đến {LATEST_CUTOFF}")
    return Duty(sender, receiver, data["kind"], int(data["days"]), code, working, cutoff)


def _day(value: object) -> date:
    if type(value) is not date:
        raise ValueError(f"“{value}” không phải ngày; hãy ghi như 2017-08-22")
    return value
