"""Server settings follow the machine and never give up durability."""

from pathlib import Path

import pytest

from shuren.kernel.embedded import tuning

pytestmark = pytest.mark.pure

GIB = 1024 * tuning.MIB


def settings(memory: int, shared_memory: int = GIB, home: Path = Path("/srv/pg")) -> dict[str, str]:
    text = tuning.settings(port=5432, home=home, memory=memory, shared_memory=shared_memory)
    return dict(line.split(" = ", 1) for line in text.splitlines())


@pytest.mark.parametrize(
    ("memory", "cache"), [(GIB // 2, "64MB"), (2 * GIB, "256MB"), (8 * GIB, "1024MB"), (64 * GIB, "1024MB")]
)
def test_the_cache_stays_under_a_quarter_of_memory_and_one_gibibyte(memory: int, cache: str) -> None:
    assert settings(memory)["shared_buffers"] == f"'{cache}'"
    assert int(cache.removesuffix("MB")) * tuning.MIB <= min(memory // 4, GIB)


def test_durability_is_on() -> None:
    told = settings(GIB)
    assert {told[name] for name in ("fsync", "full_page_writes", "synchronous_commit")} == {"on"}


def test_a_small_shared_memory_device_is_not_used() -> None:
    assert settings(GIB, shared_memory=64 * tuning.MIB)["dynamic_shared_memory_type"] == "'mmap'"
    assert "dynamic_shared_memory_type" not in settings(GIB)


def test_a_socket_is_made_only_where_its_address_fits() -> None:
    assert tuning.socket_folder(Path("/srv/pg")) == "/srv/pg"
    assert tuning.socket_folder(Path("/" + "d" * 100)) == ""
    assert settings(GIB, home=Path("/" + "d" * 100))["unix_socket_directories"] == "''"


def test_the_container_limit_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(tuning, "_CGROUP_LIMITS", (limit, tmp_path / "absent"))
    limit.write_text("max\n")
    machine = tuning.memory_bytes()
    limit.write_text(str(300 * tuning.MIB))
    assert tuning.memory_bytes() == 300 * tuning.MIB < machine
