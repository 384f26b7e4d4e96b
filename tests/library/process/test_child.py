"""Processes started by another: limits, work in the background, and their end with it."""

import os
import time
from multiprocessing import get_context
from pathlib import Path

from library.errors import LibraryError
from library.process import child
from library.process.child import BackgroundProcess


def leave_a_note(settings):
    """Write the priority of this process into a file."""
    settings.home.mkdir(exist_ok=True)
    (settings.home / "note").write_text(str(os.nice(0)))


def fail(_settings):
    """Fail as work does without its model."""
    raise LibraryError


def start_grandchild(folder):
    """Start a process that would run for ever, and wait to be killed."""
    get_context("spawn").Process(target=run_for_ever, args=(folder,)).start()
    time.sleep(60)


def run_for_ever(folder):
    """Say in a file which process this is, and go on until the parent ends."""
    child.begin({"nofile": 64})
    (folder / "begun").write_text(str(os.getpid()))
    (folder / "begun").rename(folder / "process")
    time.sleep(60)


def _ends(process_id: int) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        status = Path(f"/proc/{process_id}/stat")
        if not status.exists() or status.read_text().split()[2] == "Z":
            return True
        time.sleep(0.02)
    return False


def test_a_process_ends_with_the_one_that_started_it(tmp_path):
    parent = get_context("spawn").Process(target=start_grandchild, args=(tmp_path,))
    parent.start()
    deadline = time.monotonic() + 30
    while not (tmp_path / "process").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    parent.kill()
    parent.join()
    assert _ends(int((tmp_path / "process").read_text()))


def test_due_work_is_done_in_a_process_of_low_priority(settings):
    with BackgroundProcess(settings, "thử", leave_a_note, lambda: True, 0.0) as process:
        process.keep_up()
        process.wait()
    assert (settings.home / "note").read_text() == "19"


def test_nothing_is_started_while_nothing_is_due(settings):
    with BackgroundProcess(settings, "thử", leave_a_note, lambda: False, 0.0) as process:
        assert not process.keep_up()


def test_work_that_failed_is_not_tried_again_at_once(settings):
    with BackgroundProcess(settings, "thử", fail, lambda: True, 0.0) as process:
        process.keep_up()
        process.wait()
        process.keep_up()  # notices the failure
        assert not process.keep_up()


def test_a_program_gets_its_limits_by_its_command():
    assert child.within({"as": 1024, "cpu": 3}) == ("prlimit", "--as=1024", "--cpu=3", "--core=0")
