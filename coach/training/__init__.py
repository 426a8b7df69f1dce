"""The trainer's work: the board of a group, reviews, assignments, messages, scenarios and grids of the centre.

Above access, opinions and review: every function takes the viewer and asks `coach.access` itself, so that a page
cannot forget to.
"""
