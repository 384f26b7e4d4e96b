"""Validation of OPDS feeds against the schemas of the standard, which this project may not ship.

The environment variable OPDS_SCHEMAS names the folder with `opds/` and `readium-webpub/`; tests
that need them are not selected where it is not set.
"""

import json
import os
import subprocess
from functools import cache
from pathlib import Path

from jsonschema import Draft7Validator
from referencing import Registry, Resource

FOLDER = os.environ.get("OPDS_SCHEMAS", "")
_FEED = "https://specs.opds.io/schema/feed.schema.json"


def json_errors(feed: object) -> list[str]:
    """Return the violations of the schema of OPDS 2.0."""
    registry = _registry(Path(FOLDER))
    validator = Draft7Validator({"$ref": _FEED}, registry=registry)
    return [error.message for error in validator.iter_errors(feed)]


def atom_errors(content: bytes, folder: Path) -> str:
    """Return the findings of jing for OPDS 1.2."""
    file = folder / "feed.xml"
    file.write_bytes(content)
    grammar = Path(FOLDER) / "opds" / "1.2" / "opds.rnc"
    command = ["jing", "-c", str(grammar), str(file)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return run.stdout + run.stderr if run.returncode else ""


@cache
def _registry(folder: Path) -> Registry:
    files = [*folder.glob("opds/2.0/*.json"), *folder.glob("readium-webpub/**/*.json")]
    schemas = [json.loads(path.read_text()) for path in files]
    return Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas if "$id" in schema
    )
