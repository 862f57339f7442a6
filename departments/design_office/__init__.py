"""The design office: technical plans of power connections, all by people."""
