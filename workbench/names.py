"""Names of a study: its key file, the places nobody has decided about yet, and replacing.

The key file lies in the data folder, also for a workspace whose database is elsewhere.
"""

from collections import Counter
from collections.abc import Iterable

import streamlit as st

from framework import pseudonyms, replacing
from framework.identifiers import Candidate
from framework.model import Project, Role, Transcript
from framework.pseudonyms import Key
from framework.replacing import Spot
from framework.store.key_file import KeyFile
from framework.store.reader import Memory, Reader
from framework.study import Study
from workbench import faults, navigation, session
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
    """“Check for names: 12 undecided places in 3 transcripts”; “” where all is decided."""
    found = left(reader)
    places = counted(sum(map(len, found.values())), "undecided place")
    return f"Check for names: {places} in {counted(len(found), 'transcript')}." if found else ""


def line(study: Study) -> None:
    """What `said` says, with the way there."""
    sentence = said(study)
    if sentence:
        st.text(sentence, width="content")
        if study.may(Role.ANALYST):
            st.page_link(navigation.address("identifiers"), label="Look at them", icon=":material/person_search:")


def kinds_said(found: Iterable[list[Candidate]]) -> str:
    """“3 dates, 1 postcode”: how many there are of which kind."""
    counts = Counter(one.kind.value for listed in found for one in listed)
    return ", ".join(f"{kind} {count:,}" for kind, count in counts.most_common())


def replace(study: Study, words: str, pseudonym: str, places: list[Spot], everywhere: bool) -> bool:
    """Replace words in one act and note it in the key file; False, with a notice, where it was refused."""
    loose = pseudonyms.is_loose(words, key(study.project).names)
    try:
        with replacing.noted(session.workspace(), study.project.id, study.person_id, keys(study.project)) as made:
            change, entries = made
            gone = replacing.replace_words(change, words, pseudonym, places, everywhere, loose)
            entries += [(one, pseudonyms.checked(pseudonym, words)) for one in gone]
            sentence = change.sentence
    except Exception as error:
        session.say(faults.sentence(error), failed=True)
        return False
    session.say(sentence[0].upper() + sentence[1:] + ".")
    return True
