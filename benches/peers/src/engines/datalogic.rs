//! JSONLogic by `datalogic-rs`.
//!
//! JSONLogic has no names for shared parts: `{"ref": …}` in the policy file is spelled out at load time, so a shared part is
//! evaluated as often as it is used. "A blocking finding fired" is the host's: a part with a twin under `when_blocked` is
//! taken from there if one did.

use datalogic_rs::bumpalo::Bump;
use datalogic_rs::operator::EvalContext;
use datalogic_rs::{CustomOperator, DataValue, Engine as Rules, EvalInput, Logic, ParsedData};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::engine::{Answer, Engine, Failure, failure};

const NAME: &str = "datalogic";

/// A text test of the host: its name as an operator, and the test.
pub(crate) type TextTest = (&'static str, fn(&str) -> bool);

struct TextOperator(fn(&str) -> bool);

impl CustomOperator for TextOperator {
    fn evaluate<'arena>(
        &self,
        arguments: &[&'arena DataValue<'arena>],
        _: &mut EvalContext<'_, 'arena>,
        arena: &'arena Bump,
    ) -> datalogic_rs::Result<&'arena DataValue<'arena>> {
        let text = arguments.first().and_then(|argument| argument.as_str()).unwrap_or_default();
        Ok(arena.alloc(DataValue::Bool((self.0)(text))))
    }
}

/// The policy file.
#[derive(Deserialize)]
struct Expressions {
    shared: Map<String, Value>,
    findings: Map<String, Value>,
    blocking: usize,
    parts: Map<String, Value>,
    #[serde(default)]
    when_blocked: Map<String, Value>,
}

fn spell_out(expression: &Value, shared: &Map<String, Value>) -> Value {
    match expression {
        Value::Object(fields) => match fields.get("ref").and_then(Value::as_str).and_then(|name| shared.get(name)) {
            Some(meant) => spell_out(meant, shared),
            None => fields.iter().map(|(name, value)| (name.clone(), spell_out(value, shared))).collect(),
        },
        Value::Array(items) => items.iter().map(|item| spell_out(item, shared)).collect(),
        other => other.clone(),
    }
}

struct Part {
    name: String,
    logic: Logic,
    when_blocked: Option<Logic>,
}

pub(crate) struct DataLogic {
    rules: Rules,
    findings: Logic,
    blocking: Vec<String>,
    parts: Vec<Part>,
    arena: Bump,
}

/// What the expressions gave, in the engine's arena.
pub(crate) struct Values<'engine> {
    findings: &'engine DataValue<'engine>,
    parts: Vec<(&'engine str, &'engine DataValue<'engine>)>,
}

impl DataLogic {
    pub(crate) fn load(policy: &str, tests: &[TextTest]) -> Result<Self, Failure> {
        let policy: Expressions = serde_json::from_str(policy)?;
        let mut builder = Rules::builder();
        for (name, test) in tests {
            builder = builder.add_operator(*name, TextOperator(*test));
        }
        let rules = builder.build();
        let compile =
            |expression: &Value| rules.compile(&spell_out(expression, &policy.shared)).map_err(|error| failure(NAME, error));
        // One expression collects the names, so that the engine sees all checks at once.
        let findings: Vec<Value> = policy.findings.iter().map(|(name, fires)| json!({"if": [fires, [name], []]})).collect();
        let findings = compile(&json!({ "merge": findings }))?;
        let part = |(name, expression): (&String, &Value)| {
            let when_blocked = policy.when_blocked.get(name).map(&compile).transpose()?;
            Ok(Part { name: name.clone(), logic: compile(expression)?, when_blocked })
        };
        let parts = policy.parts.iter().map(part).collect::<Result<_, Failure>>()?;
        let blocking = policy.findings.keys().take(policy.blocking).cloned().collect();
        Ok(Self { rules, findings, blocking, parts, arena: Bump::with_capacity(64 << 10) })
    }

    fn run<'engine>(&'engine self, record: &'engine DataValue<'engine>) -> Result<Values<'engine>, Failure> {
        let evaluate =
            |logic: &'engine Logic| self.rules.evaluate(logic, record, &self.arena).map_err(|error| failure(NAME, error));
        let findings = evaluate(&self.findings)?;
        let blocked = findings.as_array().is_some_and(|names| {
            names.iter().filter_map(|name| name.as_str()).any(|name| self.blocking.iter().any(|blocking| blocking == name))
        });
        let mut parts = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let logic = part.when_blocked.as_ref().filter(|_| blocked).unwrap_or(&part.logic);
            parts.push((part.name.as_str(), evaluate(logic)?));
        }
        Ok(Values { findings, parts })
    }
}

impl Engine for DataLogic {
    type Rows = Vec<ParsedData>;
    type Judged<'engine> = Result<Values<'engine>, Failure>;

    fn rows(&self, records: &'static [Value]) -> Result<Self::Rows, Failure> {
        records.iter().map(|record| ParsedData::from_json(&record.to_string()).map_err(|error| failure(NAME, error))).collect()
    }

    fn judge<'engine>(&'engine mut self, rows: &'engine Self::Rows, number: usize) -> Self::Judged<'engine> {
        self.arena.reset();
        let record = rows[number].into_arena_value(&self.arena).map_err(|error| failure(NAME, error))?;
        self.run(record)
    }

    fn judge_json<'engine>(&'engine mut self, record: &'static Value) -> Self::Judged<'engine> {
        self.arena.reset();
        let record = record.into_arena_value(&self.arena).map_err(|error| failure(NAME, error))?;
        self.run(record)
    }

    fn answer(judged: &Self::Judged<'_>) -> Result<Answer, Failure> {
        let values = judged.as_ref().map_err(ToString::to_string)?;
        let names = values.findings.as_array().unwrap_or_default();
        let mut answer = Answer::default().names("findings", names.iter().filter_map(|name| name.as_str()));
        for (name, value) in &values.parts {
            answer = match (value.as_str(), value.as_bool()) {
                (Some(text), _) => answer.text(name, text),
                (None, Some(flag)) => answer.flag(name, flag),
                _ => return Err(failure(NAME, (name, value))),
            };
        }
        Ok(answer)
    }
}
