"""Programme plans and their versions."""

from flask import Response, render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session

from app.points.programme import scope
from app.points.programme.uploaded_versions import merge_upload, upload_to_decide, uploaded_text
from app.services import services
from app.web.actions import action
from app.web.attachments import as_download
from app.web.body_limits import receives_files
from library import clock
from library.database import reading
from points.programme.paper_templates import REPORT_KINDS
from points.programme.plans import plan_store, targets
from points.programme.plans.plan_store import Task
from points.programme.problems import PlanNotFoundError
from points.programme.registers.schema import Register, registers

_MAX_UPLOAD_BYTES = 500_000


def show_all(problem: str = "") -> str:
    """Show all plans and the upload form."""
    with reading(services().database) as session:
        plans = plan_store.every_plan(session)
        versions = {plan.code: plan_store.history(session, plan.code) for plan in plans}
    return render_template(
        "points/programme/plans.html",
        plans=plans,
        versions=versions,
        problem=problem,
        text=upload_to_decide(),
    )


@action("programme.plans", show_all)
@receives_files
def enter(session: Session) -> str:
    """Save a new plan or its next version; without a file, the plans shipped with the software."""
    text = uploaded_text(_MAX_UPLOAD_BYTES)
    if not text.strip():
        codes = plan_store.enter_shipped(session, current_user.name)
    else:
        why = request.form.get("ly-do", "")
        # keep what others entered after the file was downloaded
        code = plan_store.read_plan(text).code
        versions = {row.version: row.text for row in plan_store.history(session, code)}
        text = merge_upload(code, versions, text)
        plan = plan_store.enter(session, text, by=current_user.name, reason=why)
        codes = (plan.code,)
    return f"Đã ghi: {', '.join(codes)}." if codes else "Không có kế hoạch nào mới."


def show(code: str) -> str:
    """Show one plan in the requested version."""
    version = request.args.get("ban", type=int)
    with reading(services().database) as session:
        plan = plan_store.plan_of(session, code, version)
        versions = plan_store.history(session, code)
        goals = targets.target_progress(session, plan, clock.today()) if scope.sees_all() else ()
    return render_template(
        "points/programme/plan.html",
        plan=plan,
        versions=versions,
        version=version or versions[-1].version,
        kinds=REPORT_KINDS,
        registers_of=_registers_of,
        goals=goals,
        names_day=min(clock.today(), plan.until),
    )


def send(code: str, version: int) -> Response:
    """Send a version of a plan as its original TOML file."""
    with reading(services().database) as session:
        versions = [row for row in plan_store.history(session, code) if row.version == version]
    if not versions:
        raise PlanNotFoundError(code)
    response = Response(versions[0].text, content_type="application/toml; charset=utf-8")
    return as_download(response, f"{code}-{version}.toml")


def _registers_of(task: Task) -> list[Register]:
    """Return the registers that record a task: those it names, else those of its room."""
    return [
        register
        for code, register in registers().items()
        if (code in task.registers if task.registers else register.room == task.room)
        and current_user.may(register.permission)
    ]
