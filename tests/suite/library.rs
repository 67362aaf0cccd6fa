//! The library as other programs call it.

use serde::Serialize;
use serde_json::{Value, json};
use shengyuan::{Conclusion, Date, Depth, ErrorKind, FindingState, Options, Policy, Source, Status};

use crate::support::compile;

const POLICY: &str = r#"
政策 "试" { 届别 2024 }
枚举 学历 { 本科 编码 "31" 别名 "大学本科"  硕士 }
角色 { 学生 }
参数 开始 : 日期 未定
记录 人 {
  标识 学号
  学号 : 文本 必填
  证件 : 文本 敏感 格式 身份证号
  层次 : 学历
  生源地 : 行政区划 必填
  分数 : 整数
  比例 : 百分比
  出生 : 日期
  迁移 : 是否 视为 否
  学校 : 文本 占位 "毕业学校"
  标签 : 集合<学历>
  明细 工作 { 单位 : 文本 必填  户口 : 行政区划  自 : 年月 }
}
规则 人 {
  判定 应填 : 行政区划 {
    缺省 原籍 { 则 生源地 }
    例外 高分 { 当 分数 > 90 则 复核 "高分的 {证件} 要看" 建议 广东省 }
    例外 硕士 { 当 层次 = 硕士 则 湖北省 }
  }
  判定 无缺省 : 整数 { 例外 一 { 当 分数 = 1 则 1 } }
  判定 只本科 : 整数 { 适用 当 层次 = 本科  缺省 零 { 则 0 } }
  判定 已开始 = 评估日 ≥ 开始
  检查 证件一致 提醒 { 要求 已填(证件) 提示 "证件 {证件}" 办理 学生 "补" 等待 约 2周 自 出生 }
  流程 步骤们 { 步骤 甲 完成 当 迁移 由 学生 办理 "做甲" 步骤 乙 完成 当 层次 = 本科 }
}
"#;

fn policy() -> Policy {
    compile("试.policy", POLICY).unwrap_or_else(|problems| panic!("{problems}"))
}

fn date() -> Date {
    "2023-09-25".parse().expect("a day")
}

fn verdict(record: &Value) -> Value {
    verdict_with(record, Options::default())
}

fn verdict_with(record: &Value, options: Options) -> Value {
    let policy = policy();
    let verdict = policy.record("人").expect("there").with(options).evaluate(record, date()).expect("a record");
    serde_json::to_value(&verdict).expect("it serialises")
}

#[test]
fn a_policy_is_shared_between_threads_and_cheap_to_clone() {
    fn shared<T: Send + Sync + Clone + 'static>(_: &T) {}
    let policy = policy();
    shared(&policy);
    let handles: Vec<_> = (0..4)
        .map(|number| {
            let policy = policy.clone();
            std::thread::spawn(move || {
                policy.record("人").expect("there").evaluate(&json!({"学号": number}), date()).expect("a record").conclusion()
            })
        })
        .collect();
    for handle in handles {
        assert_eq!(handle.join().expect("no panic"), Conclusion::MustFix);
    }
}

#[test]
fn a_struct_and_a_map_give_the_same_verdict() {
    #[derive(Serialize)]
    enum Level {
        硕士,
    }
    #[derive(Serialize)]
    struct Work<'w> {
        单位: &'w str,
        自: Option<&'w str>,
    }
    #[derive(Serialize)]
    struct Person<'p> {
        学号: u32,
        层次: Level,
        生源地: &'p str,
        比例: f64,
        迁移: Option<bool>,
        工作: Vec<Work<'p>>,
    }
    let person = Person {
        学号: 7,
        层次: Level::硕士,
        生源地: "440113",
        比例: 60.5,
        迁移: None,
        工作: vec![Work { 单位: "厂", 自: Some("2020-01") }],
    };
    let map = json!({"学号": "7", "层次": "硕士", "生源地": "广东番禺", "比例": "60.5%", "迁移": null, "工作": [{"单位": "厂", "自": "2020年1月"}]});
    let policy = policy();
    let judge = policy.record("人").expect("there");
    let from_struct = judge.evaluate(&person, date()).expect("a record");
    assert_eq!(serde_json::to_value(&from_struct).expect("it serialises"), verdict(&map));
}

#[test]
fn each_outcome_has_its_status() {
    let full = verdict(
        &json!({"学号": "1", "证件": "11010519491231002X", "层次": "大学本科", "生源地": "广东省广州市番禺区", "分数": 60}),
    );
    let status = |verdict: &Value, name: &str| verdict["decisions"][name]["status"].as_str().map(str::to_string);
    assert_eq!(
        full["decisions"]["应填"],
        json!({"status": "determined", "value": "广东省广州市番禺区", "code": "440113", "rule": "原籍"})
    );
    assert_eq!(status(&full, "无缺省").as_deref(), Some("no_rule"));
    assert_eq!(full["decisions"]["只本科"], json!({"status": "determined", "value": 0, "rule": "零"}));
    assert_eq!(full["decisions"]["已开始"], json!({"status": "undetermined", "needs": ["开始"]}));
    assert_eq!(full["conclusion"], "须复核");

    let conflict = verdict(&json!({"层次": "硕士", "分数": 91}));
    assert_eq!(
        conflict["decisions"]["应填"],
        json!({"status": "conflict", "rules": [{"rule": "高分", "value": "复核：高分的 *** 要看"}, {"rule": "硕士", "value": "湖北省"}]}).as_object().map(|want| {
            let mut want = want.clone();
            want["rules"][0]["value"] = json!("复核：高分的 （未填） 要看");
            Value::Object(want)
        }).expect("an object")
    );
    assert_eq!(status(&conflict, "只本科").as_deref(), Some("not_applicable"));

    let review = verdict(&json!({"层次": "本科", "分数": 91, "证件": "11010519491231002X"}));
    assert_eq!(
        review["decisions"]["应填"],
        json!({"status": "review", "rule": "高分", "reason": "高分的 *** 要看", "suggestion": "广东省"})
    );

    let open = verdict(&json!({"生源地": "广东省", "分数": 5}));
    assert_eq!(open["decisions"]["应填"], json!({"status": "undetermined", "needs": ["层次"], "possible": ["广东省", "湖北省"]}));
}

#[test]
fn a_reason_may_speak_of_what_comes_later() {
    let text = "
        记录 人 { 数 : 整数  晚 : 是否 适用 当 已定(甲) }
        规则 人 {
          判定 甲 : 整数 { 缺省 一般 { 则 数 理由 \"{晚}，{乙}，{丙}\" } }
          判定 乙 : 是否 { 缺省 照抄 { 则 晚 } }
          判定 丙 = 数 + 1
        }";
    let policy = crate::support::compile("例.policy", text).unwrap_or_else(|problems| panic!("{problems}"));
    let verdict = policy.record("人").expect("there").evaluate(&json!({"数": 1, "晚": true}), date()).expect("a record");
    let [first, second] = ["甲", "乙"].map(|name| verdict.decision(name).expect("there"));
    assert_eq!((first.value(), first.reason.as_deref()), (Some("1"), Some("是，是，2")));
    assert_eq!((second.status, second.value()), (Status::Determined, Some("是")));
    assert_eq!(verdict.conclusion(), Conclusion::Passed);
}

#[test]
fn bad_values_are_part_of_the_verdict() {
    let bad = verdict(
        &json!({"学号": "1", "层次": "本棵", "生源地": "广东省翻禺区", "分数": "九十", "出生": "2023-02-30", "比例": [1], "标签": ["本科", "博士"]}),
    );
    let invalid: Vec<String> = bad["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|finding| finding["id"].as_str())
        .filter(|id| id.starts_with("无效"))
        .map(str::to_string)
        .collect();
    assert_eq!(invalid, ["无效·层次", "无效·生源地", "无效·分数", "无效·比例", "无效·出生", "无效·标签"]);
    assert_eq!(bad["findings"][0]["message"], "「层次」填写的「本棵」无法使用：不是可选的值；是不是「本科」？");
    assert_eq!(bad["conclusion"], "须修改");
    assert_eq!(bad["decisions"]["应填"]["needs"], json!(["层次", "生源地", "分数"]));
}

#[test]
fn sensitive_values_are_masked_everywhere_unless_asked_for() {
    let secret = "11010519491231002x9";
    let record = json!({"学号": "1", "证件": secret, "层次": "本科", "生源地": "广东省", "分数": 95});
    let policy = policy();
    let judge = policy.record("人").expect("there");
    let masked = judge.with(Options::default().full(true)).evaluate(&record, date()).expect("a record");
    let everything = format!(
        "{}{}{}{:?}",
        serde_json::to_string(&masked).expect("it serialises"),
        masked.explain(),
        serde_json::to_string(&masked.explain_with(Depth::Full)).expect("it serialises"),
        masked
    );
    assert!(!everything.contains("1101051949"), "{everything}");
    let revealed = judge.with(Options::default().reveal(true)).evaluate(&record, date()).expect("a record");
    assert!(serde_json::to_string(&revealed).expect("it serialises").contains(secret));
}

#[test]
fn placeholders_and_assumptions_are_said() {
    let policy = policy();
    let verdict =
        policy.record("人").expect("there").evaluate(&json!({"学号": "1", "学校": "毕业学校"}), date()).expect("a record");
    let notes: Vec<String> = verdict.notes().into_iter().map(|note| format!("{}：{}", note.field, note.text)).collect();
    assert_eq!(notes, ["学校：仍是占位文字，按未填处理", "迁移：未填，按政策视为「否」"]);
}

#[test]
fn unknown_columns_are_named_with_the_nearest_field() {
    let policy = policy();
    let judge = policy.record("人").expect("there");
    let verdict = judge.evaluate(&json!({"学号": "1", "生源第": "广东省", "工作": [{"单为": "厂"}]}), date()).expect("a record");
    let unmatched: Vec<(String, Option<String>)> =
        verdict.unmatched().map(|(name, near)| (name.to_string(), near.map(str::to_string))).collect();
    assert!(unmatched.contains(&("生源第".into(), Some("生源地".into()))));
    assert!(unmatched.contains(&("工作.单为".into(), Some("单位".into()))));
    let comparison = judge.compare_columns(["学号", "生源第"]);
    assert_eq!(comparison.unknown, [("生源第".to_string(), Some("生源地".to_string()))]);
    assert_eq!(comparison.missing_required, ["生源地"]);
}

#[test]
fn rows_of_details_come_nested_or_numbered() {
    let nested = verdict(&json!({"学号": "1", "工作": [{"单位": "甲", "自": "2019-01"}, {"户口": "广东省"}]}));
    let numbered = verdict(&json!({"学号": "1", "工作1单位": "甲", "工作1自": "2019-01", "工作2户口": "广东省", "工作3单位": ""}));
    assert_eq!(nested, numbered);
    let finding = nested["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|finding| finding["id"] == "必填·工作.单位")
        .expect("the second row has no 单位");
    assert_eq!(finding["fields"], json!(["工作[1].单位"]));
    let wrong = verdict(&json!({"学号": "1", "工作": "五年"}));
    assert!(wrong["findings"].as_array().expect("a list").iter().any(|finding| finding["id"] == "无效·工作"));
}

#[test]
fn waits_give_a_day_and_processes_their_current_step() {
    let verdict = verdict(&json!({"学号": "1", "出生": "2023-09-20", "层次": "硕士"}));
    let finding =
        verdict["findings"].as_array().expect("a list").iter().find(|finding| finding["id"] == "证件一致").expect("violated");
    assert_eq!(finding["steps"], json!([{"actor": "学生", "action": "补", "after": "2023-10-04", "soft": true}]));
    assert_eq!(
        verdict["processes"]["步骤们"],
        json!({"complete": false, "done": 0, "total": 2, "current": "甲", "actor": "学生", "action": "做甲"})
    );
}

#[test]
fn what_is_not_a_record_is_an_error_and_names_are_checked() {
    let policy = policy();
    let judge = policy.record("人").expect("there");
    for wrong in [json!(3), json!("x"), json!([1]), json!(null)] {
        assert_eq!(judge.evaluate(&wrong, date()).expect_err("not a record").kind(), ErrorKind::NotARecord);
    }
    assert_eq!(policy.record("仁").expect_err("unknown").kind(), ErrorKind::UnknownName);
    let verdict = judge.evaluate(&json!({}), date()).expect("a record");
    assert_eq!(verdict.decision("应添").expect_err("unknown").to_string(), "政策里没有名为「应添」的判定；是不是「应填」？");
}

#[test]
fn a_batch_gives_the_verdicts_of_its_records_in_order() {
    let policy = policy();
    let judge = policy.record("人").expect("there");
    let records: Vec<Value> = (0..2500)
        .map(|number| {
            json!({"学号": number.to_string(), "层次": if number % 3 == 0 { "硕士" } else { "本科" }, "分数": number % 101,
            "工作": (0..number % 4).map(|row| json!({"单位": row.to_string()})).collect::<Vec<_>>()})
        })
        .collect();
    let columns = judge.columns(&records, date()).expect("records");
    assert_eq!(columns.len(), records.len());
    let mut count = 0;
    for (verdict, record) in judge.evaluate_batch(&columns, date()).zip(&records) {
        let alone = judge.evaluate(record, date()).expect("a record");
        assert_eq!(serde_json::to_value(&verdict).expect("it serialises"), serde_json::to_value(&alone).expect("it serialises"));
        count += 1;
    }
    assert_eq!(count, records.len());
}

#[test]
fn satisfied_checks_are_listed_only_on_request() {
    let record = json!({"学号": "1", "证件": "11010519491231002X", "生源地": "广东省", "层次": "本科", "分数": 1});
    let states = |verdict: &Value| {
        verdict["findings"].as_array().expect("a list").iter().filter(|finding| finding["kind"] == "check").count()
    };
    assert_eq!(states(&verdict(&record)), 0);
    assert_eq!(states(&verdict_with(&record, Options::default().full(true))), 1);
    let policy = policy();
    let judge = policy.record("人").expect("there").with(Options::default().full(true));
    let finding = judge.evaluate(&record, date()).expect("a record").findings().pop().expect("one");
    assert_eq!((finding.state, finding.message), (FindingState::Satisfied, None));
    assert_eq!(judge.evaluate(&record, date()).expect("a record").decision("应填").expect("there").status, Status::Determined);
}

#[test]
fn sets_of_places_go_by_what_the_places_count_as() {
    let text = "枚举 学历 { 本科 硕士 }
        记录 人 { 诸地 : 集合<行政区划>  乙 : 学历  明细 经历 { 行学 : 学历 } }
        规则 人 {
          判定 去掉 = 诸地 - {浙江省杭州市下城区}
          判定 几处 = 计数(诸地 + {浙江省杭州市下城区})
          判定 已有 = 任一 经历 满足 (行学 属于 {本科, 乙})
        }";
    let policy = compile("地.policy", text).expect("sound");
    let record = json!({"诸地": ["广东省东莞市", "浙江省杭州市拱墅区"], "经历": [{"行学": "本科"}]});
    let verdict = policy.record("人").expect("there").evaluate(&record, date()).expect("a record");
    let value = |name: &str| verdict.decision(name).expect("there").value().map(str::to_string);
    assert_eq!(value("去掉").as_deref(), Some("广东省东莞市"));
    assert_eq!(value("几处").as_deref(), Some("2"));
    assert_eq!(value("已有").as_deref(), Some("是"), "本科 is surely in the set, whatever 乙 is");
}

#[test]
fn a_place_read_otherwise_than_written_is_said() {
    let policy =
        compile("地.policy", "记录 人 { 甲 : 行政区划 } 规则 人 { 判定 现名 : 行政区划 { 缺省 甲 { 则 甲 } } }").expect("sound");
    let judge = policy.record("人").expect("there");
    let notes = |text: &str| -> Vec<String> {
        let verdict = judge.evaluate(&json!({ "甲": text }), date()).expect("a record");
        verdict.notes().into_iter().map(|note| note.text).collect()
    };
    assert_eq!(notes("湖北省襄樊市樊城区"), ["「湖北省襄樊市」已于2010年变更，按「湖北省襄阳市樊城区」理解"]);
    assert_eq!(notes("广东省东莞市虎门镇"), ["写到了「广东省东莞市」以下，只取到这一级；余下的地址是「虎门镇」"]);
    for plain in
        ["广东番禺", "440113", "中国香港", "香港特别行政区", "北京市市辖区朝阳区", "延边州", "广东省 广州市 番禺区", "吉林"]
    {
        assert_eq!(notes(plain), [] as [&str; 0], "{plain}");
    }
}

#[test]
fn an_abolished_place_counts_as_its_successor_with_a_note() {
    let policy = Policy::compile([Source::new(
        "地.policy",
        "记录 人 { 甲 : 行政区划 } 规则 人 { 判定 现名 : 行政区划 { 缺省 甲 { 则 甲 } } 判定 是杭州 = 甲 位于 浙江省杭州市 判定 是拱墅 = 甲 = 浙江省杭州市拱墅区 判定 是上城 = 甲 = 浙江省杭州市上城区 }",
    )])
    .unwrap_or_else(|problems| panic!("{problems}"));
    let judge = policy.record("人").expect("there");
    let single = judge.evaluate(&json!({"甲": "浙江省杭州市下城区"}), date()).expect("a record");
    assert_eq!(single.decision("现名").expect("there").value(), Some("浙江省杭州市拱墅区"));
    assert_eq!(single.decision("是拱墅").expect("there").value(), Some("是"));
    assert!(single.notes()[0].text.contains("现为「浙江省杭州市拱墅区」"));
    let split = judge.evaluate(&json!({"甲": "浙江省杭州市江干区"}), date()).expect("a record");
    assert_eq!(split.decision("是上城").expect("there").needs, ["甲"]);
    assert_eq!(split.decision("是杭州").expect("there").value(), Some("是"));
    assert_eq!(split.decision("是拱墅").expect("there").value(), Some("否"));
}
