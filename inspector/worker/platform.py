"""What operating systems do differently: limits of a process, its memory, how it ended."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Sequence

from inspector.analysis.report import Problem
from inspector.worker.limits import MEBIBYTE, ProcessLimits

_NETWORK_OPEN = "The system does not let the child process give up the network."
_FILES_OPEN = "The system does not let the child process give up files outside the model's folder."
_PAGE = os.sysconf("SC_PAGESIZE") if hasattr(os, "sysconf") else 4096
_HEADROOM = 1024 * MEBIBYTE
"""Private memory beyond the limit at which an allocation fails at once instead of being watched."""

# NTSTATUS codes as Windows returns them (ntstatus.h).
_WINDOWS_CRASHES = {
    0xC0000005: "an access violation",
    0xC00000FD: "a stack overflow",
    0xC0000374: "a corrupted heap",
    0xC0000409: "a buffer overrun",
    0xC000001D: "an illegal instruction",
}


def confine(limits: ProcessLimits, parent: int) -> list[str]:
    """Applies what the system can enforce to this process; called before it meets a file.

    Args:
        limits: What it may use. Resident memory and wall clock time are watched by the parent.
        parent: Process to die with.

    Returns:
        What could not be enforced, one sentence each.
    """
    missing: list[str] = []
    if sys.platform != "win32":
        _limit_resources(limits)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    if sys.platform == "linux":
        from inspector.worker import linux

        denied = linux.deny_calls(network=not limits.network, programs=not limits.programs)
        if not denied and not limits.network and not linux.leave_network():
            missing.append(_NETWORK_OPEN)
        if not denied and not limits.programs:
            missing.append("The system does not let the child process give up starting programs.")
        linux.die_with(parent)
        linux.prefer_as_victim()
        if not limits.files and not _keep_writing_to_scratch():
            missing.append(_FILES_OPEN)
    elif sys.platform == "darwin":
        from inspector.worker import darwin

        if not limits.network and not darwin.deny_network():
            missing.append(_NETWORK_OPEN)
    elif not limits.network:
        missing.append(_NETWORK_OPEN)
    if sys.platform != "linux" and not limits.files:
        missing.append(_FILES_OPEN)
    return missing


def writable_places() -> list[str]:
    """Where a child writes: the folder it works in, and the program's cache."""
    import platformdirs

    cache = platformdirs.user_cache_dir("inspector")
    with contextlib.suppress(OSError):
        os.makedirs(cache, exist_ok=True)
    return [os.getcwd(), cache, os.devnull]


def _keep_writing_to_scratch() -> bool:
    from inspector.worker import landlock, linux

    linux.give_up_privileges()
    return landlock.keep_only(landlock.WRITE, writable_places())


def read_only(places: Sequence[str]) -> None:
    """Makes reading fail for this thread outside some places, where the system can do that.

    Args:
        places: Files, and folders with all that is in them.
    """
    if sys.platform == "linux":
        from inspector.worker import landlock

        landlock.keep_only(landlock.READ, places)


def _limit_resources(limits: ProcessLimits) -> None:
    import resource

    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, limits.open_files)
    _lower(resource.RLIMIT_FSIZE, limits.file_size)
    if sys.platform == "linux":
        # Private writable memory only: unlike RLIMIT_AS it does not count mapped files.
        _lower(resource.RLIMIT_DATA, limits.memory + _HEADROOM)


def _lower(kind: int, value: int) -> None:
    import resource

    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(kind, (value, value))


def allow_processor_seconds(seconds: int) -> None:
    """Gives this process that much processor time from now on; then the system ends it."""
    if sys.platform == "win32":
        return
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(usage.ru_utime + usage.ru_stime) + 1 + seconds
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def step_back() -> None:
    """Lets other processes have the processor first from now on."""
    import psutil

    with contextlib.suppress(psutil.Error, OSError):
        if sys.platform == "win32":
            psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            os.nice(10)


def physical_memory() -> int:
    """Bytes of memory that the machine has."""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_PHYS_PAGES") * _PAGE
    import psutil

    return int(psutil.virtual_memory().total)


def resident_bytes(process: int) -> int:
    """Resident memory of a process in bytes, 0 when it is gone."""
    if sys.platform == "linux":
        try:
            with open(f"/proc/{process}/statm", "rb") as statm:
                return int(statm.read().split()[1]) * _PAGE
        except (OSError, IndexError):
            return 0
    else:
        import psutil

        try:
            return int(psutil.Process(process).memory_info().rss)
        except psutil.Error:
            return 0


def describe_exit(code: int, limits: ProcessLimits) -> Problem:
    """Says in a sentence how a child process ended that was not asked to.

    Args:
        code: As ``subprocess`` returns it: negative for a signal on POSIX.
        limits: What the child was allowed.
    """
    if sys.platform == "win32":
        crash = _WINDOWS_CRASHES.get(code & 0xFFFFFFFF)
        if crash:
            return Problem("child-crashed", f"The reading process crashed with {crash}.")
        return Problem("child-exited", f"The reading process ended by itself with status {code}.")
    if code >= 0:
        return Problem("child-exited", f"The reading process ended by itself with status {code}.")
    if -code == signal.SIGXCPU:
        return Problem(
            "limit-cpu",
            f"The file took more than {limits.cpu_seconds} s of processor time.",
            help="It may be built to take forever.",
        )
    if -code in (signal.SIGKILL, signal.SIGTERM):
        return Problem(
            "child-killed",
            f"The reading process was ended from outside ({signal.Signals(-code).name}).",
            help="The system may have run out of memory. Try again.",
        )
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return Problem(
        "child-crashed",
        f"The reading process crashed ({name}).",
        help="The file may be damaged, or built to crash a reader.",
    )
