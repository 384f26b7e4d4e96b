"""Hands figures of use to other machines by COUNTER's API, to those who hold the key."""

import hmac
from collections.abc import Callable
from functools import wraps

from flask import Response, abort, jsonify, request
from sqlalchemy.orm import Session

from app.services import services
from library import clock
from library.database import reading
from library.usage.counter.build_report import (
    THE_WORLD,
    Customer,
    available,
    customer,
    customers,
    make,
)
from library.usage.counter.json_format import as_json
from library.usage.counter.problems import CounterRefusedError, Remark
from library.usage.counter.report_definitions import VIEWS
from library.usage.counter.report_period import read_period
from library.usage.counter.usage_report import NAMESPACE

_DOOR = ("customer_id", "requestor_id", "api_key", "begin_date", "end_date")
"""What says who asks, and for which months; the rest says what is wanted."""


def _for_customers(view: Callable[..., object]) -> Callable[..., Response]:
    """Let in who shows the key and names a customer; answer in COUNTER's words."""

    @wraps(view)
    def behind_the_door(**told: str) -> Response:
        try:
            with reading(services().database) as session:
                response = jsonify(view(session, _whose(session), **told))
        except CounterRefusedError as error:
            response = jsonify(error.remark.told())
            response.status_code = error.status
        response.headers["Cache-Control"] = "no-store"
        return response

    return behind_the_door


def status() -> Response:
    """Say that the service is there; anybody may ask."""
    name = services().settings.library_name
    return jsonify(
        [
            {
                "Description": f"{name} - COUNTER 5.1 style, not audited",
                "Service_Active": bool(services().settings.counter_key),
            }
        ]
    )


@_for_customers
def members(session: Session, whose: Customer) -> list[dict[str, object]]:
    """Name the points when the whole library asks, else the one that asks."""
    known = customers(session, clock.today()) if whose.id == THE_WORLD else (whose,)
    return [
        {
            "Customer_ID": member.id,
            "Name": member.name,
            "Institution_ID": {"Proprietary": [f"{NAMESPACE}:{member.id}"]},
        }
        for member in known
    ]


@_for_customers
def reports(session: Session, _whose: Customer) -> list[dict[str, object]]:
    """List the reports, and of which months there are figures."""
    months = available(session)
    between = {}
    if months is not None:
        names = ("First_Month_Available", "Last_Month_Available")
        between = {name: f"{month:%Y-%m}" for name, month in zip(names, months, strict=True)}
    return [
        {
            "Report_ID": view.id,
            "Report_Name": view.name,
            "Release": "5.1",
            "Report_Description": f"{view.name}, not audited",
            "Path": f"/r51/reports/{name}",
            **between,
        }
        for name, view in VIEWS.items()
    ]


@_for_customers
def report(session: Session, whose: Customer, report_id: str) -> dict[str, object]:
    """Hand over one report."""
    if report_id not in VIEWS:
        abort(404)
    told = request.args
    period = read_period(told.get("begin_date"), told.get("end_date"), clock.today())
    made = make(
        session,
        VIEWS[report_id],
        period,
        whose,
        told={name: value for name, value in told.items() if name not in _DOOR},
        platform=services().settings.library_name,
        now=clock.now(),
    )
    return as_json(made)


def _whose(session: Session) -> Customer:
    shown, key = request.args.get("api_key"), services().settings.counter_key
    code = request.args.get("customer_id")
    if not shown or not code:
        raise CounterRefusedError(Remark(1030, "api_key, customer_id"))
    if not key or not hmac.compare_digest(shown.encode(), key.encode()):
        raise CounterRefusedError(Remark(2020))
    return customer(session, code, clock.today())
