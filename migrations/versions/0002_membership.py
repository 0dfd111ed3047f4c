"""Members, points, levels, orders."""

import sqlalchemy as sa
from alembic import op

from store import columns

revision = "0002_membership"
down_revision = "0001_messaging"
branch_labels = None
depends_on = None

BIRTHDAY = {"title": "生日礼遇", "text": "生日当月到店有一份小礼物"}
EARLY = {"title": "优先尝新", "text": "新品上架前先为您留一份"}
CARE = {"title": "专属客服", "text": "说「人工」时优先为您接通"}
LEVELS = [
    ("member", "普通会员", 0, 0, [BIRTHDAY]),
    ("silver", "银卡会员", 1000, 500, [BIRTHDAY, EARLY]),
    ("gold", "金卡会员", 5000, 2500, [BIRTHDAY, EARLY, CARE]),
    ("black", "黑金会员", 20000, 10000, [BIRTHDAY, EARLY, CARE]),
]


def upgrade() -> None:
    op.create_table(
        "binding_code",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("phone_index", columns.key(64), nullable=False),
        sa.Column("code_hash", columns.key(64), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("used_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_binding_code")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("binding_code", schema=None) as batch_op:
        batch_op.create_index(
            "ix_binding_code_contact", ["contact_id", "created_at"], unique=False
        )
        batch_op.create_index("ix_binding_code_phone", ["phone_index", "created_at"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("subject", columns.key(64), nullable=False, comment="member:ID or contact:ID"),
        sa.Column(
            "channel",
            sa.String(length=16),
            nullable=False,
            comment="wechat, wecom, sms, or * for all",
        ),
        sa.Column(
            "kind", sa.String(length=16), nullable=False, comment="marketing, survey, notice, *"
        ),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("changed_at", columns.Instant(), nullable=False),
        sa.Column("source", columns.key(64), nullable=False, comment="chat, staff:ID, import, …"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint(
            "subject", "channel", "kind", name=op.f("uq_consent_subject_channel_kind")
        ),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "custom_field",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("key", columns.key(64), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=16),
            nullable=False,
            comment="text, number, date, choice, yes_no",
        ),
        sa.Column("options", columns.Document(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("archived_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("key", name=op.f("uq_custom_field_key")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "growth_entry",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("growth", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=16),
            nullable=False,
            comment="earn, claw_back, adjust, level_down, …",
        ),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("idempotency_key", columns.key(160), nullable=False),
        sa.Column("occurred_at", columns.Instant(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.Column("detail", columns.Document(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_growth_entry")),
        sa.UniqueConstraint(
            "source", "idempotency_key", name=op.f("uq_growth_entry_source_idempotency_key")
        ),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("growth_entry", schema=None) as batch_op:
        batch_op.create_index("ix_growth_entry_member", ["member_id", "occurred_at"], unique=False)

    op.create_table(
        "level",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("code", columns.key(64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False, comment="0 is the lowest"),
        sa.Column(
            "line", sa.BigInteger(), nullable=False, comment="growth that reaches the level"
        ),
        sa.Column(
            "keep_line",
            sa.BigInteger(),
            nullable=False,
            comment="growth within the period that keeps it",
        ),
        sa.Column("period_months", sa.Integer(), server_default="12", nullable=False),
        sa.Column(
            "percent",
            sa.Integer(),
            server_default="100",
            nullable=False,
            comment="earning rate, 100 is single points",
        ),
        sa.Column(
            "benefits", columns.Document(), nullable=False, comment='[{"title": …, "text": …}]'
        ),
        sa.Column("archived_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level")),
        sa.UniqueConstraint("code", name=op.f("uq_level_code")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "member",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column(
            "external_id", columns.key(64), nullable=True, comment="the shop system's own number"
        ),
        sa.Column("name", sa.String(length=64), server_default="", nullable=False),
        sa.Column("phone_sealed", sa.String(length=255), nullable=True),
        sa.Column("phone_index", columns.key(64), nullable=True, comment="keyed blind index"),
        sa.Column(
            "phone_hint", sa.String(length=24), nullable=True, comment="such as 138****1111"
        ),
        sa.Column("gender", sa.String(length=8), nullable=True, comment="male, female, other"),
        sa.Column(
            "birthday_calendar", sa.String(length=8), nullable=True, comment="solar or lunar"
        ),
        sa.Column("birthday_year", sa.SmallInteger(), nullable=True),
        sa.Column("birthday_month", sa.SmallInteger(), nullable=True),
        sa.Column("birthday_day", sa.SmallInteger(), nullable=True),
        sa.Column("birthday_changed_at", columns.Instant(), nullable=True),
        sa.Column("joined_at", columns.Instant(), nullable=False),
        sa.Column("tags", columns.Document(), nullable=False),
        sa.Column("preferences", columns.Document(), nullable=False),
        sa.Column(
            "custom", columns.Document(), nullable=False, comment="values of custom_field by key"
        ),
        sa.Column("level_id", sa.BigInteger(), nullable=True),
        sa.Column("level_since", columns.Instant(), nullable=True),
        sa.Column("level_until", columns.Instant(), nullable=True),
        sa.Column(
            "level_notice_at",
            columns.Instant(),
            nullable=True,
            comment="when the keep-level notice of this period went out",
        ),
        sa.Column("level_period_from", columns.Instant(), nullable=True),
        sa.Column("growth", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "growth_offset",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="growth that no longer counts towards a level since the last fall",
        ),
        sa.Column("merged_into_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("external_id", name=op.f("uq_member_external_id")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index(
            "ix_member_birthday",
            ["birthday_calendar", "birthday_month", "birthday_day"],
            unique=False,
        )
        batch_op.create_index("ix_member_joined", ["joined_at"], unique=False)
        batch_op.create_index("ix_member_level", ["level_id"], unique=False)
        batch_op.create_index("ix_member_level_until", ["level_until"], unique=False)
        batch_op.create_index("ix_member_phone", ["phone_index"], unique=False)

    op.create_table(
        "member_event",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.String(length=64),
            nullable=False,
            comment="joined, bound, level_up, consent, merged, …",
        ),
        sa.Column("occurred_at", columns.Instant(), nullable=False),
        sa.Column(
            "actor",
            columns.key(64),
            nullable=False,
            comment="contact:ID, staff:ID, system, import",
        ),
        sa.Column("detail", columns.Document(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_event")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("member_event", schema=None) as batch_op:
        batch_op.create_index("ix_member_event_contact", ["contact_id"], unique=False)
        batch_op.create_index("ix_member_event_member", ["member_id", "occurred_at"], unique=False)

    op.create_table(
        "member_merge",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("kept_id", sa.BigInteger(), nullable=False),
        sa.Column("gone_id", sa.BigInteger(), nullable=False),
        sa.Column("merged_at", columns.Instant(), nullable=False),
        sa.Column("actor", columns.key(64), nullable=False),
        sa.Column(
            "journal", columns.Document(), nullable=False, comment="every value before the merge"
        ),
        sa.Column("undone_at", columns.Instant(), nullable=True),
        sa.Column("undone_by", columns.key(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_merge")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("member_merge", schema=None) as batch_op:
        batch_op.create_index("ix_member_merge_kept", ["kept_id"], unique=False)

    op.create_table(
        "orders",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("external_id", columns.key(64), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "status",
            sa.String(length=16),
            nullable=False,
            comment="pending, paid, part_refunded, refunded, cancelled",
        ),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("refunded_amount", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("paid_at", columns.Instant(), nullable=True),
        sa.Column("refunded_at", columns.Instant(), nullable=True),
        sa.Column("cancelled_at", columns.Instant(), nullable=True),
        sa.Column(
            "lines",
            columns.Document(),
            nullable=False,
            comment='[{"category": …, "amount": …, "name": …}]',
        ),
        sa.Column("source", sa.String(length=64), server_default="shop", nullable=False),
        sa.Column("coupon_code", columns.key(64), nullable=True),
        sa.Column("points_spent", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "hold_id",
            sa.BigInteger(),
            nullable=True,
            comment="the hold that those points came from",
        ),
        sa.Column("points_restored", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "points_earned",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="net of what was clawed back",
        ),
        sa.Column("growth_earned", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "earning",
            columns.Document(),
            nullable=True,
            comment="the rate it earned at, kept for its refunds",
        ),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("external_id", name=op.f("uq_orders_external_id")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index("ix_orders_member", ["member_id", "paid_at"], unique=False)
        batch_op.create_index("ix_orders_paid", ["paid_at"], unique=False)

    op.create_table(
        "points_account",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("balance", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("held", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("debt", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "moved_to_id", sa.BigInteger(), nullable=True, comment="the member it was merged into"
        ),
        sa.CheckConstraint("balance >= -debt", name=op.f("ck_points_account_balance")),
        sa.CheckConstraint("debt >= 0", name=op.f("ck_points_account_debt")),
        sa.CheckConstraint("held >= 0", name=op.f("ck_points_account_held")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_points_account")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "points_consumption",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("given_back", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_consumption")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("points_consumption", schema=None) as batch_op:
        batch_op.create_index("ix_points_consumption_entry", ["entry_id"], unique=False)
        batch_op.create_index("ix_points_consumption_lot", ["lot_id"], unique=False)

    op.create_table(
        "points_debt",
        sa.Column("entry_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("remaining", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("remaining >= 0", name=op.f("ck_points_debt_remaining")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_points_debt")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("points_debt", schema=None) as batch_op:
        batch_op.create_index("ix_points_debt_member", ["member_id", "remaining"], unique=False)

    op.create_table(
        "points_entry",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=16),
            nullable=False,
            comment="earn, spend, expire, claw_back, restore, adjust, merge_*",
        ),
        sa.Column(
            "source",
            sa.String(length=64),
            nullable=False,
            comment="order, gift, signin, referral, staff, …",
        ),
        sa.Column("idempotency_key", columns.key(160), nullable=False),
        sa.Column(
            "refers_to_id", sa.BigInteger(), nullable=True, comment="the entry this one corrects"
        ),
        sa.Column("occurred_at", columns.Instant(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.Column(
            "rule",
            columns.Document(),
            nullable=False,
            comment="why this many: amount, percent, level, version of the rules",
        ),
        sa.Column("actor", columns.key(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_entry")),
        sa.UniqueConstraint(
            "source", "idempotency_key", name=op.f("uq_points_entry_source_idempotency_key")
        ),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("points_entry", schema=None) as batch_op:
        batch_op.create_index("ix_points_entry_member", ["member_id", "id"], unique=False)
        batch_op.create_index("ix_points_entry_refers", ["refers_to_id"], unique=False)

    op.create_table(
        "points_hold",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("idempotency_key", columns.key(160), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.Column("finished_at", columns.Instant(), nullable=True),
        sa.Column(
            "entry_id", sa.BigInteger(), nullable=True, comment="the spend that confirmed it"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_hold")),
        sa.UniqueConstraint(
            "source", "idempotency_key", name=op.f("uq_points_hold_source_idempotency_key")
        ),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("points_hold", schema=None) as batch_op:
        batch_op.create_index("ix_points_hold_due", ["state", "expires_at"], unique=False)
        batch_op.create_index("ix_points_hold_member", ["member_id", "state"], unique=False)

    op.create_table(
        "points_lot",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "earned_by_id",
            sa.BigInteger(),
            nullable=False,
            comment="the first entry, through every merge",
        ),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("remaining", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "expired",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="expired so far",
        ),
        sa.Column("open", sa.Boolean(), nullable=False, comment="remaining > 0"),
        sa.Column("available_from", columns.Instant(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=True, comment="none: never"),
        sa.Column(
            "origin_id", sa.BigInteger(), nullable=True, comment="the lot it was merged from"
        ),
        sa.CheckConstraint(
            "remaining >= 0 AND held >= 0 AND held <= remaining",
            name=op.f("ck_points_lot_remaining"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_lot")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("points_lot", schema=None) as batch_op:
        batch_op.create_index("ix_points_lot_due", ["open", "expires_at"], unique=False)
        batch_op.create_index("ix_points_lot_earned", ["earned_by_id"], unique=False)
        batch_op.create_index("ix_points_lot_entry", ["entry_id"], unique=False)
        batch_op.create_index(
            "ix_points_lot_open", ["member_id", "open", "expires_at"], unique=False
        )
        batch_op.create_index("ix_points_lot_origin", ["origin_id"], unique=False)

    op.create_table(
        "points_pin",
        sa.Column("hold_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hold_id", "lot_id", name=op.f("pk_points_pin")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "rule_version",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False, comment="points or levels"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", columns.Document(), nullable=False),
        sa.Column("active_from", columns.Instant(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.key(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_version")),
        sa.UniqueConstraint("kind", "version", name=op.f("uq_rule_version_kind_version")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.bulk_insert(
        sa.table(
            "level",
            sa.column("code", sa.String),
            sa.column("name", sa.String),
            sa.column("rank", sa.Integer),
            sa.column("line", sa.BigInteger),
            sa.column("keep_line", sa.BigInteger),
            sa.column("benefits", columns.Document),
        ),
        [
            {
                "code": code,
                "name": name,
                "rank": rank,
                "line": line,
                "keep_line": keep,
                "benefits": benefits,
            }
            for rank, (code, name, line, keep, benefits) in enumerate(LEVELS)
        ],
    )


def downgrade() -> None:
    op.drop_table("rule_version")
    op.drop_table("points_pin")
    with op.batch_alter_table("points_lot", schema=None) as batch_op:
        batch_op.drop_index("ix_points_lot_origin")
        batch_op.drop_index("ix_points_lot_open")
        batch_op.drop_index("ix_points_lot_entry")
        batch_op.drop_index("ix_points_lot_earned")
        batch_op.drop_index("ix_points_lot_due")

    op.drop_table("points_lot")
    with op.batch_alter_table("points_hold", schema=None) as batch_op:
        batch_op.drop_index("ix_points_hold_member")
        batch_op.drop_index("ix_points_hold_due")

    op.drop_table("points_hold")
    with op.batch_alter_table("points_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_points_entry_refers")
        batch_op.drop_index("ix_points_entry_member")

    op.drop_table("points_entry")
    with op.batch_alter_table("points_debt", schema=None) as batch_op:
        batch_op.drop_index("ix_points_debt_member")

    op.drop_table("points_debt")
    with op.batch_alter_table("points_consumption", schema=None) as batch_op:
        batch_op.drop_index("ix_points_consumption_lot")
        batch_op.drop_index("ix_points_consumption_entry")

    op.drop_table("points_consumption")
    op.drop_table("points_account")
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index("ix_orders_paid")
        batch_op.drop_index("ix_orders_member")

    op.drop_table("orders")
    with op.batch_alter_table("member_merge", schema=None) as batch_op:
        batch_op.drop_index("ix_member_merge_kept")

    op.drop_table("member_merge")
    with op.batch_alter_table("member_event", schema=None) as batch_op:
        batch_op.drop_index("ix_member_event_member")
        batch_op.drop_index("ix_member_event_contact")

    op.drop_table("member_event")
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_index("ix_member_phone")
        batch_op.drop_index("ix_member_level_until")
        batch_op.drop_index("ix_member_level")
        batch_op.drop_index("ix_member_joined")
        batch_op.drop_index("ix_member_birthday")

    op.drop_table("member")
    op.drop_table("level")
    with op.batch_alter_table("growth_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_growth_entry_member")

    op.drop_table("growth_entry")
    op.drop_table("custom_field")
    op.drop_table("consent")
    with op.batch_alter_table("binding_code", schema=None) as batch_op:
        batch_op.drop_index("ix_binding_code_phone")
        batch_op.drop_index("ix_binding_code_contact")

    op.drop_table("binding_code")
