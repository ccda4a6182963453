"""`make chaos`: processes and the database are killed under load, and nothing may be lost."""
