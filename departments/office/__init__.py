"""The general office: duty rosters and shift swaps (R93), receptions, requests from the grass roots."""
