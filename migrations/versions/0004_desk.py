"""Staff, teams, conversations, tickets, live events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from store import columns

revision = "0004_desk"
down_revision = "0003_rewards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('attachment',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('inbox_id', sa.BigInteger(), nullable=False),
    sa.Column('contact_id', sa.BigInteger(), nullable=False),
    sa.Column('media_id', columns.key(160), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False, comment='waiting, stored, lost'),
    sa.Column('content_type', sa.String(length=100), nullable=True),
    sa.Column('content', sa.LargeBinary().with_variant(mysql.LONGBLOB(), 'mariadb').with_variant(mysql.LONGBLOB(), 'mysql'), nullable=True),
    sa.Column('attempts', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('created_at', columns.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment')),
    sa.UniqueConstraint('inbox_id', name=op.f('uq_attachment_inbox_id')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.create_index('ix_attachment_state', ['state', 'id'], unique=False)

    op.create_table('audit_entry',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('staff_id', sa.BigInteger(), nullable=True),
    sa.Column('action', sa.String(length=64), nullable=False),
    sa.Column('subject', columns.key(64), nullable=False, comment='member:ID, ticket:ID, staff:ID, ...'),
    sa.Column('detail', columns.Document(), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=True),
    sa.Column('at', columns.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index('ix_audit_entry_at', ['at'], unique=False)

    op.create_table('business_hours',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('name', columns.key(64), nullable=False),
    sa.Column('week', columns.Document(), nullable=False),
    sa.Column('exceptions', columns.Document(), nullable=False, comment='ISO date to list of spans'),
    sa.Column('chinese_holidays', sa.Boolean(), nullable=False),
    sa.Column('timezone', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_business_hours')),
    sa.UniqueConstraint('name', name=op.f('uq_business_hours_name')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    op.create_table('canned_reply',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('shortcut', columns.key(64), nullable=False),
    sa.Column('title', sa.String(length=64), nullable=False),
    sa.Column('text', columns.LongText, nullable=False),
    sa.Column('used', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('changed_at', columns.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_canned_reply')),
    sa.UniqueConstraint('shortcut', name=op.f('uq_canned_reply_shortcut')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    op.create_table('compensation',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('client_id', columns.key(64), nullable=False),
    sa.Column('ticket_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False, comment='points or coupon'),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('coupon', columns.key(64), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('asked_by', sa.BigInteger(), nullable=False),
    sa.Column('decided_by', sa.BigInteger(), nullable=True),
    sa.Column('created_at', columns.Instant(), nullable=False),
    sa.Column('decided_at', columns.Instant(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_compensation')),
    sa.UniqueConstraint('client_id', name=op.f('uq_compensation_client_id')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    with op.batch_alter_table('compensation', schema=None) as batch_op:
        batch_op.create_index('ix_compensation_state', ['state', 'id'], unique=False)
        batch_op.create_index('ix_compensation_ticket', ['ticket_id'], unique=False)

    op.create_table('conversation',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('contact_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('staff_id', sa.BigInteger(), nullable=True),
    sa.Column('team_id', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.String(length=64), nullable=True, comment='why a human was asked for'),
    sa.Column('queued_at', columns.Instant(), nullable=True),
    sa.Column('snoozed_until', columns.Instant(), nullable=True),
    sa.Column('off_hours_told_at', columns.Instant(), nullable=True),
    sa.Column('changed_at', columns.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversation')),
    sa.UniqueConstraint('contact_id', name=op.f('uq_conversation_contact_id')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.create_index('ix_conversation_queue', ['state', 'queued_at'], unique=False)

    op.create_table('conversation_event',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('conversation_id', sa.BigInteger(), nullable=False),
    sa.Column('event', sa.String(length=64), nullable=False),
    sa.Column('source', sa.String(length=24), nullable=False),
    sa.Column('target', sa.String(length=24), nullable=False),
    sa.Column('actor', columns.key(64), nullable=False, comment='customer, staff:ID, bot, clock'),
    sa.Column('detail', columns.Document(), nullable=False),
    sa.Column('at', columns.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversation_event')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    with op.batch_alter_table('conversation_event', schema=None) as batch_op:
        batch_op.create_index('ix_conversation_event_of', ['conversation_id', 'id'], unique=False)

    op.create_table('desk_setting',
    sa.Column('name', columns.key(64), nullable=False),
    sa.Column('value', columns.Document(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_desk_setting')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    op.create_table('draft',
    sa.Column('ticket_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('staff_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('text', columns.LongText, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('saved_at', columns.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('ticket_id', 'staff_id', name=op.f('pk_draft')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    op.create_table('incident',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('announcement', columns.LongText, nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False, comment='open, closed'),
    sa.Column('opened_by', sa.BigInteger(), nullable=False),
    sa.Column('opened_at', columns.Instant(), nullable=False),
    sa.Column('closed_at', columns.Instant(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    op.create_table('live_event',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('topic', columns.key(64), nullable=False, comment='ticket:ID, queue, staff:ID, ...'),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('payload', columns.Document(), nullable=False),
    sa.Column('at', columns.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_live_event')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    with op.batch_alter_table('live_event', schema=None) as batch_op:
        batch_op.create_index('ix_live_event_at', ['at'], unique=False)

    op.create_table('login_failure',
    sa.Column('key', columns.key(160), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('until', columns.Instant(), nullable=False, comment='when the count starts anew'),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_login_failure')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    op.create_table('sla_target',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False, comment='1 urgent, 2 high, 3 normal, 4 low'),
    sa.Column('first_minutes', sa.Integer(), nullable=False),
    sa.Column('next_minutes', sa.Integer(), nullable=False),
    sa.Column('resolve_minutes', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sla_target')),
    sa.UniqueConstraint('kind', 'priority', name=op.f('uq_sla_target_kind_priority')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    op.create_table('staff',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('name', columns.key(64), nullable=False, comment='what they log in with'),
    sa.Column('display_name', sa.String(length=64), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False, comment='agent, supervisor, admin'),
    sa.Column('password_hash', sa.String(length=160), nullable=False),
    sa.Column('totp_secret', sa.String(length=200), nullable=True, comment='encrypted'),
    sa.Column('session_mark', sa.String(length=32), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('presence', sa.String(length=16), server_default='offline', nullable=False),
    sa.Column('seen_at', columns.Instant(), nullable=True),
    sa.Column('capacity', sa.Integer(), server_default=sa.text('8'), nullable=False),
    sa.Column('last_assigned_at', columns.Instant(), nullable=True),
    sa.Column('contact_id', sa.BigInteger(), nullable=True, comment='their own chat, to answer from'),
    sa.Column('created_at', columns.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff')),
    sa.UniqueConstraint('name', name=op.f('uq_staff_name')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    op.create_table('team',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('name', columns.key(64), nullable=False),
    sa.Column('vip', sa.Boolean(), nullable=False),
    sa.Column('calendar_id', sa.BigInteger(), nullable=True),
    sa.Column('kinds', columns.Document(), nullable=False, comment='ticket kinds it takes; empty: all'),
    sa.Column('queue_limit', sa.Integer(), server_default=sa.text('0'), nullable=False, comment='0: none'),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team')),
    sa.UniqueConstraint('name', name=op.f('uq_team_name')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    op.create_table('team_staff',
    sa.Column('team_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('staff_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('team_id', 'staff_id', name=op.f('pk_team_staff')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    with op.batch_alter_table('team_staff', schema=None) as batch_op:
        batch_op.create_index('ix_team_staff_staff', ['staff_id'], unique=False)

    op.create_table('ticket',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('contact_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=True),
    sa.Column('account', columns.key(64), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False, comment='one of tickets.values.KINDS'),
    sa.Column('source', sa.String(length=64), nullable=False, comment='chat, console, survey, api'),
    sa.Column('category', sa.String(length=64), nullable=True),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('description', columns.LongText, nullable=False),
    sa.Column('order_no', columns.key(64), nullable=True),
    sa.Column('phone', sa.String(length=40), nullable=True),
    sa.Column('level', sa.String(length=64), nullable=True, comment="the member's level when it was opened"),
    sa.Column('priority', sa.Integer(), server_default=sa.text('3'), nullable=False),
    sa.Column('priority_reasons', columns.Document(), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('owner_id', sa.BigInteger(), nullable=True),
    sa.Column('team_id', sa.BigInteger(), nullable=True),
    sa.Column('source_inbox_id', sa.BigInteger(), nullable=True),
    sa.Column('linked_id', sa.BigInteger(), nullable=True, comment='the earlier ticket it continues'),
    sa.Column('merged_into_id', sa.BigInteger(), nullable=True),
    sa.Column('incident_id', sa.BigInteger(), nullable=True),
    sa.Column('opened_at', columns.Instant(), nullable=False),
    sa.Column('assigned_at', columns.Instant(), nullable=True),
    sa.Column('awaiting_since', columns.Instant(), nullable=True, comment='a customer waits since'),
    sa.Column('first_response_at', columns.Instant(), nullable=True),
    sa.Column('last_customer_at', columns.Instant(), nullable=True),
    sa.Column('last_staff_at', columns.Instant(), nullable=True),
    sa.Column('last_at', columns.Instant(), nullable=False),
    sa.Column('last_line', sa.String(length=120), nullable=False),
    sa.Column('unread', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('first_due', columns.Instant(), nullable=True),
    sa.Column('next_due', columns.Instant(), nullable=True),
    sa.Column('resolve_due', columns.Instant(), nullable=True),
    sa.Column('running_since', columns.Instant(), nullable=True, comment='resolve clock runs since'),
    sa.Column('used_minutes', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('due_at', columns.Instant(), nullable=True, comment='the nearest of the deadlines'),
    sa.Column('due_kind', sa.String(length=16), nullable=True),
    sa.Column('warned_at', columns.Instant(), nullable=True),
    sa.Column('breached_at', columns.Instant(), nullable=True),
    sa.Column('first_breached', sa.Boolean(), nullable=False),
    sa.Column('resolve_breached', sa.Boolean(), nullable=False),
    sa.Column('snoozed_until', columns.Instant(), nullable=True),
    sa.Column('resolved_at', columns.Instant(), nullable=True),
    sa.Column('resolved_by', sa.BigInteger(), nullable=True),
    sa.Column('cause', sa.String(length=64), nullable=True),
    sa.Column('outcome', sa.String(length=64), nullable=True),
    sa.Column('resolution', columns.LongText, nullable=True),
    sa.Column('rating', sa.Integer(), nullable=True),
    sa.Column('rating_comment', columns.LongText, nullable=True),
    sa.Column('reopened', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_contact', ['contact_id', 'id'], unique=False)
        batch_op.create_index('ix_ticket_due', ['state', 'due_at'], unique=False)
        batch_op.create_index('ix_ticket_list', ['state', 'owner_id', 'last_at'], unique=False)
        batch_op.create_index('ix_ticket_member', ['member_id'], unique=False)
        batch_op.create_index('ix_ticket_opened', ['opened_at'], unique=False)
        batch_op.create_index('ix_ticket_resolved', ['resolved_at'], unique=False)

    op.create_table('ticket_event',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('ticket_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False, comment='an event of the machine, note, addition, ...'),
    sa.Column('actor', columns.key(64), nullable=False),
    sa.Column('text', columns.LongText, nullable=True),
    sa.Column('detail', columns.Document(), nullable=False),
    sa.Column('at', columns.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_event')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )

    with op.batch_alter_table('ticket_event', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_event_of', ['ticket_id', 'id'], unique=False)

    op.create_table('ticket_viewer',
    sa.Column('ticket_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('staff_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('writing', sa.Boolean(), nullable=False),
    sa.Column('seen_at', columns.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('ticket_id', 'staff_id', name=op.f('pk_ticket_viewer')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )


def downgrade() -> None:
    op.drop_table('ticket_viewer')

    with op.batch_alter_table('ticket_event', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_event_of')

    op.drop_table('ticket_event')

    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_resolved')
        batch_op.drop_index('ix_ticket_opened')
        batch_op.drop_index('ix_ticket_member')
        batch_op.drop_index('ix_ticket_list')
        batch_op.drop_index('ix_ticket_due')
        batch_op.drop_index('ix_ticket_contact')

    op.drop_table('ticket')

    with op.batch_alter_table('team_staff', schema=None) as batch_op:
        batch_op.drop_index('ix_team_staff_staff')

    op.drop_table('team_staff')

    op.drop_table('team')

    op.drop_table('staff')

    op.drop_table('sla_target')

    op.drop_table('login_failure')

    with op.batch_alter_table('live_event', schema=None) as batch_op:
        batch_op.drop_index('ix_live_event_at')

    op.drop_table('live_event')

    op.drop_table('incident')

    op.drop_table('draft')

    op.drop_table('desk_setting')

    with op.batch_alter_table('conversation_event', schema=None) as batch_op:
        batch_op.drop_index('ix_conversation_event_of')

    op.drop_table('conversation_event')

    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.drop_index('ix_conversation_queue')

    op.drop_table('conversation')

    with op.batch_alter_table('compensation', schema=None) as batch_op:
        batch_op.drop_index('ix_compensation_ticket')
        batch_op.drop_index('ix_compensation_state')

    op.drop_table('compensation')

    op.drop_table('canned_reply')

    op.drop_table('business_hours')

    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entry_at')

    op.drop_table('audit_entry')

    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.drop_index('ix_attachment_state')

    op.drop_table('attachment')
