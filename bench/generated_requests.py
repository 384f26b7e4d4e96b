"""Requests that schemathesis generates from the OpenAPI document of a running site."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from bench.form import Row
from tests.app.serving import served

_CASES = 2000
_SECONDS = 1800
_GENERATED = re.compile(r"(\d+) generated")
_FAILED = re.compile(r"(\d+) unique failures?")


def generated_requests(site: Flask) -> Iterator[Row]:
    """Yield the number of cases, and of failures that schemathesis found in them."""
    program = Path(sys.executable).with_name("schemathesis")
    with served(site) as address, tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [
                *(program, "run", f"{address}/api/v1/openapi.json", "--url", f"{address}/api/v1"),
                *("--max-examples", "400", "--phases", "examples,coverage,fuzzing"),
                *("--workers", "1", "--no-color", "--generation-deterministic"),
            ],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            cwd=folder,
            check=False,
        )
    cases = max(map(int, _GENERATED.findall(run.stdout)), default=0)
    failures = sum(map(int, _FAILED.findall(run.stdout)))
    yield Row("JSON API, generated requests", cases, "requests", _CASES, "higher")
    yield Row("JSON API, failures", failures or int(run.returncode != 0), "failures", 0)
