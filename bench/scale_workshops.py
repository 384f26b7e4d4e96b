"""One, two and three pipeline machines of a part of a core each, and their pace."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import Engine

from bench import scale_installations
from bench.form import Row
from bench.scale_installations import part_of_a_core, wait
from bench.scale_work import add, machine_count, wait_until_settled, write_delivery
from library.accessions import ledger
from library.database import disposed_of
from tests.ingest.days import ledger_steps

_PART_OF_A_CORE = 0.3
_MIN_EFFICIENCY = 0.85


def workshops(folder: Path, pages: int) -> Iterator[Row]:
    """Yield pages a minute with one, two and three machines, and the efficiency of several."""
    delivery, alone = write_delivery(folder, pages), 0.0
    for count in (1, 2, 3):
        pace = _pace_of(folder, delivery, count)
        alone = alone or pace
        yield Row(f"machines: {count}", pace, "pages a minute")
        if count > 1:
            yield Row(
                f"machines: {count}, efficiency",
                pace / alone / count,
                "of one each",
                _MIN_EFFICIENCY,
                "higher",
            )


def _pace_of(folder: Path, delivery: Path, count: int) -> float:
    installation = scale_installations.many_machines(folder, f"shops{count}")
    with ExitStack() as block, disposed_of(installation.database()) as engine:
        for number in range(count):
            name = f"xuong-{number + 1}"
            process = installation.start_pipeline(name)
            block.enter_context(part_of_a_core(process, _PART_OF_A_CORE))
        wait(lambda: machine_count(installation) == count, 120)
        add(installation, delivery)
        wait_until_settled(engine)
        return _pace(engine)


def _pace(engine: Engine) -> float:
    """Return pages a minute between the first and the last page made."""
    times = sorted(step.at.timestamp() for step in ledger_steps(engine, ledger.DELIVER))
    return (len(times) - 1) * 60 / (times[-1] - times[0])
