"""The `mate` command: puts HTTP, sandbox and container together, decides nothing."""
