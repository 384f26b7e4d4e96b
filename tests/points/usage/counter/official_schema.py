"""Check of COUNTER answers against the official schema of Release 5.1."""

import json
from functools import cache
from pathlib import Path

from jsonschema import Draft202012Validator

_SCHEMA = Path(__file__).parents[3] / "samples" / "counter-5.1.json"


@cache
def _validator(name: str) -> Draft202012Validator:
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    return Draft202012Validator(
        {**schema, "$ref": f"#/components/schemas/{name}"},
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def counter_errors(name: str, body: object) -> list[str]:
    """Return the errors of a body as an object of this schema: a report's id, Member, Status …"""
    return [error.message[:200] for error in _validator(name).iter_errors(body)]
