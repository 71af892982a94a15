"""From the warehouse to sheets in a password-protected zip."""
