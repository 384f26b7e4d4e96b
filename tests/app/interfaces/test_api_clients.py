"""Hundreds of generated requests to a running server: schemathesis over the OpenAPI document."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.serving import served

_SECONDS = 300


@pytest.mark.slow
def test_generated_requests_get_the_answers_of_the_document(app, catalogue, index, tmp_path):
    index()
    program = Path(sys.executable).with_name("schemathesis")
    with served(app) as site:
        run = subprocess.run(
            [
                *(program, "run", f"{site}/api/v1/openapi.json", "--url", f"{site}/api/v1"),
                *("--max-examples", "40", "--phases", "examples,coverage,fuzzing"),
                *("--workers", "1", "--no-color", "--generation-deterministic"),
            ],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            cwd=tmp_path,
            check=False,
        )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
