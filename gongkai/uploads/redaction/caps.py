"""How much one document may ask for. Engineering values; the number of pages is a setting of the room that asks."""

RESOLUTION = 200  # dots an inch: print stays legible, a dense page takes about 190 KB
MOST_PIXELS = 12_000_000  # one page as a picture; larger sheets are drawn more coarsely
PREVIEW_PIXELS = 2_600_000
MOST_CHARACTERS = 20_000  # of one page
MOST_OBJECTS = 20_000  # of one page, looked at for what can be seen
SHEET = (2.0, 14_400.0)  # points: the smallest and the largest side of a page that PDF knows
MEMORY = 900 * 1024 * 1024
CPU_OPEN, CPU_PAGE, CPU_RECOGNITION = 20.0, 6.0, 60.0  # seconds; the last two for each page
WALL = 4  # times the CPU seconds: the machine has other things to do


class Unfit(Exception):
    """Raised for a document that cannot be rebuilt; the message is a sentence for officials."""
