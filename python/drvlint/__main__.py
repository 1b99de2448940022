"""python -m drvlint runs the executable in its place, with its exit code."""

import os
import subprocess
import sys

from drvlint import executable


def main() -> None:
    command = [executable(), *sys.argv[1:]]
    if sys.platform == "win32":
        # Windows can't replace a process: the executable sees an interrupt of the console by itself.
        process = subprocess.Popen(command)
        while True:
            try:
                sys.exit(process.wait())
            except KeyboardInterrupt:
                continue
    os.execv(command[0], command)


main()
