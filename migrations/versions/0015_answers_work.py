"""Pictures of answers, training from the console."""

import sqlalchemy as sa
from alembic import op

from store import columns
from sqlalchemy.dialects import mysql
revision = "0015_answers_work"
down_revision = "0014_members_work"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('answer_picture',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('digest', columns.key(64), nullable=False, comment='SHA-256 of the content; answers name it so'),
    sa.Column('name', sa.String(length=120), nullable=False, comment="the file's name, for staff"),
    sa.Column('content_type', sa.String(length=40), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary().with_variant(mysql.LONGBLOB(), 'mariadb').with_variant(mysql.LONGBLOB(), 'mysql'), nullable=False),
    sa.Column('created_at', columns.Instant(), nullable=False),
    sa.Column('created_by', columns.key(64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_picture')),
    sa.UniqueConstraint('digest', name=op.f('uq_answer_picture_digest')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )
    op.create_table('picture_loan',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('picture_id', sa.BigInteger(), nullable=False),
    sa.Column('account', columns.key(64), nullable=False),
    sa.Column('media_id', columns.key(160), nullable=True),
    sa.Column('lent_at', columns.Instant(), nullable=True, comment='when the platform took it'),
    sa.Column('tried_at', columns.Instant(), nullable=False),
    sa.Column('problem', sa.String(length=64), nullable=True, comment='why the last try failed'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_picture_loan')),
    sa.UniqueConstraint('picture_id', 'account', name=op.f('uq_picture_loan_picture_id_account')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )
    op.create_table('training_run',
    sa.Column('id', columns.BigId, autoincrement=True, nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('wanted_by', columns.key(64), nullable=False),
    sa.Column('wanted_at', columns.Instant(), nullable=False),
    sa.Column('started_at', columns.Instant(), nullable=True),
    sa.Column('finished_at', columns.Instant(), nullable=True),
    sa.Column('version_id', sa.BigInteger(), nullable=True, comment='the model it made'),
    sa.Column('problem', sa.String(length=64), nullable=True, comment='no trainer, interrupted, too slow, …'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_run')),
    mysql_charset='utf8mb4',
    mysql_engine='InnoDB'
    )
    with op.batch_alter_table('training_run', schema=None) as batch_op:
        batch_op.create_index('ix_training_run_state', ['state', 'id'], unique=False)

    with op.batch_alter_table('model_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('decision', sa.String(length=16), nullable=True, comment='adopted, rejected'))
        batch_op.add_column(sa.Column('decided_by', columns.key(64), nullable=True))
        batch_op.add_column(sa.Column('decided_at', columns.Instant(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('model_version', schema=None) as batch_op:
        batch_op.drop_column('decided_at')
        batch_op.drop_column('decided_by')
        batch_op.drop_column('decision')

    with op.batch_alter_table('training_run', schema=None) as batch_op:
        batch_op.drop_index('ix_training_run_state')

    op.drop_table('training_run')
    op.drop_table('picture_loan')
    op.drop_table('answer_picture')
