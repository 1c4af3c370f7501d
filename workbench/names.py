"""Names of a study: its key file, the places nobody has decided about yet, and replacing.

The key file lies in the data folder, also for a workspace whose database is elsewhere.
"""

from collections import Counter
from collections.abc import Iterable

from framework import pseudonyms
from framework.errors import Unreadable
from framework.identifiers import Candidate
from framework.model import Project, Transcript
from framework.pseudonyms import Key
from framework.store.key_file import KeyFile
from framework.store.reader import Memory, Reader
from workbench.data_folder import data_folder
from workbench.wording import counted

FOLDER = "names"
_read = Memory(16)


def keys(project: Project) -> KeyFile:
    """The key file of a study."""
    return KeyFile(data_folder() / FOLDER, project.guid)


def key(project: Project) -> Key:
    """What it says, read anew once somebody has written to it."""
    file = keys(project)
    return _read.get((project.guid, file.stamp), lambda: Key.of(file.roster(), file.kept(), file.replaced()))


def left(reader: Reader) -> dict[int, list[Candidate]]:
    """Transcript id → the candidates about which nobody has decided yet."""
    return pseudonyms.undecided(reader, key(reader.project), reader.all(Transcript))


def said(reader: Reader) -> str:
    """“Check for names: 12 undecided places in 3 transcripts”; “” where all is decided.

    A key file that can't be read is told of here: an export does not depend on it.
    """
    try:
        found = left(reader)
    except Unreadable as error:
        return f"Check for names: {error}"
    places = counted(sum(map(len, found.values())), "undecided place")
    return f"Check for names: {places} in {counted(len(found), 'transcript')}." if found else ""


def kinds_said(found: Iterable[list[Candidate]]) -> str:
    """“3 dates, 1 postcode”: how many there are of which kind."""
    counts = Counter(one.kind.value for listed in found for one in listed)
    return ", ".join(f"{kind} {count:,}" for kind, count in counts.most_common())
