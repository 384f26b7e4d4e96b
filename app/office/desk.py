"""Shows a member of staff what waits."""

from flask import render_template
from flask_login import current_user

from app.house import house
from app.office.waiting import waiting_for
from library.accessions import entries, fixity
from library.accessions.models import AccessionState
from library.catalogue import shelves
from library.database import reading

_SHOWN = 5


def show() -> str:
    """Show deliveries in work, deliveries with trouble, and drafts."""
    with reading(house().database) as session:
        return render_template(
            "office/desk.html",
            damages=fixity.damages(session),
            counts=entries.how_many(session),
            troubled=entries.in_state(
                session, AccessionState.REFUSED, AccessionState.PARTIAL, count=_SHOWN
            ),
            drafts=shelves.drafts(session, _SHOWN),
            how_many_drafts=shelves.how_many_drafts(session),
            watched=house().settings.watch is not None,
            waiting=waiting_for(session, current_user.role),
        )
