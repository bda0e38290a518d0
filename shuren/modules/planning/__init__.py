"""规划: published plans, their yearly targets, and how reality compares.

Words: a *plan* belongs to one org and covers some years; a *target* says what one of its indicators should come to, in
one scope and year; a *scope* names the schools or people a target speaks of; a *light* is the verdict on a target.
Planning is an observer: it sees figures and their explanations through the kernel's measures, never another module.
"""
