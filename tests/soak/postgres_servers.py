#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The PostgreSQL servers of a soak, which are stopped and removed at the end of standard input.

  calm      one server, without fsync
  restart   one that keeps what it has acknowledged: stopped at once, as by a crash, and started again
  failover  a primary and a standby that has whatever was acknowledged: the primary is killed with -9, the standby
            promoted, and made another standby in the place of the dead
  full      one whose disk is full for a moment: no file of more than 1 MiB grows

Prints the libpq connection string, on a line. Each line of standard input asks for a disturbance; the answer is a line
too, once it is over.
"""
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import postgres_server as server  # pylint: disable=wrong-import-position

# Shared memory in files, which go away with the folder of a server that was killed.
DURABLE = """
fsync = on
full_page_writes = on
synchronous_commit = on
recovery_init_sync_method = syncfs
dynamic_shared_memory_type = mmap
"""


class Calm:
    """One server."""

    settings = server.FLEETING
    options: list[str] = []

    def __init__(self, home, programs):
        self.home, self.programs = home, programs
        server.set_up(home, programs, self.settings, self.options)
        self.dsn = server.dsn_of(home)

    def disturb(self):
        sys.exit("this server is not to be disturbed")


class Restart(Calm):
    settings = DURABLE

    def disturb(self):
        server.call([self.programs / "pg_ctl", "-D", self.home / "data", "-s", "-m", "immediate", "stop"], self.home)
        server.start_server(self.home, self.programs)


class Full(Calm):
    options = ["--wal-segsize=1"]  # The log's files stay within the limit.

    def disturb(self):
        self.limit_files(str(1 << 20))
        time.sleep(0.3)
        self.limit_files("unlimited")

    def limit_files(self, size):
        # The parent first, from whom those to come have theirs. Not those who write what was taken in already.
        postmaster = server.server_process(self.home)
        self.limit_files_of(postmaster, size)
        for child in children(postmaster):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError, SystemExit):  # They come and go.
                if b"tester" in pathlib.Path(f"/proc/{child}/cmdline").read_bytes():
                    self.limit_files_of(child, size)

    def limit_files_of(self, process, size):
        server.call(["prlimit", "--pid", str(process), f"--fsize={size}:unlimited"], self.home)


class Failover:
    """Two folders, in each of which is a server; either may be the primary."""

    def __init__(self, home, programs):
        self.programs = programs
        self.primary, self.standby = home / "a", home / "b"
        self.make_folder(self.primary)
        server.set_up(self.primary, programs, DURABLE)
        configure(self.primary, "synchronous_standby_names = '*'")  # Not before: nothing could be committed.
        server.call([programs / "pg_ctl", "-D", self.primary / "data", "-s", "reload"], self.primary)
        self.dsn = f"host={home}/a,{home}/b dbname=beckon user=tester"
        self.make_standby()

    @staticmethod
    def make_folder(home):
        home.mkdir()
        if user := server.account():
            os.chown(home, user.pw_uid, user.pw_gid)

    def make_standby(self):
        home = self.standby
        shutil.rmtree(home, ignore_errors=True)
        self.make_folder(home)
        server.call([self.client_program("pg_basebackup"), "-D", home / "data", "-d", server.dsn_of(self.primary), "-R",
                     "-X", "stream", "-c", "fast", "--no-sync"], home)
        configure(home, f"unix_socket_directories = '{home}'")
        server.start_server(home, self.programs)
        self.wait_until_followed()

    def wait_until_followed(self):
        patience = time.monotonic() + 60
        while self.ask_primary("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") != "1":
            if time.monotonic() > patience:
                sys.exit("the standby does not follow the primary")
            time.sleep(0.02)

    def ask_primary(self, sql):
        return subprocess.run([self.client_program("psql"), "-X", "-A", "-t", "-c", sql, server.dsn_of(self.primary)],
                              capture_output=True, check=True, encoding="utf-8").stdout.strip()

    def client_program(self, name):
        found = shutil.which(name, path=f"{self.programs}:{os.environ['PATH']}")
        return found or sys.exit(f"there is no {name}: install PostgreSQL's client programs, of the server's version")

    def disturb(self):
        kill_all(self.primary)
        self.primary, self.standby = self.standby, self.primary
        server.call([self.programs / "pg_ctl", "-D", self.primary / "data", "-w", "-s", "promote"], self.primary)
        self.make_standby()


def configure(home, setting):
    with open(home / "data/postgresql.conf", "a", encoding="utf-8") as settings:
        settings.write(setting + "\n")


def children(process):
    listed = pathlib.Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8")
    return [int(child) for child in listed.split()]


def kill_all(home):
    """Kills all processes of a server, so that none goes on for a moment without the others."""
    postmaster = server.server_process(home)
    shared_memory = (home / "data/postmaster.pid").read_text(encoding="utf-8").split("\n")[6].split()[1]
    os.kill(postmaster, signal.SIGSTOP)
    for process in [*children(postmaster), postmaster]:
        os.kill(process, signal.SIGKILL)
    while server.server_process(home):
        time.sleep(0.001)
    subprocess.run(["ipcrm", "-m", shared_memory], check=False)


KINDS = {"calm": Calm, "restart": Restart, "failover": Failover, "full": Full}


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in KINDS:
        sys.exit(__doc__)
    programs = server.programs()
    if programs is None:
        sys.exit("skipped: no PostgreSQL server")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # It ends the soak, and that the input.
    home = server.new_home()
    try:
        servers = KINDS[sys.argv[1]](home, server.within_reach(programs, home))
        print(servers.dsn, flush=True)
        for _ in sys.stdin:
            servers.disturb()
            print("over", flush=True)
    finally:
        for each in (home / "a", home / "b", home):
            server.tear_down(each)


if __name__ == "__main__":
    main()
