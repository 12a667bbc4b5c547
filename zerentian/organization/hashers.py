"""How passwords are hashed here."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 46 MiB and one lane, the measure OWASP's password storage sheet names, with one pass more.

    Django's own takes 100 MB and eight threads for each try, so that a few strangers' wrong passwords fill memory and
    every core. A hash made with other measures stays good, and is made anew at its next sign-in.
    """

    memory_cost = 47_104
    time_cost = 2
    parallelism = 1
