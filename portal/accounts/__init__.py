"""People who sign in: the User model, the session, the language of the screens."""
