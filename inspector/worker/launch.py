"""Starts the program of a child process; loads nothing but the standard library.

So the command that opens a window can start its first child before it has loaded anything else.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence

_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # only Windows has one

ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Environment in which arithmetic starts no threads of its own, which spin without need."""

DEFAULT_LIMITS = "{}"
"""``ProcessLimits`` as they are when nobody says otherwise, as JSON."""


_looked = False


def _cache_code() -> None:
    """Has the package compiled where that is not done, by a process of its own in the background.

    The child may not write the caches of its code; without them each child would compile it again.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if sys.dont_write_bytecode or not lacks_caches(package):
        return
    with contextlib.suppress(OSError):
        subprocess.Popen(
            [sys.executable, "-m", "compileall", "-q", package],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            creationflags=_NO_WINDOW,
        ).wait()


def lacks_caches(package: str) -> bool:
    """Whether a module's cache is missing or older than the module."""
    for folder, _, files in os.walk(package):
        for name in files:
            source = os.path.join(folder, name)
            if not name.endswith(".py"):
                continue
            try:
                cached = os.stat(importlib.util.cache_from_source(source)).st_mtime
                if cached < os.stat(source).st_mtime:
                    return True
            except OSError:
                return os.access(folder, os.W_OK)
    return False


class Launch:
    """A process that was started, and the folder that it works in.

    Args:
        limits: ``ProcessLimits`` as JSON.
        command: Starts another program than the child (for tests).

    Attributes:
        process: With pipes to standard input and from standard output.
        log: Path of the file that takes its standard error.

    Raises:
        OSError: The program cannot be started.
    """

    def __init__(self, limits: str = DEFAULT_LIMITS, command: Sequence[str] | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="inspector-", ignore_cleanup_errors=True)
        scratch = self._folder.name
        self.log = os.path.join(scratch, "log")
        try:
            with open(self.log, "wb") as log:
                self.process = subprocess.Popen(
                    [*(command or child_command()), str(os.getpid()), limits],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=None if os.environ.get("INSPECTOR_DEBUG") else log,
                    bufsize=0,
                    cwd=scratch,
                    env=_environment(scratch),
                    creationflags=_NO_WINDOW,
                )
        except OSError:
            self._folder.cleanup()
            raise
        global _looked  # noqa: PLW0603 - once per program is enough
        if not _looked:
            _looked = True
            threading.Thread(target=_cache_code, name="inspector-caches", daemon=True).start()

    def clean(self) -> None:
        """Removes the folder; the process must have ended."""
        self._folder.cleanup()

    def end(self) -> None:
        """Ends a process that nobody has use for."""
        with contextlib.suppress(OSError):
            self.process.kill()
        with self.process:
            self.process.wait()
        self.clean()


def child_command() -> list[str]:
    """The command line of a child process, without its arguments."""
    return [sys.executable, "-P", "-X", "utf8", "-m", "inspector.worker.child"]


def _environment(scratch: str) -> dict[str, str]:
    """The parent's environment, temporary files in the scratch folder, arithmetic in one thread."""
    environment = dict(os.environ)
    for name in ("TMPDIR", "TEMP", "TMP"):
        environment[name] = scratch
    environment.update(ONE_THREAD)
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    root = os.path.dirname(package)
    if os.path.basename(root) not in ("site-packages", "dist-packages"):
        others = environment.get("PYTHONPATH")  # a checkout that is not installed
        environment["PYTHONPATH"] = os.pathsep.join([root, *([others] if others else [])])
    return environment
