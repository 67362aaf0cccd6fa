//! The engine for many records says the same as the verdict on each one.

use serde::Serialize;
use shengyuan::{
    Coded, Date, Engine, Error, FindingState, Importance, Judge, Judged, Messages, Options, Prepared, Shown, Status, Verdict,
};

/// What differs between the engine and the verdict; whether the engine needed no closer look.
pub(crate) fn difference(engine: &Engine<'_>, prepared: &Prepared, number: usize, verdict: &Verdict<'_>) -> (String, bool) {
    let mut proof = engine.proof();
    match engine.judge(prepared, number, &mut proof) {
        Ok(judged) => compared(engine, &judged, verdict),
        Err(error) => (error.to_string(), false),
    }
}

fn compared(engine: &Engine<'_>, judged: &Judged<'_, '_>, verdict: &Verdict<'_>) -> (String, bool) {
    let mut told = String::new();
    let mut compare = |what: &str, own: String, other: String| {
        if own != other {
            told.push_str(&format!("{what}: engine {own}, verdict {other}\n"));
        }
    };
    compare("conclusion", judged.conclusion().to_string(), verdict.conclusion().to_string());
    let own: Vec<(String, Importance)> = judged.violated().map(|(name, weight)| (name.into_owned(), weight)).collect();
    let findings = verdict.findings().into_iter().filter(|finding| finding.state == FindingState::Violated);
    let other: Vec<(String, Importance)> = findings.map(|finding| (finding.id, finding.severity)).collect();
    compare("violated", format!("{own:?}"), format!("{other:?}"));
    // What the evaluator settles has no numbers.
    let numbers: Option<Vec<(String, Importance)>> = judged.violated_numbers().map(|numbers| {
        numbers.filter_map(|number| engine.finding(number)).map(|(name, weight)| (name.to_string(), weight)).collect()
    });
    compare("numbers", format!("{:?}", numbers.as_ref().unwrap_or(&other)), format!("{other:?}"));
    compare("is direct", judged.is_direct().to_string(), numbers.is_some().to_string());
    for (name, decision) in verdict.decisions_with_rules() {
        let value = engine.decision(name).and_then(|number| judged.value(number));
        compare(name, format!("{value:?}"), format!("{:?}", decision.value()));
        let by_number = engine.decision(name).and_then(|number| engine.rules(number).nth(judged.rule_number(number)?));
        compare(name, format!("{by_number:?}"), format!("{:?}", engine.decision(name).and_then(|number| judged.rule(number))));
        let rule = engine.decision(name).and_then(|number| judged.rule(number)).map(str::to_string);
        let of_verdict = match decision.status {
            Status::Determined => decision.rule.clone().or_else(|| decision.rules.first().map(|one| one.rule.clone())),
            _ => None,
        };
        // Which entries a set is from is told by the verdict.
        let is_set = match &decision.value {
            Some(Shown::List(_)) => true,
            Some(Shown::Text(masked)) => masked == "***" && decision.rule.is_none(),
            _ => false,
        };
        if !is_set {
            compare(name, format!("{rule:?}"), format!("{of_verdict:?}"));
        }
    }
    told.push_str(&difference_in_words(engine, judged, verdict));
    (told, judged.is_direct())
}

/// What differs between the words of the engine and those of the verdict.
fn difference_in_words(engine: &Engine<'_>, judged: &Judged<'_, '_>, verdict: &Verdict<'_>) -> String {
    let mut told = String::new();
    let mut messages = Messages::new();
    judged.write_messages(&mut messages);
    let own: Vec<_> = messages.iter().map(|one| (one.name.to_string(), one.severity, Some(one.text.to_string()))).collect();
    let findings = verdict.findings().into_iter().filter(|finding| finding.state == FindingState::Violated);
    let other: Vec<_> = findings.map(|finding| (finding.id, finding.severity, finding.message)).collect();
    if own != other {
        told.push_str(&format!("messages: engine {own:#?}, verdict {other:#?}\n"));
    }
    for (name, decision) in verdict.decisions() {
        let mut reason = "前文".to_string();
        let is_said = engine.decision(name).is_some_and(|number| judged.write_reason(number, &mut reason));
        let other = decision.reason.unwrap_or_default();
        if reason.strip_prefix("前文") != Some(&other) || is_said == other.is_empty() {
            told.push_str(&format!("reason of {name}: engine {reason:?} {is_said}, verdict {other:?}\n"));
        }
    }
    told
}

/// Compares every record; gives how many were settled directly.
pub(crate) fn agree<T: Serialize>(judge: Judge<'_>, records: &[T], date: Date) -> Result<usize, String> {
    let engine = judge.engine(date);
    let prepared = engine.prepare(records).map_err(|error| error.to_string())?;
    let mut together = Vec::new();
    let mut verdicts = Vec::new();
    for record in records {
        verdicts.push(judge.evaluate(record, date).map_err(|error| error.to_string())?);
    }
    let judged = engine.judge_each(&prepared, &mut engine.proofs(), |judged| {
        together.extend(verdicts.get(judged.number()).map(|verdict| compared(&engine, &judged, verdict)));
    });
    judged.map_err(|error| error.to_string())?;
    let portable = engine.clone().portable();
    let judged = portable.judge_each(&prepared, &mut portable.proofs(), |judged| {
        together.extend(verdicts.get(judged.number()).map(|verdict| compared(&portable, &judged, verdict)));
    });
    judged.map_err(|error| error.to_string())?;
    let coded = Coded::new(prepared.clone());
    let judged = engine.judge_coded(&coded, &mut engine.proofs(), |judged| {
        together.extend(verdicts.get(judged.number()).map(|verdict| compared(&engine, &judged, verdict)));
    });
    judged.map_err(|error| error.to_string())?;
    if together.len() != 3 * verdicts.len() {
        return Err(format!("{} of {} records judged together, on any machine and by codes", together.len(), verdicts.len()));
    }
    let others = together.split_off(verdicts.len());
    let (on_any_machine, by_codes) = others.split_at(verdicts.len());
    if by_codes != together || on_any_machine != together {
        return Err(format!("by codes {by_codes:?}, on any machine {on_any_machine:?}, together {together:?}"));
    }
    let mut direct = 0;
    for (number, (verdict, (told_together, is_direct_together))) in verdicts.iter().zip(together).enumerate() {
        let (told, is_direct) = difference(&engine, &prepared, number, verdict);
        if !told.is_empty() || !told_together.is_empty() || is_direct != is_direct_together {
            return Err(format!(
                "record {number}: alone, direct {is_direct}: {told}; together, direct {is_direct_together}: {told_together}"
            ));
        }
        direct += usize::from(is_direct);
    }
    Ok(direct)
}

/// A policy of one record, judged by both.
fn agree_on(text: &str, records: &[serde_json::Value]) -> usize {
    let policy = crate::support::compile("长.policy", text).unwrap_or_else(|problems| panic!("{problems}"));
    let date = "2023-09-25".parse().expect("a day");
    agree(policy.record("学生").expect("there"), records, date).unwrap_or_else(|told| panic!("{told}"))
}

/// Records outlive a change of the rules, but not one of what their numbers stand for.
#[test]
fn records_are_judged_by_policies_of_the_same_record_only() {
    let text = |members: &str, least: u32| {
        format!(
            "枚举 学历 {{ {members} }}
             记录 学生 {{ 层次 : 学历  完善度 : 整数 }}
             规则 学生 {{ 检查 查 提醒 {{ 当 层次 = 硕士 要求 完善度 ≥ {least} 提示 \"不够\" }} }}"
        )
    };
    let policy = |members: &str, least: u32| crate::support::compile("例.policy", &text(members, least)).expect("compiles");
    let date = "2023-09-25".parse().expect("a day");
    let (old, stricter, other) = (policy("本科 硕士", 60), policy("本科 硕士", 80), policy("硕士 本科", 60));
    let engine = |policy| shengyuan::Policy::record(policy, "学生").expect("there").engine(date);
    let records = [serde_json::json!({"层次": "硕士", "完善度": 70}), serde_json::json!({"层次": "本科", "完善度": 70})];
    let prepared = engine(&old).prepare(&records).expect("records");
    let coded = Coded::new(prepared.clone());
    type Way<'w> = &'w dyn Fn(&Engine<'_>) -> Result<Vec<bool>, Error>;
    let ways: [Way<'_>; 6] = [
        &|engine| {
            let mut reminded = Vec::new();
            let judged = engine.judge_coded(&coded, &mut engine.proofs(), |judged| reminded.push(is_reminded(&judged)));
            judged.map(|()| reminded)
        },
        &|engine| {
            let mut reminded = Vec::new();
            let judged = engine.judge_each(&prepared, &mut engine.proofs(), |judged| reminded.push(is_reminded(&judged)));
            judged.map(|()| reminded)
        },
        &|engine| {
            let mut reminded = Vec::new();
            let judged = engine.judge_range(&prepared, 0..2, &mut engine.proofs(), |judged| reminded.push(is_reminded(&judged)));
            judged.map(|()| reminded)
        },
        &|engine| {
            [0, 1].map(|number| Ok(is_reminded(&engine.judge(&prepared, number, &mut engine.proof())?))).into_iter().collect()
        },
        &|engine| [0, 1].map(|number| Ok(!engine.verdict(&prepared, number)?.findings().is_empty())).into_iter().collect(),
        &|engine| Ok(engine.verdicts(&prepared)?.map(|verdict| !verdict.findings().is_empty()).collect()),
    ];
    for way in ways {
        let reminded = |engine: Engine<'_>| way(&engine).map_err(|error| error.to_string());
        assert_eq!(reminded(engine(&old)), Ok(vec![false, false]));
        assert_eq!(reminded(engine(&stricter)), Ok(vec![true, false]));
        assert!(reminded(engine(&other)).is_err_and(|told| told.contains("重新读入")));
    }
}

fn is_reminded(judged: &Judged<'_, '_>) -> bool {
    judged.violated().count() > 0
}

#[test]
fn long_chains_of_decisions_and_choices_end_in_an_answer() {
    let records = [serde_json::json!({"甲": true, "乙": 1}), serde_json::json!({"甲": null, "乙": null})];
    let chain = |first: &str, each: &dyn Fn(usize) -> String| {
        let chain: String = (1..60).map(|number| format!("判定 第{number} = {}\n", each(number - 1))).collect();
        format!(
            "记录 学生 {{ 甲 : 是否  乙 : 整数 }}\n规则 学生 {{ 判定 第0 = {first}\n{chain}检查 末项 提醒 {{ 要求 第59 = 第0 提示 \"不同\" }} }}"
        )
    };
    agree_on(&chain("甲", &|before| format!("非 第{before}")), &records);
    agree_on(&chain("乙", &|before| format!("若 甲 则 第{before} 否则 第{before}")), &records);
    let arms = "若 乙 = 1 则 2 否则 ".repeat(5_000);
    agree_on(
        &format!(
            "记录 学生 {{ 甲 : 是否  乙 : 整数 }}\n规则 学生 {{ 判定 数 = {arms}3\n检查 查 提醒 {{ 要求 数 = 2 提示 \"不同\" }} }}"
        ),
        &records,
    );
}

/// Fields of every type, 敏感 every one, and texts that speak of all of them.
const SENSITIVE: &str = "
    枚举 学历 { 本科 硕士 }
    参数 本届 : 整数 = 2024
    参数 截止 : 日期 未定
    记录 学生 {
      标识 学号
      学号 : 文本 必填 敏感
      证件 : 文本 敏感 必填 格式 身份证号
      生日 : 日期 敏感
      毕业 : 年月 敏感
      住处 : 行政区划 敏感 适用 当 学历 = 硕士
      旧址 : 行政区划 敏感
      次数 : 整数 敏感 视为 3
      均分 : 小数 敏感
      比例 : 百分比 敏感
      学历 : 学历
      同意 : 是否 敏感
      曾住 : 集合<行政区划> 敏感
    }
    规则 学生 {
      判定 籍贯 : 行政区划 {
        缺省 原籍 { 则 旧址 理由 \"一直在{旧址}，{次数}次\" }
        例外 迁入 { 当 学历 = 硕士 则 住处 理由 \"由{旧址}迁到{住处}（{本届}年，{截止}，{生日}）\" }
        例外 要问 优先于 原籍, 迁入 { 当 同意 则 复核 \"{同意}：{证件}\" }
      }
      判定 称呼 = 若 已填(学号) 则 学号 否则 \"无名\" 理由 \"按{学号}称呼\"
      判定 明年 = 本届 + 次数 理由 \"{次数}次以后\"
      检查 写明 提醒 {
        要求 次数 > 5
        提示 \"{学号}、{证件}、{生日}、{毕业}、{住处}、{旧址}、{次数}、{均分}、{比例}、{学历}、{同意}、{曾住}、{本届}、{截止}、{评估日}\"
      }
      检查 推出 说明 {
        要求 次数 > 5
        提示 \"{籍贯}、{称呼}、{明年}、{上级(旧址)}、{后继(旧址)}、{若 同意 则 生日 否则 2000-01-01}、{非 同意}、{均分 > 3.5}、{生日 + 3天}\"
      }
    }";

/// Columns of few values, of more values than a byte tells apart, and of numbers between constants, some of them empty.
#[test]
fn columns_of_any_kind_say_the_same_together_as_alone() {
    let members: Vec<String> = (0..300).map(|number| format!("第{number}")).collect();
    let text = format!(
        "枚举 单位 {{ {} }} 枚举 学历 {{ 本科 硕士 博士 }}
         记录 学生 {{ 单位 : 单位  层次 : 学历  迁移 : 是否  完善度 : 整数  提交 : 日期 }}
         规则 学生 {{
           检查 甲 阻断 {{ 要求 非 单位 属于 {{第3, 第255, 第256, 第299}} 提示 \"甲\" }}
           检查 乙 提醒 {{ 当 层次 ≠ 本科 要求 完善度 ≥ 60 且 完善度 ≠ 80 提示 \"乙\" }}
           检查 丙 复核 {{ 当 迁移 要求 完善度 属于 {{10, 60, 80}} 提示 \"丙\" }}
           检查 丁 提醒 {{ 当 已填(提交) 要求 提交 < 2023-09-01 或 提交 = 2023-09-02 提示 \"丁\" }}
           检查 戊 阻断 {{ 当 未填(层次) 要求 已填(单位) 提示 \"戊\" }}
         }}",
        members.join(" ")
    );
    let some = |number: usize, value: serde_json::Value| if number.is_multiple_of(7) { serde_json::Value::Null } else { value };
    let records: Vec<_> = (0..600_usize)
        .map(|number| {
            serde_json::json!({
                "单位": some(number / 3, format!("第{}", number % 300).into()),
                "层次": some(number + 1, ["本科", "硕士", "博士"][number / 2 % 3].into()),
                "迁移": some(number / 2, number.is_multiple_of(3).into()),
                "完善度": some(number + 4, [9, 10, 11, 59, 60, 61, 79, 80, 81][number % 9].into()),
                "提交": some(number + 5, format!("2023-09-0{}", 1 + number % 4).into()),
            })
        })
        .collect();
    assert_eq!(agree_on(&text, &records), records.len());
}

/// About as many members as a byte tells apart: the last of them is found, however many there are.
#[test]
fn the_last_of_many_members_is_told_apart() {
    for count in 248..260 {
        let members: Vec<String> = (0..count).map(|number| format!("第{number}")).collect();
        let last = count - 1;
        let text = format!(
            "枚举 单位 {{ {} }} 记录 学生 {{ 单位 : 单位 }}
             规则 学生 {{ 检查 甲 阻断 {{ 要求 单位 ≠ 第{last} 提示 \"甲\" }} }}",
            members.join(" ")
        );
        let records: Vec<_> = members.iter().map(|member| serde_json::json!({ "单位": member })).collect();
        assert_eq!(agree_on(&text, &records), records.len());
    }
}

#[test]
fn sensitive_values_are_masked_in_words_unless_revealed() {
    let policy = crate::support::compile("密.policy", SENSITIVE).unwrap_or_else(|problems| panic!("{problems}"));
    let whole = serde_json::json!({
        "学号": "20240001", "证件": "440524188001010014", "生日": "1976-10-18", "毕业": "1999-07", "住处": "广东省广州市番禺区",
        "旧址": "北京市宣武区", "次数": 4, "均分": "3.5", "比例": "60%", "学历": "硕士", "同意": false, "曾住": "440113、110105",
    });
    let mut records = vec![whole.clone(), serde_json::json!({"学号": null}), serde_json::json!({})];
    for (key, values) in [
        ("学号", &["", "A\u{200b}1"][..]),
        ("证件", &["", "1", "11010519491231002X", "440524 18800101 0014"]),
        ("学历", &["", "本科"]),
        ("住处", &["", "西城区", "五里屯"]),
        ("旧址", &["", "广东省", "鼓楼区"]),
        ("次数", &["", "7", "-1"]),
        ("均分", &["", "3.6", "0.0001", "12345678901234567890"]),
        ("比例", &["", "0.5%"]),
        ("同意", &["", "是"]),
        ("曾住", &["", "440113"]),
        ("生日", &["", "2999-01-01"]),
    ] {
        for value in values {
            let mut record = whole.clone();
            record[key] = serde_json::json!(value);
            records.push(record);
        }
    }
    let date = "2023-09-25".parse().expect("a day");
    let mut said = [String::new(), String::new()];
    for (reveal, said) in [false, true].into_iter().zip(&mut said) {
        let judge = policy.record("学生").expect("there").with(Options::default().reveal(reveal));
        let direct = agree(judge, &records, date).unwrap_or_else(|told| panic!("{told}"));
        assert!(direct > 20, "{direct} of {}", records.len());
        let engine = judge.engine(date);
        let prepared = engine.prepare([&whole]).expect("a record");
        let (mut proof, mut messages) = (engine.proof(), Messages::new());
        engine.judge(&prepared, 0, &mut proof).expect("its own").write_messages(&mut messages);
        said.extend(messages.iter().map(|one| format!("{} {}\n", one.name, one.text)));
    }
    let [masked, revealed] = said;
    for hidden in ["20240001", "440524", "1976", "1999", "番禺", "宣武", "西城", "60%", "朝阳"] {
        assert!(!masked.contains(hidden), "{hidden} in {masked}");
        assert!(revealed.contains(hidden), "{hidden} not in {revealed}");
    }
}

#[test]
fn the_yardstick_is_explained_as_by_its_verdicts() {
    let policy = crate::support::compile("origin-24.policy", origin_24::POLICY).unwrap_or_else(|problems| panic!("{problems}"));
    let records: Vec<_> = (0..4_000).map(|number| origin_24::generate::row(number).json()).collect();
    let date = origin_24::DAY.parse().expect("a day");
    let direct = agree(policy.record("学生").expect("there"), &records, date).unwrap_or_else(|told| panic!("{told}"));
    assert_eq!(direct, records.len());
}

/// Blocks begin at every 64th record, wherever a range does; what an earlier use left behind in them says nothing.
#[test]
fn any_range_of_records_is_judged_as_each_alone() {
    let policy = crate::support::compile("origin-24.policy", origin_24::POLICY).unwrap_or_else(|problems| panic!("{problems}"));
    let engine = policy.record("学生").expect("there").engine(origin_24::DAY.parse().expect("a day"));
    let records = |numbers: std::ops::Range<u64>| numbers.map(|number| origin_24::generate::row(number).json());
    let mut reader = engine.record_reader();
    records(900..1200).for_each(|record| reader.push(&record).expect("a record"));
    reader.clear();
    records(0..150).for_each(|record| reader.push(&record).expect("a record"));
    let (prepared, mut proofs, mut proof) = (reader.records(), engine.proofs(), engine.proof());
    let shown = |judged: &Judged<'_, '_>| {
        let findings: Vec<String> = judged.violated().map(|(name, _)| name.into_owned()).collect();
        format!("{} {} {findings:?} {:?}", judged.number(), judged.conclusion(), judged.value(5))
    };
    let mut alone = |number| shown(&engine.judge(prepared, number, &mut proof).expect("of this engine"));
    let alone: Vec<String> = (0..prepared.len()).map(&mut alone).collect();
    for (start, end) in [(0, 150), (0, 64), (1, 64), (63, 65), (64, 64), (5, 140), (127, 129), (149, 200), (150, 151), (7, 3)] {
        let mut together = Vec::new();
        engine.judge_range(prepared, start..end, &mut proofs, |judged| together.push(shown(&judged))).expect("of this engine");
        assert_eq!(together, alone.get(start..end.min(150)).unwrap_or_default(), "{start}..{end}");
    }
}

/// Room for proofs is only room.
#[test]
fn proofs_of_another_engine_are_as_good_as_those_of_this_one() {
    let small = "记录 人 { 标识 号  号 : 文本 必填 }\n规则 人 { 检查 有号 阻断 { 要求 号 ≠ \"0\" 提示 \"零\" } }";
    let small = crate::support::compile("小.policy", small).unwrap_or_else(|problems| panic!("{problems}"));
    let large = crate::support::compile("origin-24.policy", origin_24::POLICY).unwrap_or_else(|problems| panic!("{problems}"));
    let date = origin_24::DAY.parse().expect("a day");
    let (small, large) = (small.record("人").expect("there").engine(date), large.record("学生").expect("there").engine(date));
    let records = small.prepare([serde_json::json!({"号": "0"}), serde_json::json!({"号": "1"})]).expect("records");
    let students = large.prepare((0..100).map(|number| origin_24::generate::row(number).json())).expect("records");
    let judged = |engine: &Engine<'_>, records: &Prepared, mut proof, mut proofs| {
        let alone = |number| engine.judge(records, number, &mut proof).expect("of this engine").conclusion();
        let alone: Vec<_> = (0..records.len()).map(alone).collect();
        let mut together = Vec::new();
        engine.judge_each(records, &mut proofs, |judged| together.push(judged.conclusion())).expect("of this engine");
        (alone, together)
    };
    assert_eq!(judged(&small, &records, large.proof(), large.proofs()), judged(&small, &records, small.proof(), small.proofs()));
    assert_eq!(judged(&large, &students, small.proof(), small.proofs()), judged(&large, &students, large.proof(), large.proofs()));
}
