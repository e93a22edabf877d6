"""OpenID Connect as a relying party, for officials and for citizens: authorization code with PKCE, state and nonce."""
