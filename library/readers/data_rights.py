"""The law on personal data as the notice and the register of requests cite it."""

from datetime import date, timedelta

LAW = "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15"
DECREE = "Nghị định số 356/2025/NĐ-CP"
ANSWER_WORKING_DAYS = 2
"""Days in which a request is answered, by the decree (as law firms read it)."""

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


def working_days_after(day: date, count: int) -> date:
    """Return the day that comes some weekdays later; holidays count, so that it is never late."""
    while count:
        day += _ONE_DAY
        count -= day.weekday() < _SATURDAY
    return day
