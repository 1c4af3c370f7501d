"""Word documents of the old kind (.doc): through LibreOffice, where this machine has it."""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from framework.errors import Unreadable
from framework.importing import docx
from framework.model import Draft

_SECONDS = 50
_PLACES = (
    "/usr/local/bin/soffice",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_ROOM = 6 * 1024**3  # address space LibreOffice reserves, most of it never used


def read(name: str, data: bytes, take: bool = False) -> Draft:
    """An old Word document as a draft. Raises Unreadable where LibreOffice is not there or can't read it."""
    office = _office()
    if office is None:
        raise Unreadable(
            f"{name} is a Word document of the old kind (.doc), which is read where LibreOffice is installed. "
            "Open it in a word processor, save it as .docx, and import that.",
            name,
        )
    with TemporaryDirectory(prefix="old-word-") as folder:
        source = Path(folder) / "document.doc"
        source.write_bytes(data)
        _convert(office, folder, source)
        converted = source.with_suffix(".docx")
        if not converted.exists():
            raise Unreadable(f"{name} is damaged, or no Word document. Save it anew as .docx and import that.", name)
        return docx.read(name, converted.read_bytes(), take)


def _office() -> str | None:
    """Where LibreOffice is: on the search path, or where its installers put it."""
    named = (shutil.which(name) for name in ("soffice", "libreoffice"))
    return next((path for path in (*named, *map(shutil.which, _PLACES)) if path), None)


def _convert(office: str, folder: str, source: Path) -> None:
    """A new profile in the folder: nobody's settings or macros take part."""
    command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore"]
    command += ["--convert-to", "docx", "--outdir", folder, str(source)]
    try:
        subprocess.run(  # noqa: S603 - the office program of this machine, no word of the command from outside
            command, cwd=folder, capture_output=True, timeout=_SECONDS, check=False, preexec_fn=_make_room
        )
    except (subprocess.TimeoutExpired, OSError):
        return


def _make_room() -> None:
    """The reader's own limits are too narrow for an office program; the system's still hold."""
    try:
        import resource
    except ImportError:
        return
    for kind, wanted in ((resource.RLIMIT_AS, _ROOM), (resource.RLIMIT_FSIZE, _ROOM)):
        most = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))
