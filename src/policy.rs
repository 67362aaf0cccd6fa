//! The facade: policy text to a compiled policy, and from it a judge for each kind of record. The whole pipeline on one screen.

use std::fmt::Write;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::check;
use crate::date::Date;
use crate::diagnostic::{self, Diagnostic, Diagnostics, Problems, Severity};
use crate::error::{Error, ErrorKind};
use crate::hir::Program;
use crate::input::Schema;
use crate::judge::Judge;
use crate::plan::{self, Plan, TablePlan};
use crate::resolve;
use crate::source::Source;
use crate::span::Span;
use crate::suggest;
use crate::syntax;

/// A compiled policy. Cheap to clone, `Send` and `Sync`; holds no clock and no randomness.
#[derive(Clone)]
pub struct Policy(pub(crate) Arc<Compiled>);

/// What compiling leaves.
pub(crate) struct Compiled {
    pub(crate) sources: Arc<[Source]>,
    pub(crate) program: Program,
    pub(crate) plans: IndexMap<String, Planned>,
    remarks: Problems,
}

/// One record's plan and what its input may look like.
pub(crate) struct Planned {
    pub(crate) plan: Plan,
    pub(crate) schema: Schema,
    /// Plans of the record's tables, in their order.
    pub(crate) tables: Vec<TablePlan>,
}

/// An intermediate form of a policy, from its text to what is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// The tree as written.
    Ast,
    /// Names resolved and expressions typed.
    Hir,
    /// The flat table that is evaluated.
    Plan,
}

impl Policy {
    /// Compiles the sources of one policy, whose order does not matter.
    ///
    /// # Errors
    /// All problems of the text, if at least one of them is an error.
    ///
    /// ```
    /// use shengyuan::{Policy, Source};
    /// let text = r#"
    ///     记录 学生 { 标识 学号  学号 : 文本 必填  学历 : 文本 }
    ///     规则 学生 { 判定 已知学历 = 已填(学历) }
    /// "#;
    /// let policy = Policy::compile([Source::new("例.policy", text)])?;
    /// assert_eq!(policy.records().collect::<Vec<_>>(), ["学生"]);
    /// # Ok::<(), shengyuan::Problems>(())
    /// ```
    pub fn compile(sources: impl IntoIterator<Item = Source>) -> Result<Self, Problems> {
        Self::compile_all(sources.into_iter().collect(), &mut |_| ())
    }

    /// Compiles as [`Policy::compile`] does. `reached` is told of each intermediate form as soon as it is there, so that the caller may
    /// measure how long each takes.
    ///
    /// # Errors
    /// As [`Policy::compile`].
    ///
    /// ```
    /// use shengyuan::{Policy, Source, Stage};
    /// let mut stages = Vec::new();
    /// Policy::compile_in_stages([Source::new("例.policy", "记录 学生 { 学号 : 文本 }")], |stage| stages.push(stage))?;
    /// assert_eq!(stages, [Stage::Ast, Stage::Hir, Stage::Plan]);
    /// assert!(Policy::compile_in_stages([Source::new("空.policy", "")], |stage| stages.push(stage)).is_err());
    /// assert_eq!(stages[3..], [Stage::Ast, Stage::Hir]);
    /// # Ok::<(), shengyuan::Problems>(())
    /// ```
    pub fn compile_in_stages(sources: impl IntoIterator<Item = Source>, mut reached: impl FnMut(Stage)) -> Result<Self, Problems> {
        Self::compile_all(sources.into_iter().collect(), &mut reached)
    }

    fn compile_all(sources: Arc<[Source]>, reached: &mut dyn FnMut(Stage)) -> Result<Self, Problems> {
        let mut problems = Diagnostics::default();
        let files: Vec<_> = sources.iter().zip(0..).map(|(source, number)| syntax::parse(source, number, &mut problems)).collect();
        reached(Stage::Ast);
        let symbols = resolve::resolve(&files, &mut problems);
        if symbols.records.is_empty() && !problems.has_errors() {
            problems.push(
                Diagnostic::new(diagnostic::NO_POLICY, Span::default(), "这里没有政策：一条「记录」也没有")
                    .label("文件是空的，或只有说明")
                    .help("写上「记录 名称 { 字段 … }」和「规则 名称 { … }」；或换成政策所在的文件夹"),
            );
        }
        let program = check::check(&symbols, &sources, &mut problems);
        // What comes next finds room where the trees were.
        drop(symbols);
        drop(files);
        reached(Stage::Hir);
        let failed = problems.has_errors();
        let list = problems.into_sorted();
        if failed {
            return Err(Problems { sources: Arc::clone(&sources), list });
        }
        let plans = program.records.values().map(|record| {
            let planned = Planned {
                plan: plan::lower(record),
                schema: Schema::new(record, &program.enumerations),
                tables: plan::lower_tables(record, program.table_enumerations),
            };
            (record.name.clone(), planned)
        });
        let plans = plans.collect();
        reached(Stage::Plan);
        let remarks = Problems { sources: Arc::clone(&sources), list };
        Ok(Self(Arc::new(Compiled { sources, program, plans, remarks })))
    }

    /// Warnings and notes about a policy that can be used.
    pub fn remarks(&self) -> &Problems {
        &self.0.remarks
    }

    /// Title of the policy; empty if it has none.
    pub fn title(&self) -> &str {
        &self.0.program.title
    }

    /// Graduating year that the policy is for.
    pub fn year(&self) -> Option<i64> {
        self.0.program.year
    }

    /// The day as of which examples and cases are judged when they name none: the 评估日 of the policy's head,
    /// or else the first day of its 届别.
    pub fn example_date(&self) -> Date {
        let program = &self.0.program;
        let first_day = program.year.and_then(|year| Date::new(i32::try_from(year).ok()?, 1, 1));
        program.date.or(first_day).unwrap_or(Date::EPOCH)
    }

    /// Who issues the policy.
    pub fn publisher(&self) -> Option<&str> {
        self.0.program.publisher.as_deref()
    }

    /// Names of the kinds of record that the policy judges.
    pub fn records(&self) -> impl Iterator<Item = &str> {
        self.0.program.records.keys().map(String::as_str)
    }

    /// The judge of one kind of record.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownName`] if the policy has no such record.
    pub fn record(&self, name: &str) -> Result<Judge<'_>, Error> {
        let found = self.0.program.records.get(name).zip(self.0.plans.get(name));
        found.map(|(record, planned)| Judge::new(&self.0, record, planned)).ok_or_else(|| {
            let names: Vec<&str> = self.records().collect();
            let hint = match suggest::nearest(name, names.iter().copied()) {
                Some(near) => format!("是不是「{near}」？"),
                None => format!("这份政策有：{}", names.join("、")),
            };
            Error::new(ErrorKind::UnknownName, format!("政策里没有名为「{name}」的记录；{hint}"))
        })
    }

    /// An intermediate form as text, for developers.
    pub fn dump(&self, stage: Stage) -> String {
        let mut text = String::new();
        let compiled = &self.0;
        match stage {
            Stage::Ast => {
                let mut ignored = Diagnostics::default();
                for (source, number) in compiled.sources.iter().zip(0..) {
                    let _ = writeln!(text, "// {}\n{:#?}", source.name(), syntax::parse(source, number, &mut ignored));
                }
            }
            Stage::Hir => {
                let _ = writeln!(text, "{:#?}", compiled.program);
            }
            Stage::Plan => {
                for (record, planned) in compiled.program.records.values().zip(compiled.plans.values()) {
                    let _ = writeln!(text, "// {}\n{}", record.name, planned.plan.listing(record));
                    let extended = record.with_built_in(compiled.program.table_enumerations);
                    for (table, plan) in record.tables.iter().zip(&planned.tables) {
                        let _ = writeln!(text, "// {} 表格 {}\n{}", record.name, table.name, plan.listing(&extended));
                    }
                }
            }
        }
        text
    }

    /// Whether nothing but notes was said about the policy.
    pub fn is_clean(&self) -> bool {
        self.0.remarks.count(Severity::Warning) == 0
    }
}

impl std::fmt::Debug for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Policy")
            .field("title", &self.title())
            .field("records", &self.records().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
