"""Coupons, redemption, sign-in, referral, lifecycle."""

import sqlalchemy as sa
from alembic import op

from store import columns

revision = "0003_rewards"
down_revision = "0002_membership"
branch_labels = None
depends_on = None

TAGS = [
    (
        "高频",
        [
            {"measure": "orders", "comparison": ">=", "value": 3},
            {"measure": "gap", "comparison": "<=", "value": 14},
        ],
    ),
    (
        "价格敏感",
        [
            {"measure": "orders", "comparison": ">=", "value": 3},
            {"measure": "discounted_percent", "comparison": ">=", "value": 60},
        ],
    ),
]


def upgrade() -> None:
    op.create_table(
        "birthday_gift",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("coupon_id", sa.BigInteger(), nullable=True),
        sa.Column("rule_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_birthday_gift")),
        sa.UniqueConstraint("member_id", "year", name=op.f("uq_birthday_gift_member_id_year")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )

    op.create_table(
        "coupon",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("code", columns.key(64), nullable=False),
        sa.Column("template_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column(
            "terms", columns.Document(), nullable=False, comment="the template's terms when issued"
        ),
        sa.Column("state", sa.String(length=64), server_default="unused", nullable=False),
        sa.Column(
            "source",
            sa.String(length=64),
            nullable=False,
            comment="campaign, redemption, birthday, referral, staff",
        ),
        sa.Column(
            "source_key",
            columns.key(160),
            nullable=False,
            comment="idempotency key within the source",
        ),
        sa.Column("issued_at", columns.Instant(), nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.Column("reserved_until", columns.Instant(), nullable=True),
        sa.Column("order_ref", columns.key(160), nullable=True),
        sa.Column("used_at", columns.Instant(), nullable=True),
        sa.Column(
            "discount", sa.Integer(), server_default=sa.text("0"), nullable=False, comment="fen"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupon")),
        sa.UniqueConstraint("code", name=op.f("uq_coupon_code")),
        sa.UniqueConstraint("source", "source_key", name=op.f("uq_coupon_source_source_key")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )

    with op.batch_alter_table("coupon", schema=None) as batch_op:
        batch_op.create_index("ix_coupon_expiry", ["state", "expires_at"], unique=False)
        batch_op.create_index("ix_coupon_member", ["member_id", "state"], unique=False)
        batch_op.create_index("ix_coupon_order", ["order_ref"], unique=False)

    op.create_table(
        "coupon_template",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("key", columns.key(64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("terms", columns.Document(), nullable=False),
        sa.Column(
            "member_limit",
            sa.Integer(),
            nullable=True,
            comment="most that one member may hold, ever",
        ),
        sa.Column("quota", sa.Integer(), nullable=True, comment="most that may be issued"),
        sa.Column("issued", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.CheckConstraint("issued >= 0", name=op.f("ck_coupon_template_issued")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupon_template")),
        sa.UniqueConstraint("key", name=op.f("uq_coupon_template_key")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )

    op.create_table(
        "gift",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("key", columns.key(64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("description", sa.String(length=500), server_default="", nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("member_limit", sa.Integer(), nullable=True),
        sa.Column(
            "coupon_template",
            columns.key(64),
            nullable=True,
            comment="the gift is a coupon of this key",
        ),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_gift_stock")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift")),
        sa.UniqueConstraint("key", name=op.f("uq_gift_key")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )

    op.create_table(
        "lifecycle_transition",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("from_stage", sa.String(length=64), nullable=False),
        sa.Column("to_stage", sa.String(length=64), nullable=False),
        sa.Column(
            "at",
            columns.Instant(),
            nullable=False,
            comment="the order, or the boundary that was passed",
        ),
        sa.Column("recorded_at", columns.Instant(), nullable=False),
        sa.Column("reason", columns.Document(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lifecycle_transition")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )

    with op.batch_alter_table("lifecycle_transition", schema=None) as batch_op:
        batch_op.create_index("ix_lifecycle_transition_member", ["member_id", "id"], unique=False)
        batch_op.create_index("ix_lifecycle_transition_stage", ["to_stage", "at"], unique=False)

    op.create_table(
        "member_figures",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first_order_at", columns.Instant(), nullable=True),
        sa.Column("last_order_at", columns.Instant(), nullable=True),
        sa.Column("order_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "amount_sum",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="fen, net",
        ),
        sa.Column("discounted_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "buying_days",
            columns.Document(),
            nullable=False,
            comment="the newest distinct business days with an order: [ordinal, orders]",
        ),
        sa.Column(
            "median_gap",
            sa.Float(precision=53),
            nullable=True,
            comment="days between buying days; empty with too few",
        ),
        sa.Column(
            "cycle",
            sa.Float(precision=53),
            nullable=True,
            comment="days: own median, or the store's when the stage was computed",
        ),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("stage_since", columns.Instant(), nullable=False),
        sa.Column("next_transition_at", columns.Instant(), nullable=True),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_member_figures")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )

    with op.batch_alter_table("member_figures", schema=None) as batch_op:
        batch_op.create_index("ix_member_figures_last_order", ["last_order_at"], unique=False)
        batch_op.create_index("ix_member_figures_median_gap", ["median_gap"], unique=False)
        batch_op.create_index(
            "ix_member_figures_next_transition", ["next_transition_at"], unique=False
        )
        batch_op.create_index("ix_member_figures_stage", ["stage", "last_order_at"], unique=False)

    op.create_table(
        "redemption",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column(
            "code", columns.key(64), nullable=False, comment="shown to the shop, verified once"
        ),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("gift_id", sa.BigInteger(), nullable=False),
        sa.Column("gift_name", sa.String(length=64), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("hold_id", sa.BigInteger(), nullable=False),
        sa.Column("request_key", columns.key(160), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("held_until", columns.Instant(), nullable=False),
        sa.Column(
            "finished_at", columns.Instant(), nullable=True, comment="confirmed or released"
        ),
        sa.Column("collected_at", columns.Instant(), nullable=True),
        sa.Column("collected_by", columns.key(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemption")),
        sa.UniqueConstraint("code", name=op.f("uq_redemption_code")),
        sa.UniqueConstraint(
            "member_id", "request_key", name=op.f("uq_redemption_member_id_request_key")
        ),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )

    with op.batch_alter_table("redemption", schema=None) as batch_op:
        batch_op.create_index("ix_redemption_due", ["state", "held_until"], unique=False)
        batch_op.create_index("ix_redemption_gift", ["member_id", "gift_id"], unique=False)

    op.create_table(
        "referral",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("referrer_id", sa.BigInteger(), nullable=False),
        sa.Column("referred_id", sa.BigInteger(), nullable=False),
        sa.Column("code", columns.key(64), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column(
            "reason",
            sa.String(length=64),
            nullable=True,
            comment="why it waits, was refused or taken back",
        ),
        sa.Column("bound_at", columns.Instant(), nullable=False),
        sa.Column("order_ref", columns.key(160), nullable=True, comment="the first paid order"),
        sa.Column("paid_at", columns.Instant(), nullable=True),
        sa.Column("rewarded_at", columns.Instant(), nullable=True),
        sa.Column(
            "refund_until", columns.Instant(), nullable=True, comment="end of the claw-back window"
        ),
        sa.Column("referrer_points", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("referred_points", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "referrer_entry_id",
            sa.BigInteger(),
            nullable=True,
            comment="the points entry of the reward",
        ),
        sa.Column("referred_entry_id", sa.BigInteger(), nullable=True),
        sa.Column("rule_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", columns.key(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("referred_id", name=op.f("uq_referral_referred_id")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )

    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index("ix_referral_order", ["order_ref"], unique=False)
        batch_op.create_index(
            "ix_referral_referrer", ["referrer_id", "state", "rewarded_at"], unique=False
        )
        batch_op.create_index("ix_referral_state", ["state", "id"], unique=False)

    op.create_table(
        "referral_code",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", columns.key(64), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_referral_code")),
        sa.UniqueConstraint("code", name=op.f("uq_referral_code_code")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )

    op.create_table(
        "rule_tag",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rule_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "rule_id", name=op.f("pk_rule_tag")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )

    with op.batch_alter_table("rule_tag", schema=None) as batch_op:
        batch_op.create_index("ix_rule_tag_rule", ["rule_id", "member_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "day", sa.Integer(), nullable=False, comment="proleptic ordinal of the business day"
        ),
        sa.Column("streak", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("member_id", "day", name=op.f("uq_sign_in_member_id_day")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )

    op.create_table(
        "store_rhythm",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("median_gap", sa.Float(precision=53), nullable=False, comment="days"),
        sa.Column(
            "members",
            sa.Integer(),
            nullable=False,
            comment="how many members' medians it is the middle of",
        ),
        sa.Column("measured_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_rhythm")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )

    op.create_table(
        "tag_rule",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("tag", columns.key(64), nullable=False),
        sa.Column("conditions", columns.Document(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("author", columns.key(64), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag_rule")),
        sa.UniqueConstraint("tag", name=op.f("uq_tag_rule_tag")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.bulk_insert(
        sa.table(
            "tag_rule",
            sa.column("tag", sa.String),
            sa.column("conditions", columns.Document),
            sa.column("enabled", sa.Boolean),
            sa.column("author", sa.String),
            sa.column("updated_at", columns.Instant),
        ),
        [
            {
                "tag": tag,
                "conditions": conditions,
                "enabled": True,
                "author": "system",
                "updated_at": columns.EPOCH,
            }
            for tag, conditions in TAGS
        ],
    )


def downgrade() -> None:
    op.drop_table("tag_rule")

    op.drop_table("store_rhythm")

    op.drop_table("sign_in")

    with op.batch_alter_table("rule_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_rule_tag_rule")

    op.drop_table("rule_tag")

    op.drop_table("referral_code")

    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index("ix_referral_state")
        batch_op.drop_index("ix_referral_referrer")
        batch_op.drop_index("ix_referral_order")

    op.drop_table("referral")

    with op.batch_alter_table("redemption", schema=None) as batch_op:
        batch_op.drop_index("ix_redemption_gift")
        batch_op.drop_index("ix_redemption_due")

    op.drop_table("redemption")

    with op.batch_alter_table("member_figures", schema=None) as batch_op:
        batch_op.drop_index("ix_member_figures_stage")
        batch_op.drop_index("ix_member_figures_next_transition")
        batch_op.drop_index("ix_member_figures_median_gap")
        batch_op.drop_index("ix_member_figures_last_order")

    op.drop_table("member_figures")

    with op.batch_alter_table("lifecycle_transition", schema=None) as batch_op:
        batch_op.drop_index("ix_lifecycle_transition_stage")
        batch_op.drop_index("ix_lifecycle_transition_member")

    op.drop_table("lifecycle_transition")

    op.drop_table("gift")

    op.drop_table("coupon_template")

    with op.batch_alter_table("coupon", schema=None) as batch_op:
        batch_op.drop_index("ix_coupon_order")
        batch_op.drop_index("ix_coupon_member")
        batch_op.drop_index("ix_coupon_expiry")

    op.drop_table("coupon")

    op.drop_table("birthday_gift")
