"""The desk: Inicio by role, the public front page, the jobs page, demonstration data. No rule of its own."""
