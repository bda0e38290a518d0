"""Where the things lie at which the matrix knocks, as the people of one school see it."""

from shuren.spine.orgs.models import Change, ChangeKind, Level, Org
from tests import world as region
from tests.world import SINCE, World, made_org

PLACES = {
    "school": "本校",
    "sibling": "同县另一校",
    "county": "上级主管部门",
    "far_school": "别县学校",
    "far_city": "别市学校",
}
PATHS = {**region.PATHS, "far_city": "0001000200010001"}


def at(world: World, place: str) -> Org:
    """Return the org at a place. The world is one city: a school of another is made where it is asked for."""
    if place != "far_city":
        return world.org(place)
    opened = Change.objects.create(kind=ChangeKind.OPEN, effective_on=SINCE, actor_name="tests")
    city = made_org(opened, world.province, 2, "340200", "河城市教育局", Level.CITY)
    county = made_org(opened, city, 1, "340221", "河西县教育局", Level.COUNTY)
    return made_org(opened, county, 1, "2134000009", "河西小学", Level.SCHOOL)
