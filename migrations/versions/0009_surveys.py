"""Surveys: definitions, invitations, answers, cases."""

import sqlalchemy as sa
from alembic import op

from store import columns

revision = "0009_surveys"
down_revision = "0008_clock"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('survey',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('key', columns.key(64), nullable=False, comment='what files and links name it by'),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False, comment='nps, csat, ces, form'),
    sa.Column('relation', sa.String(length=16), nullable=False, comment='relational, transactional'),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False, comment='the newest of survey_version'),
    sa.Column('created_at', columns.Instant(), nullable=False),
    sa.Column('updated_at', columns.Instant(), nullable=False),
    sa.Column('updated_by', columns.key(64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey')),
    sa.UniqueConstraint('key', name=op.f('uq_survey_key')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )
    op.create_table('survey_answer',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('invitation_id', sa.BigInteger(), nullable=False),
    sa.Column('question', columns.key(64), nullable=False, comment="the question's key in the definition"),
    sa.Column('kind', sa.String(length=8), nullable=False, comment='score, choice, multi, text'),
    sa.Column('score', sa.SmallInteger(), nullable=True),
    sa.Column('choices', columns.Document(), nullable=False, comment='keys of the chosen options'),
    sa.Column('text', columns.LongText, nullable=True),
    sa.Column('inbox_id', sa.BigInteger(), nullable=True, comment='the message it came in'),
    sa.Column('answered_at', columns.Instant(), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_answer')),
    sa.UniqueConstraint('invitation_id', 'question', name=op.f('uq_survey_answer_invitation_id_question')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )
    op.create_table('survey_invitation',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('survey_id', sa.BigInteger(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('relation', sa.String(length=16), nullable=False),
    sa.Column('subject', columns.key(64), nullable=False, comment='member:ID, or contact:ID for who is no member'),
    sa.Column('occasion', columns.key(160), nullable=False, comment='ticket:ID, order:ID, sample:DAY, hand:NAME'),
    sa.Column('origin', sa.String(length=64), nullable=False, comment='ticket_closed, nth_order, days_after_order, sample, hand, resurvey'),
    sa.Column('wave', columns.key(64), nullable=False, comment='what results compare: 2026-11, or a name by hand'),
    sa.Column('member_id', sa.BigInteger(), nullable=True),
    sa.Column('contact_id', sa.BigInteger(), nullable=True),
    sa.Column('channel', sa.String(length=64), nullable=True, comment='message, subscribe, wecom, sms, web, …'),
    sa.Column('account', columns.key(64), nullable=True),
    sa.Column('ticket_id', sa.BigInteger(), nullable=True),
    sa.Column('order_id', sa.BigInteger(), nullable=True),
    sa.Column('staff_id', sa.BigInteger(), nullable=True, comment="who served them: the ticket's owner"),
    sa.Column('store', columns.key(64), nullable=True, comment="where: the order's source or QR scene"),
    sa.Column('level', sa.String(length=64), nullable=True, comment="the member's level when it was planned"),
    sa.Column('language', sa.String(length=8), nullable=False, comment='zh, en'),
    sa.Column('resurvey_of', sa.BigInteger(), nullable=True, comment='the invitation of the bad answer'),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('rule', sa.String(length=64), nullable=True, comment='the rule that blocked it'),
    sa.Column('planned_at', columns.Instant(), nullable=False),
    sa.Column('due_at', columns.Instant(), nullable=False),
    sa.Column('outbox_id', sa.BigInteger(), nullable=True),
    sa.Column('shown_at', columns.Instant(), nullable=True, comment='the cooldown starts here'),
    sa.Column('closes_at', columns.Instant(), nullable=True, comment='an answer after this is late'),
    sa.Column('ended_at', columns.Instant(), nullable=True, comment='when it was finished, dismissed, closed or blocked'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_invitation')),
    sa.UniqueConstraint('survey_id', 'subject', 'occasion', name=op.f('uq_survey_invitation_survey_id_subject_occasion')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('survey_invitation', schema=None) as batch_op:
        batch_op.create_index('ix_survey_invitation_closes', ['state', 'closes_at'], unique=False)
        batch_op.create_index('ix_survey_invitation_contact', ['contact_id', 'state'], unique=False)
        batch_op.create_index('ix_survey_invitation_due', ['state', 'due_at'], unique=False)
        batch_op.create_index('ix_survey_invitation_member', ['member_id', 'relation', 'shown_at'], unique=False)
        batch_op.create_index('ix_survey_invitation_planned', ['survey_id', 'planned_at'], unique=False)
        batch_op.create_index('ix_survey_invitation_shown', ['survey_id', 'shown_at'], unique=False)
        batch_op.create_index('ix_survey_invitation_ticket', ['ticket_id'], unique=False)

    op.create_table('survey_response',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('invitation_id', sa.BigInteger(), nullable=False),
    sa.Column('survey_id', sa.BigInteger(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=True),
    sa.Column('contact_id', sa.BigInteger(), nullable=True),
    sa.Column('score', sa.SmallInteger(), nullable=True, comment='nps 0-10, csat 1-5, ces 1-7; none for a form without a score'),
    sa.Column('band', sa.String(length=12), nullable=True, comment='detractor, passive, promoter'),
    sa.Column('comment', columns.LongText, nullable=True, comment='all that was said in words'),
    sa.Column('source', sa.String(length=8), nullable=False, comment='chat, web'),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('answered_at', columns.Instant(), nullable=False, comment='when the first answer came'),
    sa.Column('finished_at', columns.Instant(), nullable=True, comment='when nothing was left to ask'),
    sa.Column('case_id', sa.BigInteger(), nullable=True, comment='the ticket of the survey case'),
    sa.Column('reason', sa.String(length=64), nullable=True, comment='the reason code when the case closed'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_response')),
    sa.UniqueConstraint('invitation_id', name=op.f('uq_survey_response_invitation_id')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('survey_response', schema=None) as batch_op:
        batch_op.create_index('ix_survey_response_answered', ['survey_id', 'answered_at'], unique=False)
        batch_op.create_index('ix_survey_response_band', ['band', 'answered_at'], unique=False)
        batch_op.create_index('ix_survey_response_case', ['case_id'], unique=False)
        batch_op.create_index('ix_survey_response_member', ['member_id', 'answered_at'], unique=False)

    op.create_table('survey_version',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('survey_id', sa.BigInteger(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('document', columns.Document(), nullable=False),
    sa.Column('created_at', columns.Instant(), nullable=False),
    sa.Column('created_by', columns.key(64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_version')),
    sa.UniqueConstraint('survey_id', 'version', name=op.f('uq_survey_version_survey_id_version')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )


def downgrade() -> None:
    op.drop_table('survey_version')
    with op.batch_alter_table('survey_response', schema=None) as batch_op:
        batch_op.drop_index('ix_survey_response_member')
        batch_op.drop_index('ix_survey_response_case')
        batch_op.drop_index('ix_survey_response_band')
        batch_op.drop_index('ix_survey_response_answered')

    op.drop_table('survey_response')
    with op.batch_alter_table('survey_invitation', schema=None) as batch_op:
        batch_op.drop_index('ix_survey_invitation_ticket')
        batch_op.drop_index('ix_survey_invitation_shown')
        batch_op.drop_index('ix_survey_invitation_planned')
        batch_op.drop_index('ix_survey_invitation_member')
        batch_op.drop_index('ix_survey_invitation_due')
        batch_op.drop_index('ix_survey_invitation_contact')
        batch_op.drop_index('ix_survey_invitation_closes')

    op.drop_table('survey_invitation')
    op.drop_table('survey_answer')
    op.drop_table('survey')
