"""The desk: incidents answered together, second factors, staff's own chats, waits, mentions."""

import sqlalchemy as sa
from alembic import op

from store import columns

revision = "0013_desk_work"
down_revision = "0012_announcements"
branch_labels = None
depends_on = None

_TABLE = {"mysql_charset": "utf8mb4", "mysql_engine": "InnoDB"}


def upgrade() -> None:
    _incidents()
    _staff()
    _tickets()
    _pictures()


def downgrade() -> None:
    with op.batch_alter_table("canned_reply") as canned:
        canned.drop_column("picture")
    with op.batch_alter_table("ticket") as ticket:
        ticket.drop_index("ix_ticket_incident")
        ticket.drop_column("next_missed")
        ticket.drop_column("next_breached")
    with op.batch_alter_table("staff") as staff:
        staff.drop_index("ix_staff_contact")
        staff.drop_column("chat_notices")
        staff.drop_column("totp_since")
        staff.drop_column("totp_step")
    with op.batch_alter_table("incident") as incident:
        incident.drop_column("outcome")
        incident.drop_column("cause")
    for table in (
        "sent_picture",
        "ticket_response",
        "mention",
        "staff_chat_code",
        "recovery_code",
        "incident_delivery",
        "incident_answer",
    ):
        op.drop_table(table)


def _incidents() -> None:
    with op.batch_alter_table("incident") as incident:
        incident.add_column(sa.Column("cause", sa.String(64), nullable=True))
        incident.add_column(sa.Column("outcome", sa.String(64), nullable=True))
    op.create_table(
        "incident_answer",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", columns.key(64), nullable=False),
        sa.Column("text", columns.LongText, nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_answer")),
        sa.UniqueConstraint("client_id", name=op.f("uq_incident_answer_client_id")),
        **_TABLE,
    )
    op.create_index("ix_incident_answer_of", "incident_answer", ["incident_id", "id"])
    op.create_table(
        "incident_delivery",
        sa.Column("answer_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("answer_id", "ticket_id", name=op.f("pk_incident_delivery")),
        **_TABLE,
    )


def _staff() -> None:
    with op.batch_alter_table("staff") as staff:
        staff.add_column(
            sa.Column("totp_step", sa.BigInteger(), nullable=True, comment="time step used last")
        )
        staff.add_column(sa.Column("totp_since", columns.Instant(), nullable=True))
        staff.add_column(
            sa.Column(
                "chat_notices",
                sa.String(16),
                server_default="away",
                nullable=False,
                comment="always, away, never",
            )
        )
        staff.create_index("ix_staff_contact", ["contact_id"])
    op.create_table(
        "recovery_code",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        **_TABLE,
    )
    op.create_index("ix_recovery_code_staff", "recovery_code", ["staff_id"])
    op.create_table(
        "staff_chat_code",
        sa.Column("staff_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("until", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_chat_code")),
        **_TABLE,
    )


def _tickets() -> None:
    with op.batch_alter_table("ticket") as ticket:
        ticket.add_column(
            sa.Column(
                "next_breached",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="the next response that runs is late",
            )
        )
        ticket.add_column(
            sa.Column("next_missed", sa.Integer(), server_default=sa.text("0"), nullable=False)
        )
        ticket.create_index("ix_ticket_incident", ["incident_id"])
    op.create_table(
        "mention",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("seen_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
        **_TABLE,
    )
    op.create_index("ix_mention_staff", "mention", ["staff_id", "seen_at"])
    op.create_index("ix_mention_ticket", "mention", ["ticket_id"])
    op.create_table(
        "ticket_response",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("asked_at", columns.Instant(), nullable=False),
        sa.Column("answered_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_response")),
        **_TABLE,
    )
    op.create_index("ix_ticket_response_at", "ticket_response", ["answered_at"])
    op.create_index("ix_ticket_response_ticket", "ticket_response", ["ticket_id"])


def _pictures() -> None:
    picture = sa.Column(
        "picture", sa.String(64), nullable=True, comment="digest of one on the shelf"
    )
    with op.batch_alter_table("canned_reply") as canned:
        canned.add_column(picture)
    op.create_table(
        "sent_picture",
        sa.Column("outbox_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("outbox_id", name=op.f("pk_sent_picture")),
        **_TABLE,
    )
    op.create_index("ix_sent_picture_digest", "sent_picture", ["digest"])
