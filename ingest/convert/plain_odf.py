"""Writer of paragraphs as a flat OpenDocument file."""

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from ingest.tools.inline_pictures import InlinePicture

_SPACES = re.compile(r"[ \xa0]{2,}|^[ \xa0]")
_NEVER_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DOCUMENT_START = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles>
<style:default-style style:family="paragraph">
<style:paragraph-properties fo:margin-bottom="{margin}"/>
<style:text-properties fo:font-family="{font}" fo:font-size="{size}" fo:language="vi"
 fo:country="VN"/></style:default-style>
<style:style style:name="H" style:family="paragraph"><style:text-properties
 fo:font-weight="bold" fo:font-size="14pt"/></style:style>
</office:styles>
<office:automatic-styles>
<style:style style:name="B" style:family="paragraph"><style:paragraph-properties
 fo:break-before="page"/></style:style>
<style:style style:name="HB" style:family="paragraph" style:parent-style-name="H">
<style:paragraph-properties fo:break-before="page"/></style:style>
<style:page-layout style:name="A4"><style:page-layout-properties
 fo:page-width="210mm" fo:page-height="297mm" fo:margin="20mm"/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"/>
</office:master-styles>
<office:body><office:text>
"""
_DOCUMENT_END = "</office:text></office:body></office:document>\n"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, with lines separated by newlines, or a picture."""

    text: str
    heading: bool = False
    picture: InlinePicture | None = None
    begins_page: bool = False


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
            out.write(_block_xml(paragraph))
        out.write(_DOCUMENT_END)


def _block_xml(paragraph: Paragraph) -> str:
    content = _picture_xml(paragraph.picture) if paragraph.picture else ""
    content += _paragraph_xml(paragraph.text)
    style = "B" if paragraph.begins_page else ""
    if paragraph.heading:
        return f'<text:h text:style-name="H{style}" text:outline-level="2">{content}</text:h>\n'
    named = f' text:style-name="{style}"' if style else ""
    return f"<text:p{named}>{content}</text:p>\n"


def _picture_xml(picture: InlinePicture) -> str:
    size = f'svg:width="{picture.width}mm" svg:height="{picture.height}mm"'
    data = b64encode(picture.jpeg).decode()
    return (
        f'<draw:frame text:anchor-type="as-char" {size}><draw:image><office:binary-data>{data}'
        "</office:binary-data></draw:image></draw:frame>"
    )


def _paragraph_xml(text: str) -> str:
    text = escape(_NEVER_IN_XML.sub("", text))
    text = _SPACES.sub(lambda run: f'<text:s text:c="{len(run[0])}"/>', text)
    return text.replace("\t", "<text:tab/>").replace("\n", "<text:line-break/>")
