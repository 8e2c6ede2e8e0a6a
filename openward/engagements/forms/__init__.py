"""Forms of this room: the planner, and the parts of a plan."""
