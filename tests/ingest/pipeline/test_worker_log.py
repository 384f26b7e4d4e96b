"""The log of the workers does not grow for ever."""

from ingest.pipeline.worker import begin_new_log


def test_a_large_log_is_set_aside_and_the_one_before_is_dropped(tmp_path):
    log = tmp_path / "ingest.log"
    for content in ("first", "second"):
        log.write_text(content)
        begin_new_log(log, max_bytes=4)
    assert [path.name for path in tmp_path.iterdir()] == ["ingest.log.1"]
    assert (tmp_path / "ingest.log.1").read_text() == "second"


def test_a_small_or_absent_log_stays_as_it_is(tmp_path):
    log = tmp_path / "ingest.log"
    begin_new_log(log)
    log.write_text("short")
    begin_new_log(log)
    assert log.read_text() == "short"
