#!/usr/bin/env python3
"""Writes the invented office files and README.md into this folder.

Usage: generate.py            write all
       generate.py --check    compare with what is there; exit code 1 if a byte differs

Needs xlwt==1.3.0 (the two .xls files of Excel 97-2003) and msoffcrypto-tool==6.1.0 (the file under a password);
everything else is the standard library. People, units, schools and numbers are invented: see tests/cohort/README.md.
"""
import sys
from itertools import groupby
from pathlib import Path

sys.dont_write_bytecode = True

import cell_files  # noqa: E402,F401
import header_files  # noqa: E402,F401
import other_files  # noqa: E402,F401
import place_files  # noqa: E402,F401
import text_files  # noqa: E402,F401
import workbook_files  # noqa: E402,F401
from catalogue import FILES  # noqa: E402

HERE = Path(__file__).resolve().parent
LARGEST_FILE = 60_000
LARGEST_FOLDER = 1_000_000
INTRODUCTION = """# 一批编造的就业办文件

共 {count} 份，样子取自就业办常见的表：各种编码、表头、损坏、格式。每份一行：先写奇怪之处，「→」后面写应当怎么读。

- 人、姓名、单位、学校、号码都是编的，规则同 `tests/cohort/README.md`：证件号码顺序码一律 000，校验码算对；手机号码 1990000 开头。
- 顺序码是 000，所以「15 位有效数字」的损坏只看得出校验码变了；校验码本来是 0 的看不出来。
- 重新生成：`python3 tests/files/offices/generate.py`（要装的两个包写在它开头），结果逐字节相同；`generate.py --check` 只比较不写。本文件也由它写出。
- 政策用 `rules/2024`。这里说的是应当怎么读，不是现在已经这样读；两种都说得通的，写「或」。
"""


def readme(files):
    """The README: a line a file under the heading of its group."""
    parts = [INTRODUCTION.format(count=len(files))]
    for title, members in groupby(files, key=lambda file: file.group):
        lines = "".join(f"- `{file.name}`：{file.odd}。→ {file.reading}。\n" for file in members)
        parts.append(f"## {title}\n\n{lines}")
    return "\n".join(parts).encode()


def contents():
    """Every file by name, in the order of their numbers."""
    files = sorted(FILES, key=lambda file: file.number)
    if len({file.name for file in files}) < len(files) or len({file.number for file in files}) < len(files):
        sys.exit("two files have one name or one number")
    made = {file.name: file.make(file.number) for file in files}
    large = [name for name, content in made.items() if len(content) > LARGEST_FILE]
    if large or sum(map(len, made.values())) > LARGEST_FOLDER:
        sys.exit(f"too large: {large}")
    return {"README.md": readme(files), **made}


def main():
    made = contents()
    if "--check" in sys.argv[1:]:
        different = [name for name, content in made.items() if not (HERE / name).is_file() or (HERE / name).read_bytes() != content]
        unknown = [path.name for path in HERE.iterdir() if path.is_file() and path.suffix != ".py" and not path.name.startswith(".") and path.name not in made]
        for name in different:
            print(f"differs: {name}")
        for name in unknown:
            print(f"not made here: {name}")
        return 1 if different or unknown else 0
    for name, content in made.items():
        (HERE / name).write_bytes(content)
    print(f"{len(made) - 1} files, {sum(map(len, made.values()))} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
