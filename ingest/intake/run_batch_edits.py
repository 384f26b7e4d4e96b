"""Drains sweeps: a portion of each at a time, so that readers and pages do not wait."""

from sqlalchemy import Engine, select

from library.catalogue.profile_cache import usable_profiles
from library.corrections.batch_edits import run_batch
from library.corrections.batch_edits.models import IN_WORK, Sweep, SweepState
from library.corrections.page_edits.edit import Desk
from library.database import reading, work
from library.settings import Settings
from library.storage.content_store import ContentStore

_VIETNAMESE = ("vie",)


def drain(settings: Settings, engine: Engine) -> bool:
    """Do one portion of every sweep; say whether there was anything to do."""
    with reading(engine) as session:
        ids = list(session.scalars(select(Sweep.id).where(Sweep.state.in_(IN_WORK))))
    for sweep_id in ids:
        _portion(settings, engine, sweep_id)
    return bool(ids)


def _portion(settings: Settings, engine: Engine, sweep_id: int) -> None:
    store = ContentStore(settings.derivatives)
    with reading(engine) as session:
        sweep = session.get_one(Sweep, sweep_id)
        finding = sweep.state is SweepState.FINDING
        spotted = run_batch.look(session, store, sweep) if finding else None
    profile = None if finding else usable_profiles(settings).get(sweep.collection)
    with work(engine) as session:
        if spotted is not None:
            run_batch.note_spotted(session, spotted)
            return
        sweep = session.get_one(Sweep, sweep_id)
        languages = profile.languages if profile else _VIETNAMESE
        desk = Desk(session, store, sweep.ordered_by or sweep.by, languages)
        if sweep.state is SweepState.CORRECTING:
            run_batch.correct_some(desk, sweep)
        elif sweep.state is SweepState.UNDOING:
            run_batch.undo_some(desk, sweep)
