"""PostgreSQL: the database of record, embedded or by `DATABASE_URL`."""
