"""The executable drvlint: executable() tells where it is, python -m drvlint runs it."""

import os
import sys
import sysconfig

__all__ = ["executable"]


def executable() -> str:
    """Return the path of the executable that this package was installed with.

    Raises FileNotFoundError if it is in none of the folders that pip puts programs into.
    """
    name = "drvlint.exe" if sys.platform == "win32" else "drvlint"
    package = os.path.dirname(os.path.abspath(__file__))
    folders = [
        sysconfig.get_path("scripts"),
        sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user") if sys.version_info >= (3, 10) else f"{os.name}_user"),
        os.path.join(os.path.dirname(package), "bin"),  # pip install --target
        os.path.join(os.path.dirname(package), "Scripts"),
    ]
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    raise FileNotFoundError(f"{name} is in none of {', '.join(folders)}: install drvlint again with pip")
