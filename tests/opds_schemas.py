"""Validation of OPDS feeds against the schemas of the standard, which this project may not ship.

The environment variable OPDS_SCHEMAS names the folder with `opds/` and `readium-webpub/`; tests
that need them are skipped where it is not set.
"""

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource

_FEED = "https://specs.opds.io/schema/feed.schema.json"


def json_errors(feed: object) -> list[str]:
    """Return the violations of the schema of OPDS 2.0."""
    registry = _registry(_folder())
    validator = Draft7Validator({"$ref": _FEED}, registry=registry)
    return [error.message for error in validator.iter_errors(feed)]


def atom_errors(content: bytes, folder: Path) -> str:
    """Return the findings of jing for OPDS 1.2; skip where jing is not installed."""
    if shutil.which("jing") is None:
        pytest.skip("jing (Debian package jing) is not installed")
    file = folder / "feed.xml"
    file.write_bytes(content)
    grammar = _folder() / "opds" / "1.2" / "opds.rnc"
    command = ["jing", "-c", str(grammar), str(file)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return run.stdout + run.stderr if run.returncode else ""


def _folder() -> Path:
    folder = os.environ.get("OPDS_SCHEMAS")
    if not folder:
        pytest.skip("OPDS_SCHEMAS does not name a folder with the schemas of OPDS")
    return Path(folder)


@cache
def _registry(folder: Path) -> Registry:
    files = [*folder.glob("opds/2.0/*.json"), *folder.glob("readium-webpub/**/*.json")]
    schemas = [json.loads(path.read_text()) for path in files]
    return Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas if "$id" in schema
    )
