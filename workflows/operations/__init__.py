"""Every write of the portal's work: one module per group of acts, one function per act.

Screens and API call these and nothing else. Each checks permission and rule, changes the
case file through the flow, and leaves its audit entries, all in one transaction.
"""
