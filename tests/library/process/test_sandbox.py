"""A program in the sandbox opens its document and its folder, and no other file."""

import subprocess
from pathlib import Path

import pytest

from library.process.sandbox import Cage, can_restrict_files, sandbox_command

pytestmark = pytest.mark.skipif(not can_restrict_files(), reason="the kernel has no Landlock")
_SHELL = Path("/usr/bin/dash")


def _shell(tmp_path, words):
    folder, document = tmp_path / "folder", tmp_path / "document"
    folder.mkdir()
    document.write_text("a page", encoding="utf-8")
    (tmp_path / "other").write_text("another page", encoding="utf-8")
    command = sandbox_command(_SHELL, document, folder, Cage({"cpu": 10}))
    script = f"cd {folder}; {words}"
    report = subprocess.run([*command, str(_SHELL), "-c", script], capture_output=True, check=False)
    return report.returncode, report.stdout.decode()


@pytest.mark.parametrize(
    ("words", "output"),
    [
        ("cat ../document", "a page"),
        ("echo a > made; mv made b; cat b; rm b", "a\n"),
        ("cat ../other || echo refused", "refused\n"),
        ("ln -s ../other link; cat link || echo refused", "refused\n"),
        ("echo a >> ../document || echo refused", "refused\n"),
        ("echo a > ../new || echo refused", "refused\n"),
        ("ls .. || echo refused", "refused\n"),
        ("cat /etc/passwd || echo refused", "refused\n"),
        ("cat /proc/1/environ || echo refused", "refused\n"),
        ("cp /usr/bin/true made; ./made || echo refused", "refused\n"),
    ],
)
def test_only_the_document_and_the_folder_are_opened(tmp_path, words, output):
    assert _shell(tmp_path, words) == (0, output)
