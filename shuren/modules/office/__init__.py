"""办公: official papers from draft to archive, papers received, and information published after three checks.

Words: a *paper* (公文) is a signed and numbered text; a *letterhead* is under what name and mark a unit issues them; a
*delivery* is one paper before one receiving unit, confirmed by somebody there; a *notice* is published information.
Drafting, receiving and publishing are case types (cases/); what they lead to is kept here. Publishes nothing yet.
"""
