"""What may be said: the records, their statements and the checks that let them in."""
