"""Tests of what LibreOffice is kept from."""

import socket

import pytest

from ingest.tools import office
from library import office_program

_NAMES = {
    "office": "office",
    "text": "text",
    "draw": "drawing",
    "svg": "svg-compatible",
}
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"


@pytest.mark.slow
def test_a_picture_from_elsewhere_is_not_fetched(tmp_path, monkeypatch):
    monkeypatch.setattr(
        office_program, "_cage", lambda: ()
    )  # as where the network cannot be taken away
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        port = listening.getsockname()[1]
        source = _with_picture(tmp_path / "a.fodt", f"http://127.0.0.1:{port}/a.png")
        (tmp_path / "made").mkdir()
        assert office.converted(source, "pdf", tmp_path / "made", "a.odt")
        with pytest.raises(BlockingIOError):
            listening.accept()


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
