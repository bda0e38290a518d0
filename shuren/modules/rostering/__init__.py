"""名册接口: apps read the rosters of schools by standard, 1EdTech OneRoster 1.2, instead of copying them.

What is told follows from `modules.apps` alone: who switched the app on, for whom, with which items, and who agreed.
Tokens come from `modules.sso`. Words: a *resource* is a kind of object of the standard, an *operation* one of its
addresses, a *roster* what one app may read now. Publishes nothing and keeps nothing.
"""
