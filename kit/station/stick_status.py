"""Work with the stick: its stage, written by the service and shown by the station's page."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from kit.station.station_identity import station_folder
from library.process.atomic_files import write_atomically
from library.settings import Settings


class Stage(StrEnum):
    """State of the work with the stick."""

    NONE = "none"
    FOREIGN = "foreign"
    """A stick without anything for this station."""
    TAKING_IN = "taking-in"
    WRITING = "writing"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StickStatus:
    """The stage, the step that is running, and sentences about what was done or is to be done."""

    stage: Stage
    doing: str = ""
    lines: Sequence[str] = ()

    @property
    def is_busy(self) -> bool:
        """Return True while the stick must stay in the machine."""
        return self.stage in (Stage.TAKING_IN, Stage.WRITING)


def read_status(settings: Settings) -> StickStatus:
    """Return the last status; an unreadable one counts as none."""
    try:
        content = json.loads(_file(settings).read_text(encoding="utf-8"))
        return StickStatus(**{**content, "stage": Stage(content["stage"])})
    except (OSError, ValueError, TypeError, KeyError):
        return StickStatus(Stage.NONE)


def write_status(
    settings: Settings, stage: Stage, doing: str = "", lines: Sequence[str] = ()
) -> None:
    """Store the status for the page of the station."""
    station_folder(settings)
    content = asdict(StickStatus(stage, doing, tuple(lines)))
    write_atomically(_file(settings), json.dumps(content, ensure_ascii=False))


def _file(settings: Settings) -> Path:
    return settings.home / "station" / "stick.json"
