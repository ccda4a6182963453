"""The embedded server: it starts, is shared, and comes back after every way of being killed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from mate_adapters.postgres.server import LocalPostgres, ServerNotStarted

PATIENCE_SECONDS = 30
START = """
import sys
from pathlib import Path
from mate_adapters.postgres.server import LocalPostgres
programs = Path(sys.argv[2]) if sys.argv[2] else None
LocalPostgres(Path(sys.argv[1]), bin_dir=programs, fast=True).start()
"""


def programs() -> Path | None:
    chosen = os.environ.get("MATE_TEST_POSTGRES_BIN")
    return Path(chosen) if chosen else None


def server_in(home: Path) -> LocalPostgres:
    return LocalPostgres(home, bin_dir=programs(), fast=True)


def start_in_new_process(home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", START, str(home), str(programs() or "")])


def answer(server: LocalPostgres, query: str, database: str = "postgres") -> object:
    with psycopg.connect(server.dsn(database), autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def pid_file(server: LocalPostgres) -> Path:
    return server.place.data / "postmaster.pid"


def postmaster(server: LocalPostgres) -> psutil.Process:
    return psutil.Process(int(pid_file(server).read_text().splitlines()[0]))


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "the condition was not met in time"
        time.sleep(0.01)


def is_gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


@contextlib.contextmanager
def reachable_folder() -> Iterator[Path]:
    """A folder that the server's user can reach; pytest's own are closed to other users."""
    folder = Path(tempfile.mkdtemp(prefix="mate embedded "))
    folder.chmod(0o711)
    yield folder
    server_in(folder).destroy()
    shutil.rmtree(folder)


@pytest.fixture
def home() -> Iterator[Path]:
    with reachable_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def shared_server() -> Iterator[LocalPostgres]:
    """Of all tests that leave it able to start: initdb takes longer than most of them."""
    with reachable_folder() as folder:
        yield server_in(folder)


@pytest.fixture
def server(shared_server: LocalPostgres) -> LocalPostgres:
    """It runs, whatever the test before has done to it."""
    shared_server.start()
    return shared_server


@pytest.fixture
def own_server(home: Path) -> LocalPostgres:
    """It runs; what is done to it cannot be undone."""
    running = server_in(home)
    running.start()
    return running


def kill(server: LocalPostgres) -> None:
    process = postmaster(server)
    process.kill()
    wait_until(lambda: is_gone(process))


def remember_something(server: LocalPostgres) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("SET synchronous_commit = on")  # the tests' server is lax otherwise
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept (value int)")
        connection.execute("INSERT INTO kept VALUES (7)")


def test_first_start_gives_a_utf8_server_reached_by_socket_only(home: Path) -> None:
    server = server_in(home)
    server.start()
    assert answer(server, "SHOW server_encoding") == "UTF8"
    assert answer(server, "SHOW listen_addresses") == ""
    assert answer(server, "SHOW timezone") == "UTC"
    assert answer(server, "SHOW max_connections") == "200"
    assert answer(server, "SELECT lower('ĐÀ NẴNG')") == "đà nẵng"


def test_socket_admits_only_its_owner_and_root(server: LocalPostgres) -> None:
    assert server.place.socket_dir.stat().st_mode & 0o777 == 0o700


def test_server_never_runs_as_root(server: LocalPostgres) -> None:
    assert postmaster(server).uids().real != 0


def test_starting_a_running_server_leaves_it_as_it_is(server: LocalPostgres) -> None:
    before = postmaster(server).pid
    server.start()
    assert postmaster(server).pid == before


def test_data_survive_a_stop_and_a_start(server: LocalPostgres) -> None:
    remember_something(server)
    assert server.stop()
    assert not server.is_alive()
    server.start()
    assert answer(server, "SELECT value FROM kept") == 7


def test_stopping_a_stopped_server_changes_nothing(server: LocalPostgres) -> None:
    assert server.stop()
    assert not server.stop()


def test_stopping_a_server_that_was_never_started_changes_nothing(home: Path) -> None:
    assert not server_in(home).stop()
    assert list(home.iterdir()) == []


def test_stop_if_unused_waits_for_the_last_client(server: LocalPostgres) -> None:
    with psycopg.connect(server.dsn()):
        assert not server.stop(only_if_unused=True)
        assert server.is_alive()
    wait_until(lambda: server.stop(only_if_unused=True))
    assert not server.is_alive()


def test_three_racing_starters_end_with_one_server(home: Path) -> None:
    starters = [start_in_new_process(home) for _ in range(3)]
    assert [starter.wait(PATIENCE_SECONDS) for starter in starters] == [0, 0, 0]
    server = server_in(home)
    assert server.is_alive()
    assert server.place.log.read_text().count("ready to accept connections") == 1


def test_start_after_kill_9_of_the_postmaster_recovers_the_data(server: LocalPostgres) -> None:
    remember_something(server)
    kill(server)
    server.start()
    assert answer(server, "SELECT value FROM kept") == 7


def test_start_after_kill_9_succeeds_while_a_client_still_holds_its_connection(
    server: LocalPostgres,
) -> None:
    with contextlib.closing(psycopg.connect(server.dsn())) as connection:
        connection.execute("SELECT 1")
        kill(server)
        server.start()
        assert answer(server, "SELECT 1") == 1


@pytest.mark.parametrize("someone", ["another program", "a zombie", "nobody"])
def test_stale_pid_file_whose_pid_now_belongs_to_someone_else_is_overcome(
    server: LocalPostgres, someone: str
) -> None:
    lines = pid_file(server).read_text().splitlines()
    kill(server)
    other = subprocess.Popen(["sleep", "60"])
    if someone != "another program":
        other.kill()  # unreaped it stays a zombie
        wait_until(lambda: psutil.Process(other.pid).status() == psutil.STATUS_ZOMBIE)
    if someone == "nobody":
        other.wait()
    try:
        pid_file(server).write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")
        server.start()
        assert postmaster(server).pid != other.pid
        assert answer(server, "SELECT 1") == 1
    finally:
        other.kill()
        other.wait()


def test_stale_pid_file_naming_another_postgresql_is_overcome(
    server: LocalPostgres, postgres_server: LocalPostgres
) -> None:
    lines = pid_file(server).read_text().splitlines()
    kill(server)
    stranger = postmaster(postgres_server)
    pid_file(server).write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
    server.start()
    assert answer(server, "SELECT 1") == 1
    assert stranger.is_running()
    assert postgres_server.is_alive()


@pytest.mark.parametrize("content", ["", "12", "not a number\n"])
def test_half_written_pid_file_is_overcome(server: LocalPostgres, content: str) -> None:
    kill(server)
    pid_file(server).write_text(content)
    server.start()
    assert answer(server, "SELECT 1") == 1


def test_initdb_killed_half_way_leaves_no_half_database(home: Path) -> None:
    starter = start_in_new_process(home)
    root = server_in(home).place.root
    wait_until(lambda: any(root.glob("data-*.tmp/*")) or starter.poll() is not None)
    for process in [psutil.Process(starter.pid), *psutil.Process(starter.pid).children(True)]:
        with contextlib.suppress(psutil.NoSuchProcess):  # a child may have just done its part
            process.kill()
    assert starter.wait(PATIENCE_SECONDS) == -signal.SIGKILL
    assert not (root / "data").exists()

    server = server_in(home)
    server.start()
    assert answer(server, "SELECT 1") == 1
    assert list(root.glob("data-*.tmp")) == []


def test_starter_killed_while_the_server_comes_up_leaves_it_to_the_next(
    server: LocalPostgres,
) -> None:
    server.stop()
    starter = start_in_new_process(server.place.root.parent)
    wait_until(pid_file(server).exists)
    starter.kill()
    starter.wait()
    server.start()
    assert answer(server, "SELECT 1") == 1


def test_server_whose_log_grew_too_long_keeps_the_old_one_aside(server: LocalPostgres) -> None:
    server.stop()
    os.truncate(server.place.log, 17 * 1024 * 1024)
    server.start()
    assert server.place.log.stat().st_size < 1024 * 1024
    assert server.place.log.with_suffix(".log.1").exists()


def test_home_with_a_long_path_gets_a_short_socket_directory(home: Path) -> None:
    long_home = home / ("a" * 60) / ("b" * 60)
    server = server_in(long_home)
    try:
        server.start()
        assert len(os.fsencode(server.place.socket_dir)) < 60
        assert server.place.socket_dir.stat().st_mode & 0o777 == 0o700
        assert answer(server, "SELECT 1") == 1
    finally:
        server.destroy()
    assert not server.place.socket_dir.exists()


def test_short_socket_directory_that_somebody_else_made_is_refused(home: Path) -> None:
    server = server_in(home / ("a" * 60) / ("b" * 60))
    server.place.socket_dir.symlink_to(home)
    try:
        with pytest.raises(ServerNotStarted, match="is not a directory of"):
            server.start()
    finally:
        server.place.socket_dir.unlink()


@pytest.mark.parametrize("name", ["it's, comma; and ưđ", "-dash=and %percent"])
def test_home_with_unusual_characters_works(home: Path, name: str) -> None:
    server = server_in(home / name)
    try:
        server.start()
        assert answer(server, "SELECT 1") == 1
    finally:
        server.destroy()


@pytest.mark.parametrize("name", ['quo"te', "dol$lar", "back`tick", "back\\slash"])
def test_home_that_a_shell_would_misread_is_refused_with_the_remedy(home: Path, name: str) -> None:
    with pytest.raises(ServerNotStarted, match="set MATE_HOME"):
        server_in(home / name)


def test_server_that_cannot_start_says_why_with_the_end_of_its_log(server: LocalPostgres) -> None:
    server.stop()
    settings = server.place.data / "postgresql.conf"
    good = settings.read_text()
    settings.write_text(f"{good}no_such_setting = 1\n")
    with pytest.raises(ServerNotStarted, match="no_such_setting"):
        server.start()
    settings.write_text(good)


def test_programs_that_are_missing_are_named(home: Path) -> None:
    with pytest.raises(ServerNotStarted, match=r"initdb|postgres"):
        LocalPostgres(home, bin_dir=home / "empty").start()


def test_creating_a_database_twice_keeps_the_first(postgres_server: LocalPostgres) -> None:
    name = 'odd "name" & more'
    postgres_server.create_database(name)
    with psycopg.connect(postgres_server.dsn(name), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (value int)")
    postgres_server.create_database(name)
    assert answer(postgres_server, "SELECT count(*) FROM kept", name) == 0


def test_environment_of_the_caller_does_not_move_the_server(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in {"PGPORT": "6543", "PGDATA": "/nowhere", "LC_ALL": "xx_XX"}.items():
        monkeypatch.setenv(variable, value)
    server = server_in(home)
    server.start()
    assert server.is_alive()


def test_destroyed_server_leaves_nothing_behind(own_server: LocalPostgres, home: Path) -> None:
    own_server.destroy()
    assert not own_server.is_alive()
    assert list(home.iterdir()) == []


class TestAsRoot:
    __test__ = os.geteuid() == 0  # nobody else has to become another user

    def test_home_that_the_servers_user_cannot_enter_puts_the_data_outside(
        self, home: Path
    ) -> None:
        closed = home / "closed"
        closed.mkdir(mode=0o700)
        server = server_in(closed / "home")
        try:
            server.start()
            assert answer(server, "SELECT 1") == 1
            assert not server.place.root.is_relative_to(home)
            assert closed.stat().st_mode & 0o777 == 0o700
            assert server_in(closed / "home").place == server.place
        finally:
            server.destroy()
        assert not server.place.root.parent.exists()

    def test_directories_we_make_can_be_entered_whatever_the_umask(self, home: Path) -> None:
        before = os.umask(0o077)
        try:
            server = server_in(home / "new" / "home")
            server.start()
            assert server.place.root.is_relative_to(home)
            assert answer(server, "SELECT 1") == 1
        finally:
            os.umask(before)
            server.destroy()

    def test_data_of_another_user_are_served_as_that_user(self, own_server: LocalPostgres) -> None:
        own_server.stop()
        for path in (own_server.place.root, *own_server.place.root.rglob("*")):
            os.chown(path, 65534, 65534)
        again = server_in(own_server.place.root.parent)
        again.start()
        assert postmaster(again).uids().real == 65534

    def test_data_whose_owner_is_shut_out_later_are_not_replaced_by_empty_ones(
        self, own_server: LocalPostgres, home: Path
    ) -> None:
        own_server.stop()
        home.chmod(0o700)
        try:
            with pytest.raises(ServerNotStarted, match="can no longer enter"):
                server_in(home)
        finally:
            home.chmod(0o711)
