"""The conference centre: venues kept free of double bookings (R94), delegates registered at once."""
