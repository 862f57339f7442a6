"""The Chinese of the portal: parts merged into one catalogue, compiled, and held against the code.

Sources are English sentences in code and templates; their Chinese stands in
`portal/locale/parts/<area>.po`. No GNU gettext is needed anywhere.
"""
