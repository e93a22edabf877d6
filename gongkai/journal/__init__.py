"""The append-only record of every act, with its delivery to those who must react."""
