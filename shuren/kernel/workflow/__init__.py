"""Lifecycles as one table of steps: source, target, who may, what forbids it, label.

Buttons, permission checks, history, diagram and tests all come from the table. What follows from a step is not here
but in the action that takes it.
"""
