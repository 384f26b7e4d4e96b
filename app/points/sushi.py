"""COUNTER SUSHI API: usage reports for clients that hold the key."""

import hmac
from collections.abc import Callable
from functools import wraps

from flask import Response, jsonify, request
from sqlalchemy.orm import Session

from app.services import services
from app.web.caching import NO_STORE, set_policy
from library import clock
from library.database import reading
from points.usage.counter.build_report import (
    THE_WORLD,
    Customer,
    available,
    build_report,
    customer,
    customers,
)
from points.usage.counter.json_format import as_json
from points.usage.counter.problems import CounterRefusedError, Remark
from points.usage.counter.report_definitions import VIEWS
from points.usage.counter.report_period import read_period
from points.usage.counter.usage_report import NAMESPACE

_REQUIRED_PARAMS = ("customer_id", "requestor_id", "api_key", "begin_date", "end_date")
"""Parameters that identify the customer and the period; all others are report filters."""


def _authorised(view: Callable[..., object]) -> Callable[..., Response]:
    """Check the API key and the customer, and return the view's result or a COUNTER exception.

    A report that is not offered is refused first: its name is no secret.
    """

    @wraps(view)
    def answer(**view_args: str) -> Response:
        report_id = view_args.get("report_id")
        try:
            if report_id is not None and report_id not in VIEWS:
                raise CounterRefusedError(Remark(3000, report_id))
            with reading(services().database) as session:
                response = jsonify(view(session, _requesting_customer(session), **view_args))
        except CounterRefusedError as error:
            response = jsonify(error.remark.as_json())
            response.status_code = error.status
        set_policy(response, NO_STORE)
        return response

    return answer


def status() -> Response:
    """Report that the service is available; no key is needed."""
    name = services().settings.library_name
    return jsonify(
        [
            {
                "Description": f"{name} - COUNTER 5.1 style, not audited",
                "Service_Active": bool(services().settings.counter_key),
            }
        ]
    )


@_authorised
def members(session: Session, requester: Customer) -> list[dict[str, object]]:
    """List all access points for the whole library, else only the requesting one."""
    customer_list = customers(session, clock.today()) if requester.id == THE_WORLD else (requester,)
    return [
        {
            "Customer_ID": member.id,
            "Institution_Name": member.name,
            "Institution_ID": {"Proprietary": [f"{NAMESPACE}:{member.id}"]},
        }
        for member in customer_list
    ]


@_authorised
def reports(session: Session, _requester: Customer) -> list[dict[str, object]]:
    """List the reports with the range of months for which there is data; none without data."""
    months = available(session)
    if months is None:
        return []
    first, last = months
    return [
        {
            "Report_ID": view.id,
            "Report_Name": view.name,
            "Release": "5.1",
            "Report_Description": f"{view.name}, not audited",
            "Path": f"/r51/reports/{name}",
            "First_Month_Available": f"{first:%Y-%m}",
            "Last_Month_Available": f"{last:%Y-%m}",
        }
        for name, view in VIEWS.items()
    ]


@_authorised
def report(session: Session, requester: Customer, report_id: str) -> dict[str, object]:
    """Return one report."""
    args = request.args
    period = read_period(args.get("begin_date"), args.get("end_date"), clock.today())
    usage_report = build_report(
        session,
        VIEWS[report_id],
        period,
        requester,
        params={name: value for name, value in args.items() if name not in _REQUIRED_PARAMS},
        platform=services().settings.library_name,
        now=clock.now(),
    )
    return as_json(usage_report)


def _requesting_customer(session: Session) -> Customer:
    api_key, expected_key = request.args.get("api_key"), services().settings.counter_key
    code = request.args.get("customer_id")
    if not api_key or not code:
        raise CounterRefusedError(Remark(1030, "api_key, customer_id"))
    if not expected_key or not hmac.compare_digest(api_key.encode(), expected_key.encode()):
        raise CounterRefusedError(Remark(2020))
    return customer(session, code, clock.today())
