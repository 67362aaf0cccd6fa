"""origin-24 from CSV file to CSV file: the hand-written policy, the project's engine, DuckDB and Polars.

usage: csv_files.py [ROWS] [ROUNDS]      (needs `pip install duckdb polars`; run from the root of the repository)

Every round runs the hand-written policy and the engine in turn, each in a process of its own with one thread. Processor time of
the process counts, and the ratio is taken in that round. Results must be the same, line by line.
"""

import hashlib
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEERS = ["cargo", "run", "--quiet", "--release", "--manifest-path", str(HERE / "Cargo.toml"), "--"]
BOOLEAN = {"hh_moved", "worked", "talent_plan", "agreement", "bound"}
INTEGER = {"bound_year", "resume_pct"}
COLUMNS = (
    "name student_id id_number category level grad_ym department major phone political pre_div pre_code hh_moved hh_new_div "
    "worked work_hukou work_div origin prev_school talent_plan agreement bound bound_year review resume_pct submitted_on"
).split()
POLITICAL = (
    "中共党员 中共预备党员 共青团员 民革党员 民盟盟员 民建会员 民进会员 农工党党员 致公党党员 九三学社社员 台盟盟员 无党派人士 群众"
).split()
COUNTY = "^.*(市|自治州|盟|地区).*[区县市旗]$"


def duckdb_file(source, target):
    import duckdb

    types = {name: "BOOLEAN" if name in BOOLEAN else "SMALLINT" if name in INTEGER else "VARCHAR" for name in COLUMNS}
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
    reading = (
        f"read_csv('{source}', header=true, auto_detect=false, delim=',', quote='\"', escape='\"', new_line='\\n', "
        f"nullstr='\\N', columns={{{columns}}})"
    )
    query = (HERE / "policies/origin-24/origin-24.sql").read_text(encoding="utf-8").replace("{input}", reading)
    connection = duckdb.connect()
    connection.execute("SET threads=1")
    connection.execute(f"COPY ({query}) TO '{target}' (FORMAT csv, HEADER, DELIMITER ',', QUOTE '\"')")


def polars_file(source, target):
    import polars as pl

    kinds = {name: pl.Boolean if name in BOOLEAN else pl.Int16 if name in INTEGER else pl.String for name in COLUMNS}
    col, text = pl.col, pl.lit
    rows = pl.scan_csv(source, schema=kinds, empty_string_is_null=False)
    rows = rows.with_columns(
        mainland=col.category == "mainland", scope=col.category != "international", post=col.level != "本科"
    )
    rows = rows.with_columns(
        rule=pl.when(~col.scope).then(text("OUT_OF_SCOPE"))
        .when(~col.mainland).then(text("HMT"))
        .when(~col.post & col.hh_moved).then(text("UG_MOVED"))
        .when(~col.post).then(text("UG_DEFAULT"))
        .when(col.worked & (col.work_hukou == "individual")).then(text("PG_WORK"))
        .otherwise(text("PG_DEFAULT")),
        fine=~col.mainland | col.origin.is_in(["广东省东莞市", "广东省中山市"]) | col.origin.str.contains(COUNTY),
    )
    rows = rows.with_columns(
        determined=pl.when(col.rule == "OUT_OF_SCOPE").then(text(""))
        .when(col.category == "hongkong").then(text("香港特别行政区"))
        .when(col.category == "macau").then(text("澳门特别行政区"))
        .when(col.category == "taiwan").then(text("台湾省"))
        .when(col.rule == "UG_MOVED").then(col.hh_new_div)
        .when(col.rule == "PG_WORK").then(col.work_div)
        .otherwise(col.pre_div)
    )
    missing = col.determined == ""
    full_width = col.id_number.str.contains("（", literal=True) | col.id_number.str.contains("）", literal=True)
    checks = {
        "F01": col.name == "",
        "F02": ~col.student_id.str.contains("^[0-9]{8,12}$"),
        "F03": col.mainland & ~col.id_number.str.contains("^[1-9][0-9]{16}[0-9X]$"),
        "F04": ~col.mainland & full_width,
        "F05": ~col.grad_ym.str.starts_with("2024-"),
        "F06": col.department == "",
        "F07": col.major == "",
        "F08": ~col.phone.str.contains("^1[3-9][0-9]{9}$"),
        "F09": col.mainland & ~col.political.is_in(POLITICAL),
        "F10": col.prev_school.is_in(["", "毕业学校"]),
        "F11": col.talent_plan & col.post & ~col.agreement,
        "F12": col.bound & (col.bound_year != 2024),
        "F13": missing,
        "F14": ~missing & (col.origin != col.determined),
        "F15": ~col.fine,
        "F16": col.mainland & ~col.pre_code.str.contains("^[1-9][0-9]{5}$"),
        "F17": col.submitted_on > "2023-10-13",
        "F18": col.resume_pct < 60,
    }
    rows = rows.with_columns([(col.scope & fires).alias(code) for code, fires in checks.items()])
    rows = rows.with_columns(
        blocking=pl.any_horizontal(list(checks)[:16]),
        findings=pl.concat_str([pl.when(col(code)).then(text(code)) for code in checks], separator="|", ignore_nulls=True),
    )
    steps = {
        "none": "SUBMIT", "submitted": "WAIT_DEPT", "dept_approved": "WAIT_SCHOOL", "school_approved": "WAIT_CENTER",
        "center_approved": "WAIT_INIT", "initialized": "DONE",
    }
    step = (
        pl.when(~col.scope).then(text("OUT_OF_SCOPE"))
        .when(~col.bound & col.mainland).then(text("VERIFY_AND_BIND"))
        .when(~col.bound).then(text("BIND"))
        .when(col.bound_year != 2024).then(text("REBIND"))
        .when(col.blocking).then(text("FIX_FIELDS"))
    )
    for review, after in steps.items():
        step = step.when(col.review == review).then(text(after))
    rows = rows.with_columns(next=step.otherwise(text("RESUBMIT")))
    rows.select(
        "student_id", "determined", "rule",
        origin_ok=col.scope & ~missing & (col.origin == col.determined) & col.fine,
        findings=col.findings, complete=col.next == "DONE", next=col.next,
    ).sink_csv(target, quote_style="never")


ENGINES = {"duckdb": duckdb_file, "polars": polars_file}


def run(command):
    """Processor seconds of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, env={**os.environ, "POLARS_MAX_THREADS": "1"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def digest(path):
    # DuckDB writes an empty text with quotes.
    return hashlib.sha256(path.read_bytes().replace(b'""', b"")).hexdigest()


def spread(values, digits=2):
    values = sorted(values)
    return "/".join(f"{value:.{digits}f}" for value in (values[0], values[len(values) // 2], values[-1]))


def compare(rows, rounds):
    where = subprocess.run([*PEERS, "where"], check=True, capture_output=True, text=True).stdout.strip()
    with tempfile.TemporaryDirectory() as folder:
        source, expected = Path(folder) / "students.csv", Path(folder) / "by-hand.csv"
        subprocess.run([where, "rows", str(rows), str(source)], check=True)
        print(f"\n## origin-24: CSV file to CSV file, {rows} rows ({source.stat().st_size >> 20} MiB), {rounds} rounds\n")
        print("| engine | processor s | ratio to by hand (csv crate) | same lines |\n|---|---|---|---|")
        agree = True
        for name in ["shengyuan", *ENGINES]:
            target, seconds, by_hand = Path(folder) / f"{name}.csv", [], []
            program = [where, "by-engine"] if name == "shengyuan" else [sys.executable, __file__, name]
            for _ in range(rounds):
                by_hand.append(run([where, "by-hand", str(source), str(expected)]))
                seconds.append(run([*program, str(source), str(target)]))
            same = digest(target) == digest(expected)
            agree &= same
            ratios = [peer / hand for peer, hand in zip(seconds, by_hand)]
            print(f"| {name} | {spread(seconds)} | {spread(ratios)} | {'yes' if same else 'NO'} |")
        print(f"\nby hand: {spread(by_hand)} s")
    return agree


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] in ENGINES:
        ENGINES[sys.argv[1]](sys.argv[2], sys.argv[3])
    else:
        numbers = [int(argument) for argument in sys.argv[1:]] + [1_000_000, 5][len(sys.argv) - 1:]
        sys.exit(0 if compare(*numbers) else 1)
