"""Signs of life of a machine."""

from dataclasses import replace
from importlib import import_module

import pytest
from sqlalchemy import select

from library.database import reading, work
from library.jobs.machines import machines

Machine = import_module("scale.machines.machine").Machine

pytestmark = [pytest.mark.scale, pytest.mark.postgresql("machines share a server")]


def test_a_sign_of_life_waits_for_no_other_write(settings, engine):
    machine = Machine(replace(settings, workshop="xuong-1"), engine)
    with work(engine) as session:
        session.scalar(select(1))  # its turn has begun
        machine.sign()
    with reading(engine) as session:
        assert [row.name for row in machines(session)] == ["xuong-1"]
