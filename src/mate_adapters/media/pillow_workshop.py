"""Pictures made anew by Pillow, each in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from mate_adapters.media import picture_words as words
from mate_core.media.errors import (
    ImageDamaged,
    ImageTooManyPixels,
    ImageTooSmall,
    NotAnImage,
    UploadsBusy,
)
from mate_core.media.policies import Size
from mate_core.media.ports import Picture, Upload

AT_ONCE: Final = max(1, (os.cpu_count() or 2) // 2)
"""Requests need the other half of the machine."""
MOST_WAITING: Final = 16
_WALL_SECONDS: Final = 60.0
_COMMAND: Final = (sys.executable, "-I", "-m", words.WORKER)


Ask = Callable[[bytes, Upload], Awaitable[bytes]]


class PillowWorkshop:
    """ImageWorkshop. A process costs 0.1 s, and what a picture does to a decoder stays in it."""

    def __init__(
        self, *, at_once: int = AT_ONCE, most_waiting: int = MOST_WAITING, ask: Ask | None = None
    ) -> None:
        """`ask` hands an order and an upload to the program; by default in a process of its own."""
        self._ask = ask or ask_process
        self._turn = asyncio.Semaphore(at_once)
        self._most = at_once + most_waiting
        self._inside = 0

    async def make(
        self, upload: Upload, sizes: Sequence[Size], *, most_pixels: int, least_side: int
    ) -> Sequence[Picture]:
        if self._inside >= self._most:
            raise UploadsBusy
        order = json.dumps(
            {
                "wishes": [[size.longer_side, size.square] for size in sizes],
                "most_pixels": most_pixels,
                "least_side": least_side,
            }
        ).encode()
        self._inside += 1
        try:
            async with self._turn:
                answer = await self._ask(order, upload)
        finally:
            self._inside -= 1
        return _pictures(answer, sizes, most_pixels=most_pixels, least_side=least_side)


async def ask_process(order: bytes, upload: Upload) -> bytes:
    """What the process answers; empty when it died. Raises UploadsBusy when it cannot run."""
    try:
        process = await asyncio.create_subprocess_exec(
            *_COMMAND,
            stdin=PIPE,
            stdout=PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},  # nothing of ours, no secret above all
            cwd="/",
            start_new_session=True,
        )
    except OSError as trouble:
        raise UploadsBusy from trouble
    try:
        async with asyncio.timeout(_WALL_SECONDS):
            return await _talk(process, order, upload)
    except TimeoutError as trouble:
        raise UploadsBusy from trouble
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _talk(process: Process, order: bytes, upload: Upload) -> bytes:
    """It reads everything before it writes anything, so neither waits for the other."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the process was started without pipes")
    try:
        process.stdin.write(order + b"\n")
        async for chunk in upload.chunks():
            process.stdin.write(chunk)
            await process.stdin.drain()
        process.stdin.close()
    except ConnectionError:
        return b""  # it died while it read
    answer = await process.stdout.read()
    return answer if await process.wait() == 0 else b""


def _pictures(
    answer: bytes, sizes: Sequence[Size], *, most_pixels: int, least_side: int
) -> Sequence[Picture]:
    head, _, data = answer.partition(b"\n")
    told = json.loads(head) if head else {"refused": words.DAMAGED}
    match told.get("refused"):
        case None:
            pass
        case words.NOT_AN_IMAGE:
            raise NotAnImage
        case words.TOO_MANY_PIXELS:
            raise ImageTooManyPixels(megapixels=most_pixels // 1_000_000)
        case words.TOO_SMALL:
            raise ImageTooSmall(pixels=least_side)
        case _:
            raise ImageDamaged
    pictures, start = [], 0
    for size, (length, width, height) in zip(sizes, told["made"], strict=True):
        pictures.append(Picture(size, "image/jpeg", data[start : start + length], width, height))
        start += length
    return pictures
