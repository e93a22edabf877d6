"""The bureau's units, its officials with absence and handover, the duties each may perform."""
