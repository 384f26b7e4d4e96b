"""Batch edits, run in portions so that readers and pages do not wait."""

from sqlalchemy import Engine, select

from library.catalogue.profile_cache import profiles_of
from library.corrections.batch_edits import run_batch
from library.corrections.batch_edits.models import RUNNING_STATES, BatchEdit, BatchEditState
from library.corrections.page_edits.edit import EditContext
from library.database import reading, work
from library.settings import Settings
from library.storage.stores import derivative_store

_VIETNAMESE = ("vie",)


def run_portions(settings: Settings, engine: Engine) -> bool:
    """Run one portion of every batch edit in progress; return True if there was any."""
    with reading(engine) as session:
        ids = list(session.scalars(select(BatchEdit.id).where(BatchEdit.state.in_(RUNNING_STATES))))
    for batch_edit_id in ids:
        _run_portion(settings, engine, batch_edit_id)
    return bool(ids)


def _run_portion(settings: Settings, engine: Engine, batch_edit_id: int) -> None:
    store = derivative_store(settings)
    with reading(engine) as session:
        batch_edit = session.get_one(BatchEdit, batch_edit_id)
        is_finding = batch_edit.state is BatchEditState.FINDING
        matches = run_batch.scan_pages(session, store, batch_edit) if is_finding else None
        profile = None if is_finding else profiles_of(session).get(batch_edit.collection)
    with work(engine) as session:
        if matches is not None:
            run_batch.store_places(session, matches)
            return
        batch_edit = session.get_one(BatchEdit, batch_edit_id)
        languages = profile.languages if profile else _VIETNAMESE
        context = EditContext(session, store, batch_edit.ordered_by or batch_edit.by, languages)
        if batch_edit.state is BatchEditState.CORRECTING:
            run_batch.correct_portion(context, batch_edit)
        elif batch_edit.state is BatchEditState.UNDOING:
            run_batch.undo_portion(context, batch_edit)
