"""Machines that share the work of the pipeline: what the doctor says, and which are forgotten."""

from datetime import timedelta

from library import clock
from library.jobs.machines import forget_silent, machines, silence
from library.jobs.models import PipelineMachine


def _add(session, name, minutes_ago):
    moment = clock.now() - timedelta(minutes=minutes_ago)
    session.add(
        PipelineMachine(
            name=name,
            version="1",
            started=moment,
            at=moment,
            signs=1,
            workers=2,
            leads=False,
            takes_work=True,
            pages_done=0,
            pace=None,
            free_bytes=1,
            tasks=[],
        )
    )
    session.flush()


def test_a_machine_alone_is_no_condition(session):
    assert silence(session) is None


def test_the_doctor_names_silent_machines(session):
    _add(session, "xuong-1", 0)
    assert silence(session) == (True, "1 máy cùng làm")
    _add(session, "xuong-2", 5)
    passed, sentence = silence(session)
    assert not passed
    assert "xuong-2 (từ " in sentence
    assert "xuong-1" not in sentence


def test_a_machine_is_forgotten_after_a_week_of_silence(session):
    _add(session, "xuong-1", 60 * 24 * 8)
    _add(session, "xuong-2", 60 * 24 * 6)
    forget_silent(session)
    assert [machine.name for machine in machines(session)] == ["xuong-2"]
