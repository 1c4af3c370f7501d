"""The child process of the sandbox: reads one file after the other under limits and answers in JSON.

Started as `python -m framework.importing.child CPU_SECONDS MEMORY_BYTES`; it ends when its input does.
"""

import math
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from framework.errors import Unreadable
from framework.importing import LARGEST_FILE, read
from framework.importing.archives import Archive, is_archive
from framework.importing.wire import WITHIN, Contents, packed, packed_refusal, receive, send

try:
    import resource
except ImportError:  # Windows: the parent's clock alone limits the child.
    resource = None  # type: ignore[assignment]

_LARGEST_TEMPORARY_FILE = 64 * 1024 * 1024


def serve(
    reader: Callable[[str, bytes], Any],
    cpu_seconds: int,
    memory: int,
    pack: Callable[[Any], bytes] = packed,
    largest: int = LARGEST_FILE,
) -> None:
    """Answer until the parent closes the pipe. Each file gets `cpu_seconds`; `memory` is in bytes, for all of them.

    `pack` makes the bytes that go to the parent of what the reader found; only transcripts come in archives. `largest`:
    the bytes that a file may have.
    """
    questions, answers = _pipes()
    desk = _Desk(reader, archives=pack is packed)
    _limit_memory(memory)
    while True:
        try:
            name = receive(questions, LARGEST_FILE).decode()
        except EOFError:
            return
        data = receive(questions, largest + 1)
        _limit_cpu(cpu_seconds)
        found = desk.answer(name, data)
        send(answers, packed_refusal(found) if isinstance(found, Unreadable) else pack(found))


class _Desk:
    """Answers questions about files; an archive stays open until the next file comes that is not in it."""

    def __init__(self, reader: Callable[[str, bytes], Any], archives: bool) -> None:
        self._reader, self._archives = reader, archives
        self._archive: Archive | None = None

    def answer(self, name: str, data: bytes) -> Any:
        """What the reader finds in a file, the contents of an archive, or why there is neither."""
        file = name.removeprefix(WITHIN)
        try:
            return self._read(file, data, name != file)
        except Unreadable as refusal:
            return refusal
        except MemoryError:
            return Unreadable(f"{file} needs more memory than a transcript should.", file)
        except Exception as fault:  # A fault's own message may quote the transcript; its type can't.
            return Unreadable(f"{file} can’t be read; the reader stumbled over it ({type(fault).__name__}).", file)

    def _read(self, file: str, data: bytes, within: bool) -> Any:
        if within and self._archive:
            return self._reader(file, self._archive.read(file))
        self._archive = Archive(file, data) if self._archives and is_archive(file, data) else None
        return Contents(self._archive.names) if self._archive else self._reader(file, data)


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Input and output for frames; whatever a library prints goes nowhere, so that it can't mix with the answers."""
    answers = os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    return sys.stdin.buffer, answers


def _limit_memory(memory: int) -> None:
    """Room for `memory` bytes beyond what the interpreter takes up now; no core dump, which would hold the text."""
    if resource is None:
        return
    _set_limit("RLIMIT_CORE", 0)
    _set_limit("RLIMIT_FSIZE", _LARGEST_TEMPORARY_FILE)
    size = _own_size()
    if size:
        _set_limit("RLIMIT_AS", size + memory)


def _own_size() -> int:
    """Bytes of address space in use; 0 where the system doesn't tell."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[0]) * resource.getpagesize() if status.exists() else 0


def _limit_cpu(seconds: int) -> None:
    """Let the system end this process after `seconds` more of computing."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _set_limit("RLIMIT_CPU", math.ceil(used.ru_utime + used.ru_stime) + seconds)


def _set_limit(name: str, limit: int) -> None:
    """Set the soft limit; a system that doesn't know or grant it leaves the parent's clock to do the work."""
    kind = getattr(resource, name, None)
    if kind is None:
        return
    try:
        resource.setrlimit(kind, (limit, resource.getrlimit(kind)[1]))
    except (ValueError, OSError):
        return


if __name__ == "__main__":
    serve(read, int(sys.argv[1]), int(sys.argv[2]))
