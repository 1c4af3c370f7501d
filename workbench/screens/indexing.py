"""Indexing: place passages of a transcript under themes."""

from workbench.transcript_page import transcript_page

transcript_page("index")
