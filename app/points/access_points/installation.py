"""Installation of a point's computers: progress, and one sheet of codes for all that wait."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.points.access_points.devices import redirect_to_codes
from app.points.access_points.own_points import refuse_others
from app.points.access_points.points import page
from app.points.kiosk.agent.program_version import VERSION, version_key
from app.points.kiosk.agent_releases import read_release
from app.services import services
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from library.staff.audit import note
from points.access_points import enrolment, inventory
from points.access_points.networks import networks_of
from points.access_points.problems import NoComputerWaitsError
from points.usage.boards.attention import MAX_CLOCK_SKEW
from points.usage.boards.setup_status import setup_of_point


def show(code: str) -> str:
    """Show machine by machine what has been heard and what is still to do; it reloads itself."""
    at = clock.now()
    with reading(services().database) as session:
        point = inventory.point_on(session, code, clock.today())
        refuse_others(session, point.id)
        computers = setup_of_point(session, point.id, at)
        networks = networks_of(session, point.id)
    release = read_release(services().settings.home)
    newest = VERSION if release is None else release.version
    return render_template(
        "points/access_points/installation.html",
        agent_version=newest,
        agent_published=release is not None,
        is_old=lambda version: version_key(version) < version_key(newest),
        point=point,
        computers=computers,
        networks=networks,
        max_skew=MAX_CLOCK_SKEW,
        in_work=True,
    )


def renew_waiting(code: str) -> ResponseReturnValue:
    """Create new codes, valid for a week, for all computers that are not enrolled yet."""
    at = clock.now()
    try:
        with work(services().database) as session:
            point = inventory.point_on(session, code, clock.today())
            refuse_others(session, point.id)
            waiting = [c for c in setup_of_point(session, point.id, at) if not c.is_enrolled]
            if not waiting:
                raise NoComputerWaitsError
            codes = [
                (c.label, enrolment.renew(session, c.id, lifetime=enrolment.BATCH_LIFETIME))
                for c in waiting
            ]
            labels = ", ".join(c.label for c in waiting)
            note(session, current_user.name, "device.renew", code, labels)
    except LibraryError as error:
        return page(code, str(error)), error.status
    return redirect_to_codes(point.facts.name, codes, enrolment.BATCH_LIFETIME)
