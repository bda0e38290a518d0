"""Accounts, the roles granted to them at nodes of the tree, and signing in.

Words: an *account* signs in; a *grant* gives it one role at one org for a time; exactly one grant is active in a
session, and the actor of that session holds that role's permissions at and below that org, no more.
"""
