"""The route on which the verbs are tried: a sequence, two branches side by side, a countersignature in one of them."""

from shuren.kernel.cases.route import Parallel, Sequence, Step

APPLY = Step("apply", "申请", "parent", applies=True)
ACCEPT = Step("accept", "受理", "clerk", accepts=True, days=5)
SCHOOL = Step("school", "学校意见", "principal")
BUREAU = Step("bureau", "主管部门意见", "county")
PANEL = Step("panel", "会签", "first second third")
SEAL = Step("seal", "用印", "office")
ROUTE = Sequence((APPLY, ACCEPT, Parallel((Sequence((SCHOOL, BUREAU)), PANEL)), SEAL))
