"""The letters of an application: twenty-eight kinds with their wording, filled from the case, issued with its acts."""
