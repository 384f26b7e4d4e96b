"""An agent as it is installed: the launcher and the packed program, run as a process."""

import subprocess
import sys
from pathlib import Path

from app.points.kiosk.agent.program_version import VERSION
from app.points.kiosk.agent_releases import LAUNCHER, pack


def install_program(folder: Path) -> Path:
    """Write the launcher and the program into `installed`, and return the launcher."""
    installed = folder / "installed"
    installed.mkdir(exist_ok=True)
    (installed / f"tro-ly-{VERSION}.pyz").write_bytes(pack())
    launcher = installed / "khoi-dong.py"
    launcher.write_bytes(LAUNCHER.read_bytes())
    return launcher


def run_agent(
    folder: Path, *words: str, typed: str = "", encoding: str = "utf-8"
) -> subprocess.CompletedProcess[str]:
    """Run one command of an agent whose home is `folder / "home"`."""
    launcher = install_program(folder)
    return subprocess.run(
        [sys.executable, str(launcher), "--nha", str(folder / "home"), *words],
        check=False,
        capture_output=True,
        encoding=encoding,
        input=typed,
        env={"PYTHONIOENCODING": encoding},
        timeout=60,
    )
