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
    if is_service and _on_trial(_state(home)):
        threading.Thread(target=_watch_trial, args=(home,), daemon=True).start()
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
    """Return the newer of the installed and the downloaded program; count the starts on trial."""
    installed = max(HERE.glob("tro-ly-*.pyz"), key=_version, default=None)
    state = _state(home)
    if is_service and _on_trial(state):
        if state["trial"] >= MAX_TRIAL_STARTS:
            state = _fall_back(home)
        else:
            state["trial"] += 1
            _write(home, state)
    for name in (state.get("current"), state.get("previous")):
        program = home / "cap-nhat" / name if name else None
        if program and program.is_file():
            return max((p for p in (program, installed) if p), key=_version)
    if installed is None:
        raise SystemExit("Không còn chương trình nào: hãy cài lại.")
    return installed


def _watch_trial(home):
    """End this process and take the program back if it is still on trial after its time."""
    time.sleep(TRIAL_SECONDS)
    if _on_trial(_state(home)):
        _note(home, "Bản mới không gửi được gì trong mười phút: trở về bản trước.")
        _fall_back(home)
        os._exit(_TO_BE_RESTARTED)


def _fall_back(home):
    state = _state(home)
    failed = str(state.get("current", ""))
    refused = {**state.get("refused", {}), failed[7:-4]: time.time()}
    state = {"current": state.get("previous"), "previous": None, "trial": None, "refused": refused}
    _write(home, state)
    _note(home, "Không dùng " + failed + ".")
    return state


def _on_trial(state):
    return isinstance(state.get("trial"), int)


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
    with temporary.open("w", encoding="utf-8") as opened:
        json.dump(state, opened)
        opened.flush()
        os.fsync(opened.fileno())
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
