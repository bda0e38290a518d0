"""What ends, signatures and verbs of a case are called: as its type words them, or as in any case."""

from django.utils.translation import gettext

from shuren.kernel.cases.declare import CaseType
from shuren.kernel.cases.models import Case, Result, Stay
from shuren.kernel.cases.queries import route_of, type_of
from shuren.kernel.cases.route import Step, steps
from shuren.kernel.cases.verbs import LABELS
from shuren.kernel.words import translated


def outcome_of(case: Case) -> str:
    """Return how a case ended, or that it runs."""
    own = type_of(case).wording.outcomes.get(case.outcome)
    return translated(own) if own else str(Result(case.outcome).label)


def verb_at(kind: type[CaseType], verb: str, step: str) -> str:
    """Return what a verb is called at a step, empty for the case as a whole."""
    wording = kind.wording
    own = {"Agree": wording.yes.get(step), "Disagree": wording.no.get(step), "Cancel": wording.cancel}.get(verb)
    return translated(own) if own else gettext(LABELS[verb])


def done(case: Case, verb: str, step: str) -> str:
    """Return what somebody who has just acted is told: that it is done, and where the case stands now."""
    word = verb_at(type_of(case), verb, step)
    if case.outcome:
        return gettext("“{verb}”已办理，办件已办结：{outcome}。").format(verb=word, outcome=outcome_of(case))
    labels = {each.code: translated(each.label) for each in steps(route_of(case))}
    open_ = Stay.objects.within("").filter(case=case, left_at=None).order_by("visit").values_list("step", flat=True)
    at = gettext("、").join(labels[code] for code in open_)
    return gettext("“{verb}”已办理。当前环节：{steps}。").format(verb=word, steps=at)


def no_means(kind: type[CaseType], step: Step, back: Step | None) -> str:
    """Return what follows from a no at a step: the case ends, or goes back to the step `back`."""
    word = verb_at(kind, "Disagree", step.code)
    if back:
        told = gettext("“{no}”须写明意见：本环节各方都表态后退回“{step}”，改后重新办理。")
        return told.format(no=word, step=translated(back.label))
    return gettext("“{no}”即办结此件，不再往下办理；需要修改后再办的，请用“退回”。").format(no=word)
