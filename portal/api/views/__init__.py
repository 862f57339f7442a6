"""One small module a topic. A view reads the request, calls one operation or read, and shapes the answer."""
