"""People: accounts, sign-in, recovery, couples, and what each may see of the other."""
