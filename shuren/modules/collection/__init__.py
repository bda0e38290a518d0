"""数据采集: the clearing house. Nobody is asked what is known already.

Words: a *request* (上报任务) asks the units of an audience a list of *questions* (填报项), once or in *rounds* (期次).
While it is drafted every question is matched (比对) against the dictionary, with a *finding*: held, derivable, kept
elsewhere, or new. *Clearing* (统筹审核) approves, cuts or refuses what is new. Each unit of a round owes a *return*
(报表) of *answers*; signed, they are *facts* (已报数据) of *items* (数据项), which the next request finds. *Burden*
(填报负担) is questions x units x minutes. Other modules enter through `api.py`.
"""
