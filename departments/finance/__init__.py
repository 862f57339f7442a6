"""Finance: pay accounts, cost centres, advances (R99), housing payments."""
