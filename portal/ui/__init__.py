"""The visual system every page stands on: tokens, shells, components, lights, lanes, words for moments."""
