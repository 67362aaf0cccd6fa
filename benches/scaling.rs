//! How the time for one record grows with the number of checks and of records, as a table.
//!
//! `cargo bench --bench scaling`

// A bench that cannot read its own input should stop there.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a bench is a program, not a library")]

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use serde::Serialize;
use shengyuan::{Date, Engine, Policy, Prepared, Source};

const KINDS: [&str; 4] = ["内地", "香港", "澳门", "台湾"];
const PLACES: [&str; 4] = ["广东省广州市番禺区", "广东省东莞市", "浙江省杭州市西湖区", "湖北省仙桃市"];
/// Every measurement is taken so many times; the shortest counts.
const ROUNDS: usize = 7;

#[derive(Serialize)]
struct Student {
    学号: String,
    类别: &'static str,
    迁移: bool,
    工作: bool,
    完善度: usize,
    提交日期: String,
    生源地: &'static str,
}

fn student(number: usize) -> Student {
    // Spread without a pattern that a processor could learn.
    let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let part = |shift: u32, size: usize| (mixed >> shift) % size;
    Student {
        学号: format!("2024{number:06}"),
        类别: KINDS[part(7, 4)],
        迁移: part(13, 2) == 1,
        工作: part(17, 3) == 1,
        完善度: part(23, 100),
        提交日期: format!("2023-{:02}-{:02}", 9 + part(31, 3), 1 + part(37, 28)),
        生源地: PLACES[part(43, 4)],
    }
}

/// A policy with so many checks, each with a condition and a constant of its own.
fn policy(checks: usize) -> Policy {
    let mut text = String::from(
        "枚举 类别 { 内地 香港 澳门 台湾 }
         记录 学生 { 标识 学号  学号 : 文本 必填  类别 : 类别  迁移 : 是否  工作 : 是否  完善度 : 整数  提交日期 : 日期  生源地 : 行政区划 }
         规则 学生 {\n",
    );
    for number in 0..checks {
        let (kind, least) = (KINDS[number % 4], number % 97);
        let day = format!("2023-{:02}-{:02}", 9 + number % 3, 1 + number % 28);
        let condition = match number % 3 {
            0 => format!("当 类别 = {kind} 且 迁移 要求 完善度 ≥ {least}"),
            1 => format!("当 工作 且 非 迁移 要求 提交日期 ≤ {day} 或 完善度 > {least}"),
            _ => format!("当 类别 ≠ {kind} 要求 级别(生源地) = 县级 或 完善度 ≥ {least}"),
        };
        let _ = writeln!(text, "检查 第{number}项 提醒 {{ {condition} 提示 \"第{number}项\" }}");
    }
    text.push('}');
    Policy::compile([Source::new("增长.policy", text)]).unwrap()
}

/// What one record takes, in nanoseconds: one by one, and up to 64 together.
fn nanoseconds(engine: &Engine<'_>, prepared: &Prepared) -> [f64; 2] {
    let (mut proof, mut proofs) = (engine.proof(), engine.proofs());
    let alone = best(|| {
        for number in 0..prepared.len() {
            black_box(engine.judge(prepared, number, &mut proof).unwrap().conclusion());
        }
    });
    let together = best(|| {
        let judged = engine.judge_each(prepared, &mut proofs, |judged| {
            black_box(judged.conclusion());
        });
        judged.unwrap();
    });
    [alone, together].map(|time| time.as_secs_f64() * 1e9 / prepared.len() as f64)
}

fn best(mut way: impl FnMut()) -> Duration {
    let times = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        way();
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

/// A picture that viewers of Markdown draw, of what one record takes.
fn plot(title: &str, measured: &[(usize, f64)]) {
    let list = |each: &dyn Fn(&(usize, f64)) -> String| measured.iter().map(each).collect::<Vec<_>>().join(", ");
    println!("\n```mermaid\nxychart-beta\n  title \"{title}\"");
    println!("  x-axis [{}]", list(&|(size, _)| format!("\"{size}\"")));
    println!("  y-axis \"每条，纳秒\"\n  line [{}]\n```", list(&|(_, each)| format!("{each:.0}")));
}

fn main() {
    let date: Date = "2023-09-28".parse().unwrap();
    println!("| 检查 | 政策到可以判断，毫秒 | 一条条判断，每条纳秒 | 64 条一起，每条纳秒 |\n|---|---|---|---|");
    let mut by_checks = Vec::new();
    for checks in [10, 100, 1_000] {
        let start = Instant::now();
        let policy = policy(checks);
        let engine = policy.record("学生").unwrap().engine(date);
        let ready = start.elapsed().as_secs_f64() * 1e3;
        let prepared = engine.prepare((0..10_000).map(student)).unwrap();
        let [alone, together] = nanoseconds(&engine, &prepared);
        println!("| {checks} | {ready:.1} | {alone:.0} | {together:.0} |");
        by_checks.push((checks, together));
    }
    println!("\n| 记录（100 项检查） | 一条条判断，每条纳秒 | 64 条一起，每条纳秒 | 每秒，万条 |\n|---|---|---|---|");
    let policy = policy(100);
    let engine = policy.record("学生").unwrap().engine(date);
    let mut by_records = Vec::new();
    for records in [1_000, 10_000, 100_000, 1_000_000, 10_000_000] {
        let prepared = engine.prepare((0..records).map(student)).unwrap();
        let [alone, together] = nanoseconds(&engine, &prepared);
        println!("| {records} | {alone:.0} | {together:.0} | {:.0} |", 1e5 / together);
        by_records.push((records, together));
    }
    plot("检查多了", &by_checks);
    plot("记录多了", &by_records);
}
