"""MoMo AIO v2."""
