"""Roles of text in the structure tree of a tagged PDF page (PDFium)."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

import pypdfium2
from pypdfium2 import raw

from ingest.tools.pdf_objects import without_conversion

_HEADINGS = {"H": "h2", **{f"H{level}": f"h{level}" for level in range(1, 7)}, "Title": "h1"}
_PARAGRAPHS = {**_HEADINGS, "P": "p", "LI": "li"}
_CELLS = {"TH": "th", "TD": "td"}

_MAX_DEPTH, _MAX_ELEMENTS = 60, 50_000
"""Beyond these a tree is broken or made to exhaust the memory."""

_get_text_object = without_conversion(raw.FPDFText_GetTextObject, ctypes.c_void_p)
_get_content_id = without_conversion(raw.FPDFPageObj_GetMarkedContentID)


def word_roles(
    page: pypdfium2.PdfPage, layer: pypdfium2.PdfTextPage, starts: Sequence[int]
) -> list[str]:
    """Return the role of the word at each character index; empty where the page names none.

    A role is a tag and the number of its element on the page (h2#4, p#7, li#9), or of its table,
    row and column (td#1.2.3).
    """
    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return [""] * len(starts)
    try:
        roles = _Roles().of(tree)
    finally:
        raw.FPDF_StructTree_Close(tree)
    if not roles:
        return [""] * len(starts)
    return [roles.get(_content_id(layer, start), "") for start in starts]


def _content_id(layer: pypdfium2.PdfTextPage, start: int) -> int:
    text_object = _get_text_object(layer.raw, start)
    return _get_content_id(ctypes.c_void_p(text_object)) if text_object else -1


@dataclass(slots=True)
class _Roles:
    """Walk through a structure tree that gives each marked content its role."""

    roles: dict[int, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    tables: int = 0
    row: int = 0
    column: int = 0
    elements: int = 0

    def of(self, tree: raw.FPDF_STRUCTTREE) -> dict[int, str]:
        """Return the role of each marked content of the page, by its number."""
        for place in range(raw.FPDF_StructTree_CountChildren(tree)):
            self._walk(raw.FPDF_StructTree_GetChildAtIndex(tree, place), "", 0)
        return self.roles

    def _walk(self, element: raw.FPDF_STRUCTELEMENT, role: str, depth: int) -> None:
        self.elements += 1
        if not element or depth > _MAX_DEPTH or self.elements > _MAX_ELEMENTS:
            return
        role = self._enter(_tag(element), role)
        for place in range(raw.FPDF_StructElement_CountChildren(element)):
            content = raw.FPDF_StructElement_GetChildMarkedContentID(element, place)
            if content < 0:
                self._walk(raw.FPDF_StructElement_GetChildAtIndex(element, place), role, depth + 1)
            elif role:
                self.roles[content] = role

    def _enter(self, tag: str, role: str) -> str:
        """Return the role of an element's content; a paragraph in a cell belongs to the cell."""
        if tag == "Table" and not role:
            self.tables, self.row = self.tables + 1, 0
        elif tag == "TR" and not role:
            self.row, self.column = self.row + 1, 0
        elif tag in _CELLS and not role:
            self.column += 1
            return f"{_CELLS[tag]}#{self.tables}.{self.row}.{self.column}"
        elif tag in _PARAGRAPHS and not role:
            return f"{_PARAGRAPHS[tag]}#{next(self.numbers)}"
        return role


def _tag(element: raw.FPDF_STRUCTELEMENT) -> str:
    length = raw.FPDF_StructElement_GetType(element, None, 0)
    buffer = ctypes.create_string_buffer(length)
    raw.FPDF_StructElement_GetType(element, buffer, length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
