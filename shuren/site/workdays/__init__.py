"""工作日历: the days by which deadlines are counted, and what an authority changes of them."""
