"""How a day and an hour are written, one way a language; what is not said here, Django says."""
