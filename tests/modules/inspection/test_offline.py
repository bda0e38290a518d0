"""The page that phones keep: whole without a net, the same for everybody, nothing of anybody on it."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "inspection:phone"


def test_the_worker_keeps_the_page_and_every_file_it_is_made_of(client: Client) -> None:
    answer = client.get(reverse("inspection:phone_worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    told = re.match(r"self\.KEPT = (\[.*?\]);\n", answer.content.decode())
    kept = json.loads(told.group(1)) if told else []
    page = client.get(reverse(PAGE)).content.decode()
    assert {reverse(PAGE), reverse("inspection:phone_manifest")} <= set(kept)
    files = [one for one in kept if one.startswith(settings.STATIC_URL)]
    assert set(re.findall(rf"{settings.STATIC_URL}[\w.-]+", page)) <= set(files)
    built = Path(settings.STATICFILES_DIRS[0])
    assert all((built / one.removeprefix(settings.STATIC_URL)).exists() for one in files)
    manifest = json.loads(client.get(reverse("inspection:phone_manifest")).content)
    assert (manifest["start_url"], manifest["display"]) == (reverse(PAGE), "standalone")


def test_the_page_is_the_same_whoever_asks_for_it(world: World) -> None:
    def shown(client: Client) -> str:
        page = client.get(reverse(PAGE))
        assert page["Permissions-Policy"] == "camera=(), microphone=(), geolocation=(self)"
        return re.sub(r'"X-CSRFToken":\s*"\w+"', "", page.content.decode().replace("&#34;", '"'))

    assert shown(Client()) == shown(world.client("county_official"))


def test_what_phones_send_that_cannot_be_read_is_refused_and_kept_by_them(world: World) -> None:
    client = world.client("county_official")
    for name in ("notes", "drop", "hand_in"):
        for body in ("", "[]", "{", '{"visit": "x"}', '{"visit": 1, "notes": 3}'):
            address = reverse(f"inspection:phone_{name}")
            status = client.post(address, body, content_type="application/json").status_code
            assert status == 422, (name, body, status)
    assert client.post(reverse("inspection:phone_photos"), {"visit": "1"}).status_code == 422
