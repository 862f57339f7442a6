"""How a case file is shown to staff: values, papers, clocks, lanes, record.

Pure shaping for the desk and the counter. Nothing here asks the database: what is shown
was read before, so that the number of statements of a page is seen in its view.
"""
