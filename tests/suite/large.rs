//! A large policy, invented: as large as the analysis is meant for. Tests and benches use the same.

/// 40 decisions of 20 rules over 120 fields, each decision reading a few of them and the decision before it.
pub(crate) fn policy() -> String {
    let mut text = String::from("枚举 种类 { 甲 乙 丙 丁 }\n记录 学生 {\n");
    for number in 0..120 {
        let ty = ["种类", "是否", "整数", "日期"][number % 4];
        text.push_str(&format!("字段{number} : {ty} 必填\n"));
    }
    text.push_str("}\n规则 学生 {\n");
    for decision in 0..40 {
        text.push_str(&format!("判定 判定{decision} : 整数 {{\n缺省 一般 {{ 则 0 }}\n"));
        for rule in 0..20 {
            let field = |place: usize| (decision * 3 + place * 4 + rule * 7 % 12) % 30 * 4;
            let mut parts = vec![
                format!("字段{} = {}", field(0), ["甲", "乙", "丙", "丁"][rule % 4]),
                format!("字段{} ≥ {}", field(1) + 2, rule * 5),
                format!("字段{} < 2023-09-{:02}", field(2) + 3, rule + 1),
            ];
            if rule % 3 == 0 {
                parts.push(format!("字段{}", field(3) + 1));
            }
            if decision > 0 && rule % 5 == 0 {
                parts.push(format!("判定{} = {rule}", decision - 1));
            }
            let over = if rule < 19 { format!(" 优先于 规则{}", rule + 1) } else { String::new() };
            text.push_str(&format!("例外 规则{rule}{over} {{ 当 {} 则 {rule} }}\n", parts.join(" 且 ")));
        }
        text.push_str("}\n");
    }
    text + "}\n"
}
