"""The rules of publication without the framework: states and acts, refusals, the public attribute, validity."""
