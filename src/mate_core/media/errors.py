"""Refusals of media, and what storage and workshops may meet."""

from __future__ import annotations

from mate_core.shared.errors import Conflict, MateError, RuleViolation, TooMany


class MediaInUse(Conflict):
    code = "media.in_use"
    message = "Something shows this file; remove it there first."


class MediaNotReady(Conflict):
    code = "media.not_ready"
    message = "This file is not in the state for that; upload it, or wait until it is stored."


class UploadRefused(RuleViolation):
    """Base of everything that is wrong with the bytes themselves."""

    code = "upload.refused"
    message = "This file cannot be taken."
    field = "file"
    """Whoever takes in several files at once says which of them it was."""


class UploadTooLarge(UploadRefused):
    code = "upload.too_large"
    message = "The file is larger than {megabytes} MB; send a smaller one."


class UploadEmpty(UploadRefused):
    code = "upload.empty"
    message = "The file is empty; choose it again."


class NotAnImage(UploadRefused):
    code = "upload.not_an_image"
    message = "Send a JPEG, PNG, WebP or GIF picture."


class ImageDamaged(UploadRefused):
    code = "upload.image_damaged"
    message = "The picture cannot be read to its end; export it again."


class ImageTooManyPixels(UploadRefused):
    code = "upload.too_many_pixels"
    message = "The picture has more than {megapixels} megapixels; send a smaller one."


class ImageTooSmall(UploadRefused):
    code = "upload.too_small"
    message = "The picture is smaller than {pixels} pixels on one side; send a larger one."


class NotAVideo(UploadRefused):
    code = "upload.not_a_video"
    message = "Send an MP4, MOV or WebM video."


class VideoDamaged(UploadRefused):
    code = "upload.video_damaged"
    message = "The video cannot be read; record or export it again."


class VideoTooLong(UploadRefused):
    code = "upload.too_long"
    message = "The video is longer than {seconds} seconds; send a shorter one."


class TooManyUploads(TooMany):
    code = "upload.too_many"
    message = "You have uploaded {limit} files of this kind in a day; try again later."


class UploadsBusy(MateError):
    """More uploads at once than this process may hold; nothing was stored, try again."""


class ObjectMissing(MateError):
    """There is no object at that place."""


class ObjectStorageUnavailable(MateError):
    """The object storage does not answer; what was asked may have happened, ask again."""
