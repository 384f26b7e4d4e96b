"""Shows the programme office at a glance."""

from flask import render_template

from app.house import house
from library import clock
from library.database import reading
from library.programme import plans


def show() -> str:
    """Show the plan in force and the rooms of the office."""
    with reading(house().database) as session:
        plan = plans.plan_on(session, clock.today())
    return render_template("programme/desk.html", plan=plan)
