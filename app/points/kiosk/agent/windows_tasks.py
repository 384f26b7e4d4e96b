"""Scheduled tasks of the agent on Windows 7 to 11: the service, and the watch of each session."""

from __future__ import annotations

import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

from .agent_files import LAUNCHER

SERVICE_TASK, WATCH_TASK = "Dia Chi tro ly", "Dia Chi tro ly - thao tac"

_XML = """<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>{description}</Description></RegistrationInfo>
  <Triggers>{triggers}</Triggers>
  <Principals><Principal id="Author">{principal}</Principal></Principals>
  <Settings>
    <MultipleInstancesPolicy>{instances}</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <IdleSettings><StopOnIdleEnd>false</StopOnIdleEnd><RestartOnIdle>false</RestartOnIdle></IdleSettings>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <RunOnlyIfIdle>false</RunOnlyIfIdle>
    <WakeToRun>false</WakeToRun>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>7</Priority>
    <RestartOnFailure><Interval>PT1M</Interval><Count>255</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author"><Exec>
    <Command>{command}</Command>
    <Arguments>{arguments}</Arguments>
    <WorkingDirectory>{folder}</WorkingDirectory>
  </Exec></Actions>
</Task>
"""
_REPEATED = "<Repetition><Interval>{interval}</Interval></Repetition>"
_AT_START = (
    "<BootTrigger><Enabled>true</Enabled></BootTrigger>"
    "<TimeTrigger>" + _REPEATED.format(interval="PT1M") + "<StartBoundary>2020-01-01T00:00:00"
    "</StartBoundary><Enabled>true</Enabled></TimeTrigger>"
)
"""Each minute an agent that was ended starts again; while it runs, nothing happens."""

_AT_SIGN_IN = (
    "<LogonTrigger>" + _REPEATED.format(interval="PT5M") + "<Enabled>true</Enabled></LogonTrigger>"
)
_SYSTEM = "<UserId>S-1-5-18</UserId><RunLevel>HighestAvailable</RunLevel>"
_EVERY_USER = "<GroupId>S-1-5-32-545</GroupId><RunLevel>LeastPrivilege</RunLevel>"


def service_xml(home: Path) -> str:
    """Return the task that runs from the start of Windows, as SYSTEM, without a time limit."""
    return _task(
        home, "python.exe", "chay", _AT_START, _SYSTEM, "IgnoreNew", "Địa Chí: trợ lý máy công cộng"
    )


def watch_xml(home: Path) -> str:
    """Return the task that runs in the session of every user, with the rights of that user."""
    description = "Địa Chí: trợ lý máy công cộng, xem máy có người dùng"
    return _task(home, "pythonw.exe", "theo-doi", _AT_SIGN_IN, _EVERY_USER, "Parallel", description)


def create_tasks(home: Path) -> None:
    """Create or replace both tasks, and start them."""
    for name, xml in ((SERVICE_TASK, service_xml(home)), (WATCH_TASK, watch_xml(home))):
        file = home / "tac-vu.xml"
        file.write_bytes(xml.encode("utf-16"))
        run_quietly("schtasks", "/Create", "/F", "/TN", name, "/XML", str(file))
        file.unlink()
        run_quietly("schtasks", "/Run", "/TN", name)


def end_tasks(*, delete: bool) -> None:
    """End both tasks and, for a removal, delete them; those that do not exist are no error."""
    for name in (SERVICE_TASK, WATCH_TASK):
        for order in (["/End"], ["/Delete", "/F"])[: 2 if delete else 1]:
            subprocess.run(
                ["schtasks", *order, "/TN", name],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )


def has_task(name: str) -> bool:
    """Return True if a task exists."""
    query = ["schtasks", "/Query", "/TN", name]
    process = subprocess.run(query, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return process.returncode == 0


def run_quietly(*command: str) -> None:
    """Run a program of Windows; raise OSError with its message if it fails."""
    process = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if process.returncode != 0:
        lines = (process.stderr or process.stdout).decode("mbcs", "replace").strip().splitlines()
        raise OSError(f"{command[0]}: {lines[-1] if lines else process.returncode}")


def _task(
    home: Path,
    python: str,
    work: str,
    triggers: str,
    principal: str,
    instances: str,
    description: str,
) -> str:
    return _XML.format(
        description=escape(description),
        triggers=triggers,
        principal=principal,
        instances=instances,
        command=escape(str(home / "python" / python)),
        arguments=escape(f'"{home / LAUNCHER}" {work}'),
        folder=escape(str(home)),
    )
