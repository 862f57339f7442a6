"""The engineering department: works and repair crews, all by people."""
