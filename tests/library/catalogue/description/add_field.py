"""Adds a core field as a developer would, a registry row and a model column, and tries it out.

Run by `test_field_registry.py` in a process of its own: the lines are inserted into the source of
two modules before anything imports them. Prints what became of the field as JSON.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import json
import sys
from pathlib import Path

_ROW = """    DescriptionField(
        name="scale",
        label="Tỷ lệ bản đồ",
        help="Ghi như 1:25.000.",
        column=True,
        searchable=True,
        can_be_missing=True,
        headings=("tỷ lệ", "scale"),
        json_keys=("scale", "ty_le"),
        marc=MarcField("255", "  ", "a"),
        marc_sources=(("255", "a"),),
        dublin_core=DublinCoreTerm("dcterms", "conformsTo", 23),
    ),
"""
_COLUMN = "    scale: Mapped[str | None]\n"
_INSERTED = {
    "library.catalogue.description.field_registry": (
        '    DescriptionField(\n        name="subject",',
        _ROW,
    ),
    "library.catalogue.models": ("    language: Mapped[str] =", _COLUMN),
}
"""Module → the line before which lines are inserted, and these lines."""


class _Inserting(importlib.abc.MetaPathFinder, importlib.machinery.SourceFileLoader):
    """Loads a module with lines inserted into its source."""

    def __init__(self) -> None:
        """Find nothing by itself until a module is asked for."""

    def find_spec(self, name: str, path: object, target: object = None) -> object:
        """Return a spec with an inserting loader for the two modules."""
        if name not in _INSERTED:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        loader = _Inserting()
        super(_Inserting, loader).__init__(name, spec.origin)
        return importlib.util.spec_from_file_location(name, spec.origin, loader=loader)

    def get_code(self, name: str) -> object:
        """Compile the changed source, never a cached file."""
        marker, lines = _INSERTED[name]
        source = Path(self.path).read_text(encoding="utf-8")
        position = source.index(marker)
        return compile(source[:position] + lines + source[position:], self.path, "exec")


sys.meta_path.insert(0, _Inserting())

from sqlalchemy import create_engine  # noqa: E402

from library.catalogue.cataloguing import item_fields  # noqa: E402
from library.catalogue.description.fields import form_rules, read  # noqa: E402
from library.catalogue.queries import item_record  # noqa: E402
from library.database import Base, work  # noqa: E402
from library.exchange import dublin_core  # noqa: E402
from library.exchange.item_description import Description  # noqa: E402
from library.exchange.json_lines import import_record  # noqa: E402
from library.exchange.marc21.marc_writing import to_marc  # noqa: E402
from library.exchange.records.item_values import FIELDS as LIST_COLUMNS  # noqa: E402
from library.incoming.record_reader import read_records  # noqa: E402
from library.tables import MODEL_MODULES  # noqa: E402
from search_index.index.projection import documents_of  # noqa: E402
from search_index.index.text_rights import TextRights  # noqa: E402
from tests.makers import make_item, make_profile  # noqa: E402
from tests.search_index import exact_engine  # noqa: E402
from tests.search_index.makers import Index  # noqa: E402

_SCALE = "1:25.000"


def _came_back(content: bytes, name: str) -> str | None:
    (row,) = read_records(content, name, make_profile()).rows
    return {**row.told, **row.other}.get("scale")


def main() -> None:
    """Print what became of the new field in forms, lists, records, JSON lines and the search."""
    assert MODEL_MODULES
    database = create_engine("sqlite://")
    Base.metadata.create_all(database)
    folder = Path(sys.argv[1])
    with work(database) as session:
        item = make_item(session, "Bản đồ Đồng Đăng", scale=_SCALE)
        record = item_record(session, item.id)
        imported = import_record(
            session,
            {"id": "x", "title": "Bản đồ", "text": "Trang.", "ty_le": _SCALE},
            make_profile(),
            publish=False,
            by="kiểm thử",
        )
        description = Description(item.id, item.changed, None, {"title": "a", "scale": _SCALE})
        index = Index(exact_engine, folder / "index")
        index.put(*documents_of(session, item.id, TextRights("2026-11-27", {})))
        rule = next(rule for rule in form_rules(None) if rule.name == "scale")
        outcome = {
            "label": rule.label,
            "typed": read((rule,), {"scale": [_SCALE]}, {}).values["scale"],
            "stored": item_fields(item)["scale"],
            "record": record.scale,
            "in the list that is exported": "scale" in LIST_COLUMNS,
            "spreadsheet": _came_back("nhan đề,tỷ lệ\na,1:25.000".encode(), "a.csv"),
            "marc": _came_back(b"".join(to_marc([description])), "a.mrc"),
            "dublin core": _came_back(b"".join(dublin_core.to_xml([description])), "a.xml"),
            "json lines": item_record(session, imported.item).scale,
            "found by a search": index.ask("25.000") == [item.id],
        }
    print(json.dumps(outcome, ensure_ascii=False))


if __name__ == "__main__":
    main()
