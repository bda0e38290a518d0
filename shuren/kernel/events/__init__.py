"""The outbox: what happened is written with the deed and handled after it, once by every handler.

@dataclass(frozen=True)
class ResultsPublished(Event): ...

announce(ResultsPublished(...))          # inside the deed's transaction
@on(ResultsPublished)
def award_credits(event, *, actor): ...  # in the worker, in a transaction of its own
"""
