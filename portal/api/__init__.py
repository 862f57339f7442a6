"""The REST interface of the portal, /api/v1/: the same operations the screens call, for other systems.

serializers/   what comes in (strictly checked) and what goes out
presenters/    from the case file to plain shapes, no queries
reading.py     the queries, a fixed number for each answer
views/         permission to see, one operation, one answer
"""
