"""WeCom: how far messages were pulled, and whose chat is where."""

import sqlalchemy as sa
from alembic import op

from store import columns

revision = "0016_wecom"
down_revision = "0015_answers_work"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wecom_chat",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("account", columns.key(64), nullable=False),
        sa.Column("external_userid", columns.key(64), nullable=False),
        sa.Column("open_kfid", columns.key(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wecom_chat")),
        sa.UniqueConstraint(
            "account", "external_userid", name=op.f("uq_wecom_chat_account_external_userid")
        ),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "wecom_inlet",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("account", columns.key(64), nullable=False, comment="wecom:CORP"),
        sa.Column("open_kfid", columns.key(64), nullable=False),
        sa.Column("cursor", sa.String(length=255), server_default="", nullable=False),
        sa.Column(
            "token",
            sa.String(length=255),
            server_default="",
            nullable=False,
            comment="of the last callback",
        ),
        sa.Column("wakes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("served", sa.Integer(), server_default="0", nullable=False),
        sa.Column("pulled_at", columns.Instant(), nullable=True),
        sa.Column("held_until", columns.Instant(), nullable=True),
        sa.Column("held_by", columns.key(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wecom_inlet")),
        sa.UniqueConstraint("account", "open_kfid", name=op.f("uq_wecom_inlet_account_open_kfid")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )


def downgrade() -> None:
    op.drop_table("wecom_inlet")
    op.drop_table("wecom_chat")
