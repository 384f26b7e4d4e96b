"""Decisions on the proposed sentences of reports."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

_DEFAULT = sa.text("'{}'")


def upgrade() -> None:
    with op.batch_alter_table("report") as table:
        table.add_column(sa.Column("sentences", sa.JSON(), nullable=False, server_default=_DEFAULT))
    with op.batch_alter_table("report") as table:
        table.alter_column("sentences", server_default=None)
    _drop_proposals_of_rewritten_sections()


def downgrade() -> None:
    with op.batch_alter_table("report") as table:
        table.drop_column("sentences")


def _drop_proposals_of_rewritten_sections() -> None:
    """Leave a section that staff wrote themselves as they wrote it, without proposed sentences."""
    report = sa.table(
        "report", sa.column("id"), sa.column("texts", sa.JSON), sa.column("sentences", sa.JSON)
    )
    database = op.get_bind()
    for report_id, texts in database.execute(sa.select(report.c.id, report.c.texts)).all():
        texts = json.loads(texts) if isinstance(texts, str) else texts
        decisions = {f"section:{name}": {"use": False} for name in texts or {}}
        if decisions:
            database.execute(
                report.update().where(report.c.id == report_id).values(sentences=decisions)
            )
