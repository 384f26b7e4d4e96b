"""Fills an empty installation with the demo province: `python -m demo.province`."""

from datetime import date, timedelta

import click

from demo.province import fill_province
from library import clock
from library.click_vietnamese import cli_command, say
from library.database import work
from library.installation import installation
from library.settings import read_settings
from points.programme.periods import Period

_YEARS = 4


@click.command()
@cli_command
def main() -> None:
    """Generate four years of figures until today, and close their months."""
    today = clock.today()
    since = date(today.year - _YEARS, 1, 1)
    period = Period(since, (today + timedelta(days=31)).replace(day=1))
    with installation(read_settings()) as engine, work(engine) as session:
        computer_days = fill_province.fill(session, since, today)
        months = fill_province.close_months(session, period, today)
    say(f"Đã dựng {computer_days} ngày máy, chốt {months} tháng.")


if __name__ == "__main__":
    main()
