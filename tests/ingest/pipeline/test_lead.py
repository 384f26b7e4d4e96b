"""The lead of the pipeline ends with the connection that holds its lock."""

import time

import pytest
from sqlalchemy import text

from ingest.pipeline.service import leading
from ingest.problems import LeadLostError

pytestmark = [pytest.mark.scale, pytest.mark.postgresql("machines share a server")]

_END_ITS_CONNECTION = text(
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 151"
)


def test_who_lost_the_lead_does_nothing_more_of_a_leader(engine):
    with leading(engine, lambda: None) as lead:
        with engine.connect() as connection:
            assert connection.execute(_END_ITS_CONNECTION).all()
        time.sleep(2.1)  # the interval at which a leader asks
        for _turn in range(2):
            with pytest.raises(LeadLostError):
                lead.require()
    with leading(engine, lambda: None) as lead:
        lead.require()
