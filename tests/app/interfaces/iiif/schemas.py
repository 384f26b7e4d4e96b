"""Validation of IIIF answers against the schemas in tests/schemas/iiif."""

import json
import os
from functools import cache
from pathlib import Path

from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema.protocols import Validator

_FOLDER = Path(__file__).parents[3] / "schemas" / "iiif"
PRESENTATION_SCHEMA = os.environ.get("IIIF_PRESENTATION_SCHEMA", "")
"""File of the schema of Presentation 3.0, whose licence does not allow a copy here."""


def complaints(name: str, answer: object) -> list[str]:
    """Return the violations of a schema of tests/schemas/iiif."""
    return _texts(_validator(name), answer)


def presentation_complaints(answer: object) -> list[str]:
    """Return the violations of the schema of Presentation 3.0."""
    schema = json.loads(Path(PRESENTATION_SCHEMA).read_text("utf-8"))
    return _texts(Draft7Validator(schema), answer)


@cache
def _validator(name: str) -> Validator:
    return Draft202012Validator(json.loads((_FOLDER / f"{name}.json").read_text("utf-8")))


def _texts(validator: Validator, answer: object) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(answer)]
