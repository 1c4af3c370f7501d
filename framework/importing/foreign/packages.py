"""Packages of projects (.qdpx and others): larger than transcripts, with many parts, and with media in them."""

from collections.abc import Iterable

from framework.errors import Unreadable
from framework.importing.sandbox import Limits as Cost
from framework.importing.zip_guard import Limits, MiB, Package

LARGEST_FILE = 500 * MiB
LARGEST_XML = 512 * MiB
LARGEST_TEXT = 64 * MiB
LIMITS = Limits(entries=50_000, entry=8192 * MiB, together=8192 * MiB, ratio_from=10 * MiB, loose=True)
COST = Cost(
    cpu_seconds=300, memory=4096 * MiB, wall_seconds=600, largest=LARGEST_FILE, answer=512 * MiB, what="a project"
)
TOGETHER = 1024 * MiB  # of all parts that are asked for at once


def opened(name: str, data: bytes) -> Package:
    """A project's package, checked. Raises Unreadable."""
    return Package(name, data, LIMITS)


def parts(data: bytes, names: Iterable[str], file: str = "The project") -> dict[str, bytes]:
    """These parts of a package, unpacked (`Carried.files` names them).

    Raises Unreadable for a package that breaks the guard's limits, lacks one of them, or holds too much in them.
    """
    wanted = [*dict.fromkeys(names)]
    if not wanted:
        return {}
    package = opened(file, data)
    there = {*package.names}
    if sum(package.size(part) for part in wanted if part in there) > TOGETHER:
        raise Unreadable(f"What {file} carries would unpack to more than {TOGETHER // MiB:,} MB.", file)
    return {part: package.read(part) for part in wanted}
