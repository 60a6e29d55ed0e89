#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""SMTP servers on loopback that want TLS and a password.

tls_server.py FOLDER makes a certificate authority, FOLDER/ca.pem, a stranger to it, FOLDER/other_ca.pem, and listens
with a certificate for localhost and 127.0.0.1. FOLDER/ports gets a line for each port: STARTTLS; TLS from the start;
TLS from the start at 127.0.0.2, which the certificate does not name. The n-th mail lands as DATA brought it in
FOLDER/NNNN.eml. The connection is reset after the 354 to a mail for drop@example.test.
"""
import asyncio
import logging
import os
import pathlib
import ssl
import subprocess
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult

USER = b"postmaster@beckon"
PASSWORD = "correct horse, ü".encode()


def openssl(folder, *arguments):
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"openssl {arguments[0]}: {done.stderr}")


def make_certificates(folder):
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    for name in ("ca", "other_ca"):
        openssl(folder, "req", "-x509", *key, "-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN={name}",
                "-days", "2")
    openssl(folder, "req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    (folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl(folder, "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-out", "server.pem", "-days", "2", "-extfile", "names")


class Inbox:
    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        (self.folder / f"{self.count:04}.eml").write_bytes(envelope.original_content)
        return "250 OK"


class Server(SMTP):
    async def smtp_DATA(self, argument):
        if self.envelope.rcpt_tos == ["drop@example.test"]:
            await self.push("354 go on")
            self.transport.abort()
        else:
            await super().smtp_DATA(argument)


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == USER and data.password == PASSWORD, handled=False)


async def serve(folder):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    inbox = Inbox(folder)
    loop = asyncio.get_running_loop()

    async def listen(address, tls, **settings):
        def protocol():
            return Server(inbox, hostname="localhost", loop=loop, authenticator=authenticate, auth_required=True,
                          **settings)

        server = await loop.create_server(protocol, address, 0, ssl=tls)
        servers.append(server)
        return server.sockets[0].getsockname()[1]

    servers = []
    ports = [
        await listen("127.0.0.1", None, tls_context=context, require_starttls=True),
        await listen("127.0.0.1", context, auth_require_tls=False),
        await listen("127.0.0.2", context, auth_require_tls=False),
    ]
    (folder / "ports.tmp").write_text("".join(f"{port}\n" for port in ports))
    os.replace(folder / "ports.tmp", folder / "ports")
    await asyncio.Event().wait()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable()
    make_certificates(pathlib.Path(sys.argv[1]))
    asyncio.run(serve(pathlib.Path(sys.argv[1])))
