"""Register of law in the office: acts, bodies, standards and duties with their dates in force."""

from datetime import date
from itertools import chain

from flask import render_template, request

from library import clock
from library.law import law_register
from library.law.law_register import LawRow
from points.programme.registers.schema import read_day

KINDS = {
    "act": "văn bản",
    "body": "cơ quan",
    "standard": "tiêu chuẩn",
    "duty": "mốc, thời hạn",
    "place": "nơi",
    "kind": "loại đơn vị",
}
_CERTAINTIES = {"": "chưa có nguồn", "D": "kiến thức chung, chưa đọc văn bản"}
_READ = "đã đọc ở nguồn"


def show() -> str:
    """Show the rows of the register, all or those in force on a day, by kind, source, certainty."""
    typed_day = request.args.get("ngay", "")
    day, every_row = read_day(typed_day), tuple(chain.from_iterable(law_register.rows().values()))
    return render_template(
        "points/programme/law.html",
        rows=[row for row in every_row if _is_chosen(row, day)],
        total=len(every_row),
        day=day,
        is_no_day=bool(typed_day.strip()) and day is None,
        today=clock.today(),
        kinds=KINDS,
        sources=sorted({mark for row in every_row for mark in row.source.split(", ") if mark}),
        certainties=(*_CERTAINTIES.values(), _READ),
        certainty=_certainty,
        name_today=lambda key: law_register.name_on(key, clock.today()),
        last_day=date.max,
    )


def _certainty(row: LawRow) -> str:
    return _CERTAINTIES.get(row.source, _READ)


def _is_chosen(row: LawRow, day: date | None) -> bool:
    kind, source, certainty = (request.args.get(name, "") for name in ("loai", "nguon", "chac"))
    return (
        (day is None or row.in_force(day))
        and kind in ("", row.kind)
        and (not source or source in row.source.split(", "))
        and certainty in ("", _certainty(row))
    )
