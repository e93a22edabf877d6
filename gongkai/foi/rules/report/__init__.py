"""The annual report's tables 二, 三 and 四 in the forms of 2019 and 2021, and the arithmetic they must satisfy."""
