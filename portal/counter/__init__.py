"""The integrated window: today's queue, acceptance, the one-time notice, applying for others, handing over."""
