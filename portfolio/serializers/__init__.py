"""What the API says and takes about initiatives and money, one module a noun."""
