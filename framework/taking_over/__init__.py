"""Taking over: a project of another program becomes part of a study, as one act that can be undone.

`plan` says what would come of it, `take_over` does it. What the study has already stays as it is: themes, cases,
transcripts, passages and memos are known again by the GUIDs with which they came or left, by their names, by their
words. What has no place here is carried, and written back into projects that leave.
"""

from framework.taking_over.plan import Plan, plan
from framework.taking_over.taking import take_over
from framework.taking_over.terms import Account, Wishes

__all__ = ["Account", "Plan", "Wishes", "plan", "take_over"]
