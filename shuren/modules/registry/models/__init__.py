"""Tables of the registry's work by batches. Those that speak of single pupils are walled by row security."""

from shuren.modules.registry.models.corrections import CorrectionList
from shuren.modules.registry.models.diplomas import Diploma
from shuren.modules.registry.models.ladders import WatchLadder
from shuren.modules.registry.models.problems import NumberLook, ProblemFile, ProblemRun
from shuren.modules.registry.models.rosters import RosterAnswer, RosterReturn, Unlisted, Verification
from shuren.modules.registry.models.watch import WatchChild, WatchMonth, WatchPaper, WatchStep
from shuren.modules.registry.models.yearends import Finisher, FinishersSigned, YearEnd, YearEndTally, YearResult

__all__ = [
    "CorrectionList",
    "Diploma",
    "Finisher",
    "FinishersSigned",
    "NumberLook",
    "ProblemFile",
    "ProblemRun",
    "RosterAnswer",
    "RosterReturn",
    "Unlisted",
    "Verification",
    "WatchChild",
    "WatchLadder",
    "WatchMonth",
    "WatchPaper",
    "WatchStep",
    "YearEnd",
    "YearEndTally",
    "YearResult",
]
