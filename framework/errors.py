"""What can go wrong, each said in a finished sentence for a researcher.

FrameworkError
├── NotFound      what was asked for is not in this study
├── NotAllowed    the person's role does not permit it
├── Invalid       a value can't be accepted; `field` names it
├── Conflict      somebody changed it meanwhile; `theirs` is what is stored now
└── Unreadable    a file can't be read; `file` and, where known, `line` say where
"""


class FrameworkError(Exception):
    """A failure whose message can be shown to a researcher as it stands."""


class NotFound(FrameworkError):
    """What was asked for is not in this study."""


class NotAllowed(FrameworkError):
    """The person's role in the study does not permit this."""


class Invalid(FrameworkError):
    """A value can't be accepted."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class Conflict(FrameworkError):
    """Somebody has changed the same thing meanwhile. Nothing was written."""

    def __init__(self, sentence: str, theirs: object = None) -> None:
        super().__init__(sentence)
        self.theirs = theirs


class Unreadable(FrameworkError):
    """A file can't be read."""

    def __init__(self, sentence: str, file: str = "", line: int | None = None) -> None:
        super().__init__(sentence)
        self.file = file
        self.line = line
