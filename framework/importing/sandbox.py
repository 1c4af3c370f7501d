"""Reading files from elsewhere: in a child process with limits, so that a hostile file harms nobody but itself.

The child is a fresh interpreter, never a fork of this process, which may be a server with many threads. It gets a
clean environment and a folder of its own. One child reads a whole batch; if it dies, the file it died of is reported
and another child goes on with the next.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from typing import IO, Generic, TypeVar

from framework.errors import Unreadable
from framework.importing import LARGEST_FILE
from framework.importing.wire import LONGEST_ANSWER, WITHIN, Contents, receive, send, unpacked
from framework.model import Draft

T = TypeVar("T")

# -P: the current folder is no place to import from.
CHILD = (sys.executable, "-P", "-m", "framework.importing.child")
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: seconds of computing, bytes of memory, seconds by the clock, bytes asked and answered."""

    cpu_seconds: int = 30
    memory: int = 1024**3
    wall_seconds: float = 60
    file: int = LARGEST_FILE
    answer: int = LONGEST_ANSWER


LIMITS = Limits()


def read_all(
    files: Iterable[tuple[str, bytes]],
    progress: Callable[[float], None] = lambda done: None,
    limits: Limits = LIMITS,
    child: Sequence[str] = CHILD,
) -> Iterator[Draft | Unreadable]:
    """Read (name, data) pairs, each into a draft or a refusal, in order. A refusal never stops the others.

    An archive gives a draft or a refusal for each of its files. `progress` is told how many of the given files are
    done, an archive in parts, and may raise to stop it all. Leaving the loop early ends the child.
    `child` is the command that answers; its two limits are added.
    """
    with TemporaryDirectory(prefix="reading-") as folder:
        reader: _Reader[Draft | Contents] = _Reader(child, limits, folder, unpacked)
        try:
            for done, (name, data) in enumerate(files):
                progress(done)
                found = reader.ask(name, data)
                if not isinstance(found, Contents):
                    yield found
                    continue
                for place, part in enumerate(found.names):
                    progress(done + place / len(found.names))
                    inside = reader.ask_within(name, data, part)
                    yield Unreadable(f"{part} can’t be read.", part) if isinstance(inside, Contents) else inside
        finally:
            reader.stop()


def read_one(
    name: str,
    data: bytes,
    child: Sequence[str],
    unpack: Callable[[bytes, str], T | Unreadable],
    limits: Limits = LIMITS,
) -> T:
    """What another `child` finds in a file; `unpack` checks its answer. Raises Unreadable."""
    with TemporaryDirectory(prefix="reading-") as folder:
        reader = _Reader(child, limits, folder, unpack)
        try:
            found = reader.ask(name, data)
        finally:
            reader.stop()
    if isinstance(found, Unreadable):
        raise found
    return found


class _Reader(Generic[T]):
    """The child process, started when needed and started anew after its death."""

    def __init__(
        self, command: Sequence[str], limits: Limits, folder: str, unpack: Callable[[bytes, str], T | Unreadable]
    ) -> None:
        self._command = [*command, str(limits.cpu_seconds), str(limits.memory)]
        self._limits = limits
        self._folder = folder
        self._unpack = unpack
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, name: str, data: bytes) -> T | Unreadable:
        """What the child finds in a file, or why it can't be read."""
        largest = self._limits.file
        if len(data) > largest:
            what = "a transcript" if largest == LARGEST_FILE else "it should be"
            return Unreadable(f"{name} is larger than {largest // 1024**2} MB, far more than {what}.", name)
        return self._asked(name, name.replace(WITHIN, ""), data)

    def ask_within(self, archive: str, data: bytes, part: str) -> T | Unreadable:
        """What the child finds in a file of an archive. A child that is new is given the archive first."""
        if self._process is None or self._process.poll() is not None:
            self.ask(archive, data)
        return self._asked(part, WITHIN + part, b"")

    def _asked(self, name: str, question: str, data: bytes) -> T | Unreadable:
        process = self._running()
        late: list[bool] = []
        clock = Timer(self._limits.wall_seconds, _end, (process, late))
        clock.start()
        try:
            return self._unpack(_exchange(process, question, data, self._limits.answer), name)
        except (OSError, EOFError, ValueError):
            self.stop()
            return _refusal(name, process.returncode, bool(late))
        finally:
            clock.cancel()
            if late:
                self.stop()

    def stop(self) -> None:
        """End the child, if there is one, and wait for its end."""
        process, self._process = self._process, None
        if process is None:
            return
        _kill(process)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            _close(pipe)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, no word of it from outside
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a traceback may quote the transcript
                cwd=self._folder,
                env=_environment(self._folder),
                start_new_session=True,
            )
        return self._process


def _end(process: subprocess.Popen[bytes], late: list[bool]) -> None:
    late.append(True)
    _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it has started: old Word documents are read by a program of their own."""
    if hasattr(os, "killpg") and process.poll() is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _exchange(process: subprocess.Popen[bytes], question: str, data: bytes, longest: int) -> bytes:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    send(process.stdin, question.encode("utf-8", "replace"), data)
    return receive(process.stdout, longest)


def _environment(folder: str) -> dict[str, str]:
    """No variable of the parent's, which may hold keys and passwords, beyond what Windows needs to start a program."""
    kept = {key: os.environ[key] for key in ("SYSTEMROOT", "WINDIR") if key in os.environ}
    return {
        **kept,
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP", "HOME"), folder),
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
    }


def _refusal(name: str, code: int | None, late: bool) -> Unreadable:
    too_long = late or (hasattr(signal, "SIGXCPU") and code == -signal.SIGXCPU)
    if too_long:
        return Unreadable(f"{name} took too long to read and was left out.", name)
    return Unreadable(f"{name} made the reader stop and was left out; it may be damaged.", name)


def _close(pipe: IO[bytes] | None) -> None:
    try:
        if pipe:
            pipe.close()
    except OSError:
        return  # what was still to be written has nobody left to read it
