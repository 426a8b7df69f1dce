"""The audit log as a chain: a digest on each line, the lines already there included, and signed anchors"""

import sqlalchemy as sa
from alembic import op

from coach.store.audit_chain import START, digest

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digest", sa.String(length=64), nullable=False, server_default=""))
    op.create_table(
        "audit_anchors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_anchors")),
    )
    audit = sa.table(
        "audit",
        sa.column("id", sa.Integer),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("actor", sa.String),
        sa.column("action", sa.String),
        sa.column("subject", sa.String),
        sa.column("detail", sa.JSON),
        sa.column("digest", sa.String),
    )
    connection, last = op.get_bind(), START
    for row in connection.execute(sa.select(audit).order_by(audit.c.id)).all():
        last = digest(last, row.at, row.actor, row.action, row.subject, row.detail)
        connection.execute(audit.update().where(audit.c.id == row.id).values(digest=last))


def downgrade() -> None:
    op.drop_table("audit_anchors")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_column("digest")
