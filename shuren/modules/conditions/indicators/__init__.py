"""What is counted of a school's conditions, and the indicators over it.

Pupils and teachers are counted by people, classes by orgs; formulas read them by their codes.
"""

from pathlib import Path

from shuren.kernel.measures import parameters

parameters.load(Path(__file__).resolve().parent.parent / "parameters")

from shuren.modules.conditions.indicators import balance, facts, money, network, rooms, terminals  # noqa: E402

__all__ = ["balance", "facts", "money", "network", "rooms", "terminals"]
