"""What may be sent to whom: consents for one message, quotas, mass sends, and the rules."""

import sqlalchemy as sa
from alembic import op

from store import columns

revision = "0007_reach"
down_revision = "0006_api"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_quota",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("account", columns.key(64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column(
            "period", columns.key(64), nullable=False, comment="a day in China, such as 2026-11-22"
        ),
        sa.Column("used", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_quota")),
        sa.UniqueConstraint(
            "account", "channel", "period", name=op.f("uq_account_quota_account_channel_period")
        ),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "contact_quota",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False, comment="mass or wecom"),
        sa.Column(
            "period", columns.key(64), nullable=False, comment="a month in China, such as 2026-11"
        ),
        sa.Column("used", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_quota")),
        sa.UniqueConstraint(
            "contact_id",
            "channel",
            "period",
            name=op.f("uq_contact_quota_contact_id_channel_period"),
        ),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "mass_receiver",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("mass_send_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mass_receiver")),
        sa.UniqueConstraint(
            "mass_send_id", "contact_id", name=op.f("uq_mass_receiver_mass_send_id_contact_id")
        ),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_mass_receiver_outbox", "mass_receiver", ["outbox_id"])
    op.create_table(
        "mass_result",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("account", columns.key(64), nullable=False),
        sa.Column("platform_id", columns.key(64), nullable=False),
        sa.Column(
            "status",
            sa.String(length=64),
            nullable=False,
            comment="send success, send fail, err(…)",
        ),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("filtered", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("received_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mass_result")),
        sa.UniqueConstraint(
            "account", "platform_id", name=op.f("uq_mass_result_account_platform_id")
        ),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "mass_send",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("client_id", columns.key(64), nullable=False, comment="clientmsgid"),
        sa.Column("account", columns.key(64), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False, comment="all, tag or list"),
        sa.Column(
            "tag", columns.key(64), nullable=True, comment="the platform's tag, for audience tag"
        ),
        sa.Column("payload", columns.Document(), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("author", columns.key(64), nullable=False),
        sa.Column(
            "receivers",
            sa.Integer(),
            nullable=False,
            comment="how many were counted when it was made",
        ),
        sa.Column("state", sa.String(length=64), server_default="queued", nullable=False),
        sa.Column("due_at", columns.Instant(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("claimed_at", columns.Instant(), nullable=True),
        sa.Column("claimed_by", columns.key(64), nullable=True),
        sa.Column("finished_at", columns.Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("platform_id", columns.key(64), nullable=True, comment="msg_id"),
        sa.Column(
            "period", columns.key(64), nullable=True, comment="the month whose quota was taken"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mass_send")),
        sa.UniqueConstraint("client_id", name=op.f("uq_mass_send_client_id")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_mass_send_due", "mass_send", ["state", "due_at"])
    op.create_index("ix_mass_send_platform", "mass_send", ["account", "platform_id"])
    op.create_table(
        "notice_consent",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "template", columns.key(64), nullable=False, comment="the platform's template id"
        ),
        sa.Column("remaining", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "given", sa.Integer(), server_default="0", nullable=False, comment="accepted taps"
        ),
        sa.Column("changed_at", columns.Instant(), nullable=False),
        sa.Column("refused_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_consent")),
        sa.UniqueConstraint(
            "contact_id", "template", name=op.f("uq_notice_consent_contact_id_template")
        ),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "reach_rules",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", columns.Document(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.key(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reach_rules")),
        sa.UniqueConstraint("version", name=op.f("uq_reach_rules_version")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "sending_account",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column(
            "account", columns.key(64), nullable=False, comment="wechat:APPID, wecom:CORPID, sms"
        ),
        sa.Column(
            "kind", sa.String(length=16), nullable=False, comment="service, subscription, test, …"
        ),
        sa.Column(
            "templates", columns.Document(), nullable=False, comment="our name → the platform's id"
        ),
        sa.Column("changed_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sending_account")),
        sa.UniqueConstraint("account", name=op.f("uq_sending_account_account")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )


def downgrade() -> None:
    op.drop_table("sending_account")
    op.drop_table("reach_rules")
    op.drop_table("notice_consent")
    op.drop_table("mass_send")
    op.drop_table("mass_result")
    op.drop_table("mass_receiver")
    op.drop_table("contact_quota")
    op.drop_table("account_quota")
