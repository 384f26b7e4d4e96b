"""Tables and columns that go into packs, and those that never do."""

import pytest

from kit.packs.contents import KINDS
from library.tables import metadata

NEVER = frozenset(
    (
        *("accession", "source_file", "ingest_step", "description_sheet", "description_row"),
        *(
            "publication",
            "opening",
            "change_set",
            "proposal",
            "authority_distinct",
            "public_change",
        ),
        *("index_due", "meaning_due", "bin_entry", "column_mapping", "supported_version"),
        *("revision", "misreading", "reader_report", "description_report", "line_task"),
        *("line_answer", "second_reading", "leaf_due", "figure_doubt", "learned_table"),
        *("sweep", "sweep_place", "harvest", "harvested_record", "page_act", "mending"),
        *("alert", "alert_channel", "check_result", "health_sample", "maintenance_order"),
        *("service_heartbeat", "backup_run", "fixity_check", "fixity_round", "fixity_event"),
        *("staff_member", "staff_session", "saved_view", "recovery_code", "password_link"),
        *("form_draft", "audit_entry", "sign_in_delay", "attempt_address", "point_keeper"),
        *("work_batch", "work_batch_document", "quality_check", "intake_rule", "applied_rule"),
        *("reader_account", "reader_session", "reader_list_entry", "question_contact"),
        *("bulk_change", "bulk_line", "bulk_selection", "stocktake", "stocktake_scan"),
        *("instruction", "likeness_verdict", "page_likeness", "surveyed_page"),
        *("reader_request", "workshop_pause", "pipeline_machine", "arrival", "arrival_part"),
        *("watched_folder", "point_networks", "point_wait", "lesson", "asset", "asset_record"),
        *("device_change", "device_event", "device_boot", "help_call", "item_use", "use_day"),
        *("item_month", "point_day", "point_month", "computer_day", "computer_hour"),
        *("counted_day", "open_use_day", "tally", "tally_month", "use_ruling", "apart_use"),
        *("demographic_tally", "past_search", "usage_due", "visit_salt", "restatement"),
        *("register_entry", "plan_version", "form_version", "closed_month", "report"),
        *("station", "station_letter", "pack_order", "consent", "withdrawal_request"),
        *("silenced_span",),
        *("place_era", "place_event", "place_variant", "place_change", "copy_seat"),
        *("place_doubt", "place_decision"),
        *("outbox_entry", "held_record", "held_edition", "transcript_version"),
    )
)
"""Tables of which nothing goes: staff, readers, usage, the workshop, queues, the stations."""

SHIPPED = [shipped for tables in KINDS.values() for shipped in tables]


def test_each_table_goes_or_is_named_as_one_that_never_does():
    assert NEVER | {shipped.name for shipped in SHIPPED} == set(metadata.tables)


def test_no_table_that_goes_is_named_as_one_that_never_does():
    assert not NEVER & {shipped.name for shipped in SHIPPED}


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda shipped: shipped.name)
def test_each_column_goes_or_stays(shipped):
    columns = {column.name for column in shipped.table.__table__.columns}
    assert {*shipped.columns, *shipped.stays} == columns
    assert not set(shipped.columns) & set(shipped.stays)


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda shipped: shipped.name)
def test_what_a_station_fills_in_are_columns_that_stay(shipped):
    assert set(shipped.fillers) <= set(shipped.stays)


_NEVER_GO = ("_by", "reason", "as_read", "price", "contact", "password", "code", "accession")


def test_no_names_of_staff_and_no_secrets_go():
    columns = {f"{s.name}.{name}" for s in SHIPPED for name in s.columns}
    doubtful = {name for name in columns if any(word in name for word in _NEVER_GO)}
    assert doubtful == {"access_point.code", "opening_exception.reason"}  # both are for readers
