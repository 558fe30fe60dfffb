"""How fast the dashboard is and how much it takes, against the smallest pages of their kind.

`make bench`, or `python -m bench`. What it measures and what came out stands in bench/README.md.
"""
