"""Who belongs where, who may do what there, and how a department plugs itself in."""
