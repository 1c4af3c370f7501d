"""Taking a project over: step by step, all in one act."""

from collections.abc import Callable, Mapping
from hashlib import sha256

from framework import foreign
from framework.exporting.refi.elements import ORIGIN, Guids
from framework.exporting.refi.notes import SUMMARIES
from framework.exporting.refi.remarks import LEFT_OUT
from framework.model import Carried, CarriedFile, Identity, Role
from framework.operations import operation
from framework.store import studies
from framework.store.journal import Change
from framework.taking_over.cells import Matrices
from framework.taking_over.codes import place_codes
from framework.taking_over.known import Known, changed_since, people_known, person_name
from framework.taking_over.notes import Notes
from framework.taking_over.rows import Rows
from framework.taking_over.talk import Talk, codings_of, name_of_source, sources_wanted
from framework.taking_over.terms import Account, Wishes

STEPS = 7


@operation("Bring a project in", needs=Role.LEAD)
def take_over(
    change: Change,
    project: foreign.Project,
    wishes: Wishes,
    files: dict[str, bytes],
    progress: Callable[[float, str], object] = lambda done, what: None,
) -> Account:
    """Place all of a project in the study; returns what came in and what did not.

    `files`: the parts of the package that carried elements need, by name. `progress` is told the share that is done
    and what is being done; it may raise to stop it all. Raises Invalid.
    """
    account, known = Account(), Known(change)
    progress(0 / STEPS, "people and themes")
    people = _people(change, known, project, account)
    themes = place_codes(change, known, project, wishes, account)
    progress(1 / STEPS, "cases")
    sources = sources_wanted(change, known, project, wishes)
    rows = Rows(change, known, project, account)
    cases = rows.place(sources)
    progress(2 / STEPS, "transcripts and passages")
    talk = Talk(change, known, project, people, themes, cases, account)
    talk.place(sources, lambda share: progress((2 + 2 * share) / STEPS, "transcripts and passages"))
    progress(4 / STEPS, "matrices and memos")
    matrices = Matrices(change, project, talk, account)
    special = matrices.place() if project.program == ORIGIN else set()
    notes = Notes(change, known, project, talk, account)
    notes.place(matrices.cells, special)
    progress(6 / STEPS, "what is carried")
    _carry(change, project, wishes, files, account)
    _remember(change, known, project, rows, talk, matrices, notes)
    _say_what_is_left(change, known, project, wishes, account)
    change.tell(f"brought in {project.file}" + (f" ({project.program})" if project.program else ""))
    return account


def _people(change: Change, known: Known, project: foreign.Project, account: Account) -> dict[str, int]:
    """GUID of a user → person. Whoever is not known here becomes a name without a part in the study."""
    found = people_known(change, known, project)
    new = [user for user in project.users if user.guid not in found]
    for user in new:
        name = person_name(user)
        initials = user.initials or "".join(word[0] for word in name.split()).upper()
        found[user.guid] = studies.add_person(change.connection, name, initials).id
    account.new("People named in the file (they get no access)", len(new), len(found) - len(new))
    return found


def _carry(
    change: Change, project: foreign.Project, wishes: Wishes, files: Mapping[str, bytes], account: Account
) -> None:
    """Keep what has no place here, with its files, to be written back; nothing of sources that stay out."""
    there = {(one.kind, one.guid) for one in change.find(Carried)}
    ours = {one.guid for one in project.sets if one.name == SUMMARIES and project.program == ORIGIN}
    wanted = {source.carried for source in project.sources if source.guid not in wishes.sources_out}
    out = {("Sources", source.carried) for source in project.sources if source.carried not in wanted}
    new = [one for one in project.carried if (one.kind, one.guid) not in there | out and one.guid not in ours]
    for carried in new:
        id = change.add(Carried, kind=carried.kind, guid=carried.guid, xml=carried.xml).id
        for name in carried.files:
            if name in files:
                digest = sha256(files[name]).hexdigest()
                change.keep_file(digest, files[name])
                change.add(CarriedFile, carried_id=id, name=name, digest=digest)
    sets = sum(carried.kind == "Sets" for carried in new)
    account.leave(sets, "Sets (groups of codes, documents or notes): {} kept and written back, not shown here.")


def _remember(
    change: Change, known: Known, project: foreign.Project, rows: Rows, talk: Talk, matrices: Matrices, notes: Notes
) -> None:
    """Keep the GUIDs with which things came, so that they leave with them and are known again."""
    kinds: dict[str, Mapping[str, int]] = {
        "person": talk.people,
        "theme": talk.themes,
        "attribute": rows.attributes,
        "case": {case.guid: talk.cases[case.guid] for case in project.cases if case.guid in talk.cases},
        "transcript": talk.transcripts,
        "passage": {guid: id for guid, id in talk.passages.items() if guid},
        "entry": talk.entries,
        "memo": notes.memos,
        "margin": _margins(project, talk, notes),
        "cell": matrices.cells,
    }
    rows_of = {
        f"{kind}:{id}": guid
        for kind, ids in kinds.items()
        for guid, id in ids.items()
        if guid and known.id(kind, guid) in (None, id)
    }
    rows_of |= matrices.fixed() if project.program == ORIGIN else {}
    new = {key: guid for key, guid in rows_of.items() if key not in known.keys and known.guids(*key.split(":")) != guid}
    change.add_many(Identity, [{"key": key, "guid": guid} for key, guid in new.items()])


def _margins(project: foreign.Project, talk: Talk, notes: Notes) -> dict[str, int]:
    """GUID of a selection without a passage → the margin note it is here."""
    found = {}
    for source in project.sources:
        for selection in source.selections:
            if selection.guid not in talk.passages:
                guids = (*selection.notes, Guids.between("remark", selection.guid))
                if memo := next((notes.margins[guid] for guid in guids if guid in notes.margins), None):
                    found[selection.guid] = memo
    return found


def _say_what_is_left(change: Change, known: Known, project: foreign.Project, wishes: Wishes, account: Account) -> None:
    """What didn't come in, in sentences, and what was odd in the file."""
    changed = changed_since(change, known, project.sources)
    for source in project.sources:
        name = name_of_source(source)
        if source.guid in wishes.sources_out:
            account.lost.append(f"{name} was left out, as you wished, with all that is coded in it and known of it.")
        elif source.text is None or not source.text.strip():
            coded = len([*codings_of(source)])
            account.lost.append(f"{name}: the file holds no words of it, so it stayed out. Codings in it: {coded:,}.")
        elif source.guid in changed:
            account.lost.append(
                f"{name} has other words than the transcript here that came with it or left as it. Correct that "
                "transcript first, then bring the project in again."
            )
    account.done += filter(None, [project.convention])
    if project.program == ORIGIN:
        account.lost += [said for said in project.description.split("\n\n") if said.startswith(LEFT_OUT)]
    account.lost += project.remarks
