"""A mail server of a hundred lines: takes what it is sent, misbehaves when it is told to."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ssl import SSLContext
from typing import Final

from mate_adapters.memory.messages import DeliveryTrouble

LOGIN: Final = b"\0mate\0right password"


class MailServer:
    """One server; `mails` are those that it accepted, by recipient."""

    def __init__(self, tls: SSLContext | None = None) -> None:
        self._tls = tls
        self.troubles: deque[DeliveryTrouble] = deque()
        self.mails: list[tuple[str, EmailMessage]] = []
        self.port = 0
        self.secured = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[MailServer]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        trouble = self.troubles.popleft() if self.troubles else None
        try:
            await self._talk(reader, writer, trouble)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _talk(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        trouble: DeliveryTrouble | None,
    ) -> None:
        recipient = ""
        await _say(writer, "220 mail.test")
        while line := (await reader.readline()).decode().strip():
            verb, _, rest = line.partition(" ")
            verb = verb.upper()
            if verb == "STARTTLS" and self._tls is not None:
                await _say(writer, "220 go ahead")
                await writer.start_tls(self._tls)
                self.secured += 1
            elif verb == "AUTH":
                right = b64decode(rest.rpartition(" ")[2]) == LOGIN
                if trouble is DeliveryTrouble.ACCOUNT or not right:
                    await _say(writer, "535 authentication failed")
                else:
                    await _say(writer, "235 welcome")
            elif verb == "RCPT":
                recipient = rest.partition("<")[2].partition(">")[0]
                await _say(writer, _ANSWERS.get(trouble, "250 ok") if trouble else "250 ok")
            elif verb == "DATA":
                await _say(writer, "354 go on")
                raw = await reader.readuntil(b"\r\n.\r\n")
                if trouble is DeliveryTrouble.REQUEST_LOST:
                    return
                self.mails.append((recipient, _parsed(raw)))
                if trouble is DeliveryTrouble.REPLY_LOST:
                    return
                await _say(writer, "250 queued")
            elif verb == "QUIT":
                await _say(writer, "221 bye")
                return
            elif verb == "EHLO":
                await _say(writer, *self._extensions())
            else:
                await _say(writer, "250 ok")

    def _extensions(self) -> list[str]:
        offered = ["250-mail.test"]
        if self._tls is not None and not self.secured:
            offered.append("250-STARTTLS")
        return [*offered, "250 AUTH PLAIN"]


_ANSWERS: Final = {
    DeliveryTrouble.REFUSED: "550 no such mailbox",
    DeliveryTrouble.NOT_TAKEN: "451 come again",
}


def _parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw.removesuffix(b"\r\n.\r\n"), policy=default)


async def _say(writer: asyncio.StreamWriter, *lines: str) -> None:
    writer.write("".join(f"{line}\r\n" for line in lines).encode())
    await writer.drain()
