"""Guidance: from what somebody says to the matter they mean.

`from services.guide.search import Hit, search`
"""
