"""Every write of rehearsals: samples, and runs of them. Who edits a matter's draft writes its samples, too."""
