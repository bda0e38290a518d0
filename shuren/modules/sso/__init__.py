"""统一认证: other systems sign people in here, by OpenID Connect or CAS 3.0.

Words: a *client* (OpenID Connect) or a *service* (CAS) is one entrance of an app of `modules.apps`; a *visit* is an
account's being signed in at one of them, and ends with the stay it came from; an *approval* is what a person has once
agreed that an app is told. Codes, tokens and tickets hang on a visit and are kept as digests only. Publishes nothing.
"""
