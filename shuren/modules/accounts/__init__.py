"""账号开通: people whom the registers know get their accounts in batches, and lose them as the registers change.

Words: sheet 登录单, first sign-in code 首次登录码, guardian's consent 监护人同意, sealed 封存. Publishes nothing yet.
"""
