"""Schools that save one cell after another over HTTP, each as soon as the one before is acknowledged."""

import asyncio
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

TOKEN = "b" * 32  # sent as cookie and as header, which is what the server compares


def save(port: int, savers: list[tuple[str, list[str]]], seconds: float) -> dict[str, Any]:
    """Let all save at once for so long; return saves a second, failures, and how long the slowest in a hundred took."""
    told: list[float] = []
    failures: list[str] = []

    async def run() -> None:
        until = perf_counter() + seconds
        await asyncio.gather(*(_saver(port, *each, until, told, failures) for each in savers))

    began = perf_counter()
    asyncio.run(run())
    took = sorted(told)
    return {
        "saves_s": round(len(took) / (perf_counter() - began), 1),
        "failures": len(failures),
        "p50_ms": round(1000 * took[len(took) // 2]) if took else None,
        "p99_ms": round(1000 * took[len(took) * 99 // 100]) if took else None,
        **({"first_failure": failures[0]} if failures else {}),
    }


async def _saver(
    port: int, cookie: str, cells: list[str], until: float, told: list[float], failures: list[str]
) -> None:
    number = 0
    while perf_counter() < until:
        began = perf_counter()
        try:
            status = await _post(port, cookie, cells[number % len(cells)], {"value": str(number % 50 + 1)})
        except (OSError, asyncio.IncompleteReadError, ValueError) as failure:
            failures.append(repr(failure))
            continue
        if status == 200:
            told.append(perf_counter() - began)
        else:
            failures.append(str(status))
        number += 1


async def _post(port: int, cookie: str, address: str, form: dict[str, str]) -> int:
    body = urlencode(form).encode()
    head = (
        f"POST {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nHX-Request: true\r\n"
        f"Cookie: sessionid={cookie}; csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(head.encode() + body)
        await writer.drain()
        status = await reader.readline()
        await reader.read()
        return int(status.split()[1])
    finally:
        writer.close()
