"""What public pages ask of the database: few statements, none of them longer with a larger table."""
