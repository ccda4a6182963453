"""The serving process: a socket, HTTP and sandbox side by side, and the worker."""
