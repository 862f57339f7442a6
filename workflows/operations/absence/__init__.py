"""Acting for somebody: delegations and B-roles."""
