"""One small module a page. Views decide who may see, call one operation, and pick a template."""
