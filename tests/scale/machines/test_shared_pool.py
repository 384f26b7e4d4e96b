"""The pool of the leader: what the database loses is submitted again."""

import time
from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import pytest
from sqlalchemy.exc import NoResultFound

from ingest.pipeline.progress_display import Progress
from ingest.pipeline.runner import run
from ingest.pipeline.tasks import Task, TaskKind
from ingest.problems import NobodyWorksError
from library import clock
from library.database import work
from library.jobs.models import PipelineMachine
from scale.machines.durable_tasks import PERFORM, id_of, queue_of
from tests.ingest import papers
from tests.ingest.days import submit

DBOS = import_module("dbos").DBOS
machine = import_module("scale.machines.machine")
Machine, taking_part = machine.Machine, machine.taking_part
SharedPool = import_module("scale.machines.shared_pool").SharedPool

pytestmark = [pytest.mark.scale, pytest.mark.postgresql("machines share a server")]

_NO_SUCH_DELIVERY = Task(4711, TaskKind.OPEN)


def test_a_task_that_the_database_lost_is_performed_all_the_same(settings, engine):
    alone = replace(settings, workshop="xuong-1", workers=1)
    with taking_part(alone, engine), SharedPool(engine) as pool:
        future = pool.schedule(_NO_SUCH_DELIVERY, seconds=60)
        DBOS.delete_workflows([id_of(_NO_SUCH_DELIVERY, None)])
        assert isinstance(future.exception(timeout=60), NoResultFound)


def test_a_task_that_a_machine_left_before_it_was_upgraded_is_performed_anew(settings, engine):
    alone = replace(settings, workshop="xuong-1", workers=1)
    options = {
        "workflow_name": PERFORM,
        "workflow_id": id_of(_NO_SUCH_DELIVERY, None),
        "queue_name": queue_of(alone.workshop),
        "app_version": "older",
    }
    with taking_part(alone, engine):
        DBOS.enqueue_workflow_with_options(options, _NO_SUCH_DELIVERY, 60)
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "UPDATE dbos.workflow_status SET status = 'PENDING', executor_id = 'xuong-1'"
            )
        with SharedPool(engine) as pool:
            future = pool.schedule(_NO_SUCH_DELIVERY, seconds=60)
            assert isinstance(future.exception(timeout=60), NoResultFound)


def test_a_machine_that_died_long_ago_is_given_nothing(settings, engine):
    alone = replace(settings, workshop="xuong-2", workers=1)
    yesterday = clock.now() - timedelta(days=1)
    Machine(replace(alone, workshop="xuong-1"), engine).sign()
    with work(engine) as session:
        session.get_one(PipelineMachine, "xuong-1").at = yesterday
    with taking_part(alone, engine), SharedPool(engine) as pool:
        future = pool.schedule(_NO_SUCH_DELIVERY, seconds=60)
        assert isinstance(future.exception(timeout=60), NoResultFound)


def test_a_round_ends_only_when_no_machine_takes_tasks(settings, engine):
    alone = replace(settings, workshop="xuong-1", workers=1, free_mb=1 << 40)
    with taking_part(alone, engine) as full_machine, SharedPool(engine) as pool:
        pool.require_fit()
        assert full_machine.perform(_NO_SUCH_DELIVERY, 60).is_declined
        full_machine.sign()
        with pytest.raises(NobodyWorksError):
            _require_fit_for(pool, seconds=5)
        Machine(replace(settings, workshop="xuong-2"), engine).sign()
        time.sleep(3)
        pool.require_fit()


def test_a_fault_of_a_delivery_is_not_taken_for_the_full_disk_of_the_leader(
    settings, engine, tmp_path
):
    broken_file = tmp_path / "hỏng.pdf"
    broken_file.write_bytes(papers.pdf_of(papers.PdfPage(papers.scan()))[:300])
    submit(settings, engine, broken_file)
    alone = replace(settings, workshop="xuong-1", workers=1)
    outcomes = []
    with taking_part(alone, engine):
        run(
            replace(settings, free_mb=1 << 40),
            engine,
            pools=lambda: SharedPool(engine),
            report=outcomes.append,
            progress=Progress(),
            tick=lambda: None,
        )
    assert [outcome.source for outcome in outcomes] == ["hỏng.pdf"]


def _require_fit_for(pool, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pool.require_fit()
        time.sleep(0.2)
