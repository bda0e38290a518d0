"""Clients that others have written sign a teacher in, over HTTP: Authlib, python-cas, two modules of Apache."""

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from authlib.integrations.requests_client import OAuth2Session
from cas import CASClient
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.modules.sso import entrances
from tests.modules.sso.entrances import BACK, SERVICE
from tests.modules.sso.walking import Walker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MODULES = Path("/usr/lib/apache2/modules")
SECRET = "a-secret-of-256-bits"


@pytest.fixture
def platform(live_server: Any, settings: Any, app: Any) -> str:
    """The platform on a live port, with an app in use; the address is the issuer."""
    settings.PUBLIC_URL = live_server.url
    return str(live_server.url)


def test_authlib_signs_a_teacher_in(platform: str, app: Any) -> None:
    client, verifier = entrances.a_client(app, SECRET), secrets.token_urlsafe(48)
    with OAuth2Session(
        client.client_id, SECRET, scope="openid profile", redirect_uri=BACK, code_challenge_method="S256"
    ) as session:
        session.trust_env = False
        told = session.get(f"{platform}/.well-known/openid-configuration", withhold_token=True).json()
        nonce = secrets.token_urlsafe(8)
        address, state = session.create_authorization_url(
            told["authorization_endpoint"], code_verifier=verifier, nonce=nonce
        )
        back = Walker().walks(address, until=BACK).headers["Location"]
        token = session.fetch_token(
            told["token_endpoint"], authorization_response=back, state=state, code_verifier=verifier
        )
        keys = KeySet.import_key_set(session.get(told["jwks_uri"], withhold_token=True).json())
        claims = jwt.decode(token["id_token"], keys, algorithms=["RS256"]).claims
        assert (claims["iss"], claims["nonce"]) == (platform, nonce)
        info = session.get(told["userinfo_endpoint"]).json()
        assert (info["name"], info["sub"]) == ("宋教", claims["sub"])
        changed = session.refresh_token(told["token_endpoint"], token["refresh_token"])
        assert changed["refresh_token"] != token["refresh_token"]


@pytest.mark.parametrize("version", [1, 2, 3])
def test_python_cas_signs_a_teacher_in(platform: str, app: Any, version: int) -> None:
    entrances.a_service(app)
    service = CASClient(version=version, service_url=SERVICE, server_url=f"{platform}/cas/")
    service.session.trust_env = False
    back = Walker().walks(service.get_login_url(), until=SERVICE).headers["Location"]
    ticket = back.partition("ticket=")[2]
    user, attributes, _granting = service.verify_ticket(ticket)
    assert user
    if version == 3:
        assert attributes["name"] == "宋教"
    assert service.verify_ticket(ticket)[0] is None, "good once"


# --- Apache ---------------------------------------------------------------------------------------------------------


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


BASE = """
ServerRoot "{root}"
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile "{root}/pid"
ErrorLog "{root}/error.log"
LogLevel info
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authn_core_module {modules}/mod_authn_core.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule authz_user_module {modules}/mod_authz_user.so
LoadModule headers_module {modules}/mod_headers.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule env_module {modules}/mod_env.so
{user}
DocumentRoot "{root}/pages"
DirectoryIndex index.txt
Header always set X-User "expr=%{{REMOTE_USER}}"
{more}
<Location "/">
  AuthType {kind}
  Require valid-user
</Location>
"""


@contextmanager
def apache(folder: Path, module: str, kind: str, port: int, more: str) -> Iterator[str]:
    """Serve one page behind a module of Apache's; skip where Debian's packages are not installed."""
    program = shutil.which("apache2") or shutil.which("apache2", path="/usr/sbin")
    if program is None or not (MODULES / module).exists():
        pytest.skip(f"没有 {module}：apt-get install apache2 libapache2-mod-auth-openidc libapache2-mod-auth-cas")
    pages = folder / "pages"
    pages.mkdir()
    (folder / "cas").mkdir()
    (pages / "index.txt").write_text("inside")
    user = "User www-data\nGroup www-data" if os.getuid() == 0 else ""
    written = BASE.format(root=folder, port=port, modules=MODULES, user=user, kind=kind, more=more)
    (folder / "apache.conf").write_text(written)
    if os.getuid() == 0:
        shutil.chown(folder / "cas", "www-data")
        for one in (folder, *folder.parents):
            if one.is_relative_to("/tmp") and one != Path("/tmp"):  # noqa: S108  only the tests' own folders
                one.chmod(one.stat().st_mode | 0o011)
    running = subprocess.Popen([program, "-f", str(folder / "apache.conf"), "-DFOREGROUND"])
    try:
        _await(port, running, folder)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(timeout=30)


def _await(port: int, running: Any, folder: Path) -> None:
    for _try in range(300):
        if running.poll() is not None:
            raise AssertionError((folder / "error.log").read_text() if (folder / "error.log").exists() else "no log")
        with socket.socket() as found:
            if found.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("Apache did not start.")


def test_apache_with_mod_auth_openidc_signs_a_teacher_in(platform: str, app: Any, tmp_path: Path) -> None:
    port = _free_port()
    here = f"http://127.0.0.1:{port}/back"
    client = entrances.a_client(app, SECRET, redirect_uris=[here])
    more = f"""
LoadModule auth_openidc_module {MODULES}/mod_auth_openidc.so
OIDCProviderMetadataURL {platform}/.well-known/openid-configuration
OIDCClientID {client.client_id}
OIDCClientSecret {SECRET}
OIDCRedirectURI {here}
OIDCScope "openid profile"
OIDCPKCEMethod S256
OIDCRemoteUserClaim sub
OIDCCryptoPassphrase {secrets.token_hex(16)}
Header always set X-Role "%{{OIDC_CLAIM_role}}e"
"""
    with apache(tmp_path, "mod_auth_openidc.so", "openid-connect", port, more) as address:
        answer = Walker().walks(f"{address}/")
    log = (tmp_path / "error.log").read_text()
    assert (answer.status_code, answer.text) == (200, "inside"), log
    assert len(answer.headers["X-User"].split("@")[0]) == 64
    assert answer.headers["X-Role"] == "teacher"


def test_apache_with_mod_auth_cas_signs_a_teacher_in(platform: str, app: Any, tmp_path: Path) -> None:
    port = _free_port()
    entrances.a_service(app, f"http://127.0.0.1:{port}/")
    more = f"""
LoadModule auth_cas_module {MODULES}/mod_auth_cas.so
CASVersion 2
CASLoginURL {platform}/cas/login
CASValidateURL {platform}/cas/p3/serviceValidate
CASCookiePath {tmp_path}/cas/
CASAttributePrefix CAS-
"""
    with apache(tmp_path, "mod_auth_cas.so", "CAS", port, more) as address:
        answer = Walker().walks(f"{address}/")
    log = (tmp_path / "error.log").read_text()
    assert (answer.status_code, answer.text) == (200, "inside"), log
    assert len(answer.headers["X-User"]) == 64
