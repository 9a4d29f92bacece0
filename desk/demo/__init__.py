"""The demonstration: what is made up (data modules) and how it is played through the services (play.py)."""
