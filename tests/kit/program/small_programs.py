"""Programs of a few scripts, and a station's machine in a folder, for tests of updates."""

import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path

from kit.program.program_files import (
    MANIFEST,
    SIGNATURE,
    Program,
    ProgramFile,
    manifest_content,
)
from kit.program.station_machine import INCOMING, Machine
from kit.signatures import private_key, public_bytes

_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

_COMMAND = """#!/bin/bash
# stands for `diachi`: the database is a file with its revision, its copy lies beside it
own={revision} works={works} database={folder}/database
echo "{version} $*" >>{folder}/log
revision=$(cat $database)
case $1 in
upgrade)
    [[ ! $revision > $own ]] || exit 1
    [ $revision = $own ] || cp $database $database.copy
    echo $own >$database
    [ $works != no-upgrade ] || {{ echo "đĩa đầy" >&2; exit 1; }} ;;
downgrade)
    [ $works != no-way-back ] || exit 1
    [ $revision = $4 ] || cp $database.copy $database ;;
serve)
    [[ $works != no-start && $works != no-way-back ]] || exit 1
    exec {python} -c '
import http.server, sys
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(503 if sys.argv[2] == "no-answer" else 200)
        self.end_headers()
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Ready).serve_forever()' $5 $works ;;
kit) exec sleep 60 ;;
esac
"""

_PLACE = "#!/bin/sh\necho {version} place >>{folder}/log\n"

_FAKE_PYTHON = """#!/bin/sh
# stands for the Python of Debian: makes an environment whose pip does nothing
for last; do :; done
[ "$2" != venv ] || { mkdir -p $last/bin && cp $0 $last/bin/python; }
"""


def make_machine(folder: Path, port: int, kind: type[Machine] = Machine) -> Machine:
    """Return the machine of a station that runs the program 1.0-00000001 with the revision 0001."""
    for name in ("opt", "state", "program"):
        (folder / name).mkdir()
    (folder / "database").write_text("0001\n")
    (folder / "key").write_text(public_bytes(private_key(folder / "province.key")).hex())
    _write_script(folder / "python", _FAKE_PYTHON)
    _write_script(folder / "systemctl", f"#!/bin/sh\necho systemctl $* >>{folder}/log\n")
    machine = kind(
        programs=folder / "opt",
        state=folder / "state",
        incoming=folder / "program",
        key=folder / "key",
        python=str(folder / "python"),
        systemctl=(str(folder / "systemctl"),),
        trial_port=port,
        trial_seconds=60,
    )
    _unpack_first(folder, machine)
    return machine


def bring(folder: Path, version: str, **facts: str) -> Path:
    """Put a program, signed by the province, where the station's service puts it."""
    return make_pack(folder, folder / "program" / INCOMING, version, **facts)


def make_pack(
    folder: Path,
    pack: Path,
    version: str,
    revision: str = "0002",
    date: str = "2026-11-30T00:00:00+00:00",
    works: str = "yes",
    python: str = _PYTHON,
) -> Path:
    """Write a program as the province writes it."""
    pack.mkdir(parents=True)
    archive = _archive(folder, version, revision, works)
    contents = {f"diachi-{version}.tar.gz": archive, "pip-25.0-py3-none-any.whl": b"pip"}
    files = tuple(
        ProgramFile(name, len(content), hashlib.sha256(content).hexdigest())
        for name, content in contents.items()
    )
    manifest = manifest_content(Program(version, date, revision, (python,), files))
    signature = private_key(folder / "province.key").sign(manifest)
    for name, content in {**contents, MANIFEST: manifest, SIGNATURE: signature}.items():
        (pack / name).write_bytes(content)
    return pack


def log_of(folder: Path) -> list[str]:
    """Return the commands that were run on the machine."""
    file = folder / "log"
    return file.read_text().splitlines() if file.exists() else []


def changed_manifest(pack: Path, **values: object) -> None:
    """Change a manifest without signing it again."""
    content = json.loads((pack / MANIFEST).read_bytes())
    (pack / MANIFEST).write_text(json.dumps({**content, **values}))


def _unpack_first(folder: Path, machine: Machine) -> None:
    version = "1.0-00000001"
    pack = make_pack(folder, folder / "first", version, "0001", "2026-01-01T00:00:00+00:00")
    target = machine.folder(version)
    target.mkdir()
    with tarfile.open(pack / f"diachi-{version}.tar.gz") as archive:
        archive.extractall(target, filter="tar")
    for name in (MANIFEST, SIGNATURE):
        (target / name).write_bytes((pack / name).read_bytes())
    machine.point(machine.running, version)
    machine.point(machine.trusted, version)


def _archive(folder: Path, version: str, revision: str, works: str) -> bytes:
    facts = {"folder": folder, "version": version, "revision": revision, "works": works}
    scripts = {
        "deploy/diachi": _COMMAND.format(**facts, python=sys.executable),
        "deploy/station/place": _PLACE.format(**facts),
    }
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, script in scripts.items():
            entry = tarfile.TarInfo(name)
            entry.mode, entry.size = 0o755, len(script.encode())
            archive.addfile(entry, io.BytesIO(script.encode()))
    return file.getvalue()


def _write_script(file: Path, text: str) -> None:
    file.write_text(text)
    file.chmod(0o755)
