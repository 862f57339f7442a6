"""Cases, forms and matters in the shapes the templates draw. Reads and words only: no writes, no HTML."""
