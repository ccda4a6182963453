"""Uploads over HTTP: taken in, shown, refused, taken back."""

from __future__ import annotations

import re
import tracemalloc
from dataclasses import replace
from datetime import timedelta
from typing import Any

from httpx import Response

from mate_adapters.media.pillow_workshop import PillowWorkshop
from mate_adapters.memory.workshop import png
from mate_core.media.model import Bucket, MediaKind, MediaState
from mate_core.media.policies import MEGABYTE
from mate_http.app import create_app
from mate_http.controllers.uploads import UploadsController
from tests.contract.http_world import OPTIONS, Caller, HttpWorld, client_of, http_world
from tests.contract.test_image_workshop import bomb, halves, in_this_process, saved
from tests.unit.media.files import mp4
from tests.unit.world import World

BOUNDARY = "mate-test-boundary"


async def send(
    who: Caller, kind: str, data: bytes, *, type_: str = "image/png", field: str = "file"
) -> Response:
    return await who.post(f"/upload/{kind}", files={field: ("x", data, type_)})


async def uploaded(who: Caller, kind: str = "avatar") -> dict[str, Any]:
    answer = await send(who, kind, png(400, 300))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def work(http: HttpWorld) -> None:
    """What workers do after the commits."""
    await http.world.store.outbox.relay(at=http.world.now, limit=100)
    await http.world.parts.queue.drain()


def media_path(url: str) -> str:
    return "//media" + url.removeprefix("/media").removeprefix("https://api.mate.test/media")


async def test_an_avatar_is_uploaded_shown_and_replaced() -> None:
    async with http_world() as http:
        user, other = await http.user(), await http.user()
        first = await uploaded(user)
        assert (first["kind"], first["width"], first["height"]) == ("AVATAR", 300, 300)
        assert re.fullmatch("[a-z2-7]{26}", first["key"])

        shown = await user.put("/users/me", json={"avatarUrl": first["url"]})
        assert shown.status_code == 200, shown.text
        assert shown.json()["profile"]["avatarUrl"] == first["url"]
        seen = (await other.get(f"/users/{user.id}")).json()["avatarUrl"]
        picture = await http.nobody.get(media_path(seen))
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")

        small = await http.nobody.get(media_path(first["smaller"][1]["url"]))
        assert (small.content, small.headers["cache-control"]) == (picture.content, "no-store")
        await work(http)
        small = await http.nobody.get(media_path(first["smaller"][1]["url"]))
        assert small.status_code == 200
        assert small.headers["cache-control"].startswith("public")
        assert len(small.content) < len(picture.content)

        second = await uploaded(user)
        await user.put("/users/me", json={"avatarUrl": second["url"]})
        assert (await http.nobody.get(media_path(first["url"]))).status_code == 404
        await work(http)
        keys = {place.name[:26] for place in http.world.parts.objects.objects}
        assert keys == {second["key"]}

        cleared = await user.put("/users/me", json={"avatarUrl": ""})
        assert cleared.json()["profile"]["avatarUrl"] is None


async def test_only_an_unused_avatar_of_ones_own_becomes_the_picture_of_a_profile() -> None:
    async with http_world() as http:
        user, other = await http.user(), await http.user()
        foreign = (await uploaded(other))["url"]
        image = (await uploaded(user, "image"))["url"]
        for url in (foreign, image, "https://evil.example/track.gif", "/media/" + "a" * 26):
            answer = await user.put("/users/me", json={"avatarUrl": url})
            assert answer.status_code == 422, url
            (error,) = answer.json()["errors"]
            assert (error["field"], error["code"]) == ("avatarUrl", "avatar.not_yours")


async def test_public_pictures_are_cached_cut_and_never_run() -> None:
    async with http_world() as http:
        user = await http.user()
        url = media_path((await uploaded(user, "image"))["url"])
        whole = await http.nobody.get(url)
        headers = whole.headers
        assert headers["cache-control"] == "public, max-age=86400"
        assert headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in headers["content-security-policy"]
        assert int(headers["content-length"]) == len(whole.content)

        again = await http.nobody.get(url, headers={"If-None-Match": headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        part = await http.nobody.get(url, headers={"Range": "bytes=2-5"})
        assert (part.status_code, part.content) == (206, whole.content[2:6])
        assert part.headers["content-range"] == f"bytes 2-5/{len(whole.content)}"
        beyond = await http.nobody.get(url, headers={"Range": "bytes=999999-"})
        assert (beyond.status_code, beyond.json()["code"]) == (416, "request.range")
        other = {"Range": "bytes=2-5", "If-Range": '"another"'}
        assert (await http.nobody.get(url, headers=other)).status_code == 200


async def test_a_video_is_read_by_a_link_that_expires() -> None:
    async with http_world() as http:
        user = await http.user()
        answer = await send(user, "video", mp4(seconds=12), type_="video/mp4")
        assert answer.status_code == 201, answer.text
        video = answer.json()
        assert (video["durationSeconds"], video["contentType"]) == (12.0, "video/mp4")

        opened = await http.nobody.get(media_path(video["url"]))
        assert opened.status_code == 200
        assert opened.headers["content-disposition"] == "attachment"
        assert opened.headers["cache-control"] == "private, no-store"
        assert (await http.nobody.get(f"//media/{video['key']}")).status_code == 404
        http.world.pass_time(timedelta(minutes=15))
        assert (await http.nobody.get(media_path(video["url"]))).status_code == 404


async def test_papers_have_no_address() -> None:
    async with http_world() as http:
        user = await http.user()
        answer = await send(user, "kyc-document", png(600, 400))
        assert answer.status_code == 201, answer.text
        paper = answer.json()
        assert (paper["url"], paper["smaller"]) == (None, [])
        assert (await http.nobody.get(f"//media/{paper['key']}")).status_code == 404
        assert {place.bucket for place in http.world.parts.objects.objects} == {Bucket.KYC}


async def test_an_unused_upload_is_taken_back_by_its_owner_only() -> None:
    async with http_world() as http:
        user, other = await http.user(), await http.user()
        unused, used = await uploaded(user), await uploaded(user)
        await user.put("/users/me", json={"avatarUrl": used["url"]})

        refused = await other.send("DELETE", f"/upload/{unused['key']}")
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
        refused = await user.send("DELETE", f"/upload/{used['key']}")
        assert (refused.status_code, refused.json()["code"]) == (409, "media.in_use")
        assert (await user.send("DELETE", f"/upload/{unused['key']}")).status_code == 204
        assert (await user.send("DELETE", f"/upload/{unused['key']}")).status_code == 404
        assert (await http.nobody.get(media_path(unused["url"]))).status_code == 404


REFUSED = (
    ("image", b"%PDF-1.7 not a picture", "image/png", 422, "upload.not_an_image"),
    ("image", b"<svg onload='x()'/>", "image/svg+xml", 422, "upload.not_an_image"),
    ("image", png(40, 40), "text/html", 422, "upload.not_an_image"),
    ("image", png(40, 40)[:-20], "image/png", 422, "upload.image_damaged"),
    ("avatar", png(10, 10), "image/png", 422, "upload.too_small"),
    ("image", b"", "image/png", 422, "upload.empty"),
    ("video", png(40, 40), "video/mp4", 422, "upload.not_a_video"),
    ("video", mp4(seconds=61), "video/mp4", 422, "upload.too_long"),
    ("image", bytes(10 * MEGABYTE + 1), "image/png", 413, "upload.too_large"),
)


async def test_what_cannot_be_taken_is_told_why() -> None:
    async with http_world() as http:
        user = await http.user()
        for kind, data, type_, status, code in REFUSED:
            answer = await send(user, kind, data, type_=type_)
            assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert http.world.parts.objects.objects == {}


def body_of(*parts: tuple[str, bytes], end: bytes | None = None) -> bytes:
    pieces = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="x"\r\n'
        f"Content-Type: image/png\r\n\r\n".encode()
        + data
        + b"\r\n"
        for name, data in parts
    ]
    return b"".join(pieces) + (f"--{BOUNDARY}--\r\n".encode() if end is None else end)


MULTIPART = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


MALFORMED = (
    (body_of(), "file", "upload.part_missing"),
    (body_of(("picture", png(20, 20))), "picture", "upload.part_unexpected"),
    (body_of(("file", png(20, 20)), ("file", b"2")), "file", "upload.part_unexpected"),
    (body_of(("file", png(20, 20)), end=b""), "body", "upload.multipart_malformed"),
    (b"nothing of the kind", "body", "upload.multipart_malformed"),
)


async def test_a_body_of_other_parts_names_what_is_wrong() -> None:
    async with http_world() as http:
        user = await http.user()
        for body, field, code in MALFORMED:
            answer = await user.post("/upload/image", content=body, headers=MULTIPART)
            assert answer.status_code == 400, answer.text
            (error,) = answer.json()["errors"]
            assert (error["field"], error["code"]) == (field, code)
        assert http.world.parts.objects.objects == {}


async def test_a_body_that_is_not_multipart_is_refused() -> None:
    async with http_world() as http:
        user = await http.user()
        for headers in ({"Content-Type": "image/png"}, {"Content-Type": "multipart/form-data"}):
            answer = await user.post("/upload/image", content=b"x", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (415, "upload.media_type")


async def test_five_gigabytes_are_refused_before_they_are_read() -> None:
    async with http_world() as http:
        user = await http.user()
        declared = {
            **MULTIPART,
            "Authorization": f"Bearer {user.token}",
            "Content-Length": str(5 * 1024**3),
        }
        answer = await http.raw("POST", "/upload/video", headers=declared, body=[b"--"])
        assert answer.status == 413
        assert b"upload.too_large" in answer.body


async def test_five_gigabytes_in_chunks_are_refused_on_the_way_in_bounded_memory() -> None:
    async with http_world() as http:
        user = await http.user()
        piece = bytes(MEGABYTE)
        head = body_of(("file", b""), end=b"")[:-2]
        tracemalloc.start()
        try:
            pieces = [head, *[piece] * (5 * 1024)]  # one megabyte, named five thousand times
            answer = await http.raw(
                "POST",
                "/upload/image",
                headers={**MULTIPART, "Authorization": f"Bearer {user.token}"},
                body=pieces,
            )
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert (answer.status, b"upload.too_large" in answer.body) == (413, True)
        assert peak < 40 * MEGABYTE


async def test_bombs_are_refused_and_polyglots_lose_what_they_hide() -> None:
    world = World()
    workshop = PillowWorkshop(ask=in_this_process)
    intake = replace(world.app.media_intake, workshop=workshop)
    app = create_app(replace(world.app, media_intake=intake), OPTIONS)
    async with client_of(app) as client:
        http = HttpWorld(client, app, world)
        user = await http.user()
        bombed = await send(user, "image", bomb(60_000, 60_000))
        assert (bombed.status_code, bombed.json()["code"]) == (422, "upload.too_many_pixels")

        hidden = b"<html><script>alert(1)</script>"
        polyglot = saved(halves(), "GIF", comment=hidden) + hidden
        taken = await send(user, "image", polyglot, type_="image/gif")
        assert taken.status_code == 201, taken.text
        shown = await http.nobody.get(media_path(taken.json()["url"]))
        assert shown.headers["content-type"] == "image/jpeg"
        assert hidden in polyglot
        assert b"script" not in shown.content


async def test_uploads_are_counted_by_kind_and_day() -> None:
    async with http_world() as http:
        user = await http.user()
        limit = http.world.app.media.policy.kinds[MediaKind.AVATAR].per_day
        for _ in range(limit):
            assert (await send(user, "avatar", b"")).status_code == 422
        refused = await send(user, "avatar", png(100, 100))
        assert (refused.status_code, refused.json()["code"]) == (429, "upload.too_many")
        assert int(refused.headers["retry-after"]) <= 24 * 3_600
        assert (await send(user, "image", png(100, 100))).status_code == 201
        http.world.pass_time(timedelta(days=1, seconds=1))
        assert (await send(await http.again(user), "avatar", png(100, 100))).status_code == 201


async def test_a_storage_that_is_away_keeps_nothing_and_asks_to_come_again() -> None:
    async with http_world() as http:
        user = await http.user()
        http.world.parts.objects.broken = True
        answer = await send(user, "image", png(100, 100))
        assert (answer.status_code, answer.json()["code"]) == (503, "media.storage_unavailable")
        assert answer.headers["retry-after"]
        async with http.world.store.open_read() as uow:
            (media,) = (await uow.media.listed(owner_id=None, after=None, limit=9)).items
        assert media.state is MediaState.DELETED


def test_every_upload_has_a_second_limit_in_the_framework() -> None:
    limits = {
        handler.resolve_request_max_body_size()
        for handler in vars(UploadsController).values()
        if getattr(handler, "http_methods", None) == {"POST"}
    }
    assert all(isinstance(limit, int) and limit < 60 * MEGABYTE for limit in limits)
