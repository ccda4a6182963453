"""Words in which the program that makes pictures says why it takes one not."""

from __future__ import annotations

from typing import Final

WORKER: Final = "mate_adapters.media.picture_worker"
NOT_AN_IMAGE: Final = "not_an_image"
DAMAGED: Final = "damaged"
TOO_MANY_PIXELS: Final = "too_many_pixels"
TOO_SMALL: Final = "too_small"
