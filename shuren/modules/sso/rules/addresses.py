"""Addresses of other systems: where a person may be sent with a code or a ticket, and where not."""

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

LONGEST: Final = 500
_PLAIN: Final = re.compile(r"[!#-\[\]-~]+")  # printable ASCII without space, quotation mark and backslash
_PORTS: Final = {"http": 80, "https": 443}


def is_redirect(address: str) -> bool:
    """Say whether an address can be registered to take codes: https, or this very machine, without a fragment.

    >>> [is_redirect(one) for one in ("https://a.edu.cn/cb", "http://a.edu.cn/cb", "http://127.0.0.1:8080/cb")]
    [True, False, True]
    >>> [is_redirect(one) for one in ("https://a.edu.cn/cb#x", "https://u@a.edu.cn/", "javascript:alert(1)")]
    [False, False, False]
    """
    parts = _read(address)
    if parts is None or "#" in address:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname or ""))


def is_prefix(address: str) -> bool:
    """Say whether an address can be registered for CAS: as above, ending where a path does, without a query.

    >>> [is_prefix(one) for one in ("https://a.edu.cn/", "https://a.edu.cn/app", "https://a.edu.cn")]
    [True, False, False]
    """
    return is_redirect(address) and "?" not in address and address.endswith("/")


def is_below(prefix: str, address: str) -> bool:
    """Say whether an address lies below a registered one: same scheme, host and port, path below.

    >>> is_below("https://a.edu.cn/app/", "https://a.edu.cn/app/x?y=1")
    True
    >>> [is_below("https://a.edu.cn/app/", one) for one in (
    ...     "https://a.edu.cn.evil.com/app/", "https://a.edu.cn@evil.com/app/", "https://a.edu.cn/app/../x",
    ...     "https://a.edu.cn/app/%2e%2e/x", "https://a.edu.cn:444/app/", "https://a.edu.cn/application")]
    [False, False, False, False, False, False]
    """
    parts, base = _read(address), _read(prefix)
    if parts is None or base is None or _seat(parts) != _seat(base):
        return False
    steps = unquote(unquote(parts.path)).replace("\\", "/").split("/")
    return parts.path.startswith(base.path) and ".." not in steps and "." not in steps


def is_whole(address: str) -> bool:
    """Say whether an address is one of the web, written out.

    >>> [is_whole(one) for one in ("https://a.edu.cn/x", "https://[", "//a.edu.cn/", "")]
    [True, False, False, False]
    """
    return _read(address) is not None


def origin_of(address: str) -> str:
    """Return scheme, host and port of an address.

    >>> origin_of("https://a.edu.cn:8443/cb?x=1")
    'https://a.edu.cn:8443'
    """
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _read(address: str) -> SplitResult | None:
    if len(address) > LONGEST or not _PLAIN.fullmatch(address):
        return None
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        return None
    is_whole = parts.scheme in _PORTS and bool(parts.hostname) and "@" not in parts.netloc
    return parts if is_whole else None


def _seat(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme]


def _is_here(host: str) -> bool:
    """Say whether a host is this machine, RFC 8252 section 7.3."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
