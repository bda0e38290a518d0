"""What a token costs: at the function that makes it and over HTTP, and how much of it is signing and database.

Needs no region: the database `bench` of the embedded server of SHUREN_VAR is made and filled by itself.
"""

import argparse
import hashlib
import json
import os
import socket
import subprocess
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from urllib.parse import urlencode

from bench import measuring
from bench.tokens.seed import BACK, SCOPE, SECRET, seed

VERIFIER = "v" * 64
CHALLENGE = urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.tokens")
    options.add_argument("--tokens", type=int, default=2_000)
    options.add_argument("--clients", type=int, default=4, help="connections that ask side by side over HTTP")
    chosen = options.parse_args()
    measuring.prepare()
    clients = {algorithm: seed(algorithm) for algorithm in ("RS256", "ES256")}
    found: dict[str, Any] = {"machine": measuring.machine(), "tokens": chosen.tokens, "signing": _signing()}
    client, comer = clients["RS256"]
    found["client_credentials"] = _function(lambda: _post(_own(client)), chosen.tokens)
    found["refresh"] = _function(_refreshing(client, comer), chosen.tokens)
    for algorithm, (one, somebody) in clients.items():
        codes = [_code(one, somebody) for _ in range(chosen.tokens // 10)]
        found[f"code, {algorithm}"] = _function(lambda one=one, codes=codes: _post(_swap(one, codes.pop())), len(codes))
    found["over HTTP, client_credentials"] = _over_http(_own(client), chosen.tokens, chosen.clients)
    measuring.report("tokens", found)


def _post(fields: dict[str, str]) -> dict[str, Any]:
    from shuren.modules.sso.actions import provider
    from shuren.modules.sso.actions.asking import Asked

    answer = provider.token(Asked("POST", provider.TOKEN_PATH, {name: [value] for name, value in fields.items()}))
    assert answer.status == 200, answer.body
    told: dict[str, Any] = answer.body
    return told


def _named(client: Any) -> dict[str, str]:
    return {"client_id": client.client_id, "client_secret": SECRET + client.client_id}


def _own(client: Any) -> dict[str, str]:
    return {"grant_type": "client_credentials", "scope": SCOPE, **_named(client)}


def _swap(client: Any, code: str) -> dict[str, str]:
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    return {**asked, **_named(client)}


def _code(client: Any, comer: Any) -> str:
    from shuren.modules.sso.actions import authorizing

    asked = {
        "response_type": "code", "client_id": client.client_id, "redirect_uri": BACK, "scope": "openid profile",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    }  # fmt: skip
    wanted = authorizing.read({name: [value] for name, value in asked.items()})
    answer = authorizing.answer(wanted=wanted, comer=comer)
    return answer.location.partition("code=")[2].partition("&")[0]


def _refreshing(client: Any, comer: Any) -> Callable[[], None]:
    held = _post(_swap(client, _code(client, comer)))["refresh_token"]

    def refresh() -> None:
        nonlocal held
        told = _post({"grant_type": "refresh_token", "refresh_token": held, **_named(client)})
        held = told["refresh_token"]

    return refresh


def _function(make: Callable[[], Any], count: int) -> dict[str, Any]:
    """Make tokens one after the other; the share of the database is the time its statements were waited for."""
    from django.db import connection

    waited, asked = 0.0, 0

    def watch(execute: Any, *given: Any) -> Any:
        nonlocal waited, asked
        began = perf_counter()
        try:
            return execute(*given)
        finally:
            waited, asked = waited + perf_counter() - began, asked + 1

    make()
    clock, cpu = perf_counter(), process_time()
    with connection.execute_wrapper(watch):
        for _ in range(count - 1):
            make()
    whole, own = perf_counter() - clock, process_time() - cpu
    made = max(1, count - 1)
    return {
        "a_second": round(made / whole, 1),
        "a_second_of_this_process_s_core": round(made / own, 1),
        "statements_each": round(asked / made, 1),
        "database_share": round(waited / whole, 3),
    }


def _signing() -> dict[str, Any]:
    """How long a signature takes by itself."""
    from django.utils import timezone
    from joserfc import jwt

    from shuren.modules.sso.actions import keys
    from shuren.modules.sso.queries import keys as queries

    found = {}
    for algorithm in ("RS256", "ES256"):
        key = queries.opened(keys.signing_key(algorithm, timezone.now()))
        began = process_time()
        for _ in range(200):
            jwt.encode({"alg": algorithm}, {"sub": "x" * 64, "aud": "y" * 20}, key, [algorithm])
        found[f"{algorithm}_ms"] = round((process_time() - began) / 200 * 1000, 3)
    return found


def _over_http(fields: dict[str, str], count: int, clients: int) -> dict[str, Any]:
    """Ask a server with one worker; its own processor time is read from the system."""
    from shuren.site.cli.processes import web_command

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = subprocess.Popen(web_command("127.0.0.1", port, 1))
    try:
        _await(port)
        body, times = urlencode(fields), []
        _ask(port, body, 20, [])
        before, began = _cpu(server.pid), perf_counter()
        threads = [threading.Thread(target=_ask, args=(port, body, count // clients, times)) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        whole, own = perf_counter() - began, _cpu(server.pid) - before
    finally:
        server.terminate()
        server.wait()
    return {
        "a_second": round(len(times) / whole, 1),
        "a_second_of_the_server_s_core": round(len(times) / own, 1),
        "median_ms": round(measuring.median(times) * 1000, 2),
    }


def _ask(port: int, body: str, count: int, times: list[float]) -> None:
    session = HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(count):
        began = perf_counter()
        session.request("POST", "/oauth/token", body, HEADERS)
        answer = session.getresponse()
        told = json.loads(answer.read())
        assert "access_token" in told, told
        times.append(perf_counter() - began)
    session.close()


def _await(port: int) -> None:
    for _try in range(600):
        with socket.socket() as found:
            if found.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("The server did not start.")


def _cpu(pid: int) -> float:
    """Return the processor seconds of a process and of its children."""
    ticks, total = os.sysconf("SC_CLK_TCK"), 0.0
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    for one in [pid, *map(int, children.stdout.split())]:
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / ticks
    return total


if __name__ == "__main__":
    main()
