"""All parts, in the order of the document."""

from bench.parts import (
    analysis,
    app_edit,
    bump_one_wheel,
    cold,
    cold_start,
    image_100,
    image_writers,
    memory,
    over_budget,
    replay,
    second_image,
    sixty_vs_two,
    worker_overhead,
    writer_gzip,
    writer_none,
    writer_zstd,
)

PARTS = (
    app_edit.PART,
    cold.PART,
    sixty_vs_two.PART,
    writer_none.PART,
    writer_zstd.PART,
    writer_gzip.PART,
    worker_overhead.PART,
    image_100.PART,
    image_writers.PART,
    bump_one_wheel.PART,
    second_image.PART,
    over_budget.PART,
    replay.PART,
    analysis.PART,
    cold_start.PART,
    memory.PART,
)
