"""Runtime folders that an unprivileged account can reach, as pytest's own are not when root runs it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from shuren.kernel.embedded import Cluster, binaries, cluster


@pytest.fixture(autouse=True)
def _sockets(socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the launcher look for a free port, without an address from outside."""
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def reachable() -> Iterator[Path]:
    """An empty folder everybody may pass through, with SHARED pointing below it."""
    folder = Path(tempfile.mkdtemp(prefix="shuren-"))
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(binaries, "SHARED", folder / "shared")
        yield folder
    shutil.rmtree(folder)


@pytest.fixture
def fresh(reachable: Path) -> Iterator[Cluster]:
    """A cluster that does not exist yet; stopped afterwards."""
    made = cluster(reachable / "var")
    yield made
    made.stop()
