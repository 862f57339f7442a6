"""Marketing of the power company: customers, their accounts and meters, surveys (R98)."""
