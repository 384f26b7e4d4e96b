"""Orders to the pipeline: pauses, withdrawals, readers' requests."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_BEFORE = ("waiting", "working", "done", "partial", "refused", "duplicate")
_AFTER = (*_BEFORE, "withdrawn")


def upgrade() -> None:
    with op.batch_alter_table("accession") as accession:
        accession.add_column(sa.Column("paused", sa.DateTime(), nullable=True))
    _allow_states(_BEFORE, _AFTER)
    op.create_index(op.f("ix_ingest_step_at"), "ingest_step", ["at"])
    op.create_table(
        "workshop_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("paused_by", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("resumed_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_pause")),
    )
    op.create_table(
        "reader_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader_request")),
    )
    op.create_index(op.f("ix_reader_request_at"), "reader_request", ["at"])


def downgrade() -> None:
    op.drop_table("reader_request")
    op.drop_table("workshop_pause")
    op.drop_index(op.f("ix_ingest_step_at"), "ingest_step")
    op.execute("UPDATE accession SET state = 'refused' WHERE state = 'withdrawn'")
    _allow_states(_AFTER, _BEFORE)
    with op.batch_alter_table("accession") as accession:
        accession.drop_column("paused")


def _allow_states(now: tuple[str, ...], then: tuple[str, ...]) -> None:
    with op.batch_alter_table("accession") as accession:
        accession.alter_column("state", existing_type=_states(now), type_=_states(then))


def _states(words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(
        *words, name="accession_state", native_enum=False, create_constraint=True, length=32
    )
