"""Batches of documents, and mistakes found in descriptions."""

import sqlalchemy as sa
from alembic import op

revision = "0105"
down_revision = "0104"
branch_labels = None
depends_on = None
old_code_survives = True  # it plans nothing


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    kinds = _one_of("batch_kind", "box", "shelf", "donation", "newspaper-year", "other")
    op.create_table(
        "work_batch",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("expected", sa.Integer),
        sa.Column("absent", sa.Integer, nullable=False),
        sa.Column("scanned", sa.Integer),
        sa.Column("remark", sa.String, nullable=False),
        sa.Column("holder", sa.String, nullable=False),
        sa.Column("deadline", sa.String),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("created_by", sa.String, nullable=False),
        sa.Column("closed", sa.DateTime),
        sa.Column("closed_by", sa.String),
    )
    batch = sa.ForeignKey("work_batch.id", ondelete="CASCADE")
    accession = sa.ForeignKey("accession.id", ondelete="CASCADE")
    op.create_table(
        "work_batch_document",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("batch_id", sa.Integer, batch, nullable=False),
        sa.Column("accession_id", sa.Integer, accession, unique=True),
        sa.Column("item_id", sa.String, sa.ForeignKey("item.id", ondelete="CASCADE"), unique=True),
    )
    op.create_index("ix_work_batch_document_batch_id", "work_batch_document", ["batch_id"])
    mistakes = ("title", "names", "date", "number", "subject", "rights", "pages", "text", "other")
    item = sa.ForeignKey("item.id", ondelete="CASCADE")
    op.create_table(
        "quality_check",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.String, item, nullable=False),
        sa.Column("described_by", sa.String, nullable=False),
        sa.Column("drawn", sa.DateTime),
        sa.Column("decided", sa.DateTime),
        sa.Column("decided_by", sa.String),
        sa.Column("mistake", _one_of("mistake_kind", *mistakes)),
        sa.Column("remark", sa.String, nullable=False),
    )
    for column in ("item_id", "drawn", "decided"):
        op.create_index(f"ix_quality_check_{column}", "quality_check", [column])
