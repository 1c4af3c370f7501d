"""The archive: one .zip with everything of a study in open formats, for deposit and as a copy that can come back."""
