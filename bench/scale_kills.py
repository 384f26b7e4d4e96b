"""Machines, connections and nodes of the object store are killed during ingest and reading."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import Engine, func, select

from bench import scale_installations, scale_readers
from bench.form import Row, log_progress
from bench.running_site import readers
from bench.scale_installations import wait
from bench.scale_machines import Machines
from bench.scale_results import damaged_files, index_differences
from bench.scale_work import (
    add,
    pages_made,
    wait_until_indexed,
    wait_until_settled,
    write_delivery,
)
from library.catalogue.models import Page, PageState
from library.database import disposed_of, reading
from library.storage.stores import derivative_store
from tests.seaweedfs import KEY, SECRET, Cluster

_FIRST_PAGES = 4
_PAUSE_SECONDS = 4.0
_START_SECONDS = 240


def kills(folder: Path, pages: int, count: int) -> Iterator[Row]:
    """Yield losses, doubles, errors and wrong answers while `count` parts are killed in turn."""
    first = write_delivery(folder, _FIRST_PAGES, "bài đầu")
    delivery = write_delivery(folder, pages)
    with ExitStack() as block:
        cluster = Cluster(folder / "cluster", block)
        s3_url = f"http://{KEY}:{SECRET}@127.0.0.1:{cluster.port}"
        installation = scale_installations.many_machines(folder, "killed", s3_url)
        engine = block.enter_context(disposed_of(installation.database()))
        machines = Machines(installation, cluster, block)
        add(installation, first)
        wait_until_settled(engine)
        wait_until_indexed(engine)
        store = derivative_store(installation.settings)
        questions = scale_readers.questions(engine, machines.address, store)
        for question in questions:
            wait(lambda question=question: question.ask().is_right, _START_SECONDS)
        log_progress(f"readers begin with {len(questions)} questions")
        add(installation, delivery)
        with readers([question.ask_and_log for question in questions]) as verdicts:
            for number in range(count):
                time.sleep(_PAUSE_SECONDS)
                machines.kill_something(number)
            machines.restore()
            wait_until_settled(engine)
        wait_until_indexed(engine)
        for kind, number in machines.kills.items():
            yield Row(f"kills: {kind}", number, "kills")
        yield Row("kills", sum(machines.kills.values()), "kills", count, "higher")
        yield from _losses(engine, _FIRST_PAGES + pages)
        yield Row("files missing or damaged", damaged_files(installation), "files", 0)
        yield Row("index differs from catalogue", index_differences(installation), "pages", 0)
    yield from scale_readers.rows(verdicts)


def _losses(engine: Engine, pages: int) -> Iterator[Row]:
    with reading(engine) as session:
        is_done = Page.state == PageState.DONE
        in_catalogue = session.scalar(select(func.count()).select_from(Page).where(is_done))
    delivered = pages_made(engine)
    yield Row("pages lost", max(pages - min(delivered, in_catalogue), 0), "pages", 0)
    yield Row("pages made twice", max(max(delivered, in_catalogue) - pages, 0), "pages", 0)
