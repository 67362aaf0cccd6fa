//! The table of codes: one line each, with the page that explains it. Codes never change their meaning.

/// How serious a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The policy cannot be used.
    Error,
    /// The policy can be used, but something is probably wrong.
    Warning,
    /// Worth knowing.
    Note,
}

/// A kind of problem.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `E0201`: E errors, W warnings, N notes.
    pub id: &'static str,
    /// The kind in a few words.
    pub title: &'static str,
    /// How serious.
    pub severity: Severity,
    /// The page for clerks: what it means, an example, how to mend it.
    pub page: &'static str,
}

macro_rules! codes {
    ($($name:ident = $id:literal $severity:ident $title:literal;)*) => {
        $(pub(crate) const $name: &Code = &Code {
            id: $id,
            title: $title,
            severity: Severity::$severity,
            page: include_str!(concat!("pages/", $id, ".md")),
        };)*

        /// All codes, in order.
        pub const CODES: &[&Code] = &[$($name),*];
    };
}

codes! {
    NOT_UTF8 = "E0001" Error "文件不是 UTF-8 文本";
    TOO_LARGE = "E0002" Error "政策文件过大";
    TOO_DEEP = "E0003" Error "括号嵌套过深";
    TOO_MANY = "E0004" Error "项目过多";
    NO_POLICY = "E0005" Error "没有可用的政策";
    PATTERN_TOO_LARGE = "E0006" Error "格式的样式过大";
    SYNTAX = "E0101" Error "看不懂的写法";
    UNCLOSED = "E0102" Error "缺少右花括号";
    OPEN_TEXT = "E0103" Error "引号没有配对";
    CHAINED = "E0104" Error "比较不能连写";
    BAD_LITERAL = "E0105" Error "写法不成立的数或日期";
    REPEATED = "E0106" Error "同一内容写了两次";
    INTERPOLATION = "E0107" Error "文字中花括号里的内容看不懂";
    UNKNOWN_NAME = "E0201" Error "没有这个名称";
    DUPLICATE_NAME = "E0202" Error "名称重复";
    AMBIGUOUS_NAME = "E0203" Error "名称有歧义";
    UNKNOWN_PLACE = "E0204" Error "没有这个行政区划";
    UNKNOWN_CLAUSE = "E0205" Error "没有这个条目";
    UNKNOWN_TYPE = "E0206" Error "没有这个类型";
    UNKNOWN_ROLE = "E0207" Error "没有这个角色";
    UNKNOWN_FUNCTION = "E0208" Error "没有这个函数";
    UNKNOWN_FORMAT = "E0209" Error "没有这个格式";
    MISSING_SPACE = "E0210" Error "词与词之间缺少空格";
    TYPE_MISMATCH = "E0301" Error "类型不符";
    ARGUMENTS = "E0302" Error "函数的参数不对";
    NOT_CONSTANT = "E0303" Error "这里只能写固定的值";
    NOT_CONDITION = "E0304" Error "这里要写条件";
    BAD_OPERANDS = "E0305" Error "不能这样运算或比较";
    CYCLE = "E0401" Error "互相依赖";
    TWO_DEFAULTS = "E0402" Error "缺省只能有一个";
    BAD_PRIORITY = "E0403" Error "优先于写错";
    INCOMPLETE_RULE = "E0404" Error "规则不完整";
    BAD_EXAMPLE = "E0405" Error "示例写错";
    BAD_RECORD = "E0406" Error "记录写错";
    BAD_TABLE = "E0407" Error "表格写错";
    BAD_FORMAT = "E0408" Error "格式写错";
    CLAUSE_UNCITED = "W0501" Warning "条目没有被引用";
    RULE_WITHOUT_BASIS = "W0502" Warning "规则没有依据";
    UNUSED = "W0503" Warning "没有用到";
    MIXED_AND_OR = "W0504" Warning "且与或混用";
    SENSITIVE_GROUP = "W0505" Warning "表格按敏感内容分组";
    PARAMETER_UNSET = "N0601" Note "参数未定";
    EXEMPTION_OMITS = "N0602" Note "例外名单缺少同类城市";
}
