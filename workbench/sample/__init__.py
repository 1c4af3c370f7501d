"""The invented study of `transcripts_sample`, entered through the ordinary operations, each act by its own person."""

from collections.abc import Callable

from framework.workspace import Workspace
from workbench.sample import charting, indexing, notes, outline, review, setup
from workbench.sample.loading import Loading, sample_folder

__all__ = ["load_sample", "sample_folder"]

Progress = Callable[[float, str], object]

# Share done when a step begins, what is then said to be going on, and the step.
STEPS: tuple[tuple[float, str, Callable[[Loading], None]], ...] = (
    (0.0, "Describing the study", setup.describe),
    (0.01, "Importing the transcripts", setup.import_all),
    (0.1, "Noting who has read what", setup.note_readings),
    (0.12, "Building the thematic framework", outline.build),
    (0.14, "Indexing", indexing.index),
    (0.35, "Judging what is under no theme", indexing.judge_dark_text),
    (0.36, "Reviewing the themes", indexing.review_themes),
    (0.38, "Charting", charting.chart),
    (0.6, "Having two matrices reviewed in full", review.review_in_full),
    (0.91, "Looking at passages again", review.look_again),
    (0.94, "Reviewing the matrices that are begun", review.review_in_part),
    (0.98, "Writing memos", notes.write_memos),
)


def load_sample(workspace: Workspace, *, progress: Progress = lambda share, doing: None) -> int:
    """Enter the invented study as a new one led by the local person; returns its id.

    `progress` is told the share done (0 to 1) and what is being done, and may raise to stop.
    """
    loading = Loading(workspace, sample_folder())
    for share, doing, step in STEPS:
        progress(share, doing)
        step(loading)
    progress(1.0, "Done")
    return loading.project_id
