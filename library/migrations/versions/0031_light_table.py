"""Page arrangement: position, kind, and actions that can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_KINDS = sa.Enum(
    "cover",
    "title",
    "contents",
    "plate",
    name="page_kind",
    native_enum=False,
    create_constraint=True,
    length=32,
)
_ACTS = ("move", "number", "mark", "drop", "put-back", "turn", "part", "join")


def upgrade() -> None:
    op.add_column("page", sa.Column("place", sa.Integer(), nullable=True))
    op.execute("UPDATE page SET place = number")
    with op.batch_alter_table("page") as page:
        page.alter_column("place", existing_type=sa.Integer(), nullable=False)
        page.add_column(sa.Column("numbered", sa.String(), nullable=True))
        page.add_column(sa.Column("kind", _KINDS, nullable=True))
    op.create_table(
        "page_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *_ACTS, name="page_act_kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.Column("orders", sa.JSON(), nullable=False),
        sa.Column("undone", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_page_act_item_id_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_act")),
    )
    op.create_index("ix_page_act_item_id", "page_act", ["item_id"])


def downgrade() -> None:
    op.drop_table("page_act")
    with op.batch_alter_table("page") as page:
        page.drop_constraint(op.f("ck_page_page_kind"), type_="check")
        page.drop_column("kind")
        page.drop_column("numbered")
        page.drop_column("place")
