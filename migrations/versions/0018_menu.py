"""The bottom menu as staff write it, and its publications."""

import sqlalchemy as sa
from alembic import op

from store import columns

revision = "0018_menu"
down_revision = "0017_greeting_pictures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "menu_publication",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column(
            "number",
            sa.Integer(),
            nullable=False,
            comment="the version; 0 is the one we bring along",
        ),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("wanted_at", columns.Instant(), nullable=False),
        sa.Column("wanted_by", columns.key(64), nullable=False),
        sa.Column("tried_at", columns.Instant(), nullable=True),
        sa.Column(
            "account", columns.key(64), nullable=True, comment="whose platform did not take it"
        ),
        sa.Column(
            "code",
            sa.BigInteger(),
            nullable=True,
            comment="the platform's errcode, if it gave one",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu_publication")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "menu_version",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 1, without gaps"),
        sa.Column("document", columns.Document(), nullable=False, comment="columns of lines"),
        sa.Column("saved_at", columns.Instant(), nullable=False),
        sa.Column("saved_by", columns.key(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu_version")),
        sa.UniqueConstraint("number", name=op.f("uq_menu_version_number")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )


def downgrade() -> None:
    op.drop_table("menu_version")
    op.drop_table("menu_publication")
