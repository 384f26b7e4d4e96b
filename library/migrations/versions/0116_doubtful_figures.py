"""Queue of doubtful figures, and tables learned from the library's own corrections.

The queue fills as pages are read anew, which the new stage of the pipeline brings about.
"""

import sqlalchemy as sa
from alembic import op

revision = "0116"
down_revision = "0115"
branch_labels = None
depends_on = None
old_code_survives = True  # it writes neither table; the rows of a page it deletes go with it


def upgrade() -> None:
    op.create_table(
        "figure_doubt",
        sa.Column(
            "page_id", sa.Integer, sa.ForeignKey("page.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                *("document", "impossible", "unsure"),
                name="doubt_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("proposal", sa.String),
        sa.PrimaryKeyConstraint("page_id", "place"),
    )
    op.create_index("ix_figure_doubt_reason", "figure_doubt", ["reason"])
    op.create_table(
        "learned_table",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("learned", sa.DateTime, nullable=False),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in (
                *("lines", "locked_lines", "right", "wrong"),
                *("errors_before", "errors_after"),
            )
        ),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("used_since", sa.DateTime),
        sa.Column("used_by", sa.String),
    )


def downgrade() -> None:
    op.drop_table("learned_table")
    op.drop_table("figure_doubt")
