"""Moving a filled library to PostgreSQL, OpenSearch and a bucket, and back, killed on the way."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

from bench import scale_house
from bench.form import Row
from bench.scale_house import House, kill
from bench.search import fill_installation
from library.database import disposed_of
from library.installation import secret_key
from library.storage.stores import master_store
from tests.ingest.days import catalogue_contents

_KILLS = 5
_LONGEST_LIFE_SECONDS = 20.0


def moves(folder: Path, pages: int) -> Iterator[Row]:
    """Yield seconds of each way, with kills, and the items that differ from the first library."""
    home = folder / "moving"
    fill_installation(home, pages, "tantivy").database.dispose()  # `move` wants to be alone
    small = House("small", home, {"DIACHI_ENGINE": "tantivy"})
    secret_key(small.settings)
    master_store(small.settings).put(b"a master")  # a bucket that was never written does not exist
    large = scale_house.unopened(folder, "large")
    first = _contents(small)
    yield Row("moved: items", len(first), "items")
    for old, new in ((small, large), (large, small)):
        start = time.perf_counter()
        kills = _move(folder, old, new)
        yield Row(f"moved to {new.name}", time.perf_counter() - start, "s")
        yield Row(f"moved to {new.name}: kills", kills, "kills")
        contents = _contents(new)
        differences = sum(
            first.get(item) != contents.get(item) for item in first.keys() | contents.keys()
        )
        yield Row(f"moved to {new.name}: items that differ", differences, "items", 0)


def _contents(house: House) -> dict[str, tuple[object, ...]]:
    with disposed_of(house.database()) as engine:
        return catalogue_contents(engine)


def _move(folder: Path, old: House, new: House) -> int:
    """Move, killing the command up to five times; return the number of kills."""
    current, target = folder / "diachi.conf", folder / f"{new.name}.conf"
    for path, house in ((current, old), (target, new)):
        path.write_text(_settings_text(house))
        path.chmod(0o600)  # it has the keys of the bucket
    variables = {"DIACHI_SETTINGS_FILE": str(current)}
    chance, kills = random.Random(new.name), 0
    for _ in range(_KILLS):
        process = old.start("move", "--to", str(target), **variables)
        end = time.monotonic() + chance.uniform(2, _LONGEST_LIFE_SECONDS)
        while time.monotonic() < end and process.poll() is None:
            time.sleep(0.1)
        if process.poll() is not None:
            break
        kill(process)
        kills += 1
    old.run("move", "--to", str(target), **variables)
    return kills


def _settings_text(house: House) -> str:
    variables = {"DIACHI_HOME": str(house.home), **house.variables}
    return "".join(f"{name}={value}\n" for name, value in variables.items())
