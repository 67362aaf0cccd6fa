//! What may be typed, and what is said when something else is typed.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Parser, Subcommand, ValueEnum};
use shengyuan::Date;

use crate::outcome::FAILED;

const HELP: &str = "\
{about}

用法：{usage}

{all-args}";

/// 生源地政策：检查政策，判断毕业生的记录，说明理由
#[derive(Parser)]
#[command(name = "shengyuan", version, help_template = HELP, override_usage = "shengyuan <命令>", disable_help_subcommand = true)]
#[command(subcommand_help_heading = "命令", next_help_heading = "选项", disable_help_flag = true, disable_version_flag = true)]
pub(crate) struct Arguments {
    /// 显示帮助
    #[arg(short = 'h', long = "help", action = clap::ArgAction::Help, global = true)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long = "version", action = clap::ArgAction::Version)]
    version: Option<bool>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
#[command(help_template = HELP)]
pub(crate) enum Command {
    /// 判断一批记录（Excel、CSV、JSON、YAML 等）
    #[command(help_template = HELP, override_usage = "shengyuan evaluate [选项] [记录文件]")]
    Evaluate(EvaluateArguments),
    /// 说明一名学生的判断：用了哪条规则，为什么，缺什么
    #[command(help_template = HELP, override_usage = "shengyuan explain [选项] [记录文件]")]
    Explain(ExplainArguments),
    /// 一题一题地问一名学生，只问还要紧的，最后给出判断和理由
    #[command(help_template = HELP, override_usage = "shengyuan ask [选项]")]
    Ask(AskArguments),
    /// 按政策的表格生成附表、名单或汇总（.xlsx 或 .csv）
    #[command(help_template = HELP, override_usage = "shengyuan report [选项] [记录文件]")]
    Report(ReportArguments),
    /// 检查政策的写法
    #[command(help_template = HELP, override_usage = "shengyuan check [选项] [政策]")]
    Check(PolicyArguments),
    /// 分析政策：空白、冲突、用不上的规则，各附例子
    #[command(help_template = HELP, override_usage = "shengyuan analyze [选项] [政策]")]
    Analyze(AnalyzeArguments),
    /// 比较两份政策：谁的判断不同，各附例子
    #[command(help_template = HELP, override_usage = "shengyuan diff [选项] <旧政策> <新政策>")]
    Diff(DiffArguments),
    /// 运行政策的示例，并核对 cases 文件夹里的案例
    #[command(help_template = HELP, override_usage = "shengyuan test [选项] [政策]")]
    Test(TestArguments),
    /// 打印政策的中间形式（供开发者）
    #[command(help_template = HELP, override_usage = "shengyuan dump [选项] [政策]")]
    Dump(DumpArguments),
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(crate) struct RecordArguments {
    /// 记录文件；写 - 或不写表示标准输入
    #[arg(value_name = "记录文件", default_value = "-", hide_default_value = true, help_heading = "参数")]
    pub(crate) records: PathBuf,
    /// 政策：文件、文件夹或内置的届别（如 2024）；不写用最新的内置政策
    #[arg(long, value_name = "政策")]
    pub(crate) policy: Option<PathBuf>,
    /// 记录的种类；政策只有一种记录时不必写
    #[arg(long, value_name = "名称")]
    pub(crate) record: Option<String>,
    /// 评估日，如 2023-09-25；不写用今天
    #[arg(long, value_name = "日期", value_parser = date)]
    pub(crate) date: Option<Date>,
    /// 记录文件的格式：csv、json、jsonl、yaml、xlsx、xls、ods；不写按文件名和内容判断
    #[arg(long, value_name = "格式", hide_possible_values = true)]
    pub(crate) input: Option<InputFormat>,
    /// 读工作簿的哪一张表：名称，或第几张；不写读列名对得上的表
    #[arg(long, value_name = "工作表")]
    pub(crate) sheet: Option<String>,
    /// 另附的明细，按标识接到学生上：明细=文件，或 明细=文件:工作表；可写多次
    #[arg(long = "detail", value_name = "明细=文件", value_parser = detail)]
    pub(crate) details: Vec<DetailArgument>,
    /// 显示敏感内容（平时遮盖）
    #[arg(long)]
    pub(crate) reveal: bool,
}

/// A detail that stands in a file of its own.
#[derive(Clone)]
pub(crate) struct DetailArgument {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) sheet: Option<String>,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(crate) struct EvaluateArguments {
    #[command(flatten)]
    pub(crate) records: RecordArguments,
    /// 结果文件；按结尾决定格式（.xlsx .csv .jsonl .json .txt）
    #[arg(short = 'o', long = "output", value_name = "文件")]
    pub(crate) output: Option<PathBuf>,
    /// 结果的格式：text（给人看的汇总）、xlsx（结果工作簿）、csv（一人一行）、jsonl（一行一条）、json
    #[arg(long, value_name = "格式", hide_possible_values = true)]
    pub(crate) format: Option<ResultFormat>,
    /// 结果里也列出满足的和不适用的检查
    #[arg(long)]
    pub(crate) full: bool,
    /// 用几个线程判断；不写用电脑的全部核心；几个线程，结果都一样
    #[arg(long, value_name = "个数")]
    pub(crate) threads: Option<NonZeroUsize>,
    /// 结果工作簿按哪个字段分单位计数，如 培养单位；不写按政策第一张分组表格的分组
    #[arg(long, value_name = "字段")]
    pub(crate) unit: Option<String>,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(crate) struct ExplainArguments {
    #[command(flatten)]
    pub(crate) records: RecordArguments,
    /// 学生的标识（学号）；文件里只有一条记录时不必写
    #[arg(long, value_name = "学号")]
    pub(crate) id: Option<String>,
    /// 列出全部判断和没有适用的规则
    #[arg(long)]
    pub(crate) full: bool,
    /// 输出的格式：text（缺省）或 json
    #[arg(long, value_name = "格式", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub(crate) format: PlainFormat,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(crate) struct AskArguments {
    /// 政策：文件、文件夹或内置的届别（如 2024）；不写用最新的内置政策
    #[arg(long, value_name = "政策")]
    pub(crate) policy: Option<PathBuf>,
    /// 记录的种类；政策只有一种记录时不必写
    #[arg(long, value_name = "名称")]
    pub(crate) record: Option<String>,
    /// 评估日，如 2023-09-25；不写用今天
    #[arg(long, value_name = "日期", value_parser = date)]
    pub(crate) date: Option<Date>,
    /// 只问这个判定要用的，如 应填生源地；可写多次；不写问到结论和全部判定都有结果
    #[arg(long = "decision", value_name = "判定")]
    pub(crate) decisions: Vec<String>,
    /// 已经知道的：一名学生的记录文件（.json .yaml 等），里面有的不再问
    #[arg(long, value_name = "文件")]
    pub(crate) from: Option<PathBuf>,
    /// 把答完的记录存成 YAML
    #[arg(short = 'o', long = "output", value_name = "文件")]
    pub(crate) output: Option<PathBuf>,
    /// text（缺省）提问；json 只打印下一题就结束，没有要问的打印 null
    #[arg(long, value_name = "格式", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub(crate) format: PlainFormat,
    /// 显示敏感内容（平时遮盖）
    #[arg(long)]
    pub(crate) reveal: bool,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(crate) struct ReportArguments {
    #[command(flatten)]
    pub(crate) records: RecordArguments,
    /// 哪张表，如 附表2；政策只有一张表时不必写
    #[arg(long, value_name = "表格")]
    pub(crate) table: Option<String>,
    /// 表格文件（.xlsx 或 .csv）；分成几个文件时，文件名后面加上组名；不写打印 CSV
    #[arg(short = 'o', long = "output", value_name = "文件")]
    pub(crate) output: Option<PathBuf>,
    /// 表格的格式：xlsx 或 csv；不写按文件名判断
    #[arg(long, value_name = "格式", hide_possible_values = true)]
    pub(crate) format: Option<TableFormat>,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(crate) struct PolicyArguments {
    /// 政策：文件、文件夹或内置的届别；不写用最新的内置政策
    #[arg(value_name = "政策", help_heading = "参数")]
    pub(crate) policy: Option<PathBuf>,
    /// 输出的格式：text（缺省）或 json
    #[arg(long, value_name = "格式", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub(crate) format: PlainFormat,
    /// 解释一种问题，如 E0201
    #[arg(long, value_name = "代码")]
    pub(crate) code: Option<String>,
    /// 写法没有错误时再作分析：空白、冲突、用不上的规则
    #[arg(long)]
    pub(crate) analyze: bool,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(crate) struct AnalyzeArguments {
    /// 政策：文件、文件夹或内置的届别；不写用最新的内置政策
    #[arg(value_name = "政策", help_heading = "参数")]
    pub(crate) policy: Option<PathBuf>,
    /// 输出的格式：text（缺省）或 json
    #[arg(long, value_name = "格式", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub(crate) format: PlainFormat,
    /// 一个判定的图最多多少个节点；超过的答「太大，没有分析」
    #[arg(long, value_name = "个数")]
    pub(crate) limit: Option<usize>,
    /// 只打印例外的先后：谁压过谁
    #[arg(long, conflicts_with_all = ["graph", "format"])]
    pub(crate) tree: bool,
    /// 只打印图的文字：mermaid 或 dot
    #[arg(long, value_name = "图", conflicts_with = "format", hide_possible_values = true)]
    pub(crate) graph: Option<GraphFormat>,
    /// 与 --tree、--graph 连用：只看这一个判定
    #[arg(long = "decision", value_name = "判定")]
    pub(crate) decision: Option<String>,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(crate) struct DiffArguments {
    /// 旧政策：文件、文件夹或内置的届别
    #[arg(value_name = "旧政策", help_heading = "参数")]
    pub(crate) old: PathBuf,
    /// 新政策：文件、文件夹或内置的届别
    #[arg(value_name = "新政策", help_heading = "参数")]
    pub(crate) new: PathBuf,
    /// 名单，如去年的记录文件：两份政策各判断一遍，数出不同的
    #[arg(long, value_name = "记录文件")]
    pub(crate) records: Option<PathBuf>,
    /// 记录的种类；政策只有一种记录时不必写
    #[arg(long, value_name = "名称", requires = "records")]
    pub(crate) record: Option<String>,
    /// 名单的评估日，如 2023-09-25；不写用今天
    #[arg(long, value_name = "日期", value_parser = date, requires = "records")]
    pub(crate) date: Option<Date>,
    /// 名单的格式：csv、json、jsonl、yaml、xlsx、xls、ods；不写按文件名和内容判断
    #[arg(long, value_name = "格式", hide_possible_values = true, requires = "records")]
    pub(crate) input: Option<InputFormat>,
    /// 读工作簿的哪一张表：名称，或第几张；不写读列名对得上的表
    #[arg(long, value_name = "工作表", requires = "records")]
    pub(crate) sheet: Option<String>,
    /// 另附的明细，按标识接到学生上：明细=文件，或 明细=文件:工作表；可写多次
    #[arg(long = "detail", value_name = "明细=文件", value_parser = detail, requires = "records")]
    pub(crate) details: Vec<DetailArgument>,
    /// 显示敏感内容（平时遮盖）
    #[arg(long, requires = "records")]
    pub(crate) reveal: bool,
    /// 输出的格式：text（缺省）或 json
    #[arg(long, value_name = "格式", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub(crate) format: PlainFormat,
    /// 一个判定的图最多多少个节点；超过的答「太大，没有比完」
    #[arg(long, value_name = "个数")]
    pub(crate) limit: Option<usize>,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(crate) struct TestArguments {
    /// 政策：文件、文件夹或内置的届别；不写用最新的内置政策
    #[arg(value_name = "政策", help_heading = "参数")]
    pub(crate) policy: Option<PathBuf>,
    /// 输出的格式：text（缺省）、json；和 --coverage 一起还可以写 lcov
    #[arg(long, value_name = "格式", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub(crate) format: TestFormat,
    /// 把现在的判断写成认可的结果
    #[arg(long)]
    pub(crate) accept: bool,
    /// 每条规则、每个条件的两边，哪些示例和案例走到了
    #[arg(long, conflicts_with_all = ["accept", "mutate"])]
    pub(crate) coverage: bool,
    /// 把政策一处一处改错，看示例和案例发现得了几处
    #[arg(long, conflicts_with = "accept")]
    pub(crate) mutate: bool,
    /// 都走到的、发现了的也列出来
    #[arg(long)]
    pub(crate) full: bool,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(crate) struct DumpArguments {
    /// 政策：文件、文件夹或内置的届别；不写用最新的内置政策
    #[arg(value_name = "政策", help_heading = "参数")]
    pub(crate) policy: Option<PathBuf>,
    /// 哪一种中间形式：ast、hir 或 plan（缺省）
    #[arg(long, value_name = "阶段", default_value = "plan", hide_default_value = true, hide_possible_values = true)]
    pub(crate) stage: StageName,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    Csv,
    Json,
    Jsonl,
    Yaml,
    Xlsx,
    Xls,
    Ods,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ResultFormat {
    Text,
    Json,
    Jsonl,
    Csv,
    Xlsx,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    Xlsx,
    Csv,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlainFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestFormat {
    Text,
    Json,
    Lcov,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    Mermaid,
    Dot,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StageName {
    Ast,
    Hir,
    Plan,
}

fn date(text: &str) -> Result<Date, String> {
    text.parse::<Date>().map_err(|error| error.to_string())
}

/// `工作经历=工作.xlsx:Sheet2`; a colon that belongs to the path is left in it.
fn detail(text: &str) -> Result<DetailArgument, String> {
    let (name, file) = text.split_once(['=', '＝']).ok_or("写成 明细=文件，如 工作经历=工作.xlsx:Sheet2")?;
    let (path, sheet) = match file.rsplit_once([':', '：']) {
        Some((path, sheet)) if !path.is_empty() && !sheet.contains(['/', '\\', '.']) => (path, Some(sheet.to_string())),
        _ => (file, None),
    };
    Ok(DetailArgument { name: name.trim().to_string(), path: PathBuf::from(path), sheet })
}

/// Shows help, or says in Chinese what was typed wrong.
pub(crate) fn refuse(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let _ = write!(io::stdout(), "{}", error.render());
        return ExitCode::SUCCESS;
    }
    let given = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let argument = given(ContextKind::InvalidArg);
    let mut message = match error.kind() {
        ErrorKind::InvalidSubcommand => format!("没有「{}」这个命令", given(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument => format!("没有「{argument}」这个选项"),
        ErrorKind::InvalidValue => match given(ContextKind::ValidValue) {
            known if known.is_empty() => format!("「{argument}」后面缺少内容"),
            known => format!("「{argument}」不能是「{}」；可以是：{known}", given(ContextKind::InvalidValue)),
        },
        ErrorKind::ValueValidation => format!("「{argument}」不能是「{}」", given(ContextKind::InvalidValue)),
        ErrorKind::MissingRequiredArgument => format!("缺少：{argument}"),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => "请写一个命令".to_string(),
        _ => "命令写得不对".to_string(),
    };
    let near = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue].map(given).concat();
    if !near.is_empty() {
        message.push_str(&format!("；是不是「{near}」？"));
    }
    let _ = writeln!(io::stderr(), "{message}\n用 shengyuan --help 查看全部命令和选项");
    ExitCode::from(FAILED)
}
