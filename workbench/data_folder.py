"""The data folder: where a person's workspace and the key files of its studies lie, readable by them alone."""

import os
from pathlib import Path

from platformdirs import user_data_path

from framework.store.database import private_folder


def data_folder() -> Path:
    """The folder, made if need be."""
    return private_folder(Path(os.environ.get("WORKBENCH_DATA") or user_data_path("workbench", appauthor=False)))
