"""Campaigns, their versions and deliveries; what finds who is due; two campaigns to begin with."""

import sqlalchemy as sa
from alembic import op

from store import columns

revision = "0010_campaigns"
down_revision = "0009_surveys"
branch_labels = None
depends_on = None

BIRTHDAY = {
    "name": "生日祝福",
    "kind": "birthday",
    "occasion": {"at": "09:00"},
    "steps": [
        {
            "text": "{{name}}，生日快乐！愿您这一年平安顺遂，天天有好心情。\n{{gift}}",
            "gift": {"birthday": True},
        }
    ],
    "goal": {"days": 14},
}
WINBACK = {
    "name": "老客召回",
    "kind": "winback",
    "occasion": {"at": "10:00", "to": ["at_risk", "dormant", "lost"]},
    "steps": [
        {
            "text": "{{name}}，好久没见您了，最近还好吗？有什么想跟我们说的，直接回复就行，"
            "也欢迎随时来坐坐。",
            "lasts_days": 5,
        },
        {
            "after_days": 7,
            "text": "{{name}}，您的账户里还有 {{points}} 积分，别让它们闲着～"
            "回复「积分兑换」看看能换什么。",
            "lasts_days": 7,
        },
    ],
    "limits": {"again_after_days": 90},
    "goal": {"days": 30},
}


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column(
            "key",
            columns.key(64),
            nullable=False,
            comment="a name that never changes, such as birthday",
        ),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column(
            "kind", sa.String(length=64), nullable=False, comment="a file of campaigns/kinds/"
        ),
        sa.Column(
            "state", sa.String(length=16), nullable=False, comment="draft, on, paused, ended"
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "salt",
            columns.key(64),
            nullable=False,
            comment="decides with the member who is held out",
        ),
        sa.Column(
            "looked_until",
            columns.Instant(),
            nullable=True,
            comment="occasions before this instant have been entered",
        ),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.key(64), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("started_at", columns.Instant(), nullable=True),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("key", name=op.f("uq_campaign_key")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_state", ["state"], unique=False)
    op.create_table(
        "campaign_version",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", columns.Document(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.key(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_version")),
        sa.UniqueConstraint(
            "campaign_id", "version", name=op.f("uq_campaign_version_campaign_id_version")
        ),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "campaign_delivery",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "occasion",
            columns.key(64),
            nullable=False,
            comment="2026, 2026-09-25, transition:7, …",
        ),
        sa.Column("step", sa.Integer(), nullable=False, comment="0 is the first"),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "arm", sa.String(length=16), nullable=False, comment="treated, holdout, global_holdout"
        ),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column(
            "rule", sa.String(length=64), nullable=True, comment="what stands or stood in the way"
        ),
        sa.Column("channel", sa.String(length=64), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("outbox_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "ticket_id", sa.BigInteger(), nullable=True, comment="the task it made for staff"
        ),
        sa.Column(
            "gift",
            columns.Document(),
            nullable=True,
            comment="what was given: points, coupon (its code), cost in fen",
        ),
        sa.Column(
            "facts",
            columns.Document(),
            nullable=False,
            comment="variables that the occasion brings",
        ),
        sa.Column(
            "began_at",
            columns.Instant(),
            nullable=False,
            comment="an order after this has recovered them",
        ),
        sa.Column("entered_at", columns.Instant(), nullable=False),
        sa.Column(
            "due_at", columns.Instant(), nullable=False, comment="when it is (next) to be sent"
        ),
        sa.Column("until", columns.Instant(), nullable=False),
        sa.Column("decided_at", columns.Instant(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_delivery")),
        sa.UniqueConstraint(
            "campaign_id",
            "occasion",
            "step",
            "member_id",
            name=op.f("uq_campaign_delivery_campaign_id_occasion_step_member_id"),
        ),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("campaign_delivery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_campaign_delivery_due", ["campaign_id", "state", "due_at"], unique=False
        )
        batch_op.create_index(
            "ix_campaign_delivery_member", ["member_id", "campaign_id", "entered_at"], unique=False
        )
        batch_op.create_index("ix_campaign_delivery_outbox", ["outbox_id"], unique=False)
    _index("contact", "ix_contact_unfollowed", ["unfollowed_at"])
    _index("lifecycle_transition", "ix_lifecycle_transition_recorded", ["to_stage", "recorded_at"])
    _index("member", "ix_member_level", ["level_id", "growth"], was=True)
    _index("points_lot", "ix_points_lot_due", ["open", "expires_at", "member_id"], was=True)
    for key, document in (("birthday", BIRTHDAY), ("winback", WINBACK)):
        _begin_with(key, document)


def downgrade() -> None:
    _index("points_lot", "ix_points_lot_due", ["open", "expires_at"], was=True)
    _index("member", "ix_member_level", ["level_id"], was=True)
    with op.batch_alter_table("lifecycle_transition", schema=None) as batch_op:
        batch_op.drop_index("ix_lifecycle_transition_recorded")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_unfollowed")
    op.drop_table("campaign_delivery")
    op.drop_table("campaign_version")
    op.drop_table("campaign")


def _index(table: str, name: str, over: list[str], *, was: bool = False) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        if was:
            batch_op.drop_index(name)
        batch_op.create_index(name, over, unique=False)


def _begin_with(key: str, document: dict[str, object]) -> None:
    campaign = sa.table(
        "campaign",
        sa.column("id", sa.BigInteger),
        sa.column("key", sa.String),
        sa.column("name", sa.String),
        sa.column("kind", sa.String),
        sa.column("state", sa.String),
        sa.column("version", sa.Integer),
        sa.column("salt", sa.String),
        sa.column("created_at", columns.Instant),
        sa.column("created_by", sa.String),
        sa.column("updated_at", columns.Instant),
        sa.column("started_at", columns.Instant),
    )
    version = sa.table(
        "campaign_version",
        sa.column("campaign_id", sa.BigInteger),
        sa.column("version", sa.Integer),
        sa.column("document", columns.Document),
        sa.column("created_at", columns.Instant),
        sa.column("created_by", sa.String),
    )
    begun = {"version": 1, "created_at": columns.EPOCH, "created_by": "system"}
    op.get_bind().execute(
        campaign.insert().values(
            key=key,
            name=document["name"],
            kind=document["kind"],
            state="on",
            salt=key,
            updated_at=columns.EPOCH,
            started_at=columns.EPOCH,
            **begun,
        )
    )
    number = op.get_bind().execute(sa.select(campaign.c.id).where(campaign.c.key == key)).scalar()
    op.get_bind().execute(version.insert().values(campaign_id=number, document=document, **begun))
