"""The customer service centre: the power company's window. Its items are steps of people."""
