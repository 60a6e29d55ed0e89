#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A throw-away PostgreSQL server, on a Unix socket alone, in a folder that nobody else can enter.

  find                 prints the folder of PostgreSQL's programs; exits 1 where there are none
  start FOLDER         starts a server, unless FOLDER's is running, and writes its libpq connection string to FOLDER/dsn
  stop FOLDER          stops it and removes all that it left
  run COMMAND [ARG...] runs the command with a server of its own, named to it by the variable BECKON_POSTGRES_DSN

The database is called beckon, and its user, who may do everything, tester. A superuser's server runs as another user.
Where BECKON_POSTGRES_DSN names a server already, nothing is started, and the command is run with that one.
"""
import argparse
import contextlib
import fcntl
import os
import pathlib
import pwd
import select
import shutil
import signal
import subprocess
import sys
import tempfile

SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{home}'
max_connections = 100
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
"""

# What is lost with the machine may be lost. Who sets synchronous_commit = on waits for a standby that is not there.
FLEETING = """
fsync = off
full_page_writes = off
synchronous_commit = local
synchronous_standby_names = 'nobody'
"""

FETCHED = pathlib.Path(__file__).resolve().parents[2] / "build/tools/postgresql/usr"


def version(folder):
    return float(folder.parent.name)


def programs():
    """Where initdb and postgres are, of the newest version, or None."""
    folders = []
    for place in (pathlib.Path("/usr"), FETCHED):
        folders += sorted(place.glob("lib/postgresql/*/bin"), key=version, reverse=True)
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        told = subprocess.run(["pg_config", "--bindir"], capture_output=True, check=True, encoding="utf-8").stdout
        folders.append(pathlib.Path(told.strip()))
    return next((each for each in folders if (each / "initdb").exists() and (each / "postgres").exists()), None)


def account():
    """Whom a superuser's server runs as, since PostgreSQL refuses to run as the superuser; None: as whoever calls."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    sys.exit("there is neither a user postgres nor a user nobody to run PostgreSQL as")


def call(command, cwd, **options):
    """Runs a program of PostgreSQL to its end; its output is shown where it fails."""
    if user := account():
        options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    done = subprocess.run(command, cwd=cwd, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=os.environ | {"LC_ALL": "C"}, check=False, **options)
    if done.returncode != 0:
        log = cwd / "log"
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout}{log.read_text() if log.exists() else ''}")


def new_home():
    """A folder whose name is short enough for a socket in it: 107 octets are the limit."""
    parent = os.environ.get("TMPDIR", "/tmp")
    home = pathlib.Path(tempfile.mkdtemp(prefix="beckon-pg-", dir=parent if len(os.fsencode(parent)) < 70 else "/tmp"))
    if user := account():
        os.chown(home, user.pw_uid, user.pw_gid)
    return home


def within_reach(folder, home):
    """The programs; a copy in `home` where the server's user may not be able to reach them."""
    if account() is None or not folder.is_relative_to(FETCHED):
        return folder
    shutil.copytree(FETCHED, home / "usr", symlinks=True)
    return home / "usr" / folder.relative_to(FETCHED)  # PostgreSQL finds its other files by the way from there.


def set_up(home, bin_folder, more_settings=FLEETING, more_options=()):
    """Makes a cluster in `home` and starts its server."""
    data = home / "data"
    call([bin_folder / "initdb", "-D", data, "--username=tester", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
          "--no-sync", *more_options], home)
    with open(data / "postgresql.conf", "a", encoding="utf-8") as settings:
        settings.write(SETTINGS.format(home=home) + more_settings)
    call([bin_folder / "postgres", "--single", "-D", data, "-c", "log_min_messages=error", "postgres"], home,
         input="CREATE DATABASE beckon\n")
    start_server(home, bin_folder)


def start_server(home, bin_folder):
    call([bin_folder / "pg_ctl", "-D", home / "data", "-l", home / "log", "-w", "-s", "start"], home, input="")


def dsn_of(home):
    return f"host={home} dbname=beckon user=tester"


def server_process(home):
    """The id of the server's process; None: it does not run."""
    try:
        process = int((home / "data/postmaster.pid").read_text(encoding="utf-8").split("\n")[0])
        os.kill(process, 0)
        return process if b"postgres" in pathlib.Path(f"/proc/{process}/cmdline").read_bytes() else None
    except (OSError, ValueError):
        return None


def tear_down(home):
    """Stops the server of `home` at once, waits for its end and removes the folder."""
    if process := server_process(home):
        with contextlib.suppress(ProcessLookupError):
            ended = os.pidfd_open(process)
            signal.pidfd_send_signal(ended, signal.SIGQUIT)
            select.select([ended], [], [], 30)
            os.close(ended)
    shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def alone_in(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def home_in(folder):
    """Where FOLDER's server lives or lived, or None."""
    noted = folder / "home"
    return pathlib.Path(noted.read_text(encoding="utf-8")) if noted.exists() else None


def clear(folder):
    if home := home_in(folder):
        tear_down(home)
    for name in ("dsn", "home"):
        (folder / name).unlink(missing_ok=True)


def start(folder, found):
    """Whether a server was started: the one that runs already is used again."""
    with alone_in(folder):
        if (folder / "dsn").exists() and server_process(home_in(folder)):
            return False
        clear(folder)
        home = new_home()
        (folder / "home").write_text(str(home), encoding="utf-8")
        set_up(home, within_reach(found, home))
        unfinished = folder / "dsn.new"
        unfinished.write_text(dsn_of(home), encoding="utf-8")
        unfinished.replace(folder / "dsn")
        return True


def stop(folder):
    if folder.exists():
        with alone_in(folder):
            clear(folder)


def stop_after(process, folder):
    """Leaves a process behind that stops the server when `process` has ended, however it ended."""
    home = home_in(folder)
    ended = os.pidfd_open(process)
    if os.fork() != 0:
        return
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    server = server_process(home)
    watched = [ended] + ([os.pidfd_open(server)] if server else [])
    select.select(watched, [], [])
    if home_in(folder) == home:
        stop(folder)
    os._exit(0)


def run(command, found):
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    home = new_home()
    try:
        set_up(home, within_reach(found, home))
        return subprocess.run(command, env=os.environ | {"BECKON_POSTGRES_DSN": dsn_of(home)}, check=False).returncode
    finally:
        tear_down(home)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("find")
    starting = verbs.add_parser("start")
    starting.add_argument("folder", type=pathlib.Path)
    starting.add_argument("--with-parent", action="store_true", help="stop it when the calling process has ended")
    verbs.add_parser("stop").add_argument("folder", type=pathlib.Path)
    verbs.add_parser("run").add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()

    if arguments.verb == "stop":
        return stop(arguments.folder)
    found = programs()
    if arguments.verb != "find" and "BECKON_POSTGRES_DSN" in os.environ:
        return subprocess.run(arguments.command, check=False).returncode if arguments.verb == "run" else 0
    if found is None:
        print("skipped: no PostgreSQL server")
        return 1
    if arguments.verb == "find":
        print(found)
    elif arguments.verb == "run":
        return run(arguments.command, found)
    elif start(arguments.folder, found) and arguments.with_parent:
        stop_after(os.getppid(), arguments.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
