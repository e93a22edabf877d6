"""Public pages of 依申请公开."""
