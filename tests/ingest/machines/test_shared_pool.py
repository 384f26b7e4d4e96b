"""The pool of the leader: what the database loses is submitted again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from dbos import DBOS
from sqlalchemy.exc import NoResultFound

from ingest.machines.durable_tasks import id_of
from ingest.machines.machine import Machine, taking_part
from ingest.machines.shared_pool import SharedPool
from ingest.pipeline.tasks import Task, TaskKind
from library import clock
from library.database import work
from library.jobs.models import PipelineMachine

pytestmark = [pytest.mark.scale, pytest.mark.postgresql("machines share a server")]

_NO_SUCH_DELIVERY = Task(4711, TaskKind.OPEN)


def test_a_task_that_the_database_lost_is_performed_all_the_same(settings, engine):
    alone = replace(settings, workshop="xuong-1", workers=1)
    with taking_part(alone, engine), SharedPool(engine) as pool:
        future = pool.schedule(_NO_SUCH_DELIVERY, seconds=60)
        DBOS.delete_workflows([id_of(_NO_SUCH_DELIVERY, None)])
        assert isinstance(future.exception(timeout=60), NoResultFound)


def test_a_machine_that_died_long_ago_is_given_nothing(settings, engine):
    alone = replace(settings, workshop="xuong-2", workers=1)
    yesterday = clock.now() - timedelta(days=1)
    Machine(replace(alone, workshop="xuong-1"), engine).sign()
    with work(engine) as session:
        session.get_one(PipelineMachine, "xuong-1").at = yesterday
    with taking_part(alone, engine), SharedPool(engine) as pool:
        future = pool.schedule(_NO_SUCH_DELIVERY, seconds=60)
        assert isinstance(future.exception(timeout=10), NoResultFound)
