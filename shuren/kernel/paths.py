"""Paths: four base-36 digits for each step from the root, so that C order is tree order and a subtree is a range."""

from collections.abc import Sequence

STEP = 4  # characters of one step of a path; 36^4 children under one node
NOWHERE = "!"  # begins the paths of those who stand at no node: before every path of the tree
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def step_of(number: int) -> str:
    """Return the path step of the `number`-th child: four base-36 digits, which sort as the numbers do."""
    if not 0 <= number < 36**STEP:
        raise ValueError(f"A node has at most {36**STEP:,} children; {number} is beyond that.")
    text = ""
    for _ in range(STEP):
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
    return text


def number_of(step: str) -> int:
    return int(step, 36)


def ancestors_of(path: str) -> list[str]:
    """Return the paths of all nodes above, the root's first."""
    return [path[:end] for end in range(STEP, len(path), STEP)]


def line_of(path: str) -> list[str]:
    """Return the paths of a node and of all above it, the root's first."""
    return [*ancestors_of(path), path]


def parent_of(path: str) -> str:
    return path[:-STEP]


def common_path(paths: Sequence[str]) -> str:
    """Return the path of the lowest node that is at or above all of them; empty where they share none."""
    shared = paths[0]
    for path in paths[1:]:
        while not path.startswith(shared):
            shared = parent_of(shared)
    return shared
