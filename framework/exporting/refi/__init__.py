"""REFI-QDA: how studies travel to NVivo, MAXQDA, ATLAS.ti, QualCoder and others: a codebook (.qdc), a project (.qdpx).

Everything that leaves has a GUID that follows from the study's own and the record's id: the same study gives the same
bytes, and two exports of it can be compared.
"""

from framework.exporting.refi.codes import codebook
from framework.exporting.refi.project import project

__all__ = ["codebook", "project"]
