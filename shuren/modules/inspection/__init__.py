"""实地核查: what somebody goes and looks at, on the spot, with a phone.

Words: a *round* (核查安排) says why, by which form and by when; its *items* (核查事项) are what is looked at; a
*visit* (核查) is one unit looked at in it, by the officials *assigned*. On a phone every answer is a *note* (记录) and
every picture a *photo*, each with an id of its own that the phone makes, so that it arrives once however often it is
sent. Notes are never overwritten: two phones that say different things are shown side by side until somebody settles
it. What arrives after a visit is handed in or withdrawn is kept *aside* (后到) and changes nothing until the visit is
opened again.
"""
