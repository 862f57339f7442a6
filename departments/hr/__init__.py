"""Human resources: the staff register, retirement dates by a dated rule table (R97), certificates."""
