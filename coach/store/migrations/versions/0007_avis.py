"""What people say of a level"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "opinions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=True),
        sa.Column("sample_id", sa.String(length=32), nullable=True),
        sa.Column("grid", sa.String(length=60), nullable=False),
        sa.Column("rubric_version", sa.String(length=40), nullable=False),
        sa.Column("criterion", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("coach_level", sa.Integer(), nullable=True),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["samples.id"], name=op.f("fk_opinions_sample_id_samples"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_opinions_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions")),
    )
    with op.batch_alter_table("opinions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opinions_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_opinions_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_opinions_sample_id"), ["sample_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_opinions_session_id"), ["session_id"], unique=False)


def downgrade() -> None:

    op.drop_table("opinions")
