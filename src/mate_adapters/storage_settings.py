"""Settings of the object storage: what is opened, and what is refused about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from mate_adapters.settings_schema import (
    Environment,
    Settings,
    StorageEncryption,
    StorageKind,
)
from mate_core.media.model import Bucket

if TYPE_CHECKING:
    from mate_core.media.ports import LinkSigner, ObjectStorage

LINKS_PATH: Final = "/media/links"
_ENCRYPTION: Final[Mapping[StorageEncryption, str | None]] = {
    StorageEncryption.AES256: "AES256",
    StorageEncryption.KMS: "aws:kms",
    StorageEncryption.NONE: None,
}


def check_storage(settings: Settings) -> list[str]:
    """What keeps the storage from being used, by variable; production asks for more."""
    production = settings.environment is Environment.PRODUCTION
    if settings.storage is StorageKind.LOCAL:
        if production:
            return [
                "MATE_STORAGE is local: servers share no folder, and it is not encrypted;"
                " set it to s3."
            ]
        return []
    buckets = _buckets(settings)
    checks = [
        (settings.s3_access_key is None, "MATE_S3_ACCESS_KEY is not set: name the key to S3."),
        (settings.s3_secret_key is None, "MATE_S3_SECRET_KEY is not set: give the key to S3."),
        (
            len(set(buckets.values())) < len(buckets),
            "MATE_S3_KYC_BUCKET is another bucket too, or MATE_S3_PUBLIC_BUCKET"
            " and MATE_S3_PRIVATE_BUCKET are one: name three, their rights differ.",
        ),
        (
            production and (settings.s3_endpoint or "https:").startswith("http:"),
            "MATE_S3_ENDPOINT is not https: papers would travel in the clear.",
        ),
        (
            production and settings.s3_encryption is StorageEncryption.NONE,
            "MATE_S3_ENCRYPTION is none: identity papers must be encrypted at rest.",
        ),
    ]
    return [sentence for refused, sentence in checks if refused]


def open_storage(settings: Settings, signer: LinkSigner) -> ObjectStorage:
    """Where uploads are kept; `signer` makes the links of a local folder.

    Raises ValueError for settings that `check_storage` refuses, ObjectStorageUnavailable when the
    folder cannot be made.
    """
    if settings.storage is StorageKind.LOCAL:
        from mate_adapters.storage.local import LocalObjectStorage  # noqa: PLC0415  one of the two

        local = LocalObjectStorage(
            settings.home / "media", signer=signer, links=f"{settings.public_url}{LINKS_PATH}"
        )
        local.prepare()
        return local
    from mate_adapters.storage.presigning import S3Credentials  # noqa: PLC0415  one of the two
    from mate_adapters.storage.s3 import S3ObjectStorage, S3Settings  # noqa: PLC0415  likewise

    if settings.s3_access_key is None or settings.s3_secret_key is None:
        raise ValueError("the keys to S3 are not set")
    credentials = S3Credentials(
        settings.s3_access_key.reveal(), settings.s3_secret_key.reveal(), settings.s3_region
    )
    return S3ObjectStorage(
        S3Settings(
            credentials,
            _buckets(settings),
            endpoint=settings.s3_endpoint,
            encryption=_ENCRYPTION[settings.s3_encryption],
        )
    )


def _buckets(settings: Settings) -> Mapping[Bucket, str]:
    return {
        Bucket.PUBLIC: settings.s3_public_bucket,
        Bucket.PRIVATE: settings.s3_private_bucket,
        Bucket.KYC: settings.s3_kyc_bucket,
    }
