#!/usr/bin/env python3
"""Makes this checkout ready to run, then runs what it was asked to.

    python3 bootstrap.py                      only make ready
    python3 bootstrap.py serve --demo-data    run the `mate` command
    python3 bootstrap.py -- pytest -x         run a program of .venv/bin

Needs nothing but Python 3.11 or later. The first run installs the locked packages into `.venv`
(with uv when it is there, else with venv and pip); later runs see that nothing has changed and
need no network. The syntax stays old so that an old Python can say that it is too old.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time

try:
    import fcntl
except ImportError:
    sys.exit("mate-social: this runs on Linux and macOS; on Windows use WSL")

OLDEST_PYTHON = (3, 11)
NEWER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")
CHECKOUT = os.path.dirname(os.path.realpath(__file__))
LOCK_FILE = os.path.join(CHECKOUT, "requirements.lock")
PROJECT_FILE = os.path.join(CHECKOUT, "pyproject.toml")
VENV = os.path.join(CHECKOUT, ".venv")
VENV_BIN = os.path.join(VENV, "bin")
VENV_PYTHON = os.path.join(VENV_BIN, "python")
MAKE_VENV = [sys.executable, "-m", "venv", VENV]
BYTECODE = os.path.join(VENV, "bytecode")
STAMP = os.path.join(VENV, ".mate-ready")
UNFINISHED = os.path.join(VENV, ".mate-unfinished")
OFFLINE_SIGNS = (
    "Failed to fetch",
    "Could not connect",
    "error sending request",
    "dns error",
    "NewConnectionError",
    "Failed to establish a new connection",
    "No matching distribution found",
    "ConnectTimeoutError",
    "ProxyError",
)


class Trouble(Exception):
    """Ends the run; the text is a sentence for the person who ran it."""


def main(arguments: "list[str]") -> int:
    if sys.version_info < OLDEST_PYTHON:
        return run_with_newer_python(arguments)
    try:
        make_ready()
        if not arguments:
            say("ready: make run")
            return 0
        command = command_for(arguments)
    except Trouble as trouble:
        say(str(trouble))
        return 1
    except KeyboardInterrupt:
        say("interrupted; run it again and it starts over")
        return 130
    enter_environment()
    return os.execv(command[0], command)  # never returns


def run_with_newer_python(arguments: "list[str]") -> int:
    for name in NEWER_PYTHONS:
        found = shutil.which(name)
        # A shim may lead nowhere. capture_output is not known to the oldest Pythons.
        if found and subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(found, [found, os.path.abspath(__file__), *arguments])
    say(
        "this needs Python 3.11 or later, and this is {}.{}. Install it (Debian, Ubuntu:"
        " apt install python3.11 python3.11-venv; macOS: brew install python@3.12), or name"
        " yours: make PYTHON=/path/to/python3.12".format(*sys.version_info[:2])
    )
    return 1


def command_for(arguments: "list[str]") -> "list[str]":
    """What to become: the path of a program and its arguments."""
    if arguments[0] != "--":
        return [VENV_PYTHON, "-m", "mate_cli", *arguments]
    program = shutil.which(arguments[1], path=search_path()) if len(arguments) > 1 else None
    if program is None:
        raise Trouble("after -- name a program of .venv/bin, such as: -- pytest")
    # As an argument of Python, a script also runs from a path too long or odd for its first line.
    if os.path.dirname(program) == VENV_BIN and is_script(program):
        return [VENV_PYTHON, program, *arguments[2:]]
    return [program, *arguments[2:]]


def enter_environment() -> None:
    os.environ["PATH"] = search_path()
    os.environ["VIRTUAL_ENV"] = VENV
    os.environ.pop("PYTHONHOME", None)
    # Images of containers forbid bytecode, which doubles the time of every start of ours. What they
    # mean is that none shall lie about: it goes into `.venv`.
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", BYTECODE)


def search_path() -> str:
    return VENV_BIN + os.pathsep + os.environ.get("PATH", os.defpath)


def is_script(program: str) -> bool:
    with open(program, "rb") as file:
        return file.read(2) == b"#!"


def make_ready() -> None:
    """Bring `.venv` in line with the lock. Raises Trouble with what to do about it."""
    if is_ready():
        return
    with open(os.path.realpath(__file__)) as own_file:
        # Our children hold the lock too: killed alone, we leave an installer that still writes.
        os.set_inheritable(own_file.fileno(), True)
        fcntl.flock(own_file, fcntl.LOCK_EX)  # whoever comes second finds the work done
        if not is_ready():
            install()


def is_ready() -> bool:
    return read(STAMP) == place_line() + content_line() and os.path.exists(VENV_PYTHON)


def place_line() -> str:
    """What cannot change without building `.venv` anew: paths are written into its scripts."""
    return "{} {} {}.{}\n".format(VENV, os.path.realpath(sys.executable), *sys.version_info[:2])


def content_line() -> str:
    digest = hashlib.sha256()
    for path in (LOCK_FILE, PROJECT_FILE):
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest() + "\n"


def install() -> None:
    started = time.monotonic()
    remove_what_cannot_be_used()
    try:
        os.makedirs(VENV, exist_ok=True)
        with open(UNFINISHED, "w") as file:
            file.write("the install that wrote this has not finished\n")
    except OSError as error:
        raise Trouble(
            f"cannot write to {VENV}: {error.strerror}. Clone into a directory of your own,"
            " or remove what another user left there"
        ) from None
    uv = working_uv()
    say("installing {} locked packages with {}".format(count_packages(), "uv" if uv else "pip"))
    pip = uv_pip(uv) if uv else plain_pip()
    run([*pip, "--require-hashes", "-r", LOCK_FILE])
    run([*pip, "--no-deps", "--no-build-isolation", "--editable", CHECKOUT])
    with open(STAMP + ".new", "w") as file:
        file.write(place_line() + content_line())
    os.replace(STAMP + ".new", STAMP)
    os.remove(UNFINISHED)
    say(f"ready after {time.monotonic() - started:.1f} s")


def remove_what_cannot_be_used() -> None:
    """A half-made environment, and one that was made elsewhere or by another Python."""
    stamp = read(STAMP)
    moved = stamp != "" and not stamp.startswith(place_line())
    if os.path.exists(UNFINISHED) or moved:
        say("removing an unfinished .venv" if not moved else "this checkout or Python has moved")
        shutil.rmtree(VENV, ignore_errors=True)
    elif os.path.exists(STAMP):
        os.remove(STAMP)


def working_uv() -> str:
    """The path of uv, or nothing: a shim on PATH need not lead to a program."""
    uv = shutil.which("uv")
    if uv is None:
        return ""
    done = subprocess.run([uv, "--version"], capture_output=True, check=False)
    return uv if done.returncode == 0 else ""


def uv_pip(uv: str) -> "list[str]":
    if not has_usable_python():
        run([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, VENV])
    return [uv, "pip", "install", "--quiet", "--python", VENV_PYTHON]


def plain_pip() -> "list[str]":
    """The environment's pip, or the system's aimed at it where Debian ships no ensurepip."""
    options = ["install", "--quiet", "--no-input"]
    if not has_usable_python() and not (has_module("ensurepip") and succeeds(MAKE_VENV)):
        run([*MAKE_VENV, "--without-pip"])
    if succeeds([VENV_PYTHON, "-m", "pip", "--version"]):
        return [VENV_PYTHON, "-m", "pip", *options]
    if not has_module("pip"):
        raise Trouble(
            "this Python can make no environment with pip, and there is no uv."
            " Debian, Ubuntu: apt install python3-venv"
        )
    return [sys.executable, "-m", "pip", "--python", VENV_PYTHON, *options]


def has_module(name: str) -> bool:
    spec = importlib.util.find_spec(name)
    return spec is not None and spec.origin is not None  # an empty folder has no origin


def has_usable_python() -> bool:
    return os.path.exists(VENV_PYTHON) and succeeds(
        [VENV_PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    )


def succeeds(command: "list[str]") -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def run(command: "list[str]") -> None:
    """Run one step of the install in silence; when it fails say why in a sentence."""
    done = subprocess.run(
        command,
        cwd=CHECKOUT,
        env=install_environment(),
        close_fds=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return
    if any(sign in done.stdout for sign in OFFLINE_SIGNS):
        raise Trouble(
            "the package index cannot be reached, and the first run needs it"
            " (later runs do not): connect to a network, or set the proxy, and run it again"
        )
    said = "\n".join(done.stdout.strip().splitlines()[-15:])
    raise Trouble("this step failed: {}\n{}".format(" ".join(command), said))


def install_environment() -> "dict[str, str]":
    """Our environment without what would send packages elsewhere than into `.venv`."""
    unwanted = ("PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "UV_SYSTEM_PYTHON")
    environment = {name: text for name, text in os.environ.items() if name not in unwanted}
    environment["VIRTUAL_ENV"] = VENV
    environment["PATH"] = search_path()
    environment["PIP_ROOT_USER_ACTION"] = "ignore"
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    environment.setdefault("PIP_RETRIES", "2")
    return environment


def count_packages() -> int:
    return sum("==" in line for line in read(LOCK_FILE).splitlines())


def read(path: str) -> str:
    """The text of a file, empty when there is none."""
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def say(sentence: str) -> None:
    print("mate-social: " + sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
