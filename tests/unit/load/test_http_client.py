from __future__ import annotations

import asyncio

import pytest

from tests.load.failure import LoadFailed
from tests.load.http_client import Connection, parse_head


def test_status_and_length_are_read_from_the_head() -> None:
    head = b"HTTP/1.1 201 Created\r\ndate: today\r\nContent-Length: 17\r\n\r\n"

    assert parse_head(head) == (201, 17)


def test_answer_without_length_is_refused() -> None:
    with pytest.raises(LoadFailed, match="Content-Length"):
        parse_head(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")


def test_answer_that_is_not_http_is_refused() -> None:
    with pytest.raises(LoadFailed, match="not an HTTP answer"):
        parse_head(b"SSH-2.0-OpenSSH\r\n\r\n")


class Wire(asyncio.Transport):
    """Keeps what was written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def is_closing(self) -> bool:
        return True  # nothing is left to close


def a_connection(answers: bytes) -> tuple[Connection, Wire]:
    """A connection on which those bytes have come in already."""
    reader, wire = asyncio.StreamReader(), Wire()
    reader.feed_data(answers)
    reader.feed_eof()
    protocol = asyncio.StreamReaderProtocol(reader)
    loop = asyncio.get_running_loop()
    return Connection(reader, asyncio.StreamWriter(wire, protocol, reader, loop)), wire


async def test_answers_on_one_connection_are_told_apart_by_their_length() -> None:
    connection, _ = a_connection(
        b'HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n{"a":1}'
        b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
    )

    first, second = await connection.ask("GET", "/a"), await connection.ask("GET", "/b")

    assert (first.status, first.json()) == (200, {"a": 1})
    assert (second.status, second.body) == (404, b"")


async def test_request_carries_token_key_and_json() -> None:
    connection, wire = a_connection(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")

    await connection.ask("POST", "/pay", token="t", body={"a": 1}, idempotency_key="k")

    head, _, body = wire.written.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /pay HTTP/1.1\r\n")
    assert b"Authorization: Bearer t" in head
    assert b"Idempotency-Key: k" in head
    assert b"Content-Length: 8" in head
    assert body == b'{"a": 1}'


async def test_answer_that_breaks_off_is_a_failure() -> None:
    connection, _ = a_connection(b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n{")

    with pytest.raises(LoadFailed, match="no whole answer"):
        await connection.ask("GET", "/a")
