"""证书与证明: papers that a unit issues about a person, and how anybody can tell that one is genuine.

Words: a *kind* (证书种类) is declared by the module that knows the facts; its *wording* (证书文本) is data that an
authority may write anew from a day on; a *certificate* is one issued paper: numbered without gaps per kind, unit and
year, typeset, signed with the unit's electronic certificate, and kept as the bytes that were handed out. It is valid
until it is *revoked* (撤销) or *replaced* (换发) by one with a new number.

Modules declare kinds in `certificates.py` and call `api`. The public page `/verify` needs no account and tells three
words and nothing else.
"""
