"""Many rows: each judged, whose turn it is, groups given to one manager, and the plan that says so."""
