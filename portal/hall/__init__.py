"""Everything an applicant sees: find a matter, apply once, follow the case, read the result.

views/        one small module a page: permission to see, one operation, one template
presenters/   a case, a form or a matter in the shapes the templates draw; no writes, no HTML
controls.py   a data element as a control of the form
"""
