"""At the window: look beforehand, accept, send the one notice, refuse, hand over."""
