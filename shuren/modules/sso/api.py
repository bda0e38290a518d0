"""The door for other modules: which app shows a token."""

from shuren.modules.sso.actions.reading import Bearer, NotGood, bearer_of

__all__ = ["Bearer", "NotGood", "bearer_of"]
