"""FAQ, keyword replies, corrections."""

import sqlalchemy as sa
from alembic import op

from store import columns
from sqlalchemy.dialects import mysql
revision = "0005_knowledge"
down_revision = "0004_desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('correction',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('text', columns.key(160), nullable=False, comment='the line, shortened'),
    sa.Column('intent', sa.String(length=64), nullable=False),
    sa.Column('inbox_id', sa.BigInteger(), nullable=True),
    sa.Column('staff_id', sa.BigInteger(), nullable=False),
    sa.Column('at', columns.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction')),
    sa.UniqueConstraint('text', name=op.f('uq_correction_text')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )
    op.create_table('keyword_reply',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('account', columns.key(64), server_default='', nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False, comment='exact, contains, regex'),
    sa.Column('pattern', sa.String(length=200), nullable=False),
    sa.Column('answer', columns.LongText, nullable=False),
    sa.Column('extras', columns.Document(), nullable=False),
    sa.Column('place', sa.Integer(), server_default='50', nullable=False, comment='lower goes first'),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('starts_at', columns.Instant(), nullable=True),
    sa.Column('ends_at', columns.Instant(), nullable=True),
    sa.Column('from_minute', sa.Integer(), nullable=True),
    sa.Column('to_minute', sa.Integer(), nullable=True),
    sa.Column('updated_at', columns.Instant(), nullable=False),
    sa.Column('updated_by', columns.key(64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_keyword_reply')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )
    op.create_table('knowledge_entry',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('account', columns.key(64), server_default='', nullable=False),
    sa.Column('question', sa.String(length=200), nullable=False),
    sa.Column('variants', columns.Document(), nullable=False, comment='the same asked otherwise'),
    sa.Column('answer', columns.LongText, nullable=False),
    sa.Column('extras', columns.Document(), nullable=False, comment='payloads of pictures and cards'),
    sa.Column('category', sa.String(length=64), server_default='', nullable=False),
    sa.Column('intent', sa.String(length=64), nullable=True, comment='answers this intent when nothing fits'),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('starts_at', columns.Instant(), nullable=True),
    sa.Column('ends_at', columns.Instant(), nullable=True),
    sa.Column('useful', sa.Integer(), server_default='0', nullable=False),
    sa.Column('useless', sa.Integer(), server_default='0', nullable=False),
    sa.Column('shown', sa.Integer(), server_default='0', nullable=False),
    sa.Column('created_at', columns.Instant(), nullable=False),
    sa.Column('updated_at', columns.Instant(), nullable=False),
    sa.Column('updated_by', columns.key(64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_entry')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('knowledge_entry', schema=None) as batch_op:
        batch_op.create_index('ix_knowledge_entry_question', ['question'], unique=False)

    op.create_table('knowledge_shown',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('contact_id', sa.BigInteger(), nullable=False),
    sa.Column('inbox_id', sa.BigInteger(), nullable=False),
    sa.Column('question', sa.String(length=200), nullable=False),
    sa.Column('verdict', sa.String(length=16), nullable=True, comment='useful, useless'),
    sa.Column('at', columns.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_shown')),
    sa.UniqueConstraint('inbox_id', name=op.f('uq_knowledge_shown_inbox_id')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('knowledge_shown', schema=None) as batch_op:
        batch_op.create_index('ix_knowledge_shown_entry', ['entry_id', 'id'], unique=False)

    op.create_table('knowledge_version',
    sa.Column('name', columns.key(64), nullable=False, comment='knowledge, model'),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_knowledge_version')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )
    op.create_table('model_version',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('made_at', columns.Instant(), nullable=False),
    sa.Column('made_by', columns.key(64), nullable=False),
    sa.Column('corrections', sa.Integer(), nullable=False),
    sa.Column('report', columns.Document(), nullable=False, comment='figures before and after'),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('content', sa.LargeBinary().with_variant(mysql.LONGBLOB(), 'mariadb').with_variant(mysql.LONGBLOB(), 'mysql'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_version')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )
    op.create_table('saying',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('account', columns.key(64), server_default='', nullable=False),
    sa.Column('name', columns.key(64), nullable=False),
    sa.Column('text', columns.LongText, nullable=False),
    sa.Column('options', columns.Document(), nullable=False, comment='[["ask:coupon", "看优惠券"], …]'),
    sa.Column('tail', sa.String(length=200), server_default='', nullable=False),
    sa.Column('updated_at', columns.Instant(), nullable=False),
    sa.Column('updated_by', columns.key(64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saying')),
    sa.UniqueConstraint('account', 'name', name=op.f('uq_saying_account_name')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )
    op.create_table('slow_question',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('account', columns.key(64), nullable=False),
    sa.Column('contact_id', sa.BigInteger(), nullable=False),
    sa.Column('inbox_id', sa.BigInteger(), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('answer', columns.LongText, nullable=True),
    sa.Column('sources', columns.Document(), nullable=False, comment='ids of the entries it rests on'),
    sa.Column('reason', sa.String(length=64), nullable=True, comment='why it was refused or failed'),
    sa.Column('tokens', sa.Integer(), server_default='0', nullable=False),
    sa.Column('at', columns.Instant(), nullable=False),
    sa.Column('finished_at', columns.Instant(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slow_question')),
    sa.UniqueConstraint('inbox_id', name=op.f('uq_slow_question_inbox_id')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('slow_question', schema=None) as batch_op:
        batch_op.create_index('ix_slow_question_at', ['at'], unique=False)
        batch_op.create_index('ix_slow_question_state', ['state', 'id'], unique=False)

    op.create_table('unanswered_line',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('account', columns.key(64), nullable=False),
    sa.Column('contact_id', sa.BigInteger(), nullable=False),
    sa.Column('inbox_id', sa.BigInteger(), nullable=False),
    sa.Column('text', sa.String(length=300), nullable=False),
    sa.Column('guess', sa.String(length=64), nullable=True, comment='the likeliest intent'),
    sa.Column('reason', sa.String(length=64), nullable=False, comment='not_understood, no_answer, useless'),
    sa.Column('state', sa.String(length=16), nullable=False, comment='open, answered, ignored'),
    sa.Column('at', columns.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unanswered_line')),
    sa.UniqueConstraint('inbox_id', name=op.f('uq_unanswered_line_inbox_id')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('unanswered_line', schema=None) as batch_op:
        batch_op.create_index('ix_unanswered_line_state', ['state', 'id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('unanswered_line', schema=None) as batch_op:
        batch_op.drop_index('ix_unanswered_line_state')

    op.drop_table('unanswered_line')
    with op.batch_alter_table('slow_question', schema=None) as batch_op:
        batch_op.drop_index('ix_slow_question_state')
        batch_op.drop_index('ix_slow_question_at')

    op.drop_table('slow_question')
    op.drop_table('saying')
    op.drop_table('model_version')
    op.drop_table('knowledge_version')
    with op.batch_alter_table('knowledge_shown', schema=None) as batch_op:
        batch_op.drop_index('ix_knowledge_shown_entry')

    op.drop_table('knowledge_shown')
    with op.batch_alter_table('knowledge_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_knowledge_entry_question')

    op.drop_table('knowledge_entry')
    op.drop_table('keyword_reply')
    op.drop_table('correction')
