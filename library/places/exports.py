"""Units of the province for other programs: CSV, GeoJSON, Linked Places format."""

import csv
import io
import json
from collections.abc import Iterator

from library.formulas import escape_formula
from library.places.atlas import geographic_outline, map_units
from library.places.edition import sources
from library.places.place_history import PlaceHistory
from library.places.units import Era, Unit

_LPF_CONTEXT = "https://linkedpasts.org/assets/linkedplaces-context-v1.jsonld"
_ERA_COLUMNS = (
    *("unit", "number", "kind", "name", "parent", "since", "until", "since_act", "until_act"),
    *("since_certainty", "until_certainty", "attested", "gone_by", "code", "note"),
)
_LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"
"""Licence of the strictest source (see `data/SOURCES.md`)."""


def as_csv(history: PlaceHistory) -> str:
    """Return one line per era, with its sources and the units of today."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow((*_ERA_COLUMNS, "sources", "today"))
    for unit in history.units.values():
        today = " ".join(heir.unit.id for heir in history.heirs_today(unit.id))
        for era in unit.eras:
            cells = (str(getattr(era, name)) for name in _ERA_COLUMNS)
            writer.writerow(map(escape_formula, (*cells, " ".join(era.sources), today)))
    return f"\ufeff{out.getvalue()}"


def as_geojson(history: PlaceHistory, base: str) -> str:
    """Return the units of today with their outlines; `base` is the address of the list."""
    features = [
        {
            "type": "Feature",
            "id": f"{base}/{unit.id}",
            "geometry": geometry,
            "properties": {"name": unit.full_name, "code": unit.last.code},
        }
        for unit in history.units.values()
        if (geometry := _geometry(unit)) is not None
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def as_linked_places(history: PlaceHistory, base: str) -> str:
    """Return all units in Linked Places format, with the days of names, types and relations."""
    features = [_linked_place(history, unit, base) for unit in history.units.values()]
    document = {
        "type": "FeatureCollection",
        "@context": _LPF_CONTEXT,
        "license": _LICENCE,
        "features": features,
    }
    return json.dumps(document, ensure_ascii=False)


def _linked_place(history: PlaceHistory, unit: Unit, base: str) -> dict[str, object]:
    geometry = _geometry(unit)
    relations = [
        _relation("gvp:broader_partitive", f"{base}/{era.parent}", _when(era))
        for era in unit.eras
        if era.parent
    ]
    for link in history.links_from(unit.id):
        when = {"timespans": [{"start": {"in": link.event.day}}]} if link.event.day else {}
        relations.append(_relation("tgn:predecessor_of", f"{base}/{link.after}", when))
    links = [{"type": "closeMatch", "identifier": f"wd:{number}"} for number in unit.wikidata]
    return {
        "type": "Feature",
        "@id": f"{base}/{unit.id}",
        "properties": {"title": unit.full_name, "ccodes": ["VN"]},
        "names": [
            *(
                {"toponym": e.name, "lang": "vi", **_citations(e.sources), "when": _when(e)}
                for e in unit.eras
            ),
            *({"toponym": v.text, **_citations(v.sources)} for v in unit.names),
        ],
        "types": [{"label": era.kind, "when": _when(era)} for era in unit.eras],
        "relations": relations,
        **({"links": links} if links else {}),
        **({"geometry": geometry} if geometry else {}),
    }


def _relation(kind: str, target: str, when: dict[str, object]) -> dict[str, object]:
    return {"relationType": kind, "relationTo": target, **({"when": when} if when else {})}


def _citations(marks: tuple[str, ...]) -> dict[str, object]:
    rows = [sources()[mark] for mark in marks if mark in sources()]
    return {"citations": [{"label": f"{row['title']} ({row['where']})"} for row in rows]}


def _when(era: Era) -> dict[str, object]:
    span: dict[str, object] = {}
    if era.since:
        span["start"] = {"in": era.since}
    elif era.attested:
        span["start"] = {"latest": era.attested}
    if era.until:
        span["end"] = {"in": era.until}
    elif era.gone_by:
        span["end"] = {"latest": era.gone_by}
    return {"timespans": [span]}


def _geometry(unit: Unit) -> dict[str, object] | None:
    """Return the outline of a unit of today; those of former units are not known."""
    if not unit.exists_today:
        return None
    outlines: Iterator[str] = (m.outline for m in map_units() if m.id == unit.id)
    outline = next(outlines, None)
    if outline is None:
        return None
    return {"type": "MultiPolygon", "coordinates": [[ring] for ring in geographic_outline(outline)]}
