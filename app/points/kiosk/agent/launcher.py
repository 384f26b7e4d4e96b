"""Launcher of the agent: starts the newest program, and the one before it if that one fails.

It is the only part that an update does not replace, so it stays small.
"""

import importlib
import json
import os
import sys
import threading
import time
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
TRIAL_SECONDS, MAX_TRIAL_STARTS = 600, 3
_STATE, _TO_BE_RESTARTED = "ban.json", 75


def main(arguments):
    """Run the program that is due; a program on trial must reach the library in ten minutes."""
    home = _home(arguments)
    is_service = "chay" in arguments
    program = _program(home, is_service)
    if is_service and _is_trial(_state(home), program):
        threading.Thread(target=_watch_trial, args=(home, program), daemon=True).start()
    sys.path.insert(0, str(program))
    try:
        run = importlib.import_module("diachi_agent.commands").main
    except Exception:
        if is_service:
            _note(home, traceback.format_exc(limit=1).strip().splitlines()[-1])
            _fall_back(home)
        return _TO_BE_RESTARTED
    return run(arguments)


def _home(arguments):
    if "--nha" in arguments[:-1]:
        return Path(arguments[arguments.index("--nha") + 1])
    return HERE if os.name == "nt" else Path("/var/lib/diachi-tro-ly")


def _program(home, is_service):
    """Return the program to start; count the starts of one on trial."""
    state = _state(home)
    program = _newest(home, state)
    if not is_service or not _is_trial(state, program):
        return program
    if state["trial"] >= MAX_TRIAL_STARTS:
        return _newest(home, _fall_back(home))
    _write(home, {**state, "trial": state["trial"] + 1})
    return program


def _newest(home, state):
    """Return the newer of the installed program and the downloaded one."""
    programs = list(HERE.glob("tro-ly-*.pyz"))
    places = () if _is_root_elsewhere(home) else ("current", "previous")
    downloads = [home / "cap-nhat" / str(state.get(place)) for place in places]
    programs += [program for program in downloads if program.is_file()][:1]
    if not programs:
        raise SystemExit("Không còn chương trình nào: hãy cài lại.")
    return max(programs, key=_version)


def _is_root_elsewhere(home):
    """Return True for root of Linux, who must not run what the account of the service may write."""
    return os.name != "nt" and os.geteuid() == 0 and home.is_dir() and home.stat().st_uid != 0


def _watch_trial(home, program):
    """End this process and take the program back if it is still on trial after its time."""
    time.sleep(TRIAL_SECONDS)
    if _is_trial(_state(home), program):
        _note(home, "Bản mới không gửi được gì trong mười phút: trở về bản trước.")
        _fall_back(home)
        os._exit(_TO_BE_RESTARTED)


def _fall_back(home):
    state = _state(home)
    failed_program = str(state.get("current", ""))
    refusals = {**state.get("refused", {}), failed_program[7:-4]: time.time()}
    state = {"current": state.get("previous"), "previous": None, "trial": None, "refused": refusals}
    _write(home, state)
    _note(home, "Không dùng " + failed_program + ".")
    return state


def _is_trial(state, program):
    return isinstance(state.get("trial"), int) and state.get("current") == program.name


def _state(home):
    try:
        state = json.loads((home / "cap-nhat" / _STATE).read_text(encoding="utf-8"))
        return state if isinstance(state, dict) else {}
    except (OSError, ValueError):
        return {}


def _write(home, state):
    """Store the state; a full disk must not keep the agent from starting."""
    try:
        _write_file(home, state)
    except OSError as error:
        _note(home, "Không ghi được ban.json: " + str(error))


def _write_file(home, state):
    file = home / "cap-nhat" / _STATE
    temporary = file.with_name(_STATE + ".moi")
    with temporary.open("w", encoding="utf-8") as stream:
        json.dump(state, stream)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.chmod(0o644)
    temporary.replace(file)


def _version(program):
    try:
        return tuple(int(part) for part in program.name[7:-4].split("."))
    except ValueError:
        return ()


def _note(home, sentence):
    try:
        with (home / "du-lieu" / "nhat-ky.txt").open("a", encoding="utf-8") as log:
            log.write(time.strftime("%Y-%m-%d %H:%M:%S ") + sentence + "\n")
    except OSError:
        return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
