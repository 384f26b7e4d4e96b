"""A drill restores the newest copy and notices whatever differs."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from library.backup import drill, history, manifest
from library.backup.models import RunKind
from library.database import reading, work
from library.storage.content_store import ContentStore
from search_index.index import sync
from tests.makers import make_item
from tests.opensearch_cluster import cluster, cluster_module

__all__ = ["cluster"]

pytestmark = pytest.mark.slow


@pytest.fixture
def run_drill(settings, library, back_up):
    """Return a function that drills, after a first copy."""
    back_up()
    return lambda drilled=settings: history.record(
        drilled,
        library,
        RunKind.DRILL,
        lambda: drill.drill(drilled, drilled.home, lambda sentence: None),
    )


def test_a_sound_copy_passes_although_work_went_on(settings, library, run_drill):
    with work(library) as session:
        make_item(session, "Mới", texts=("Chợ họp sáu phiên mỗi tháng ở phố",))
    result = run_drill()
    assert (result.passed, result.certificate["searches"]) == (True, 1)
    assert not (settings.home / drill.FOLDER).exists()


def test_a_drill_writes_a_certificate(settings, library, run_drill):
    run_drill()
    (file,) = (settings.home / drill.CERTIFICATES).iterdir()
    with reading(library) as session:
        (run,) = history.runs(session, RunKind.DRILL, 9)
        assert history.certificate(session, run.id) == json.loads(file.read_text())
    assert run.restore_seconds > 0


def test_the_folder_of_a_killed_drill_is_removed(settings, run_drill):
    (settings.home / drill.FOLDER / "masters").mkdir(parents=True)
    assert run_drill().passed


def test_a_damaged_master_fails_the_drill(settings, back_up, run_drill):
    (digest,) = ContentStore(settings.masters).digests()
    place: Path = ContentStore(settings.masters).path(digest)
    place.chmod(0o644)
    place.write_bytes(b"other")
    back_up()
    assert run_drill().certificate["differences"] == (f"tệp gốc {digest} hỏng",)


def test_a_lost_row_fails_the_drill(library, back_up, run_drill, monkeypatch):
    describe = manifest.describe
    with library.connect() as connection:
        complete = describe(connection)
    tables = {**complete.tables, "item": manifest.TableSum(7, "0")}
    monkeypatch.setattr(manifest, "describe", lambda connection: replace(complete, tables=tables))
    back_up()
    monkeypatch.setattr(manifest, "describe", describe)
    assert "bảng item: 1 dòng, lẽ ra 7" in run_drill().message


@pytest.mark.scale
def test_a_drill_passes_where_the_index_is_on_a_cluster(
    settings, library, cluster, run_drill, monkeypatch
):
    monkeypatch.setenv("DIACHI_OPENSEARCH_URL", cluster.addresses[0])
    monkeypatch.setenv("DIACHI_OPENSEARCH_PREFIX", cluster.prefix)
    shared = replace(
        settings,
        engine="opensearch",
        opensearch_url=cluster.addresses,
        opensearch_prefix=cluster.prefix,
    )
    sync.rebuild(shared, library, lambda indexed, total: None)
    indexes_on = cluster_module("opensearch_generations").indexes_on
    (live_index,) = indexes_on(cluster)
    result = run_drill(shared)
    assert result.passed, result.message
    assert indexes_on(cluster) == [live_index]
