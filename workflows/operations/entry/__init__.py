"""From a draft to a case."""
