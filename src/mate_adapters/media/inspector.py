"""Which container a video is in."""

from __future__ import annotations

from mate_adapters.media.iso_video import is_iso, read_iso
from mate_adapters.media.webm_video import is_webm, read_webm
from mate_adapters.media.window import Window
from mate_core.media.errors import NotAVideo
from mate_core.media.ports import Upload, Video


class ContainerInspector:
    """VideoInspector that reads containers and decodes nothing. See docs/decisions/0013."""

    async def inspect(self, upload: Upload) -> Video:
        window = Window(upload)
        if is_iso(upload.head):
            return await read_iso(window)
        if is_webm(upload.head):
            return await read_webm(window)
        raise NotAVideo
