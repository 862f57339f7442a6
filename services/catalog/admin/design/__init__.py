"""The matter designer: eight sections in which a person of the business puts a matter together (ux.md 2.5).

`stage` reads everything a page needs once; `sections` hold one module for each section that is edited,
`shown` what the others only show; `views` take requests. Every write goes through services.catalog.operations.
"""
