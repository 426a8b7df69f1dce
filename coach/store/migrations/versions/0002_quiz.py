"""Quiz cards and the log of their answers"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "quiz_cards",
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("card_id", sa.String(length=240), nullable=False),
        sa.Column("mark", sa.String(length=24), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "card_id", name=op.f("pk_quiz_cards")),
    )
    with op.batch_alter_table("quiz_cards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiz_cards_due"), ["due"], unique=False)

    op.create_table(
        "quiz_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("card_id", sa.String(length=240), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("reviewed", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_reviews")),
    )
    with op.batch_alter_table("quiz_reviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiz_reviews_owner"), ["owner"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("quiz_reviews", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quiz_reviews_owner"))

    op.drop_table("quiz_reviews")
    with op.batch_alter_table("quiz_cards", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quiz_cards_due"))

    op.drop_table("quiz_cards")
