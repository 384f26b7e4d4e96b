"""Agent of public computers, run as a process against a real server."""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from app.points.kiosk.agent import event_queue, reporter
from app.points.kiosk.agent.agent_files import data_folder
from app.points.kiosk.agent.event_queue import Queue
from app.points.kiosk.agent.input_seen import TICK_SECONDS
from app.points.kiosk.agent.library_line import Library, LibraryRefusedError
from app.points.kiosk.agent.reporter import Agent
from library.database import reading, work
from points.access_points.device_life import end_service
from points.access_points.enrolment import enrol, renew
from points.access_points.models import Device
from points.usage.models import DeviceBoot, DeviceEvent, EventKind, Heartbeat

_IMPATIENT_AGENT = """
import pathlib, sys, threading
sys.path.insert(0, sys.argv[1])
from diachi_agent import input_seen, reporter
reporter.TICK_SECONDS, reporter.HEARTBEAT_SECONDS = 0.05, 0.1
listener = input_seen.InputListener(0)
listener.idle_seconds = lambda: 0.0
agent = reporter.Agent(pathlib.Path(sys.argv[2]), listener)
agent.stop_on_shutdown()
sys.exit(agent.work())
"""
"""Agent with short intervals and constant input."""


@pytest.fixture
def start(home) -> Iterator[object]:
    """Return a function that starts the installed agent in its own process."""
    started = []

    def begin() -> subprocess.Popen:
        program = next((home.parent / "installed").glob("*.pyz"))
        command = [sys.executable, "-c", _IMPATIENT_AGENT, str(program), str(home)]
        started.append(subprocess.Popen(command))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def event_count(engine):
    """Return a function that counts received events, of some kinds or in all."""

    def count(*kinds):
        with reading(engine) as session:
            query = select(func.count()).select_from(DeviceEvent)
            return session.scalar(query.where(DeviceEvent.kind.in_(kinds)) if kinds else query)

    return count


@pytest.fixture
def beat_flags(engine):
    """Return a function that returns the flags of the received heartbeats."""

    def flags():
        with reading(engine) as session:
            beats = select(DeviceEvent.amount).where(DeviceEvent.kind == EventKind.HEARTBEAT)
            return set(session.scalars(beats))

    return flags


def _until(true, process, tries=600):
    """Wait until a condition is true while the process runs."""
    for _ in range(tries):
        if true():
            return
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        pytest.fail("the agent ended")
    pytest.fail("it never became true")


def _queued_events(home):
    file = data_folder(home) / "events.jsonl"
    return file.read_text().splitlines() if file.exists() else []


@pytest.mark.slow
def test_it_reports_that_the_computer_is_on_in_use_and_online(start, event_count, beat_flags):
    process = start()
    kinds = (EventKind.BOOT, EventKind.HEARTBEAT, EventKind.INPUT)
    _until(lambda: all(event_count(kind) for kind in kinds), process)
    assert beat_flags() == {Heartbeat.LINE_UP | Heartbeat.SEES_INPUT}


@pytest.mark.parametrize("idle", [0.0, None], ids=["sees input", "sees no input"])
def test_after_sleep_a_new_run_reports_the_line_again(
    home, listener, idle, beat_flags, event_count
):
    listener.idle_seconds = lambda: idle
    machine = Agent(home, listener)
    machine.beat()
    machine.run.clock_offset -= 3600  # as if the wall clock had gone on for an hour
    machine.beat()
    assert event_count(EventKind.BOOT) == 2
    sees_input = 0 if idle is None else Heartbeat.SEES_INPUT
    assert beat_flags() == {Heartbeat.LINE_UP | sees_input}


@pytest.fixture
def typing(home, monkeypatch):
    """Return a function that lets an agent tick through a day; it returns the input recorded.

    Each input is a pair of milliseconds from the start: its end, and its length.
    """
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])

    def tick(inputs, *, ticks, beats=(), step=TICK_SECONDS):
        listener = SimpleNamespace(port=0, doors=[])
        listener.idle_seconds = lambda: now[0] - max([at for at in inputs if at <= now[0]] or [0])
        machine, began = Agent(home, listener), now[0]
        machine.page.door.close()
        inputs = [began + after for after in inputs]
        for number in range(1, ticks + 1):
            last_tick, now[0] = now[0], began + number * step
            machine.note_input(last_tick)
            if number in beats:
                machine.beat()
        events = [json.loads(line) for line in _queued_events(home)]
        return [
            (event["t_mono"] / 1000, event["n"]) for event in events if event["type"] == "input"
        ]

    return tick


def test_input_is_recorded_as_of_its_last_moment(typing):
    assert typing([12, 14, 18, 21], ticks=8) == [(21, 11)]


def test_a_pause_ends_a_burst_of_input(typing):
    assert typing([12, 33, 34], ticks=12) == [(12, 2), (34, 4)]


def test_input_during_a_slow_look_at_the_line_is_not_lost(typing):
    assert typing([1, 20], ticks=3, step=22) == [(20, 20)]


def test_an_idle_computer_has_no_input(typing):
    assert typing([], ticks=40) == []


@pytest.mark.slow
def test_a_killed_agent_loses_and_repeats_no_events(start, event_count, home, engine):
    for _ in range(3):
        previous = event_count()
        process = start()
        _until(lambda previous=previous: event_count() > previous + 6, process)
        process.kill()
        process.wait()
    process = start()
    _until(lambda: event_count(EventKind.BOOT) == 4, process)
    with reading(engine) as session:
        for boot, count, last in session.execute(
            select(DeviceBoot.id, func.count(), func.max(DeviceEvent.seq))
            .join(DeviceEvent, DeviceEvent.boot_id == DeviceBoot.id)
            .where(DeviceBoot.id < 4)
            .group_by(DeviceBoot.id)
        ):
            assert count == last, boot


@pytest.mark.slow
def test_a_service_that_is_stopped_says_goodbye(start, event_count):
    process = start()
    _until(lambda: event_count() > 3, process)
    process.terminate()
    assert process.wait(20) == 0
    assert event_count(EventKind.STOP) == 1


@pytest.mark.slow
def test_events_are_queued_while_offline_and_sent_later(start, event_count, home, line, beat_flags):
    process = start()
    _until(lambda: event_count() > 3, process)
    line.cut()
    _until(lambda: len(_queued_events(home)) > 10, process)
    heard = event_count()
    line.mend()
    _until(lambda: event_count() > heard + 10, process)
    assert not any(flags & Heartbeat.LINE_DOWN for flags in beat_flags())  # the server was down


@pytest.mark.slow
def test_page_and_agent_of_one_computer_are_no_clones(start, event_count, home, line, engine):
    with work(engine) as session:
        token = enrol(session, renew(session, 1))
    process = start()
    for number in range(4):
        heard = event_count()
        _until(lambda heard=heard: event_count() > heard, process)
        _send_batch(line, token, number)
    with reading(engine) as session:
        assert session.get_one(Device, 1).cloned is None
        assert {boot.by_agent for boot in session.scalars(select(DeviceBoot))} == {True, False}


def test_the_agent_of_a_revoked_computer_is_refused_even_after_a_new_code(home, line, engine):
    library = Library(json.loads((data_folder(home) / "config.json").read_text()))
    with work(engine) as session:
        end_service(session, 1)
    with pytest.raises(LibraryRefusedError):
        library.call("/api/k/v1/settings")
    with work(engine) as session:
        enrol(session, renew(session, 1))
    with pytest.raises(LibraryRefusedError):
        library.call("/api/k/v1/settings")


def test_a_line_torn_by_a_power_cut_is_dropped(tmp_path):
    event = {"event_id": "1", "type": "hb"}
    (tmp_path / "events.jsonl").write_text(json.dumps(event) + '\n{"event_id": "2", "ty')
    queue = Queue(tmp_path)
    queue.add({"event_id": "3", "type": "hb"})
    lines = (tmp_path / "events.jsonl").read_text().splitlines()
    assert [json.loads(line)["event_id"] for line in lines] == ["1", "3"]


def test_a_full_queue_drops_heartbeats_first_and_counts_them(tmp_path, monkeypatch):
    monkeypatch.setattr(event_queue, "MAX_EVENTS", 80)
    queue = Queue(tmp_path)
    for number in range(90):
        kind = "input" if number % 3 else "hb"
        queue.add({"event_id": str(number), "type": kind})
    kinds = [event["type"] for event in Queue(tmp_path).events]
    assert kinds.count("input") == 60
    assert queue.dropped == 90 - len(kinds) > 0


def test_on_a_full_disk_events_wait_in_memory_and_are_written_when_there_is_room(tmp_path):
    queue = Queue(tmp_path)
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, unlimited[1]))
    try:
        for number in range(3):
            queue.add({"event_id": str(number), "type": "hb"})
        queue.forget({"0"})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    assert [event["event_id"] for event in queue.events] == ["1", "2"]
    queue.add({"event_id": "3", "type": "hb"})
    assert [event["event_id"] for event in Queue(tmp_path).events] == ["1", "2", "3"]


def test_the_first_heartbeat_waits_for_the_watch_of_the_session(home, listener, monkeypatch):
    monkeypatch.setattr(reporter, "TICK_SECONDS", 0.05)
    answers = iter([None, None])
    listener.idle_seconds = lambda: next(answers, 2.0)
    machine = Agent(home, listener)
    machine.wait_for_watch()
    machine.beat()
    assert machine.queue.events == []
    assert next(answers, "asked twice") == "asked twice"


def _send_batch(line, token, number):
    event = {
        "event_id": f"0192a3b4-c5d6-7{number:03d}-8000-000000000000",
        "seq": number,
        "type": "hb",
        "t_wall": 1_800_000_000_000,
        "t_mono": number * 1000,
    }
    batch = {
        "boot_id": "00000000-0000-4000-8000-000000000001",
        "sent_wall": 1_800_000_000_000,
        "sent_mono": number * 1000 + 1,
        "events": [event],
    }
    config = {"library": line.library, "token": token}
    assert Library(config).call("/api/k/v1/events", batch)["results"]
