"""Exporting: a study → bytes. Reads through the rooms of the method; never touches the store's tables."""

from framework.exporting.progress import Progress
from framework.exporting.selection import ALL_OF_IT, Selection
from framework.exporting.workbook import WRITERS, Writer, compared, file_name, whole_workbook, write, writer_of

__all__ = [
    "ALL_OF_IT",
    "WRITERS",
    "Progress",
    "Selection",
    "Writer",
    "compared",
    "file_name",
    "whole_workbook",
    "write",
    "writer_of",
]
