"""Tests of the restrictions on LibreOffice."""

import socket
import subprocess

import pytest

from ingest.tools import office_documents, pdf
from library.process import libreoffice as convert
from library.process import sandbox
from tests.ingest.papers import write_scan

_NAMES = {
    "office": "office",
    "text": "text",
    "draw": "drawing",
    "svg": "svg-compatible",
}
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"


@pytest.mark.slow
def test_a_remote_image_is_not_fetched(tmp_path, monkeypatch):
    monkeypatch.setattr(
        convert, "sandbox_command", lambda *_arguments: ()
    )  # as where the network cannot be taken away
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        port = listening.getsockname()[1]
        source = _with_picture(tmp_path / "a.fodt", f"http://127.0.0.1:{port}/a.png")
        (tmp_path / "made").mkdir()
        assert office_documents.convert_document(source, "pdf", tmp_path / "made", "a.odt")
        with pytest.raises(BlockingIOError):
            listening.accept()


@pytest.mark.slow
@pytest.mark.skipif(
    not office_documents.can_restrict_files(), reason="this system cannot shut files out"
)
def test_a_local_image_file_is_not_embedded(tmp_path):
    picture = write_scan(tmp_path / "kin.png")
    source = tmp_path / "a.rtf"
    field = rf'{{\field{{\*\fldinst INCLUDEPICTURE "{picture}" \\d}}{{\fldrslt b}}}}'
    source.write_text(rf"{{\rtf1\ansi a {field}\par}}")
    (tmp_path / "made").mkdir()
    converted = office_documents.convert_document(source, "pdf", tmp_path / "made", "a.rtf")
    facts = pdf.facts(converted, 0)
    assert (facts.words > 0, facts.image_share) == (True, 0)


@pytest.mark.parametrize(
    ("limit", "most"),
    [("NOFILE", 512), ("AS", 4 << 30), ("FSIZE", 2 << 30), ("CPU", 120), ("CORE", 0)],
)
def test_resource_limits_are_set(tmp_path, limit, most):
    command = sandbox.sandbox_command(
        tmp_path / "lo" / "program" / "soffice.bin", tmp_path, tmp_path, convert.CAGE
    )
    query = [
        *command,
        "/usr/bin/prlimit",
        "--raw",
        "--noheadings",
        "--output",
        "HARD",
        f"--{limit.lower()}",
    ]
    result = subprocess.run(query, capture_output=True, check=True, text=True)
    assert result.stdout.split() == [str(most)]


def _with_picture(path, address):
    names = " ".join(f'xmlns:{short}="{_OASIS}:{name}:1.0"' for short, name in _NAMES.items())
    picture = f'<draw:image xlink:href="{address}" xlink:type="simple"/>'
    path.write_text(
        '<?xml version="1.0"?>\n'
        f'<office:document {names} xmlns:xlink="http://www.w3.org/1999/xlink" '
        'office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">'
        '<office:body><office:text><text:p>a<draw:frame svg:width="3cm" svg:height="3cm">'
        f"{picture}</draw:frame></text:p></office:text></office:body></office:document>",
        "utf-8",
    )
    return path
