"""SQLAlchemy tables, migrations, repositories."""
