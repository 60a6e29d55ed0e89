#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Names the servers that tests need and that are not here; exits 1 if there are any.

usage: servers.py SMTP_SINK PGBOUNCER, as CMake found them

The environment variables BECKON_SMTP_SINK, BECKON_PGBOUNCER and BECKON_POSTGRES_DSN name others.
"""
import os
import pathlib
import subprocess
import sys


def missing(smtp_sink, pgbouncer):
    if not os.access(os.environ.get("BECKON_SMTP_SINK", smtp_sink), os.X_OK):
        yield "smtp-sink, which comes with Postfix"
    if not os.access(os.environ.get("BECKON_PGBOUNCER", pgbouncer), os.X_OK):
        yield "PgBouncer"
    server = pathlib.Path(__file__).resolve().parents[1] / "support/postgres_server.py"
    if "BECKON_POSTGRES_DSN" not in os.environ and subprocess.run([sys.executable, server, "find"], check=False,
                                                                  stdout=subprocess.DEVNULL).returncode != 0:
        yield "the server of PostgreSQL 15 or later"


if __name__ == "__main__":
    if absent := list(missing(*sys.argv[1:])):
        sys.exit("Tests are skipped, since these are not installed: " + "; ".join(absent) + ".\n"
                 "./dev test fetches them. To pass all the same, configure with -DBECKON_TESTS_MAY_BE_SKIPPED=ON.")
