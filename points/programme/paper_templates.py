"""Report templates: author, recipient, periods, letterhead and sections of each kind of report."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from library import clock
from library.law import law_register
from library.staff.permissions import Permission
from points.access_points.inventory import PointFacts
from points.access_points.point_names import UNNAMED
from points.programme.periods import Period
from points.programme.problems import TemplateNotFoundError

_DATA = Path(__file__).parent / "data" / "papers.toml"
_PLACE_KINDS = ("Thành phố ", "Thị trấn ", "Huyện ", "Phường ", "Xã ")
UNKNOWN = "…"
"""Sign in a letterhead for a name that staff must still enter."""

REPORT_KINDS = {
    "month": "tháng",
    "quarter": "quý",
    "half-year": "6 tháng",
    "nine-months": "9 tháng",
    "year": "năm",
    "interim": "sơ kết",
    "final": "tổng kết",
}


@dataclass(frozen=True, slots=True)
class PaperTemplate:
    """Template of a report on a day; its letterhead fields may contain places like {owner}."""

    code: str
    sender: str
    receiver: str
    purpose: str
    source: str
    kinds: tuple[str, ...]
    levels: tuple[str, ...]
    """Levels of the points that it is about, one point each; empty: about the province."""
    permission: Permission
    superior: str
    issuer: str
    sign: str
    place: str
    addressed: tuple[str, ...]
    recipients: tuple[str, ...]
    authority: str
    closing: str
    sections: tuple[str, ...]
    since: date
    until: date

    @property
    def of_point(self) -> bool:
        """True if each report is about one point."""
        return bool(self.levels)

    @property
    def name(self) -> str:
        """Author and recipient, as shown in lists."""
        return f"{self.sender} báo cáo {self.receiver}"

    @property
    def is_dated(self) -> bool:
        """True if it is not used for all periods."""
        return self.since > date.min or self.until < date.max

    @property
    def in_force_said(self) -> str:
        """Days on which it is used, in Vietnamese."""
        begins = "" if self.since == date.min else f"từ {self.since:%d/%m/%Y}"
        ends = "" if self.until == date.max else f"đến {self.until:%d/%m/%Y}"
        return " ".join(filter(None, (begins, ends)))

    def in_force(self, day: date) -> bool:
        """Return True if a paper of a day may use this template."""
        return self.since <= day <= self.until

    def fits(self, day: date, level: str | None) -> bool:
        """Return True if it is in force and about points of a level; None means the province."""
        return self.in_force(day) and (level in self.levels if level else not self.of_point)

    def kinds_of(self, period: Period) -> tuple[str, ...]:
        """Return the kinds of report that it allows for a period."""
        return tuple(kind for kind in kinds_of(period) if kind in self.kinds)

    def letterhead(self, library: str, point: PointFacts | None) -> dict[str, object]:
        """Return its letterhead, with the names of a point on the day of the paper."""
        owner = _owner(point)
        name = point.name.replace(UNNAMED, UNKNOWN) if point else ""
        names = {"library": library, "owner": owner, "point": name}
        place = _bare_place(point.place) if point and self.permission is Permission.CONFIRM else ""
        return {
            "superior": self.superior.format(**names),
            "issuer": self.issuer.format(**names),
            "sign": self.sign,
            "place": place or self.place,
            "addressed": tuple(body.format(**names) for body in self.addressed),
            "recipients": tuple(body.format(**names) for body in self.recipients),
            "authority": self.authority,
            "signer": "",
        }


def kinds_of(period: Period) -> tuple[str, ...]:
    """Return the kinds of report that can be about a period."""
    code, months = period.nominal.code, len(period.months)
    if months == 1:
        return ("month",)
    if "q" in code:
        return ("quarter",)
    if "h" in code:
        return ("half-year", "interim", "final")
    if "t" in code:
        return ("nine-months",)
    return ("year", "interim", "final") if code.isdigit() else ("interim", "final")


def templates(day: date | None = None) -> Mapping[str, PaperTemplate]:
    """Return all templates by code, with the names that bodies and acts have on a day: today."""
    return _templates(day or clock.today())


def template_of(code: str, day: date | None = None) -> PaperTemplate:
    """Return a template; raise TemplateNotFoundError."""
    template = templates(day).get(code)
    if template is None:
        raise TemplateNotFoundError(code)
    return template


@lru_cache(maxsize=64)
def _templates(day: date) -> Mapping[str, PaperTemplate]:
    data = tomllib.loads(law_register.fill(_DATA.read_text(encoding="utf-8"), day))
    place = data.pop("place")
    return {code: _template(code, definition, place) for code, definition in data.items()}


def _template(code: str, definition: dict, place: str) -> PaperTemplate:
    lists = {
        name: tuple(definition.pop(name, ()))
        for name in ("kinds", "levels", "addressed", "recipients", "sections")
    }
    holders = law_register.rows().get(definition.pop("role", ""), ())
    return PaperTemplate(
        code=code,
        place=place,
        permission=Permission(definition.pop("permission")),
        since=holders[0].since if holders else date.min,
        until=holders[-1].until if holders else date.max,
        **lists,
        **definition,
    )


def _owner(point: PointFacts | None) -> str:
    """Return the body that runs a point, spelled out as in a letterhead."""
    owner = (point.owner if point else None) or f"UBND {UNKNOWN}"
    return owner.replace("UBND", "Ủy ban nhân dân", 1) if owner.startswith("UBND") else owner


def _bare_place(place: str | None) -> str:
    """Return the name of a commune or district without its kind, as in a date line."""
    for kind in _PLACE_KINDS:
        if place and place.startswith(kind):
            return place.removeprefix(kind)
    return place or ""
