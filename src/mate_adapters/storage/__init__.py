"""Object storages: a folder of this machine, and S3 or what speaks like it."""
