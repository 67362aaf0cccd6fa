//! CEL by `cel`: expressions only. The loop over the checks, the shared parts ("let") and "a blocking finding fired" are the
//! host's.

use std::sync::Arc;

use ::cel::{Context, Env, Program, Value as CelValue};
use serde::Deserialize;
use serde_json::Value;

use crate::engine::{Answer, Engine, Failure, failure};

const NAME: &str = "cel";

/// Adds the host's functions.
pub(crate) type HostFunctions = fn(&mut Context<'static, 'static>) -> Result<(), Failure>;

/// A name, its expression, and where it differs, the expression with the host's text tests.
#[derive(Deserialize)]
#[serde(untagged)]
enum Named {
    Plain(String, String),
    WithHost(String, String, String),
}

/// The policy file.
#[derive(Deserialize)]
struct Expressions {
    #[serde(rename = "let")]
    shared: Vec<Named>,
    findings: Vec<Named>,
    /// How many of the findings block.
    blocking: usize,
    parts: Vec<Named>,
}

struct Compiled {
    name: String,
    program: Program,
}

pub(crate) struct Cel {
    root: &'static Context<'static, 'static>,
    shared: Vec<Compiled>,
    findings: &'static [Compiled],
    blocking: usize,
    parts: &'static [Compiled],
}

/// What the expressions gave.
pub(crate) struct Values {
    names: (&'static [Compiled], &'static [Compiled]),
    findings: Vec<usize>,
    parts: Vec<CelValue>,
}

impl Cel {
    /// With `host`, the text tests are functions of the host: `matches` compiles its pattern at every call.
    pub(crate) fn load(policy: &str, host: Option<HostFunctions>) -> Result<Self, Failure> {
        let policy: Expressions = serde_json::from_str(policy)?;
        let environment = Arc::new(Env::stdlib());
        let mut root = Context::with_env(environment.clone());
        if let Some(add) = host {
            add(&mut root)?;
        }
        let compile = |named: &Named| {
            let (name, text) = match named {
                Named::WithHost(name, _, text) if host.is_some() => (name, text),
                Named::Plain(name, text) | Named::WithHost(name, text, _) => (name, text),
            };
            let program = environment.compile(text).map_err(|error| failure(NAME, (name, error)))?;
            Ok(Compiled { name: name.clone(), program })
        };
        let all = |named: &[Named]| named.iter().map(compile).collect::<Result<Vec<_>, Failure>>();
        Ok(Self {
            root: Box::leak(Box::new(root)),
            shared: all(&policy.shared)?,
            findings: Box::leak(all(&policy.findings)?.into_boxed_slice()),
            blocking: policy.blocking,
            parts: Box::leak(all(&policy.parts)?.into_boxed_slice()),
        })
    }

    fn read(&self, record: &Value) -> Result<Context<'static, 'static>, Failure> {
        let mut context = self.root.new_inner_scope();
        for (name, value) in record.as_object().ok_or("cel: no object")? {
            match value {
                Value::String(text) => context.add_variable_from_value(name.as_str(), text.as_str()),
                Value::Bool(flag) => context.add_variable_from_value(name.as_str(), *flag),
                Value::Number(number) => context.add_variable_from_value(name.as_str(), number.as_i64()),
                other => return Err(format!("cel: {name} is {other}").into()),
            }
        }
        Ok(context)
    }

    fn run(&self, record: &Context<'static, 'static>) -> Result<Values, Failure> {
        let run = |compiled: &Compiled, context: &Context<'_, '_>| {
            compiled.program.execute(context).map_err(|error| failure(NAME, (&compiled.name, error)))
        };
        let mut context = record.new_inner_scope();
        for compiled in &self.shared {
            let value = run(compiled, &context)?;
            context.add_variable_from_value(compiled.name.as_str(), value);
        }
        let mut findings = Vec::new();
        for (number, compiled) in self.findings.iter().enumerate() {
            if run(compiled, &context)? == CelValue::Bool(true) {
                findings.push(number);
            }
        }
        context.add_variable_from_value("blocking", findings.first().is_some_and(|&first| first < self.blocking));
        let parts = self.parts.iter().map(|compiled| run(compiled, &context)).collect::<Result<_, _>>()?;
        Ok(Values { names: (self.findings, self.parts), findings, parts })
    }
}

impl Engine for Cel {
    type Rows = Vec<Context<'static, 'static>>;
    type Judged<'engine> = Result<Values, Failure>;

    fn rows(&self, records: &'static [Value]) -> Result<Self::Rows, Failure> {
        records.iter().map(|record| self.read(record)).collect()
    }

    fn judge(&mut self, rows: &Self::Rows, number: usize) -> Result<Values, Failure> {
        self.run(&rows[number])
    }

    fn judge_json(&mut self, record: &'static Value) -> Result<Values, Failure> {
        self.run(&self.read(record)?)
    }

    fn answer(judged: &Result<Values, Failure>) -> Result<Answer, Failure> {
        let values = judged.as_ref().map_err(ToString::to_string)?;
        let (findings, parts) = values.names;
        let mut answer = Answer::default().names("findings", values.findings.iter().map(|&number| findings[number].name.as_str()));
        for (part, value) in parts.iter().zip(&values.parts) {
            answer = match value {
                CelValue::String(text) => answer.text(&part.name, text.as_str()),
                CelValue::Bool(flag) => answer.flag(&part.name, *flag),
                other => return Err(failure(NAME, (&part.name, other))),
            };
        }
        Ok(answer)
    }
}
