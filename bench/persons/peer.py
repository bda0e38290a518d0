"""Splink on the same rows, blocks alike, weights by its own training; runs in the interpreter that has Splink."""

import json
import resource
import sys
from time import perf_counter, process_time


def main() -> None:
    source, target = sys.argv[1], sys.argv[2]
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    began, busy = perf_counter(), process_time()
    connection = duckdb.connect(config={"memory_limit": "8GB", "threads": 2})
    connection.execute(
        f"CREATE TABLE rows AS SELECT *, strftime(born_on, '%Y%m%d') AS born, initials || born AS block "
        f"FROM read_parquet('{source}')"
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[
            cl.ExactMatch("number"),
            cl.LevenshteinAtThresholds("name", 1),
            cl.ExactMatch("letters"),
            cl.ExactMatch("sex"),
            cl.LevenshteinAtThresholds("born", [1, 2]),
            cl.ExactMatch("guardian"),
            cl.ExactMatch("guardian_name"),
            cl.ExactMatch("school"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("number"),
            block_on("born", "initials"),
            block_on("guardian", "initials"),
            block_on("school", "name"),
        ],
    )
    linker = Linker(DuckDBAPI(connection=connection).register("rows"), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("number")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("born", "initials"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("guardian"))
    found = linker.inference.predict(threshold_match_probability=0.01)
    connection.execute(
        f"COPY (SELECT id_l AS first, id_r AS second, match_weight AS bits FROM {found.physical_name}) "
        f"TO '{target}' (FORMAT parquet)"
    )
    told = {
        "s": perf_counter() - began,
        "cpu_s": process_time() - busy,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps({name: round(value, 2) for name, value in told.items()}))


if __name__ == "__main__":
    main()
