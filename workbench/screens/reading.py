"""Familiarisation: read the transcripts, note in the margin, mark as read."""

from workbench.transcript_page import transcript_page

transcript_page("read")
