"""A system on this machine that takes what the platform sends it."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs


@contextmanager
def listening(status: int = 200, location: str = "") -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Answer every POST with a status; yield the address and the list of forms that came."""
    came: list[dict[str, str]] = []

    class Heard(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            came.append({name: values[0] for name, values in parse_qs(body).items()})
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Stay silent."""

    server = HTTPServer(("127.0.0.1", 0), Heard)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", came
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
