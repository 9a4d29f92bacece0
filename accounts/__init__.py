"""Users, sign-in, API tokens and the Principal. Knows nothing of organisations."""
