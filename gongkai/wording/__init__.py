"""What the platform knows about Chinese text: words, pinyin, clauses, personal data, wrong and sensitive words, readability."""
