"""Two tickets that staff say belong together."""

import sqlalchemy as sa
from alembic import op

from store import columns

revision = "0021_ticket_links"
down_revision = "0020_counts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ticket_link",
        sa.Column("first_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("second_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_ticket_link")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_ticket_link_second", "ticket_link", ["second_id"])


def downgrade() -> None:
    op.drop_index("ix_ticket_link_second", table_name="ticket_link")
    op.drop_table("ticket_link")
