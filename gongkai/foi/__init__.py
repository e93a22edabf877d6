"""What people ask for: applications for government information (依申请公开), from the first letter to the archive."""
