"""Explain record of SRU (ZeeRex 2.0), written from the tables of indexes and schemas."""

from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from flask import url_for

from app.interfaces.sru import records
from app.interfaces.sru.indexes import CONTEXT_SETS, INDEXES
from app.services import services
from library.xml_io import add

SPACE = "http://explain.z3950.org/dtd/2.0/"
DEFAULT_RECORDS, MAX_RECORDS = 10, 100


def explain_element(version: str) -> Element:
    """Return the description of this server."""
    root = Element("explain", {"xmlns": SPACE})
    parts = urlsplit(url_for("interfaces.sru", _external=True))
    server = add(root, "serverInfo", protocol="SRU", version=version, transport=parts.scheme)
    add(server, "host", parts.hostname or "localhost")
    add(server, "port", str(parts.port or (443 if parts.scheme == "https" else 80)))
    add(server, "database", parts.path.lstrip("/"))
    title = add(add(root, "databaseInfo"), "title", services().settings.library_name)
    title.set("lang", "vi")
    title.set("primary", "true")
    index_info = add(root, "indexInfo")
    for name, identifier in CONTEXT_SETS.items():
        add(index_info, "set", name=name, identifier=identifier)
    for index in INDEXES:
        index_element = add(index_info, "index")
        add(index_element, "title", index.title, lang="vi")
        for qualified_name in index.names:
            prefix, _, name = qualified_name.partition(".")
            add(add(index_element, "map"), "name", name, set=prefix)
    add(root, "searchInfo")  # the schema wants it
    schemas = add(root, "schemaInfo")
    for schema in records.SCHEMAS:
        schema_element = add(schemas, "schema", name=schema.name, identifier=schema.identifier)
        add(schema_element, "title", schema.title)
    settings = add(root, "configInfo")
    add(settings, "default", str(DEFAULT_RECORDS), type="numberOfRecords")
    add(settings, "setting", str(MAX_RECORDS), type="maximumRecords")
    return root
