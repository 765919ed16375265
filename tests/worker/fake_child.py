"""A child process whose document misbehaves as the path in the request says.

Everything around the document is the real child: pipes, limits, queue, errors.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import subprocess
import sys
import time

from inspector.analysis.report import Report
from inspector.errors import InspectorError
from inspector.worker import child, document
from inspector.worker.messages import (
    Answer,
    AnyRequest,
    Describe,
    DetailsReady,
    Open,
    Progress,
    Scan,
    Scanned,
)


class FakeError(InspectorError):
    code = "fake"


class FakeDocument:
    def __init__(self, send: document.Send, interrupted: object = None) -> None:
        self._send = send
        self.seen: list[int] = []
        self.hoard: list[bytes] = []

    def answer(self, request: AnyRequest) -> None:
        self.seen.append(request.revision)
        if isinstance(request, Open | Scan):
            name = os.path.basename(request.path)
            getattr(self, "do_" + name.split(".")[0])(request)
        elif isinstance(request, Describe):
            time.sleep(0.05)
            from inspector.analysis.report import Details

            details = Details(str(self.seen), "", "", [], [], [], [], 0)
            self._send(DetailsReady(request.document, request.revision, request.box, details))

    def report(self, request: Open | Scan, format: str = "fake") -> Answer:
        report = Report(request.path, format, "ok")
        return Scanned(request.document, request.revision, report, [])

    def do_fine(self, request: Open | Scan) -> None:
        self._send(self.report(request))

    def do_slow(self, request: Open | Scan) -> None:
        for step in range(4):
            self._send(Progress(request.document, request.revision, f"step {step}", step / 4))
            time.sleep(0.1)
        self._send(self.report(request))

    def do_error(self, request: Open | Scan) -> None:
        raise FakeError("This is no model.", where="byte 0", help="Take another.")

    def do_bug(self, request: Open | Scan) -> None:
        raise KeyError("oops")

    def do_recursion(self, request: Open | Scan) -> None:
        self.do_recursion(request)

    def do_abort(self, request: Open | Scan) -> None:
        os.abort()

    def do_segfault(self, request: Open | Scan) -> None:
        ctypes.string_at(0)

    def do_exit(self, request: Open | Scan) -> None:
        os._exit(3)

    def do_hang(self, request: Open | Scan) -> None:
        time.sleep(1000)

    def do_spin(self, request: Open | Scan) -> None:
        while True:
            pass

    def do_hog(self, request: Open | Scan) -> None:
        while True:
            self.hoard.append(os.urandom(1 << 20))

    def do_huge(self, request: Open | Scan) -> None:
        self.hoard.append(bytes(1 << 45))

    def do_files(self, request: Open | Scan) -> None:
        files = []
        while True:
            files.append(open(os.devnull))  # noqa: SIM115 - they are to stay open

    def do_flood(self, request: Open | Scan) -> None:
        with open("flood", "wb") as file:
            while True:
                file.write(bytes(1 << 20))

    def do_fat(self, request: Open | Scan) -> None:
        self.hoard.append(bytes(1) * (96 << 20))
        self._send(self.report(request, str(os.getpid())))

    def do_print(self, request: Open | Scan) -> None:
        print("noise from Python")
        ctypes.CDLL(None).puts(b"noise from C")
        ctypes.CDLL(None).fflush(None)
        os.write(1, b"noise from the system")
        self.do_fine(request)

    def do_garbage(self, request: Open | Scan) -> None:
        for descriptor in range(3, 10):
            try:
                os.write(descriptor, b"\x04\x00\x00\x00\xc1\xc1\xc1\xc1")
            except OSError:
                continue

    def do_surrogate(self, request: Open | Scan) -> None:
        self._send(self.report(request, "bad\udcff"))

    def do_forbidden(self, request: Open | Scan) -> None:
        refused = []
        try:
            socket.create_connection(("127.0.0.1", 9), timeout=1)
        except PermissionError:
            refused.append("network")
        except OSError as error:
            refused.append(type(error).__name__)
        try:
            subprocess.run([sys.executable, "-c", "print('started')"], check=False)
        except OSError:
            refused.append("programs")
        refused.append(os.path.realpath(os.getcwd()))
        self._send(self.report(request, " ".join(refused)))

    def do_reaching(self, request: Open | Scan) -> None:
        """Tries to read and write what the lines of a file name; tells what was refused."""
        with open(request.path) as file:
            tries = [line.split(" ", 1) for line in file.read().splitlines()]
        told = []
        for mode, path in tries:
            try:
                with open(path, "rb" if mode == "read" else "ab"):
                    told.append("done")
            except OSError as error:
                told.append(errno.errorcode[error.errno or 0])
        self._send(self.report(request, " ".join(told)))


if __name__ == "__main__":
    child.make_document = FakeDocument  # type: ignore[assignment]
    child.main(sys.argv[1:])
