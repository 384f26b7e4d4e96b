"""Vietnamese labels of the action codes in the audit trail."""

import tomllib
from pathlib import Path

_LABELS = tomllib.loads((Path(__file__).parent / "data/audit_labels.toml").read_text("utf-8"))
ACTION_LABELS: dict[str, str] = _LABELS["actions"]
ACTION_GROUPS: dict[str, str] = _LABELS["groups"]
"""Groups by which the trail can be filtered: the first word of each action code."""

_AGAIN = {".undo": "hoàn tác", ".redo": "làm lại"}


def action_label(action: str) -> str:
    """Return the label of an action; one without a label has that of its group."""
    if action in ACTION_LABELS:
        return ACTION_LABELS[action]
    for suffix, words in _AGAIN.items():
        if (label := ACTION_LABELS.get(action.removesuffix(suffix))) and action.endswith(suffix):
            return f"{words}: {label}"
    return ACTION_GROUPS.get(action.partition(".")[0], "việc khác")
