"""Writer of paragraphs as a flat OpenDocument file."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

_SPACES = re.compile(r"[ \xa0]{2,}|^[ \xa0]")
_NEVER_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DOCUMENT_START = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles>
<style:default-style style:family="paragraph">
<style:paragraph-properties fo:margin-bottom="{margin}"/>
<style:text-properties fo:font-family="{font}" fo:font-size="{size}" fo:language="vi"
 fo:country="VN"/></style:default-style>
<style:style style:name="H" style:family="paragraph"><style:text-properties
 fo:font-weight="bold" fo:font-size="14pt"/></style:style>
</office:styles>
<office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties
 fo:page-width="210mm" fo:page-height="297mm" fo:margin="20mm"/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"/>
</office:master-styles>
<office:body><office:text>
"""
_DOCUMENT_END = "</office:text></office:body></office:document>\n"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, with lines separated by newlines."""

    text: str
    heading: bool = False


def write(target: Path, paragraphs: Iterable[Paragraph], *, monospaced: bool) -> None:
    """Write a document; a `monospaced` one keeps its columns."""
    format_values = (
        {"font": "Liberation Mono", "size": "10pt", "margin": "0mm"}
        if monospaced
        else {"font": "Liberation Serif", "size": "12pt", "margin": "2mm"}
    )
    with target.open("w", encoding="utf-8") as out:
        out.write(_DOCUMENT_START.format(**format_values))
        for paragraph in paragraphs:
            text = _paragraph_xml(paragraph.text)
            heading = f'<text:h text:style-name="H" text:outline-level="2">{text}</text:h>\n'
            out.write(heading if paragraph.heading else f"<text:p>{text}</text:p>\n")
        out.write(_DOCUMENT_END)


def _paragraph_xml(text: str) -> str:
    text = escape(_NEVER_IN_XML.sub("", text))
    text = _SPACES.sub(lambda run: f'<text:s text:c="{len(run[0])}"/>', text)
    return text.replace("\t", "<text:tab/>").replace("\n", "<text:line-break/>")
