"""Validation of XML against the schemas of the standards in tests/schemas."""

from functools import cache
from pathlib import Path

from lxml import etree

_FOLDER = Path(__file__).parent / "schemas"
_PARSER = etree.XMLParser(no_network=True, resolve_entities=False)


def schema_errors(content: bytes, schema: str) -> list[str]:
    """Return the violations of a schema such as `oai-pmh/all.xsd`; none for a valid document."""
    validator = _schema(schema)
    if validator.validate(etree.fromstring(content, _PARSER)):
        return []
    return [f"{error.line}: {error.message}" for error in validator.error_log]


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(_FOLDER / name, _PARSER))
