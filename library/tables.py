"""All database tables: importing this module fills `Base.metadata`."""

from importlib import import_module
from itertools import chain

from library import extensions, schema_version
from library.database import Base

_WITH_MODELS = (
    *("accessions", "backup", "bulk", "catalogue", "catalogue.access", "catalogue.authorities"),
    *("catalogue.pictures", "changes", "consents", "corrections", "corrections.batch_edits"),
    *("harvest", "hotfolder", "jobs", "maps", "monitoring", "places"),
    *("planning", "readers", "recordings", "staff", "stock", "storage", "stories", "triage"),
)
_MODULES = (
    *("catalogue.profile_versions", "catalogue.public_changes", "staff.bin_entries"),
    *("catalogue.description.original_records", "catalogue.description.record_sources"),
    *("incoming.column_mappings", *(f"{package}.models" for package in _WITH_MODELS)),
)
MODEL_MODULES = (
    schema_version,
    *(import_module(f"library.{name}") for name in _MODULES),
    *chain.from_iterable(extensions.load_all("diachi.tables")),
)
metadata = Base.metadata
