"""What the API says about the typology and the SDG reports, one module a noun."""
