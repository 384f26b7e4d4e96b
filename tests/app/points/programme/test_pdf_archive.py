"""The paper to sign is PDF/A as veraPDF understands it, before and after it is signed."""

import subprocess

import pytest

from tests.app.points.programme.test_reports import _SIGNED, report
from tests.architecture.plan import CHECKOUT
from tests.points.programme.reports.signing_tool import signed

__all__ = ["report"]


@pytest.mark.slow
def test_verapdf_finds_nothing_in_a_report(officer, report, tmp_path):
    officer.send(report, report, _SIGNED)
    officer.send(report, report, {"viec": "vao-so", "so": "7"})
    unsigned = officer.fetch(f"{report}/bao-cao.pdfa").data
    files = {"unsigned.pdf": unsigned, "signed.pdf": signed(unsigned, "Nguyễn Văn Minh")}
    paths = [tmp_path / name for name in files]
    for path, content in zip(paths, files.values(), strict=True):
        path.write_bytes(content)
    command = [CHECKOUT / "bin" / "verapdf", *paths]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    assert answer.stdout.splitlines() == [f"{path}\t2b\ttrue\t0" for path in paths]
