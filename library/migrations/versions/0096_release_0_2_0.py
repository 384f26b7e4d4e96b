"""All tables of release 0.2.0, in which the revisions before it were put together.

Keys, indexes and checks without a name get theirs by the convention in `library/database.py`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0096"
down_revision = None
branch_labels = None
depends_on = None

_REFUSED = "the audit trail is only added to"
_ONLY_ADDED_TO = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_entry_no_{act} BEFORE {act.upper()} ON audit_entry "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        for act in ("update", "delete")
    ),
    "postgresql": (
        "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$",
        "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()",
    ),
}


def upgrade() -> None:
    _create_staff()
    _create_accessions()
    _create_bulk_changes()
    _create_holdings()
    _create_readers()
    _create_pipeline()
    _create_storage()
    _create_monitoring()
    _create_catalogue()
    _create_watched_folder()
    _create_points()
    _create_authorities()
    _create_description()
    _create_publication()
    _create_harvest()
    _create_triage()
    _create_corrections()
    _create_stories()
    _create_usage()
    _create_usage_totals()
    _create_programme()
    dialect = op.get_bind().dialect.name
    for statement in _ONLY_ADDED_TO[dialect]:
        op.execute(statement)
    if dialect == "postgresql":
        op.execute("CREATE SCHEMA IF NOT EXISTS event_days")
        op.execute("CREATE TABLE event_days.other PARTITION OF device_event DEFAULT")
        for table in ("item_use", "visit_salt"):
            op.execute(f"ALTER TABLE {table} SET UNLOGGED")  # single uses stay out of base copies


def _required(name: str, *kind: object, **options: object) -> sa.Column:
    return sa.Column(name, *kind, nullable=False, **options)


def _choice(name: str, kind: str, *values: str, **options: object) -> sa.Column:
    """Return a column that holds one of these values, with a check of this kind."""
    enumeration = sa.Enum(*values, name=kind, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, enumeration, **{"nullable": False, **options})


def _link(
    table: str, column: str, target: str, on_delete: str | None = None, **options: object
) -> sa.Column:
    """Return a column with the key of `target`; the name of the reference ends with the target."""
    name = f"fk_{table}_{column}_{target}"
    key = sa.ForeignKey(f"{target}.id", ondelete=on_delete, name=name)
    kind = sa.String if target == "item" else sa.Integer
    return sa.Column(column, kind, key, **{"nullable": False, **options})


def _create_staff() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("at", sa.DateTime, index=True),
        _required("who", sa.String, index=True),
        _required("action", sa.String),
        _required("subject", sa.String, index=True),
        sa.Column("detail", sa.String),
        sa.Column("before", sa.JSON),
        sa.Column("after", sa.JSON),
    )
    op.create_table(
        "attempt_address",
        _link("attempt_address", "entry_id", "audit_entry", primary_key=True),
        _required("at", sa.DateTime, index=True),
        _required("address", sa.String),
    )
    op.create_table(
        "staff_member",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("name", sa.String, unique=True),
        _required("password_hash", sa.String),
        _choice(
            "role",
            "role",
            "cataloguer",
            "reviewer",
            "point-librarian",
            "culture-officer",
            "programme-officer",
            "administrator",
        ),
        _required("active", sa.Boolean),
        _required("created", sa.DateTime),
        _required("must_change", sa.Boolean),
        sa.Column("sealed_secret", sa.String),
        sa.Column("last_step", sa.Integer),
        sa.Column("second_factor_due", sa.DateTime),
        sa.Column("toured", sa.DateTime),
    )
    op.create_table(
        "form_draft",
        sa.Column("id", sa.String, primary_key=True),
        _link("form_draft", "member_id", "staff_member", "CASCADE", index=True),
        _required("address", sa.String),
        _required("page", sa.String),
        _required("title", sa.String),
        _required("content", sa.LargeBinary),
        _required("saved", sa.DateTime, index=True),
    )
    op.create_table(
        "password_link",
        sa.Column("digest", sa.String, primary_key=True),
        _link("password_link", "member_id", "staff_member", "CASCADE", index=True),
        _required("until", sa.DateTime),
    )
    op.create_table(
        "recovery_code",
        sa.Column("digest", sa.String, primary_key=True),
        _link("recovery_code", "member_id", "staff_member", "CASCADE", index=True),
        sa.Column("used", sa.DateTime),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("member_id", sa.Integer, sa.ForeignKey("staff_member.id", ondelete="CASCADE")),
        _required("list_name", sa.String),
        _required("name", sa.String),
        _required("parameters", sa.String),
        sa.UniqueConstraint("member_id", "list_name", "name"),
    )
    op.create_table(
        "sign_in_delay",
        sa.Column("key", sa.String, primary_key=True),
        _required("failures", sa.Integer),
        _required("last", sa.DateTime, index=True),
        sa.Column("until", sa.DateTime),
    )
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("digest", sa.String, unique=True),
        _link("staff_session", "member_id", "staff_member", "CASCADE", index=True),
        _required("began", sa.DateTime, index=True),
        _required("seen", sa.DateTime),
        _required("confirmed", sa.DateTime),
        _required("browser", sa.String),
        _required("proven", sa.Boolean),
    )


def _create_accessions() -> None:
    op.create_table(
        "description_sheet",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("collection", sa.String),
        _required("name", sa.String),
        _required("digest", sa.String),
        _required("received", sa.DateTime),
        _required("received_by", sa.String),
        _choice("state", "sheet_state", "waiting", "read", "refused", index=True),
        sa.Column("message", sa.String),
        _required("remarks", sa.JSON),
    )
    op.create_table(
        "accession",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("number", sa.String, unique=True),
        _required("collection", sa.String),
        _required("source", sa.String),
        _required("digest", sa.String, index=True),
        _required("publish", sa.Boolean),
        _required("priority", sa.Integer),
        _choice(
            "state",
            "accession_state",
            "waiting",
            "working",
            "done",
            "partial",
            "refused",
            "duplicate",
            "withdrawn",
        ),
        sa.Column("message", sa.String),
        sa.Column("item_id", sa.String, index=True),
        _required("received", sa.DateTime),
        _required("received_by", sa.String),
        sa.Column("settled", sa.DateTime),
        sa.Column("paused", sa.DateTime),
        _link("accession", "sheet_id", "description_sheet", "SET NULL", nullable=True, index=True),
        sa.Column("place", sa.String),
        sa.Column("given", sa.JSON),
        sa.Column("languages", sa.String),
        sa.Column("amends", sa.String),
        _required("search_words", sa.String),
    )
    op.create_index("ix_accession_state_priority", "accession", ["state", "priority", "id"])
    op.create_table(
        "description_row",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("description_row", "sheet_id", "description_sheet", "CASCADE"),
        _required("number", sa.Integer),
        _required("file", sa.String),
        _required("told", sa.JSON),
        _required("other", sa.JSON),
        _required("remarks", sa.JSON),
        sa.Column("problem", sa.String),
        _link(
            "description_row", "accession_id", "accession", "SET NULL", nullable=True, index=True
        ),
        sa.UniqueConstraint("sheet_id", "number"),
    )
    op.create_table(
        "ingest_step",
        sa.Column("id", sa.Integer, primary_key=True),
        _required(
            "accession_id",
            sa.Integer,
            sa.ForeignKey("accession.id", ondelete="CASCADE"),
            index=True,
        ),
        sa.Column("page_number", sa.Integer),
        _required("stage", sa.String),
        _required("version", sa.Integer),
        _required("key", sa.String, unique=True),
        sa.Column("output", sa.LargeBinary),
        sa.Column("message", sa.String),
        _required("seconds", sa.Double),
        _required("at", sa.DateTime, index=True),
    )
    op.create_table(
        "source_file",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("accession_id", sa.Integer, sa.ForeignKey("accession.id", ondelete="CASCADE")),
        _required("position", sa.Integer),
        _required("name", sa.String),
        _required("digest", sa.String, index=True),
        _required("bytes", sa.BigInteger),
        sa.UniqueConstraint("accession_id", "position"),
    )


def _create_bulk_changes() -> None:
    op.create_table(
        "bulk_change",
        sa.Column("id", sa.Integer, primary_key=True),
        _choice(
            "kind",
            "change_kind",
            "sheet",
            "field",
            "move",
            "send",
            "publish",
            "withdraw",
            "records",
        ),
        _choice("state", "change_state", "planned", "applied", "undone"),
        _required("told", sa.String),
        sa.Column("reason", sa.String),
        _required("same", sa.Integer),
        _required("remarks", sa.JSON),
        _required("planned", sa.DateTime, index=True),
        _required("planned_by", sa.String),
        sa.Column("applied", sa.DateTime),
        sa.Column("applied_by", sa.String),
        sa.Column("undone", sa.DateTime),
        sa.Column("undone_by", sa.String),
    )
    op.create_table(
        "bulk_line",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("bulk_line", "change_id", "bulk_change", "CASCADE"),
        _required("row", sa.Integer),
        sa.Column("item_id", sa.String, index=True),
        _required("title", sa.String),
        _choice("verdict", "verdict", "change", "new", "clash", "refused"),
        sa.Column("problem", sa.String),
        _required("before", sa.JSON),
        _required("after", sa.JSON),
        _required("undone", sa.Boolean, server_default=sa.false()),
    )
    op.create_index("ix_bulk_line_change_id_verdict", "bulk_line", ["change_id", "verdict"])
    op.create_table(
        "bulk_selection",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("made", sa.DateTime, index=True),
        _required("made_by", sa.String),
        _required("count", sa.Integer),
        _required("items", sa.LargeBinary),
    )


def _create_holdings() -> None:
    op.create_table(
        "book_import",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("book", sa.String),
        _required("file", sa.String),
        _required("checksum", sa.String, index=True),
        _required("source", sa.String),
        _required("remarks", sa.JSON),
        _choice("state", "import_state", "planned", "applied", "undone"),
        _required("planned", sa.DateTime),
        _required("planned_by", sa.String),
        sa.Column("applied", sa.DateTime),
        sa.Column("applied_by", sa.String),
        sa.Column("undone", sa.DateTime),
        sa.Column("undone_by", sa.String),
    )
    op.create_table(
        "book_import_row",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("book_import_row", "import_id", "book_import", "CASCADE"),
        _required("sheet", sa.String),
        _required("place", sa.Integer),
        _required("cells", sa.JSON),
        sa.Column("point", sa.String),
        sa.Column("day", sa.Date),
        sa.Column("sums_from", sa.Date),
        _required("values", sa.JSON),
        _required("problems", sa.JSON),
        _required("remarks", sa.JSON),
        _choice("verdict", "row_verdict", "new", "update", "same", "problem"),
        _required("closed", sa.Boolean, server_default=sa.false()),
        sa.Column("target", sa.String),
        sa.Column("previous_values", sa.JSON),
        sa.Column("revision", sa.Integer),
        _required("written", sa.Boolean, server_default=sa.false()),
        _required("undone", sa.Boolean, server_default=sa.false()),
    )
    op.create_index(
        "ix_book_import_row_import_id_verdict", "book_import_row", ["import_id", "verdict"]
    )
    op.create_table(
        "stocktake",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("location", sa.String),
        _required("started", sa.DateTime),
        _required("started_by", sa.String),
        sa.Column("closed", sa.DateTime),
        sa.Column("closed_by", sa.String),
    )
    op.create_table(
        "stocktake_scan",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("stocktake_scan", "stocktake_id", "stocktake", "CASCADE"),
        _required("code", sa.String),
        _required("at", sa.DateTime),
        _required("by", sa.String),
        sa.UniqueConstraint("stocktake_id", "code"),
    )


def _create_readers() -> None:
    op.create_table(
        "reader_account",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("name", sa.String),
        _required("name_key", sa.String, unique=True),
        _required("password_hash", sa.String),
        _required("opened", sa.Date),
    )
    op.create_table(
        "reader_list_entry",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("reader_list_entry", "reader_id", "reader_account", "CASCADE"),
        _required("place", sa.String),
        sa.UniqueConstraint("reader_id", "place"),
    )
    op.create_table(
        "reader_session",
        sa.Column("digest", sa.String, primary_key=True),
        _link("reader_session", "reader_id", "reader_account", "CASCADE", index=True),
        _required("until", sa.Date, index=True),
    )


def _create_pipeline() -> None:
    op.create_table(
        "pipeline_machine",
        sa.Column("name", sa.String, primary_key=True),
        _required("version", sa.String),
        _required("started", sa.DateTime),
        _required("at", sa.DateTime),
        _required("signs", sa.Integer),
        _required("workers", sa.Integer),
        _required("leads", sa.Boolean),
        _required("takes_work", sa.Boolean),
        _required("pages_done", sa.Integer),
        sa.Column("pace", sa.Double),
        _required("free_bytes", sa.BigInteger),
        _required("tasks", sa.JSON),
    )
    op.create_table(
        "reader_request",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("item_id", sa.String),
        _required("at", sa.DateTime, index=True),
    )
    op.create_table(
        "workshop_pause",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("since", sa.DateTime),
        _required("paused_by", sa.String),
        sa.Column("until", sa.DateTime),
        sa.Column("resumed_by", sa.String),
    )


def _create_storage() -> None:
    op.create_table(
        "backup_run",
        sa.Column("id", sa.Integer, primary_key=True),
        _choice("kind", "run_kind", "copy", "check", "drill", "database"),
        _choice("state", "run_state", "running", "done", "failed"),
        _required("started", sa.DateTime),
        sa.Column("finished", sa.DateTime),
        sa.Column("message", sa.String),
        sa.Column("copy_id", sa.String),
        _required("in_repository", sa.Boolean),
        sa.Column("files", sa.Integer),
        sa.Column("total_bytes", sa.BigInteger),
        sa.Column("added_bytes", sa.BigInteger),
        sa.Column("restore_seconds", sa.Double),
        sa.Column("certificate", sa.JSON),
    )
    op.create_index("ix_backup_run_kind_started", "backup_run", ["kind", "started"])
    op.create_table(
        "fixity_check",
        sa.Column("digest", sa.String, primary_key=True),
        _required("at", sa.DateTime, index=True),
        _choice("condition", "condition", "sound", "damaged", "missing", index=True),
    )
    op.create_table(
        "fixity_round",
        sa.Column("id", sa.Integer, primary_key=True),
        _choice("store", "checked_store", "masters", "copy", "repository"),
        _required("scheduled", sa.Boolean),
        _required("began", sa.DateTime),
        sa.Column("ended", sa.DateTime),
        _required("position", sa.String),
        _required("total_files", sa.Integer),
        _required("total_bytes", sa.BigInteger),
        _required("files", sa.Integer),
        _required("bytes", sa.BigInteger),
        _required("seconds", sa.Double),
        _required("damaged", sa.Integer),
        _required("healed", sa.Integer),
    )
    op.create_index("ix_fixity_round_store_ended", "fixity_round", ["store", "ended"])
    op.create_table(
        "fixity_event",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("at", sa.DateTime, index=True),
        _choice("store", "checked_store", "masters", "copy", "repository"),
        _choice("finding", "finding", "damaged", "missing", "healed", "not_healed", "sound"),
        _required("digest", sa.String),
        _required("detail", sa.String),
        _link("fixity_event", "round_id", "fixity_round", "SET NULL", nullable=True, index=True),
    )
    op.create_index("ix_fixity_event_digest_store", "fixity_event", ["digest", "store"])
    op.create_table(
        "supported_version",
        sa.Column("revision", sa.String, primary_key=True),
    )


def _create_monitoring() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("code", sa.String, index=True),
        _required("name", sa.String),
        _required("sentence", sa.String),
        _required("opened", sa.DateTime),
        sa.Column("sound_since", sa.DateTime),
        sa.Column("resolved", sa.DateTime, index=True),
        sa.Column("mailed", sa.DateTime),
        sa.Column("posted", sa.DateTime),
        sa.Column("acknowledged", sa.DateTime),
        sa.Column("acknowledged_by", sa.String),
    )
    op.create_table(
        "alert_channel",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("delivered", sa.DateTime),
        sa.Column("failing_since", sa.DateTime),
        sa.Column("failure", sa.String),
    )
    op.create_table(
        "check_result",
        sa.Column("code", sa.String, primary_key=True),
        _required("name", sa.String),
        _required("ok", sa.Boolean),
        _required("advice", sa.String),
        _required("at", sa.DateTime),
    )
    op.create_table(
        "health_sample",
        sa.Column("at", sa.DateTime, primary_key=True),
        _required("disk_free_bytes", sa.BigInteger),
        _required("database_bytes", sa.BigInteger),
        _required("wal_bytes", sa.BigInteger),
        _required("waiting_pages", sa.Integer),
        _required("index_due", sa.Integer),
        _required("pages_done", sa.Integer),
        _required("requests", sa.Integer),
        _required("errors", sa.Integer),
        sa.Column("p50_ms", sa.Double),
        sa.Column("p95_ms", sa.Double),
        _required("site_memory_bytes", sa.BigInteger),
        sa.Column("pipeline_memory_bytes", sa.BigInteger),
    )
    op.create_table(
        "maintenance_order",
        sa.Column("id", sa.Integer, primary_key=True),
        _choice(
            "kind", "order_kind", "rebuild-index", "check-files", "back-up", "examine", "test-alert"
        ),
        _required("ordered", sa.DateTime),
        _required("ordered_by", sa.String),
        sa.Column("started", sa.DateTime),
        sa.Column("finished", sa.DateTime),
        sa.Column("passed", sa.Boolean),
        sa.Column("message", sa.String),
    )
    op.create_table(
        "service_heartbeat",
        sa.Column("name", sa.String, primary_key=True),
        _required("started", sa.DateTime),
        _required("at", sa.DateTime),
        _required("memory_bytes", sa.BigInteger),
    )


def _create_catalogue() -> None:
    op.create_table(
        "item",
        sa.Column("id", sa.String, primary_key=True),
        _required("collection", sa.String),
        _required("title", sa.String),
        _required("title_sort", sa.String, index=True),
        sa.Column("kind", sa.String),
        sa.Column("number", sa.String),
        sa.Column("issuing_body", sa.String),
        sa.Column("creator", sa.String),
        sa.Column("date", sa.String),
        sa.Column("year", sa.Integer, index=True),
        _required("language", sa.String),
        sa.Column("description", sa.String),
        sa.Column("url", sa.String),
        sa.Column("licence", sa.String),
        sa.Column("source_id", sa.String),
        _required("other_fields", sa.JSON),
        _choice("access", "access", "public", "library", "staff"),
        _choice("state", "state", "draft", "review", "published", "withdrawn"),
        _required("page_count", sa.Integer),
        sa.Column("cover", sa.String),
        sa.Column("accession_id", sa.Integer, sa.ForeignKey("accession.id"), index=True),
        _required("created", sa.DateTime),
        _required("changed", sa.DateTime),
        sa.Column("published", sa.DateTime, index=True),
        sa.Column("place", sa.String),
        sa.Column("opens", sa.String),
        sa.Column("series", sa.String),
        sa.Column("month_day", sa.String, index=True),
        sa.Column("date_text", sa.String),
        sa.Column("earliest", sa.Integer),
        sa.Column("latest", sa.Integer),
        _link("item", "part_of", "item", "SET NULL", nullable=True, index=True),
        _required("search_words", sa.String),
        sa.UniqueConstraint("collection", "source_id"),
    )
    op.create_index("ix_item_collection_state", "item", ["collection", "state"])
    op.create_index("ix_item_series_date", "item", ["series", "date"])
    op.create_table(
        "page",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("item_id", sa.String, sa.ForeignKey("item.id", ondelete="CASCADE")),
        _required("number", sa.Integer),
        sa.Column("label", sa.String),
        _choice("state", "page_state", "waiting", "done", "failed"),
        sa.Column("message", sa.String),
        sa.Column("width", sa.Integer),
        sa.Column("height", sa.Integer),
        sa.Column("quality", sa.Double, index=True),
        sa.Column("words", sa.String),
        _required("left_out", sa.Boolean, server_default=sa.false()),
        sa.Column("passed", sa.DateTime),
        sa.Column("languages", sa.String),
        sa.Column("taken_from", sa.String),
        sa.Column("as_read", sa.String),
        _required("place", sa.Integer),
        sa.Column("numbered", sa.String),
        _choice("kind", "page_kind", "cover", "title", "contents", "plate", nullable=True),
        sa.Column("in_place_of", sa.String),
        sa.UniqueConstraint("item_id", "number"),
    )
    op.create_table(
        "derivative",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("page_id", sa.Integer, sa.ForeignKey("page.id", ondelete="CASCADE")),
        _choice("kind", "derivative_kind", "thumbnail", "reading", "leaf", "tiles"),
        _required("digest", sa.String),
        _required("media_type", sa.String),
        _required("width", sa.Integer),
        _required("height", sa.Integer),
        _required("bytes", sa.BigInteger),
        sa.UniqueConstraint("page_id", "kind", "width"),
    )
    op.create_table(
        "holding",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("holding", "item_id", "item", "CASCADE"),
        _required("place", sa.Integer),
        _required("call_number", sa.String),
        _required("location", sa.String),
        _choice("condition", "condition", "good", "worn", "damaged", "incomplete", "lost"),
        _required("remark", sa.String),
        sa.Column("registration", sa.String, unique=True),
        sa.Column("barcode", sa.String, unique=True),
        sa.Column("price", sa.Integer),
        _required("shelf", sa.String, server_default=""),
        _required("source", sa.String, server_default=""),
        _required("acquired", sa.String, server_default=""),
        sa.UniqueConstraint("item_id", "place"),
    )
    op.create_table(
        "index_due",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("item_id", sa.String),
        sa.Column("page_number", sa.Integer),
        _required("since", sa.DateTime),
    )
    op.create_table(
        "meaning_due",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("item_id", sa.String),
    )
    op.create_table(
        "page_text",
        sa.Column(
            "page_id", sa.Integer, sa.ForeignKey("page.id", ondelete="CASCADE"), primary_key=True
        ),
        _required("text", sa.LargeBinary),
        sa.Column("as_read", sa.LargeBinary),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("proposal", "item_id", "item", "CASCADE"),
        _required("page_number", sa.Integer),
        _required("field", sa.String),
        _required("value", sa.String),
        _required("confidence", sa.Double),
        _required("left", sa.Integer),
        _required("top", sa.Integer),
        _required("width", sa.Integer),
        _required("height", sa.Integer),
        _choice("state", "proposal_state", "open", "accepted", "dismissed"),
        sa.Column("decided", sa.DateTime),
        sa.Column("decided_by", sa.String),
        sa.UniqueConstraint("item_id", "field", "value"),
    )


def _create_watched_folder() -> None:
    op.create_table(
        "arrival",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("token", sa.String, unique=True),
        _required("folder", sa.String),
        _required("entries", sa.JSON),
        _required("name", sa.String),
        _required("files", sa.Integer),
        _required("bytes", sa.BigInteger),
        _required("mark", sa.String),
        _required("found", sa.DateTime),
        _choice("state", "arrival_state", "waiting", "taking", "entered", "settled", index=True),
        sa.Column("message", sa.String),
        sa.Column("place", sa.String),
        sa.Column("settled", sa.DateTime),
    )
    op.create_table(
        "arrival_part",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("arrival_part", "arrival_id", "arrival", "CASCADE", index=True),
        _required("source", sa.String),
        _required("paths", sa.JSON),
        _link("arrival_part", "accession_id", "accession", "SET NULL", nullable=True, index=True),
        sa.Column("message", sa.String),
        _required("aside", sa.Boolean),
    )
    op.create_table(
        "watched_folder",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("looked", sa.DateTime),
        sa.Column("problem", sa.String),
    )


def _create_points() -> None:
    op.create_table(
        "access_point",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("code", sa.String, unique=True),
    )
    op.create_table(
        "asset",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("number", sa.String, unique=True),
        _required("kind", sa.String),
        sa.Column("serial", sa.String),
        sa.Column("source", sa.String),
        sa.Column("acquired", sa.Date),
        sa.Column("cost", sa.BigInteger),
        sa.Column("life_years", sa.Integer),
        sa.Column("used_from", sa.Integer),
    )
    op.create_table(
        "asset_record",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("asset_id", sa.Integer, sa.ForeignKey("asset.id")),
        _required("since", sa.Date),
        _required("recorded", sa.DateTime),
        _required("recorded_by", sa.String),
        _required("point_id", sa.Integer, sa.ForeignKey("access_point.id"), index=True),
        _choice("state", "asset_state", "in-use", "broken", "stored", "retired"),
        sa.Column("reason", sa.String),
    )
    op.create_index("ix_asset_record_asset_id_since", "asset_record", ["asset_id", "since"])
    op.create_table(
        "device",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("label", sa.String),
        sa.Column("code_hash", sa.String, unique=True),
        sa.Column("code_expires", sa.DateTime),
        sa.Column("token_hash", sa.String, unique=True),
        sa.Column("enrolled", sa.DateTime),
        sa.Column("revoked", sa.DateTime),
        sa.Column("asset_id", sa.Integer, sa.ForeignKey("asset.id")),
        sa.Column("cloned", sa.DateTime),
        sa.Column("speaking_boot", sa.Integer),
        sa.Column("agent_hash", sa.String, unique=True),
        sa.Column("agent_boot", sa.Integer),
        sa.Column("room_key", sa.LargeBinary),
        sa.Column("renewed", sa.DateTime),
    )
    op.create_table(
        "device_absence",
        sa.Column("device_id", sa.Integer, sa.ForeignKey("device.id"), primary_key=True),
        sa.Column("since", sa.DateTime, primary_key=True),
        _required("until", sa.DateTime),
    )
    op.create_table(
        "device_placement",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("device_id", sa.Integer, sa.ForeignKey("device.id")),
        _required("point_id", sa.Integer, sa.ForeignKey("access_point.id"), index=True),
        _required("since", sa.DateTime),
        _required("placed_by", sa.String),
    )
    op.create_index(
        "ix_device_placement_device_id_since", "device_placement", ["device_id", "since"]
    )
    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("lesson", "point_id", "access_point"),
        _required("begins", sa.DateTime),
        _required("ends", sa.DateTime),
        _required("learners", sa.Integer),
        _required("devices", sa.JSON),
        _required("recorded_by", sa.String),
    )
    op.create_index("ix_lesson_point_id_begins", "lesson", ["point_id", "begins"])
    op.create_table(
        "opening_exception",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("point_id", sa.Integer, sa.ForeignKey("access_point.id")),
        _required("day", sa.Date),
        _required("recorded", sa.DateTime),
        _required("recorded_by", sa.String),
        _required("hours", sa.String),
        _required("reason", sa.String),
    )
    op.create_index("ix_opening_exception_point_id_day", "opening_exception", ["point_id", "day"])
    op.create_table(
        "opening_week",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("point_id", sa.Integer, sa.ForeignKey("access_point.id")),
        _required("since", sa.Date),
        _required("recorded", sa.DateTime),
        _required("recorded_by", sa.String),
        _required("days", sa.JSON),
    )
    op.create_index("ix_opening_week_point_id_since", "opening_week", ["point_id", "since"])
    op.create_table(
        "point_keeper",
        _link("point_keeper", "staff_id", "staff_member", primary_key=True),
        _link("point_keeper", "point_id", "access_point", primary_key=True, index=True),
    )
    op.create_table(
        "point_links",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("point_links", "point_id", "access_point", index=True),
        _required("recorded", sa.DateTime),
        _required("recorded_by", sa.String),
        _required("links", sa.JSON),
    )
    op.create_table(
        "point_networks",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("point_id", sa.Integer, sa.ForeignKey("access_point.id"), index=True),
        _required("recorded", sa.DateTime),
        _required("recorded_by", sa.String),
        _required("networks", sa.JSON),
    )
    op.create_table(
        "point_record",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("point_id", sa.Integer, sa.ForeignKey("access_point.id")),
        _required("since", sa.Date),
        _required("recorded", sa.DateTime),
        _required("recorded_by", sa.String),
        sa.Column("reason", sa.String),
        _required("name", sa.String),
        _choice("level", "point_level", "province", "district", "commune"),
        sa.Column("owner", sa.String),
        sa.Column("reporter", sa.String),
        sa.Column("place", sa.String),
        sa.Column("address", sa.String),
        sa.Column("latitude", sa.Double),
        sa.Column("longitude", sa.Double),
        _required("serving", sa.Boolean),
    )
    op.create_index("ix_point_record_point_id_since", "point_record", ["point_id", "since"])
    op.create_table(
        "point_wait",
        _link("point_wait", "point_id", "access_point", primary_key=True),
        _required("until", sa.DateTime),
    )


def _create_authorities() -> None:
    op.create_table(
        "authority",
        sa.Column("id", sa.Integer, primary_key=True),
        _choice("family", "family", "agent", "subject", "place"),
        _choice("kind", "authority_kind", "person", "body", "subject", "place"),
        _required("name", sa.String),
        _required("key", sa.String),
        _required("sort", sa.String),
        _required("letter", sa.String),
        _required("folded", sa.String, index=True),
        sa.Column("begins", sa.String),
        sa.Column("ends", sa.String),
        sa.Column("note", sa.String),
        sa.Column("source", sa.String),
        _required("checked", sa.Boolean, server_default=sa.false()),
        _required("changed", sa.DateTime),
        _link("authority", "merged_into", "authority", nullable=True, index=True),
        sa.Column("merged", sa.DateTime),
        sa.Column("merged_by", sa.String),
        sa.UniqueConstraint("family", "key"),
        sa.CheckConstraint("merged_into IS NULL OR merged_into <> id", name="leads_on"),
    )
    op.create_index("ix_authority_family_sort_id", "authority", ["family", "sort", "id"])
    op.create_index("ix_authority_kind_letter_sort", "authority", ["kind", "letter", "sort"])
    op.create_table(
        "authority_distinct",
        _link("authority_distinct", "one_id", "authority", "CASCADE", primary_key=True),
        _link("authority_distinct", "other_id", "authority", "CASCADE", primary_key=True),
        _required("decided", sa.DateTime),
        _required("decided_by", sa.String),
    )
    op.create_table(
        "authority_variant",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("authority_variant", "authority_id", "authority", "CASCADE"),
        _required("name", sa.String),
        _required("key", sa.String, index=True),
        _required("folded", sa.String),
        sa.UniqueConstraint("authority_id", "key"),
    )
    op.create_table(
        "item_authority",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("item_authority", "item_id", "item", "CASCADE"),
        _required("field", sa.String),
        _required("place", sa.Integer),
        _required("tail", sa.String, server_default=""),
        _link("item_authority", "authority_id", "authority", index=True),
        _link("item_authority", "origin_id", "authority", index=True),
        sa.UniqueConstraint("item_id", "field", "place"),
    )


def _create_description() -> None:
    op.create_table(
        "column_mapping",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("heading", sa.String, unique=True),
        _required("written", sa.String),
        _required("field", sa.String),
    )
    op.create_table(
        "original_record",
        _link("original_record", "item_id", "item", "CASCADE", primary_key=True),
        _required("content", sa.JSON),
        _required("described", sa.JSON),
    )
    op.create_table(
        "public_change",
        sa.Column("item_id", sa.String, primary_key=True),
        _required("collection", sa.String),
        _required("changed", sa.DateTime),
        _required("is_open", sa.Boolean),
    )
    op.create_index("ix_public_change_changed_item_id", "public_change", ["changed", "item_id"])
    op.create_index(
        "ix_public_change_collection_changed", "public_change", ["collection", "changed", "item_id"]
    )
    op.create_table(
        "record_source",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("record_source", "item_id", "item", "CASCADE"),
        _required("catalogue", sa.String),
        _required("number", sa.String),
        _required("taken", sa.DateTime),
        _required("taken_by", sa.String),
        sa.UniqueConstraint("item_id", "catalogue", "number"),
    )


def _create_publication() -> None:
    op.create_table(
        "opening",
        _link("opening", "item_id", "item", "CASCADE", primary_key=True),
        sa.Column("field", sa.String, primary_key=True),
        sa.Column("value", sa.String),
        _required("proposed", sa.DateTime, index=True),
        _required("proposed_by", sa.String),
    )
    op.create_table(
        "publication",
        _link("publication", "item_id", "item", "CASCADE", primary_key=True),
        sa.Column("sent", sa.DateTime),
        sa.Column("sent_by", sa.String),
        sa.Column("remark", sa.String),
        sa.Column("publish_on", sa.String, index=True),
        sa.Column("publish_by", sa.String),
        sa.Column("returned", sa.DateTime, index=True),
        sa.Column("returned_by", sa.String),
        sa.Column("withdrawn", sa.DateTime),
        sa.Column("notice", sa.String),
        sa.Column("assigned_to", sa.String, index=True),
        sa.Column("assigned_by", sa.String),
        sa.Column("assigned", sa.DateTime),
        _required("two_people", sa.Boolean, server_default=sa.false()),
        sa.Column("deleted", sa.DateTime, index=True),
        sa.Column("deleted_by", sa.String),
    )


def _create_harvest() -> None:
    op.create_table(
        "harvest",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("source", sa.String),
        _required("set_code", sa.String),
        _required("set_name", sa.String),
        _required("prefix", sa.String),
        _required("collection", sa.String),
        _choice("access", "harvest_access", "public", "library", "staff"),
        _required("is_daily", sa.Boolean),
        _choice("order", "harvest_order", "none", "run", "undo"),
        sa.Column("due", sa.DateTime, index=True),
        _required("since", sa.String),
        _required("token", sa.String),
        _required("pass_date", sa.String),
        _required("done", sa.Integer),
        sa.Column("total", sa.Integer),
        _required("failures", sa.Integer),
        _required("problem", sa.String),
        sa.Column("finished", sa.DateTime),
        _required("ordered", sa.DateTime),
        _required("ordered_by", sa.String),
    )
    op.create_table(
        "harvested_record",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("source", sa.String),
        _required("identifier", sa.String),
        _link("harvested_record", "harvest_id", "harvest", "CASCADE", index=True),
        _link("harvested_record", "item_id", "item", "SET NULL", nullable=True, index=True),
        _required("title", sa.String),
        _choice("state", "harvested_record_state", "draft", "held", "refused"),
        _required("problem", sa.String),
        _required("datestamp", sa.String),
        _required("digest", sa.String),
        _required("is_deleted", sa.Boolean),
        _required("content", sa.JSON),
        _required("changes", sa.JSON),
        _required("has_changes", sa.Boolean),
        sa.UniqueConstraint("source", "identifier"),
    )


def _create_triage() -> None:
    op.create_table(
        "instruction",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("accession_id", sa.Integer, sa.ForeignKey("accession.id", ondelete="CASCADE")),
        _required("page_number", sa.Integer),
        _choice("about", "about", "turn", "read", "spread"),
        _required("value", sa.Integer),
        _required("by", sa.String),
        _required("at", sa.DateTime),
        sa.UniqueConstraint("accession_id", "page_number", "about"),
    )
    op.create_table(
        "likeness_verdict",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("newer_id", sa.Integer, sa.ForeignKey("accession.id", ondelete="CASCADE")),
        _required("older_id", sa.Integer, sa.ForeignKey("accession.id", ondelete="CASCADE")),
        _choice("verdict", "verdict", "keep", "drop"),
        _required("state_before", sa.String),
        _required("by", sa.String),
        _required("at", sa.DateTime),
        sa.UniqueConstraint("newer_id", "older_id"),
    )
    op.create_table(
        "mending",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("mending", "item_id", "item", "CASCADE", index=True),
        _link("mending", "accession_id", "accession", "CASCADE", nullable=True, index=True),
        _choice("kind", "mending_kind", "replace", "insert", "join"),
        _required("page_ids", sa.JSON),
        _required("below", sa.Boolean, server_default=sa.false()),
        _required("told", sa.String),
        _required("by", sa.String),
        _required("at", sa.DateTime),
        sa.Column("applied", sa.DateTime),
        sa.Column("undone", sa.DateTime),
        _required("spots", sa.JSON),
        _required("places", sa.JSON),
        _required("turns", sa.JSON),
        _required("before", sa.JSON),
    )
    op.create_table(
        "page_act",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("page_act", "item_id", "item", "CASCADE", index=True),
        _choice(
            "kind",
            "page_act_kind",
            "move",
            "number",
            "mark",
            "drop",
            "put-back",
            "turn",
            "part",
            "join",
            "replace",
            "insert",
        ),
        _required("told", sa.String),
        _required("by", sa.String),
        _required("at", sa.DateTime),
        _required("pages", sa.JSON),
        _required("orders", sa.JSON),
        sa.Column("undone", sa.DateTime),
        sa.Column("undone_by", sa.String),
        _link("page_act", "mending_id", "mending", "CASCADE", nullable=True),
    )
    op.create_table(
        "surveyed_page",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("accession_id", sa.Integer, sa.ForeignKey("accession.id", ondelete="CASCADE")),
        _required("number", sa.Integer),
        _required("blank", sa.Boolean),
        _required("thumbnail", sa.String),
        _required("width", sa.Integer),
        _required("height", sa.Integer),
        sa.Column("folio", sa.Integer),
        sa.Column("signature", sa.LargeBinary),
        sa.Column("band_1", sa.Integer, index=True),
        sa.Column("band_2", sa.Integer, index=True),
        sa.Column("band_3", sa.Integer, index=True),
        sa.Column("band_4", sa.Integer, index=True),
        sa.Column("turn", sa.Integer),
        sa.UniqueConstraint("accession_id", "number"),
    )
    op.create_table(
        "page_likeness",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("newer_id", sa.Integer, sa.ForeignKey("surveyed_page.id", ondelete="CASCADE")),
        _required(
            "older_id",
            sa.Integer,
            sa.ForeignKey("surveyed_page.id", ondelete="CASCADE"),
            index=True,
        ),
        sa.UniqueConstraint("newer_id", "older_id"),
    )


def _create_corrections() -> None:
    op.create_table(
        "description_report",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("description_report", "item_id", "item", "CASCADE"),
        _required("field", sa.String),
        _required("told", sa.String),
        _required("at", sa.DateTime, index=True),
        _choice("state", "report_state", "open", "accepted", "refused", index=True),
        sa.Column("decided", sa.DateTime),
        sa.Column("decided_by", sa.String),
        sa.UniqueConstraint("item_id", "field", "told"),
    )
    op.create_table(
        "leaf_due",
        _link("leaf_due", "page_id", "page", "CASCADE", primary_key=True),
        _required("words", sa.String),
    )
    op.create_table(
        "misreading",
        sa.Column("seen", sa.String, primary_key=True),
        sa.Column("meant", sa.String, primary_key=True),
        _required("times", sa.Integer),
    )
    op.create_table(
        "reader_report",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("reader_report", "page_id", "page", "CASCADE"),
        _required("seen", sa.String),
        _required("meant", sa.String),
        _required("at", sa.DateTime, index=True),
        _choice("state", "report_state", "open", "accepted", "refused", index=True),
        sa.Column("decided", sa.DateTime),
        sa.Column("decided_by", sa.String),
        _link(
            "reader_report", "reader_id", "reader_account", "SET NULL", nullable=True, index=True
        ),
        sa.UniqueConstraint("page_id", "seen", "meant"),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("item_id", sa.String),
        _link("revision", "page_id", "page", "SET NULL", nullable=True, index=True),
        sa.Column("picture", sa.String),
        _required("width", sa.Integer),
        _required("height", sa.Integer),
        _required("begins", sa.Double),
        _required("ends", sa.Double),
        _choice("kind", "revision_kind", "typed", "alike", "reader", "machine"),
        _required("by", sa.String),
        _required("at", sa.DateTime),
        _required("changes", sa.LargeBinary),
        _required("count", sa.Integer),
        _required("astray", sa.Integer, server_default="0"),
        sa.Column("batch", sa.String, index=True),
        sa.Column("undone", sa.DateTime),
        sa.Column("undone_by", sa.String),
        sa.Column("read_from", sa.String),
    )
    op.create_index("ix_revision_item_id_picture", "revision", ["item_id", "picture"])
    op.create_table(
        "second_reading",
        _link("second_reading", "page_id", "page", "CASCADE", primary_key=True),
        _required("words", sa.String),
        _required("reader", sa.String, index=True),
        _required("at", sa.DateTime),
        _choice("outcome", "reading_outcome", "read", "disagreed", "skipped", "failed"),
        _required("strips", sa.Integer),
        sa.Column("agreement", sa.Double),
        _required("changed", sa.Integer),
    )
    op.create_table(
        "sweep",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("collection", sa.String),
        _required("seen", sa.String),
        _required("meant", sa.String),
        _required("by", sa.String),
        _required("at", sa.DateTime),
        _choice(
            "state",
            "sweep_state",
            "finding",
            "found",
            "correcting",
            "corrected",
            "undoing",
            "undone",
            "given-up",
            index=True,
        ),
        _required("batch", sa.String, unique=True),
        _required("looked_to", sa.Integer),
        _required("looked", sa.Integer),
        sa.Column("ordered_by", sa.String),
    )
    op.create_table(
        "sweep_place",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("sweep_place", "sweep_id", "sweep", "CASCADE"),
        _link("sweep_place", "page_id", "page", "CASCADE", index=True),
        _required("place", sa.Integer),
        _required("text", sa.String),
        _required("left", sa.Integer),
        _required("top", sa.Integer),
        _required("width", sa.Integer),
        _required("height", sa.Integer),
        _required("left_out", sa.Boolean, server_default=sa.false()),
        sa.Column("corrected", sa.Boolean),
        sa.UniqueConstraint("sweep_id", "page_id", "place"),
    )


def _create_stories() -> None:
    op.create_table(
        "story",
        sa.Column("id", sa.Integer, primary_key=True),
        _choice("kind", "story_kind", "story", "lesson"),
        _choice("state", "story_state", "draft", "published"),
        _required("title", sa.String),
        _required("lead", sa.String),
        _required("school_class", sa.String),
        _required("theme", sa.String),
        _required("sheet", sa.String),
        sa.Column("source_id", sa.String, unique=True),
        _required("created", sa.DateTime),
        _required("changed", sa.DateTime),
        _required("changed_by", sa.String),
        sa.Column("published", sa.DateTime),
    )
    op.create_index("ix_story_state_published", "story", ["state", "published"])
    op.create_table(
        "story_part",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("story_part", "story_id", "story", "CASCADE"),
        _required("place", sa.Integer),
        _required("text", sa.String),
        _link("story_part", "item_id", "item", "SET NULL", nullable=True, index=True),
        sa.Column("page_number", sa.Integer),
        _required("caption", sa.String),
        sa.UniqueConstraint("story_id", "place"),
    )


def _create_usage() -> None:
    op.create_table(
        "device_boot",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("device_id", sa.Integer, sa.ForeignKey("device.id")),
        _required("boot", sa.LargeBinary),
        sa.Column("origin", sa.BigInteger),
        sa.Column("skew", sa.BigInteger),
        _required("spoken", sa.BigInteger),
        _required("returns", sa.Integer),
        _required("dropped", sa.Integer),
        _required("heard", sa.DateTime),
        _required("waiting", sa.Integer, server_default="0"),
        _required("by_agent", sa.Boolean, server_default=sa.false()),
        sa.Column("delivered_by", sa.Integer, sa.ForeignKey("device_boot.id"), index=True),
        sa.Column("delivered_offset", sa.BigInteger),
        sa.Column("version", sa.String),
        _required("undated", sa.Boolean, server_default=sa.false()),
        _required("latest", sa.BigInteger),
        sa.UniqueConstraint("device_id", "boot"),
    )
    op.create_table(
        "device_event",
        sa.Column("boot_id", sa.Integer, sa.ForeignKey("device_boot.id"), primary_key=True),
        sa.Column("event", sa.LargeBinary, primary_key=True),
        _required("seq", sa.Integer),
        _required("kind", sa.SmallInteger),
        _required("wall", sa.BigInteger),
        _required("mono", sa.BigInteger),
        _required("received", sa.BigInteger),
        sa.Column("session", sa.LargeBinary),
        sa.Column("amount", sa.Integer),
        postgresql_partition_by="RANGE (event)",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "help_call",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("help_call", "device_id", "device", index=True),
        _required("asked", sa.DateTime, index=True),
        sa.Column("answered", sa.DateTime),
        sa.Column("answered_by", sa.String),
    )
    op.create_table(
        "item_use",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("at", sa.DateTime, index=True),
        _choice("kind", "use_kind", "search", "investigation", "request"),
        sa.Column("item_id", sa.String),
        sa.Column("page_number", sa.Integer),
        sa.Column("device_id", sa.Integer, sa.ForeignKey("device.id"), index=True),
        _required("reader_session", sa.String),
        sa.Column("earlier_session", sa.String),
    )
    op.create_index("ix_item_use_item_id_at", "item_use", ["item_id", "at"])
    op.create_table(
        "past_search",
        sa.Column("digest", sa.String, primary_key=True),
        _required("days", sa.Integer),
        _required("last_day", sa.Date, index=True),
        sa.Column("text", sa.String),
    )
    op.create_table(
        "usage_due",
        sa.Column("device_id", sa.Integer, sa.ForeignKey("device.id"), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
    )
    op.create_table(
        "visit_salt",
        sa.Column("day", sa.Date, primary_key=True),
        _required("salt", sa.LargeBinary),
    )


def _create_usage_totals() -> None:
    op.create_table(
        "use_ruling",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("accepted", sa.Boolean),
        _required("reason", sa.String),
        _required("uses", sa.Integer),
        _required("decided", sa.DateTime),
        _required("decided_by", sa.String),
        sa.Column("undone", sa.DateTime),
        sa.Column("undone_by", sa.String),
    )
    op.create_table(
        "apart_use",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("device_id", sa.Integer, sa.ForeignKey("device.id")),
        _required("point_id", sa.Integer, sa.ForeignKey("access_point.id"), index=True),
        _required("day", sa.Date),
        _required("started", sa.DateTime),
        _required("seconds", sa.Integer),
        _required("reason", sa.String),
        _required("session", sa.LargeBinary),
        sa.Column("ruling_id", sa.Integer, sa.ForeignKey("use_ruling.id")),
    )
    op.create_index("ix_apart_use_device_id_day", "apart_use", ["device_id", "day"])
    op.create_index("ix_apart_use_ruling_id_point_id", "apart_use", ["ruling_id", "point_id"])
    op.create_table(
        "computer_day",
        sa.Column("device_id", sa.Integer, sa.ForeignKey("device.id"), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("point_id", sa.Integer, sa.ForeignKey("access_point.id"), primary_key=True),
        _required("sessions", sa.Integer),
        _required("doubtful_sessions", sa.Integer),
        _required("session_seconds", sa.Integer),
        _required("active_seconds", sa.Integer),
        _required("machine_seconds", sa.Integer),
        _required("line_up_seconds", sa.Integer),
        _required("line_down_seconds", sa.Integer),
        _required("help_requests", sa.Integer),
        sa.Column("outside_seconds", sa.Integer),
        sa.Column("apart_sessions", sa.Integer),
    )
    op.create_index("ix_computer_day_day", "computer_day", ["day", "point_id", "device_id"])
    op.create_index("ix_computer_day_point_id_day", "computer_day", ["point_id", "day"])
    op.create_table(
        "computer_hour",
        _link("computer_hour", "device_id", "device", primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("hour", sa.SmallInteger, primary_key=True),
        _link("computer_hour", "point_id", "access_point", primary_key=True),
        _required("sessions", sa.Integer),
        _required("used_seconds", sa.Integer),
        _required("active_seconds", sa.Integer),
        _required("machine_seconds", sa.Integer),
        _required("line_up_seconds", sa.Integer),
        _required("line_down_seconds", sa.Integer),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_computer_hour_point_id_day", "computer_hour", ["point_id", "day"])
    op.create_table(
        "counted_day",
        sa.Column("day", sa.Date, primary_key=True),
    )
    op.create_table(
        "demographic_tally",
        _link("demographic_tally", "point_id", "access_point", primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("question", sa.String, primary_key=True),
        sa.Column("answer", sa.String, primary_key=True),
        _required("count", sa.Integer),
    )
    op.create_table(
        "events_forgotten",
        sa.Column("device_id", sa.Integer, sa.ForeignKey("device.id"), primary_key=True),
        _required("before", sa.Date),
    )
    op.create_table(
        "item_month",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("month", sa.Date),
        _required("item_id", sa.String),
        _required("inside", sa.Boolean),
        sa.Column("point_id", sa.Integer, sa.ForeignKey("access_point.id")),
        _required("total_investigations", sa.Integer),
        _required("unique_investigations", sa.Integer),
        _required("total_requests", sa.Integer),
        _required("unique_requests", sa.Integer),
        sa.Column("open_day", sa.Date),
    )
    op.create_index("ix_item_month_month_item_id", "item_month", ["month", "item_id"])
    op.create_table(
        "open_use_day",
        sa.Column("day", sa.Date, primary_key=True),
        _required("until", sa.DateTime),
        _required("uses", sa.Integer),
    )
    op.create_table(
        "point_day",
        _link("point_day", "point_id", "access_point", primary_key=True),
        sa.Column("day", sa.Date, primary_key=True, index=True),
        _required("sessions", sa.Integer),
        _required("doubtful_sessions", sa.Integer),
        _required("session_seconds", sa.Integer),
        _required("active_seconds", sa.Integer),
        _required("machine_seconds", sa.Integer),
        _required("line_up_seconds", sa.Integer),
        _required("line_down_seconds", sa.Integer),
        _required("help_requests", sa.Integer),
        _required("computers", sa.Integer),
        sa.Column("outside_seconds", sa.Integer),
        sa.Column("apart_sessions", sa.Integer),
    )
    op.create_table(
        "point_month",
        sa.Column("point_id", sa.Integer, sa.ForeignKey("access_point.id"), primary_key=True),
        sa.Column("month", sa.Date, primary_key=True),
        _required("sessions", sa.Integer),
        _required("doubtful_sessions", sa.Integer),
        _required("session_seconds", sa.Integer),
        _required("active_seconds", sa.Integer),
        _required("machine_seconds", sa.Integer),
        _required("line_up_seconds", sa.Integer),
        _required("line_down_seconds", sa.Integer),
        _required("help_requests", sa.Integer),
        _required("computer_days", sa.Integer),
        sa.Column("outside_seconds", sa.Integer),
        sa.Column("apart_sessions", sa.Integer),
    )
    op.create_table(
        "restatement",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("point_id", sa.Integer, sa.ForeignKey("access_point.id")),
        _required("month", sa.Date),
        _required("measure", sa.String),
        sa.Column("before", sa.Integer),
        sa.Column("after", sa.Integer),
        _required("restated", sa.DateTime),
    )
    op.create_index("ix_restatement_point_id_month", "restatement", ["point_id", "month"])
    op.create_table(
        "tally",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("tally", "point_id", "access_point"),
        _required("day", sa.Date),
        sa.Column("visits", sa.Integer),
        sa.Column("uses", sa.Integer),
        _required("recorded", sa.DateTime),
        _required("recorded_by", sa.String),
        sa.Column("prints", sa.Integer),
    )
    op.create_index("ix_tally_point_id_day", "tally", ["point_id", "day"])
    op.create_table(
        "use_day",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("day", sa.Date),
        sa.Column("point_id", sa.Integer, sa.ForeignKey("access_point.id")),
        _required("searches", sa.Integer),
        _required("total_investigations", sa.Integer),
        _required("unique_investigations", sa.Integer),
        _required("total_requests", sa.Integer),
        _required("unique_requests", sa.Integer),
        _required("is_open", sa.Boolean),
    )
    op.create_index("ix_use_day_day_point_id", "use_day", ["day", "point_id"])


def _create_programme() -> None:
    op.create_table(
        "closed_month",
        sa.Column("month", sa.Date, primary_key=True),
        _required("facts", sa.JSON),
        _required("closed", sa.DateTime),
        _required("closed_by", sa.String),
    )
    op.create_table(
        "form_version",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("code", sa.String),
        _required("version", sa.Integer),
        _required("text", sa.String),
        sa.Column("workbook", sa.LargeBinary),
        sa.Column("reason", sa.String),
        _required("recorded", sa.DateTime),
        _required("recorded_by", sa.String),
        sa.UniqueConstraint("code", "version"),
    )
    op.create_table(
        "plan_version",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("code", sa.String),
        _required("version", sa.Integer),
        _required("text", sa.String),
        sa.Column("reason", sa.String),
        _required("recorded", sa.DateTime),
        _required("recorded_by", sa.String),
        sa.UniqueConstraint("code", "version"),
    )
    op.create_table(
        "register_entry",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("register", sa.String),
        _required("number", sa.Integer),
        _required("revision", sa.Integer),
        _link("register_entry", "point_id", "access_point", nullable=True),
        _required("day", sa.Date),
        _required("told", sa.JSON),
        _required("taken_back", sa.Boolean),
        sa.Column("reason", sa.String),
        _required("recorded", sa.DateTime),
        _required("recorded_by", sa.String),
        sa.UniqueConstraint("register", "number", "revision"),
    )
    op.create_index("ix_register_entry_register_day", "register_entry", ["register", "day"])
    op.create_table(
        "report",
        sa.Column("id", sa.Integer, primary_key=True),
        _required("kind", sa.String),
        _required("period", sa.String),
        _required("reader", sa.String),
        sa.Column("point", sa.String),
        _choice("state", "report_state", "draft", "signed", "registered"),
        _required("head", sa.JSON),
        _required("texts", sa.JSON),
        sa.Column("figures", sa.JSON),
        sa.Column("paper", sa.LargeBinary),
        _required("made", sa.DateTime),
        _required("made_by", sa.String),
        sa.Column("signed", sa.DateTime),
        sa.Column("signed_by", sa.String),
        sa.Column("number", sa.Integer),
        sa.Column("numbered", sa.Date),
        _required("sentences", sa.JSON),
    )
