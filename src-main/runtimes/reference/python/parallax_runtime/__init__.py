"""What generated nodes are written with: the language's values and operators, and the run that emits their events.

Standard library only, Python 3.10 and newer.
"""
