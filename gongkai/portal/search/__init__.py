"""Finding what is public: the words people type, the index that answers them, and the database that has the last word."""
