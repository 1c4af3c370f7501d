"""Exporting: a study → bytes. Reads through the rooms of the method; never touches the store's tables."""

from framework.exporting.selection import ALL_OF_IT, Selection
from framework.exporting.workbook import WRITERS, Writer, file_name, whole_workbook, write

__all__ = ["ALL_OF_IT", "WRITERS", "Selection", "Writer", "file_name", "whole_workbook", "write"]
