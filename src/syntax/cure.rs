//! How to mend a failed parse: one hint, the most likely first. In: what stands there and what could. Out: words.

use super::expected::{Found, Wanted};
use super::word;
use crate::suggest;

/// Signs that end or divide sentences; clerks write them where the language has none.
const SENTENCE_SIGNS: &[&str] = &[";", "；", "。", ",", "，", "、"];

const OPERATOR_SIGNS: &[&str] = &["=", "＝", "≠", "<", "＜", ">", "＞", "≤", "≥", "+", "＋", "*", "×", "/", "÷", "-", "－"];

/// So many words can be repeated in a hint.
const FEW_WORDS: usize = 5;

impl Wanted {
    pub(super) fn cure(&self, found: &Found<'_>) -> String {
        self.unclosed(found)
            .or_else(|| self.in_table(found))
            .or_else(|| self.misspelt(found))
            .or_else(|| self.missing_value(found))
            .or_else(|| self.reserved(found))
            .or_else(|| self.superfluous(found))
            .or_else(|| self.missing_operator(found))
            .or_else(|| self.lone_operator(found))
            .or_else(|| self.elsewhere(found))
            .unwrap_or_else(|| self.plain(found))
    }

    /// A value is complete, but a bracket or 若 before it is not.
    fn unclosed(&self, found: &Found<'_>) -> Option<String> {
        if !self.operator {
            return None;
        }
        if self.words.contains(&"否则") {
            return Some("在这里补上「否则 …」，写明条件不成立时的值".into());
        }
        if self.close != Some(")") {
            return None;
        }
        let word = found.word;
        Some(if SENTENCE_SIGNS.contains(&word) {
            format!("把「{word}」改成「,」，或在它前面补上「)」")
        } else if found.begins_value() && !found.begins_line {
            format!("前面的值和「{word}」之间缺少运算符（例如 =）或「)」")
        } else {
            "在这里补上「)」".into()
        })
    }

    /// A part of a 表格 that stands elsewhere in it.
    fn in_table(&self, found: &Found<'_>) -> Option<String> {
        if (found.word_before, found.word) == ("每", "列") {
            return Some("「每」后面写栏目或判定的名称，例如「行 每 院系」".into());
        }
        if self.words.contains(&"每") {
            return Some("「行」后面写「当 条件」「每 栏目」或明细的名称；每人一行的，不用写「行」".into());
        }
        if !self.words.contains(&"合计") {
            return None;
        }
        match found.word {
            "当" => Some("只列一部分人，写成「行 当 条件」".into()),
            "按" => Some("「按 …」写在标题后面、「{」前面".into()),
            _ => None,
        }
    }

    fn misspelt(&self, found: &Found<'_>) -> Option<String> {
        let near = suggest::nearest(found.word, self.words.iter().copied()).filter(|_| !found.names_field);
        near.map(|near| format!("是不是要写「{near}」？"))
    }

    fn missing_value(&self, found: &Found<'_>) -> Option<String> {
        if !self.value || found.begins_value() {
            return None;
        }
        let or_review = if self.words.contains(&"复核") { "；要由人判断的写「复核 \"原因\"」" } else { "" };
        Some(match found.word {
            word if word::is_reserved(word) => format!("在「{word}」前面写一个值或条件；「{word}」作名称用时写成「「{word}」」"),
            "" | "}" | "｝" | ")" | "）" => format!("在这里写一个值，例如 是、10、\"文字\" 或一个字段{or_review}"),
            word => format!("把「{word}」换成一个值，例如 是、10、\"文字\" 或一个字段{or_review}"),
        })
    }

    fn reserved(&self, found: &Found<'_>) -> Option<String> {
        let word = found.word;
        (self.name && word::is_reserved(word)).then(|| format!("「{word}」是语言的词，作名称用时请写成「「{word}」」"))
    }

    /// A sign too many.
    fn superfluous(&self, found: &Found<'_>) -> Option<String> {
        let word = found.word;
        if ["}", "｝", ")", "）"].contains(&word) && self.signs.is_empty() && (self.operator || found.at_start) {
            return Some(format!("多了一个「{word}」，删去它"));
        }
        let divides = SENTENCE_SIGNS.contains(&word) && self.signs.is_empty();
        divides.then(|| format!("删去「{word}」，各项之间不用标点"))
    }

    fn missing_operator(&self, found: &Found<'_>) -> Option<String> {
        if !self.operator || !found.begins_value() || found.begins_line {
            return None;
        }
        let before = found.word_before;
        Some(if word::is_keyword(before) && !word::is_reserved(before) {
            format!("「{before}」被读成了一个名称；在它前面补上缺少的值")
        } else {
            format!("前面的值和「{}」之间缺少运算符，例如 =", found.word)
        })
    }

    /// An operator that no value follows, so that it was not read as one.
    fn lone_operator(&self, found: &Found<'_>) -> Option<String> {
        let lone = self.operator && OPERATOR_SIGNS.contains(&found.word);
        lone.then(|| format!("「{}」后面要有一个值；若是多写的，删去它", found.word))
    }

    /// A word of the language outside the block that it belongs in.
    fn elsewhere(&self, found: &Found<'_>) -> Option<String> {
        let home = word::home(found.word).filter(|_| self.words.contains(&"政策"))?;
        Some(format!("「{}」要写在「{home} 名称 {{ … }}」里面；检查前面是否多了「}}」", found.word))
    }

    fn plain(&self, found: &Found<'_>) -> String {
        if self.text && !self.value {
            return "文字要放在引号里，例如 \"请填写生源地\"".into();
        }
        match (self.close, self.signs.first()) {
            (Some(close), _) if found.word.is_empty() => format!("在这里补上「{close}」"),
            (_, Some(sign)) => match word::near_in_record(found.word_before).filter(|_| *sign == ":") {
                Some(near) => format!("在这里补上「:」；若是要写「{near}」，改正前面的「{}」", found.word_before),
                None => format!("在这里补上「{sign}」"),
            },
            (Some(close), None) => format!("改正这个词，或在它前面补上「{close}」"),
            _ if self.name => "在这里写一个名称；名称里有空格、斜线或括号时用「」括起来".into(),
            _ if let [only] = self.words.as_slice() => format!("在这里补上「{only}」"),
            _ if !self.words.is_empty() && self.words.len() <= FEW_WORDS => format!("改成「{}」", self.words.join("」或「")),
            _ if !self.words.is_empty() => "改成上面的词之一；若是多写的，删去它".into(),
            _ => "对照手册改正这里的写法".into(),
        }
    }
}
